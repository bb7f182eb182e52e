import Binfmt
import Platforms
import Readiness
import Reports
import Text

extension Remedy {
  /// Registers handlers for platforms that have none, least destructive first: by the host's own
  /// binfmt.d lines, else by the distribution's package, else through the binfmt container.
  static func registering(_ subjects: [Subject]) -> Remedy? {
    guard let host = subjects.first?.host else { return nil }
    var commands: [String] = []
    var ways: [String] = []
    var rest = subjects.architectures
    func take(_ way: String, _ step: (Architecture) -> [String]?) {
      let steps = rest.map { ($0, step($0)) }
      let done = steps.filter { $0.1 != nil }
      guard !done.isEmpty else { return }
      ways.append(way)
      commands += done.flatMap { $0.1 ?? [] }
      rest.removeAll { architecture in done.contains { $0.0 == architecture } }
    }
    // Inside a container these files are the container's, and the host has others.
    if !host.mustBeRepairedOutside {
      take("register the host's own boot configuration") { host.registeringBootLine(for: $0) }
      take("install the distribution's emulators") { host.installingPackage(for: $0) }
    }
    if let taken = subjects.lazy.compactMap(\.takenName).first {
      return Remedy(
        "the name \(taken.name) belongs to \(taken.foreignEmulator?.name ?? "a handler of other programs"), which is "
          + "kept; if it is not wanted, as root: crossready unregister --entry "
          + Shell.quoted(taken.name))
    }
    let open = subjects.filter { rest.contains($0.architecture) }
    let installed = open.filter { !host.ownEmulators(for: $0.architecture).isEmpty }
    let images = open.filter { $0.hasImage && !installed.architectures.contains($0.architecture) }
    if !installed.isEmpty { ways.append("register the host's own emulators") }
    if !images.isEmpty { ways.append("register emulators through the privileged binfmt container") }
    if !installed.isEmpty || !images.isEmpty {
      commands.append(CrossreadyCommand.registering(installed + images))
      rest.removeAll(where: (installed + images).architectures.contains)
    }
    let unserved = subjects.filter { rest.contains($0.architecture) }
    if !unserved.isEmpty { ways.append(gettingEmulators(for: unserved, on: host)) }
    let place = host.mustBeRepairedOutside ? "on the host, outside of this container: " : ""
    return Remedy(place + ways.joined(separator: "; "), commands: commands.unique)
  }

  /// What to install or set for platforms that nothing on this host can serve.
  private static func gettingEmulators(for subjects: [Subject], on host: Host) -> String {
    let command = "'\(CrossreadyCommand.registering(subjects))'"
    if let source = subjects.lazy.compactMap({ host.emulatorSource(for: $0.architecture) }).first {
      // What is configured is registered at once.
      if case .configuration = source { return source.advice }
      return "\(source.advice), and run \(command)"
    }
    if subjects.allSatisfy({ BinfmtImage.supports($0.architecture) }) {
      return "install docker or podman, and run \(command)"
    }
    let names = subjects.compactMap(\.architecture.emulators.first).unique
    return "install static builds of \(names.joined(separator: " and ")), and run \(command)"
  }

  /// Registers entries again with a flag that is safe, and with all others that are.
  static func addingFlag(_ letter: Character, to subjects: [Subject]) -> Remedy? {
    let use = letter == "C" ? ", if foreign containers need sudo or su" : ""
    let text = "register the handler again with flag \(letter)\(use)"
    // What works serves until the new one is proven; a new entry has every flag.
    if subjects.allSatisfy(\.probesPassed), let renewed = renewing(subjects, text) {
      return renewed
    }
    return reregistering(subjects, text)
      ?? replacing(subjects, "replace it through the privileged binfmt container")
  }

  /// Registers entries again with a mask that takes all programs of their architecture.
  static func wideningMask(_ subjects: [Subject]) -> Remedy? {
    reregistering(subjects, "register the handler again with a wider mask") {
      subject, registration in
      registration.match = .magic(subject.architecture.widening(registration.match))
    } ?? removingWinners(subjects, "replace the entry")
  }

  /// Registers entries again, changed, under their own names and with every flag that is safe, so that
  /// the fixes of several findings are the same; nil where the host cannot open one of
  /// the interpreters by its path.
  ///
  /// An entry that serves other architectures too stays as it is: a second one, which is newer and
  /// so wins, serves this architecture alone.
  static func reregistering(
    _ subjects: [Subject], _ text: String,
    change: (Subject, inout Registration) -> Void = { _, _ in }
  ) -> Remedy? {
    var commands: [String] = []
    for subject in subjects {
      guard let entry = subject.handler, subject.canOpenInterpreter,
        !subject.probesPassed || subject.runsFileOfItsPath,
        var registration = entry.registration
      else { return nil }
      let isShared = entry.architectures.count > 1
      // Another one before it would outrank what somebody chose.
      if isShared, entry.foreignEmulator != nil { return nil }
      if subject.winners.contains(where: { $0 != entry && subject.host.keeps($0) }) { return nil }
      if isShared {
        let suffix = "-\(subject.architecture.name)"
        registration.name = KernelText(entry.name.bytes + suffix.utf8)
        registration.match = .magic(subject.architecture.magic)
      }
      if subject.coverage?.missedEssential.isEmpty == false {
        registration.match = .magic(subject.architecture.widening(registration.match))
      }
      change(subject, &registration)
      registration.flags = subject.completing(registration.flags)
      guard let line = try? registration.line() else { return nil }
      commands += (isShared ? [] : [Shell.removing(entry.name)]) + [Shell.registering(line)]
    }
    return Remedy(text, commands: commands.unique)
  }
}

extension Subject {
  /// The entry that has the name under which the platform's would be registered, and stays.
  var takenName: Entry? {
    let name = host.entryName(for: architecture)
    return host.handlers?.entries.first { entry in
      entry.name == name && (host.keeps(entry) || host.isTaken(name, from: architecture))
    }
  }
}

extension Array where Element == Subject {
  /// Their architectures, each once.
  var architectures: [Architecture] { map(\.architecture).unique }
}
