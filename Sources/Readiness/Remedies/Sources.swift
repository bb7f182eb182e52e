import Binfmt
import Platforms

extension Host {
  /// The directory with a slash, to put a name behind.
  static let path = Array("\(directory)/".utf8)

  /// Registers what the host's boot configuration holds for an architecture, if that is usable.
  func registeringBootLine(for architecture: Architecture) -> [String]? {
    let usable = bootRegistrations?.last { boot in
      guard boot.takes(architecture), boot.registration.flags.fixesBinary,
        boot.registration.interpreter.bytes.first == UInt8(ascii: "/"),
        case .seen(let file) = self.file(at: boot.registration.interpreter)
      else { return false }
      return file.isUsable(on: self)
    }
    guard let usable, let line = try? usable.registration.line() else { return nil }
    let register = "\(Self.directory)/register"
    let isTaken = handlers?.entries.contains { $0.name == usable.registration.name } ?? false
    let removal =
      isTaken ? [Shell.echo("-1", to: KernelText(Self.path + usable.registration.name.bytes))] : []
    let registration =
      usable.isWholeFile
      ? "cat \(Shell.quoted(KernelText(usable.path))) > \(register)"
      : Shell.write(line, to: register)
    return removal + [registration]
  }

  /// Whether this is a Debian, or one of its children, with its package manager.
  var hasDebianPackages: Bool {
    facts.system.distributions.value?.contains("debian") == true
      && facts.system.programs.value?.contains("apt-get") == true
  }

  /// Installs Debian's static emulators, and registers one where no systemd did so.
  ///
  /// Debian ships no line for architectures of the host's own family.
  func installingPackage(for architecture: Architecture) -> [String]? {
    guard let emulator = architecture.emulators.first, architecture != native,
      native?.compatible.contains(architecture.name) == false
    else { return nil }
    let entry = "\(Self.directory)/\(emulator)"
    let line = "cat /usr/lib/binfmt.d/\(emulator).conf > \(Self.directory)/register"
    return [
      "apt-get update && apt-get install -y qemu-user-static", "[ -e \(entry) ] || \(line)",
    ]
  }

  /// Whether commands run here would not reach the host's handlers.
  var mustBeRepairedOutside: Bool {
    isContainer == true && handlers == nil
  }
}

/// The privileged binfmt container (tonistiigi/binfmt), as its documentation calls it.
enum Container {
  /// The image, fully named: podman has no default registry.
  static let image = "docker.io/tonistiigi/binfmt"

  /// Whether the image has an emulator for an architecture.
  static func supports(_ architecture: Architecture) -> Bool {
    !["ppc64", "mips", "mipsle"].contains(architecture.name)
  }

  /// Registers the image's emulators.
  static func installing(_ architectures: [Architecture], on host: Host) -> String {
    let names = architectures.map(\.name).joined(separator: ",")
    return "\(engine(on: host)) run --rm --privileged \(image) --install \(names)"
  }

  private static func engine(on host: Host) -> String {
    let programs = host.facts.system.programs.value ?? []
    return programs.contains("podman") && !programs.contains("docker") ? "podman" : "docker"
  }
}
