import Binfmt
package import Platforms

extension Host {
  /// Registers what the host's boot configuration holds for an architecture, if that is usable.
  func registeringBootLine(for architecture: Architecture) -> [String]? {
    let usable = bootRegistrations?.last { boot in
      guard boot.takes(architecture), boot.registration.flags.fixesBinary,
        boot.registration.interpreter.isAbsolutePath, !takesNative(boot.registration.entry),
        case .seen(let file) = self.file(at: boot.registration.interpreter)
      else { return false }
      return file.isUsable(on: self)
    }
    guard let usable, let line = try? usable.registration.line() else { return nil }
    let isTaken = handlers?.entries.contains { $0.name == usable.registration.name } ?? false
    let registration =
      usable.isWholeFile
      ? "cat \(Shell.quoted(usable.path)) > \(Host.directory)/register"
      : Shell.registering(line)
    return (isTaken ? [Shell.removing(usable.registration.name)] : []) + [registration]
  }

  /// Whether an entry, enabled, would take programs of the host itself.
  func takesNative(_ entry: Entry) -> Bool {
    native.map { entry.architectures.contains($0) } ?? true
  }

  /// Installs Debian's static emulators, and registers one where no systemd did so.
  ///
  /// Debian ships no line for architectures of the host's own family. Its packages make systemd drop
  /// every entry and register those of binfmt.d again, so this is no way where others would be lost.
  func installingPackage(for architecture: Architecture) -> [String]? {
    let programs = facts.system.programs.value ?? []
    guard facts.system.distributions.value?.contains("debian") == true,
      programs.contains("apt-get"), !programs.contains("systemctl") || everyEntryComesBack,
      let emulator = architecture.emulators.first, architecture != native,
      native?.compatible.contains(architecture.name) == false
    else { return nil }
    let entry = "\(Host.directory)/\(emulator)"
    let line = "cat /usr/lib/binfmt.d/\(emulator).conf > \(Host.directory)/register"
    return [
      "apt-get update && apt-get install -y qemu-user-static", "[ -e \(entry) ] || \(line)",
    ]
  }

  /// Whether the boot configuration holds every entry that there is.
  private var everyEntryComesBack: Bool {
    guard let entries = handlers?.entries else { return false }
    let names = bootRegistrations?.map(\.registration.name) ?? []
    return entries.allSatisfy { names.contains($0.name) }
  }

  /// Whether commands run here would not reach the host's handlers.
  var mustBeRepairedOutside: Bool { isContainer == true && handlers == nil }
}

/// The image of the privileged binfmt container (tonistiigi/binfmt).
package enum BinfmtImage {
  /// Its repository, fully named: podman has no default registry.
  private static let repository = "docker.io/tonistiigi/binfmt"
  /// One release of it by its digest, so that it is always the same.
  package static let pinned =
    "\(repository):qemu-v10.2.3-68"
    + "@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0"

  /// Whether the image has an emulator for an architecture.
  package static func supports(_ architecture: Architecture) -> Bool {
    !["ppc64", "mips", "mipsle"].contains(architecture.name)
  }

  /// Registers the image's emulators where nothing is registered.
  static func installing(_ architectures: [Architecture], on host: Host) -> String {
    let names = architectures.map(\.name).joined(separator: ",")
    return "\(engine(on: host) ?? "docker") run --rm --privileged \(repository) --install \(names)"
  }

  /// Registers the image's emulators instead of working entries: these are removed only when the
  /// image is there, because it keeps entries whose names are taken. Nil without an engine.
  static func replacing(
    _ entries: [KernelText], by architectures: [Architecture], on host: Host
  ) -> String? {
    guard let engine = engine(on: host) else { return nil }
    let steps = ["\(engine) pull \(repository)"] + entries.map(Shell.removing)
    return (steps + [installing(architectures, on: host)]).joined(separator: " && ")
  }

  private static func engine(on host: Host) -> String? {
    ["docker", "podman"].first { host.facts.system.programs.value?.contains($0) == true }
  }
}
