import Reports
import Readiness
import Binfmt
package import Platforms
import Text

extension Host {
  /// Registers an emulator of the host's own, or of its distribution; nil where there is neither.
  func registeringOwnEmulator(for architecture: Architecture) -> [String]? {
    registeringBootLine(for: architecture) ?? installingPackage(for: architecture)
  }

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
