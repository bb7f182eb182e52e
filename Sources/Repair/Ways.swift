import Binfmt
package import Emulators
package import Platforms
import Readiness
import Reports
import Text

extension Host {
  /// Registers an emulator of the host's own, or of its distribution; nil where there is neither.
  func registeringOwnEmulator(for architecture: Architecture) -> [String]? {
    registeringBootLine(for: architecture) ?? registeringFile(for: architecture)
      ?? installingPackage(for: architecture)
  }

  /// The line of the host's boot configuration for an architecture that is usable, if there is one.
  func usableBootLine(for architecture: Architecture) -> BootRegistration? {
    bootRegistrations?.last { boot in
      boot.takes(architecture) && boot.registration.flags.fixesBinary
        && !takesNative(boot.registration.entry) && isUsable(boot.registration.interpreter)
        && !hasFailed(boot.registration.interpreter, of: architecture)
    }
  }

  /// Whether the file at a path has just run a probe of the architecture, and failed.
  private func hasFailed(_ path: KernelText, of architecture: Architecture) -> Bool {
    guard coverage(of: architecture)?.handler?.interpreter == path,
      let run = run(architecture, .chain), run.refusal == nil,
      run.signal != nil || run.timedOut == true || run.outcomes.first?.report == nil
    else { return false }
    guard let running = run.running.value, let file = file(at: path).value else { return true }
    return running.isSameFile(as: file)
  }

  /// The emulators for an architecture that the host names itself, in its boot configuration or in an
  /// entry for that alone, or that have one of the usual names, if they are QEMU's and usable; those
  /// whose releases have the least known defects first.
  func ownEmulators(for architecture: Architecture) -> [KernelText] {
    let booted = [usableBootLine(for: architecture)?.registration.interpreter].compactMap(\.self)
    let standing = handlers?.entries.filter { $0.coversOnly(architecture) } ?? []
    let names = architecture.emulators.flatMap { ["\($0)-static", $0] }
    let installed = facts.interpreters.map(\.path).filter {
      names.contains($0.lastPathComponent.description)
    }
    let usable = (booted + standing.compactMap(\.interpreter) + installed).unique.filter { path in
      isUsable(path) && !hasFailed(path, of: architecture) && !isOpenToOthers(path)
        && ForeignEmulator.named(path.lastPathComponent.description) == nil
    }
    let defects = usable.map { Defect(of: release(at: $0, for: architecture), for: architecture) }
    return Defect.allCases.flatMap { defect in
      zip(usable, defects).filter { $0.1 == defect }.map(\.0)
    }
  }

  /// Whether an emulator of the host's own is known to have a lesser defect than a release.
  func hasBetterEmulator(than release: EmulatorVersion?, for architecture: Architecture) -> Bool {
    guard let best = ownEmulators(for: architecture).first,
      let own = self.release(at: best, for: architecture)
    else { return false }
    return Defect(of: own, for: architecture) < Defect(of: release, for: architecture)
  }

  /// The release of an emulator, as its file or its process names it; nil where that is not known.
  private func release(at path: KernelText, for architecture: Architecture) -> EmulatorVersion? {
    let facts = facts.interpreters.first { $0.path == path }
    if let line = facts?.release { return EmulatorVersion(parsing: line) }
    guard let file = facts?.file.value,
      let running = run(architecture, .chain)?.running.value, running.isSameFile(as: file)
    else { return nil }
    return self.facts.probing.release(of: architecture)
  }

  /// Whether others than root were seen to be able to write what is at a path: `register` refuses it.
  private func isOpenToOthers(_ path: KernelText) -> Bool {
    facts.interpreters.first { $0.path == path }?.isRootsAlone == false
  }

  /// Whether what is at a path can be registered: seen to be a program that any root can run.
  func isUsable(_ path: KernelText) -> Bool {
    guard path.isAbsolutePath, case .seen(let file) = self.file(at: path) else { return false }
    return file.isUsable(on: self)
  }

  /// Registers what the host's boot configuration holds for an architecture, if that is usable.
  func registeringBootLine(for architecture: Architecture) -> [String]? {
    guard let usable = usableBootLine(for: architecture) else { return nil }
    // Debian 12's lines have no C, without which sudo and su get no rights.
    let isWhole = usable.registration.flags.usesCredentialsOfProgram
    var complete = usable.registration
    if !isWhole { complete.flags = complete.flags.adding("C") }
    guard let line = try? complete.line() else { return nil }
    let registration =
      usable.isWholeFile && isWhole
      ? "cat \(Shell.quoted(usable.path)) > \(Host.directory)/register"
      : Shell.registering(line)
    return freeing(usable.registration.name, for: architecture).map { $0 + [registration] }
  }

  /// Removes the entry of a name, if there is one, for a new one of an architecture; nil where it stays.
  private func freeing(_ name: KernelText, for architecture: Architecture) -> [String]? {
    guard let entry = handlers?.entries.first(where: { $0.name == name }) else { return [] }
    return keeps(entry) || isTaken(name, from: architecture) ? nil : [Shell.removing(entry)]
  }

  /// Registers an emulator of the host that nothing registers at boot, as `register` does.
  func registeringFile(for architecture: Architecture) -> [String]? {
    guard let path = ownEmulators(for: architecture).first else { return nil }
    let registration = Registration(
      name: entryName(for: architecture), match: .magic(architecture.magic), interpreter: path,
      flags: Flags(
        EmulatorDemands.flags(
          program: path.description, release: nil, linux: linuxNumbers, credentials: true)))
    guard let line = try? registration.line() else { return nil }
    return freeing(registration.name, for: architecture).map { $0 + [Shell.registering(line)] }
  }

  /// Installs Debian's static emulators, and registers one where no systemd did so.
  ///
  /// Debian ships no line for architectures of the host's own family. Its packages make systemd drop
  /// every entry and register those of binfmt.d again, so this is no way where others would be lost.
  func installingPackage(for architecture: Architecture) -> [String]? {
    let programs = facts.system.programs.value ?? []
    guard facts.system.distributions.value?.contains("debian") == true,
      case .packages(let package) = emulatorSource(for: architecture),
      programs.contains("apt-get"),
      !programs.contains("systemctl") || bootIsHarmless,
      // Its lines would come before those of another emulator.
      !handlersAfterBoot.entries.contains(where: keeps),
      let emulator = architecture.emulators.first, architecture != native,
      native?.compatible.contains(architecture.name) == false
    else { return nil }
    let entry = "\(Host.directory)/\(emulator)"
    let line = "cat /usr/lib/binfmt.d/\(emulator).conf > \(Host.directory)/register"
    return freeing(architecture.entryName, for: architecture).map {
      $0 + ["apt-get update && apt-get install -y \(package)", "[ -e \(entry) ] || \(line)"]
    }
  }

  /// Whether the boot configuration holds every entry that there is, and none that is broken or stands
  /// before the CPU.
  private var bootIsHarmless: Bool {
    // Where nothing is mounted nothing is registered.
    let isUnmounted = facts.binfmt.mounts.value?.isEmpty == true
    guard let standing = handlers?.entries ?? (isUnmounted ? [] : nil) else { return false }
    let own = [native?.name].compactMap(\.self) + (native?.compatible ?? [])
    return standing.allSatisfy { $0.foreignEmulator == nil }
      && Set(standing).isSubset(of: handlersAfterBoot.entries)
      && handlersAfterBoot.entries.allSatisfy { entry in
        let taken = entry.architectures
        return taken.isEmpty
          || entry.flags.fixesBinary && entry.interpreter.map(isUsable) == true
            && !taken.contains { own.contains($0.name) }
      }
  }

  /// How this host's distribution provides an emulator; nil where it has none, or is not known, or
  /// where a package would make systemd drop entries that others have made.
  func emulatorSource(for architecture: Architecture) -> EmulatorSource? {
    let hasSystemd = facts.system.programs.value?.contains("systemctl") == true
    guard !hasSystemd || bootIsHarmless else { return nil }
    return EmulatorSource.of(
      facts.system.distributions.value ?? [],
      // What was not asked is taken for a release of before.
      version: facts.system.distributionVersion.value ?? "0",
      emulator: architecture.emulators.first ?? "")
  }

  /// Whether commands run here would not reach the host's handlers.
  var mustBeRepairedOutside: Bool { isContainer == true && handlers == nil }
}

/// The image of the privileged binfmt container (tonistiigi/binfmt).
package enum BinfmtImage {
  /// One release of it by its digest, so that it is always the same, and fully named, because podman
  /// has no default registry.
  package static let pinned =
    "docker.io/tonistiigi/binfmt:qemu-v10.2.3-68"
    + "@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0"

  /// Whether the image has an emulator for an architecture.
  package static func supports(_ architecture: Architecture) -> Bool {
    !["ppc64", "mips", "mipsle"].contains(architecture.name)
  }
}

extension EmulatorSource {
  /// What to do to have it.
  package var advice: String {
    switch self {
    case .packages(let names):
      "install this distribution's \(names.contains(" ") ? "packages" : "package") \(names)"
    case .configuration(let options): "set \(options) in this system's configuration"
    }
  }
}

/// What is known to be wrong with a release of an emulator, the least first.
private enum Defect: CaseIterable, Comparable {
  case none
  case ofOneToolchain
  /// The release is not known.
  case unknown
  case ofAnyGuest

  init(of release: EmulatorVersion?, for architecture: Architecture) {
    guard let release else {
      self = .unknown
      return
    }
    self =
      switch Trouble.shown(byHostWith: release.number, for: architecture.name)?.host {
      case .breaksAnyGuest: .ofAnyGuest
      case .breaksOneToolchain: .ofOneToolchain
      case nil: .none
      }
  }
}
