import Binfmt
import CommandLineKit
import Facts
import Glibc
import LinuxHost
import Platforms
import Rendering
import Repair
import Text

/// The emulators that this image, or any root, has.
enum BinfmtImageEmulators {
  /// The architectures that may need one.
  static var architectures: [Architecture] {
    Architecture.table.filter { $0 != Architecture.native }
  }

  /// The emulator of an architecture; nil if there is none.
  static func finding(_ architecture: Architecture) -> HostEmulator? {
    do throws(RegisteringError) {
      return try HostEmulator.finding(architecture, environment: [:])
    } catch {
      return nil
    }
  }
}

extension BinfmtImageOptions {
  /// Registers for a list, or for all that the image has an emulator for; whether what had to come up
  /// did.
  func install(_ list: String, _ context: Context) throws -> Bool {
    guard list != "all" else {
      let all = BinfmtImageEmulators.architectures.filter {
        BinfmtImageEmulators.finding($0) != nil
      }
      let works = try all.map { try install($0, context) }
      return works.contains(true)
    }
    var isWhole = true
    var known: [Architecture] = []
    for word in list.words {
      guard let architecture = Architecture(inPlatform: word) else {
        say("installing: \(word) unsupported architecture: \(word)")
        isWhole = false
        continue
      }
      if !known.contains(architecture) { known.append(architecture) }
    }
    for architecture in known where try !install(architecture, context) { isWhole = false }
    return isWhole
  }

  /// Registers for one architecture, as `register` does; whether its programs run then.
  private func install(_ architecture: Architecture, _ context: Context) throws -> Bool {
    var options = RegisterOptions()
    options.method = .host
    options.platforms = Platform.table.filter { $0.architecture == architecture.name }
    do {
      let round = try RegisterRun(options: options, context: context).round()
      guard let change = round.changes.first else { return false }
      say("installing: \(architecture.name) \(change.words)")
      return change.holds
    } catch {
      let refusal = Refusal(error)
      if case RegisteringError.interrupted? = error as? RegisteringError { throw error }
      guard refusal.status == .no else { throw error }
      say("installing: \(architecture.name) cannot register: \(refusal.message)")
      return false
    }
  }

  /// Removes what a list names; whether all of it is gone. What is not there is gone.
  func uninstall(_ list: String, _ context: Context) throws -> Bool {
    let lock = try RegistrationLock.taking(
      Timeout(), ProgressDisplay(environment: context.environment))
    let facts = try HostFacts.observing(
      tool: Identity.tool, environment: context.environment, platforms: Platform.table,
      timeout: Timeout().duration)
    let qemu = RemovalPlan.planning(
      Architecture.table, entries: [], on: facts, release: EmulatorRelease.inProgram(at:)
    ).removed
    var isWhole = true
    for word in list.words {
      let named = entries(named: word, qemu)
      if named.isEmpty { say("uninstalling: \(word) not found") }
      for name in named {
        do throws(RegisteringError) {
          try EntryWriter.remove(name)
          say("uninstalling: \(name) OK")
        } catch {
          say("uninstalling: \(name) cannot remove: \(error.message)")
          isWhole = false
        }
      }
    }
    lock.release()
    return isWhole
  }

  /// The entries that a word means: the emulators of a platform, those of QEMU whose names a pattern
  /// matches, or the first that has the name, or ends in it behind a hyphen.
  private func entries(named word: String, _ qemu: [Entry]) -> [KernelText] {
    if let architecture = Architecture(inPlatform: word) {
      return qemu.filter { $0.covers(architecture) }.map(\.name)
    }
    if word.contains(where: { "*?[".contains($0) }) {
      return qemu.map(\.name).filter { fnmatch(word, $0.description, 0) == 0 }
    }
    let names = EntryWriter.entries().map(\.name).sorted {
      $0.bytes.lexicographicallyPrecedes($1.bytes)
    }
    let named = names.first { name in
      name.description == word || name.description.hasSuffix("-\(word)")
    }
    return [named].compactMap(\.self)
  }
}

extension RegistrationChange {
  /// What became of it, in the words of the binfmt image.
  fileprivate var words: String {
    switch outcome {
    case .registered, .replaced, .removed: "OK"
    case .kept: entry.map { "\($0) already registered" } ?? "OK"
    case .failed, .refused, .unavailable:
      "cannot register \"\(emulator?.interpreter?.description ?? step.architecture.entryName.description)\""
        + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
    }
  }
}

extension Architecture {
  /// The architecture of a platform that a word names; nil where no probe covers it.
  fileprivate init?(inPlatform word: String) {
    var platforms: [Platform] = []
    do throws(UsageError) {
      try platforms.append(platformsIn: word)
    } catch {
      return nil
    }
    guard platforms.count == 1, let architecture = platforms[0].architectureInTable else {
      return nil
    }
    self = architecture
  }
}

extension String {
  /// The parts of a list that commas separate.
  fileprivate var words: [String] { split(separator: ",").map(String.init) }
}
