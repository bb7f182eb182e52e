import Text

/// The format of binfmt.d(5), which systemd-binfmt registers at boot.
package enum BinfmtD {
  /// The directories, strongest first: a file hides those of its name in later ones.
  package static let directories = [
    "/etc/binfmt.d", "/run/binfmt.d", "/usr/local/lib/binfmt.d", "/usr/lib/binfmt.d",
  ]

  /// The programs that read these files at boot, wherever distributions have them: systemd-binfmt(8),
  /// and what OpenRC's binfmt service runs.
  package static let readers =
    ["/usr/lib/systemd/systemd-binfmt", "/lib/systemd/systemd-binfmt"] + scriptsOfOpenRC

  private static let scriptsOfOpenRC = [
    "/usr/lib/rc/sh/binfmt.sh", "/lib/rc/sh/binfmt.sh", "/usr/libexec/rc/sh/binfmt.sh",
  ]

  /// Services of OpenRC that register QEMU's emulators at boot from no file of binfmt.d: Alpine's
  /// qemu-openrc, where it is in a runlevel.
  package static let services = runlevels(["boot", "default"], "qemu-binfmt")

  /// What one of must be there for a reader to be started at boot: OpenRC's service in a runlevel, which
  /// Debian's package has not. Nothing for one that needs no more than being installed.
  package static func switches(of reader: String) -> [String] {
    scriptsOfOpenRC.contains(reader) ? runlevels(["sysinit", "boot", "default"], "binfmt") : []
  }

  /// The files of systemd's service of a reader, strongest first: the first one that is there decides,
  /// and masks the service if it is empty or a link to `/dev/null` (systemd.unit(5), "Unit File Load
  /// Path"). Nothing for one that systemd does not start.
  package static func units(of reader: String) -> [String] {
    guard reader.hasSuffix("/systemd-binfmt") else { return [] }
    return unitDirectories.map { "\($0)/systemd-binfmt.service" }
  }

  /// Where systemd looks for units of the system; the last one where `/lib` is no link to `/usr/lib`. Of
  /// `/run` only what generators write again at every boot: the rest is gone then.
  private static let unitDirectories = [
    "/etc/systemd/system.control", "/run/systemd/generator.early", "/etc/systemd/system",
    "/etc/systemd/system.attached", "/run/systemd/generator", "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system", "/run/systemd/generator.late", "/lib/systemd/system",
  ]

  private static func runlevels(_ names: [String], _ service: String) -> [String] {
    names.map { "/etc/runlevels/\($0)/\(service)" }
  }

  /// What a boot registers, in the order in which it happens: by file name, whatever the directory.
  ///
  /// Lines that the kernel would refuse are left out: systemd-binfmt warns and goes on.
  /// - Parameter files: the files of all directories, strongest directory first.
  package static func registrations(in files: [ConfigurationFile]) -> [BootRegistration] {
    let winners = Dictionary(files.map { ($0.name, $0) }) { stronger, _ in stronger }
    return winners.sorted { $0.key < $1.key }.flatMap { _, file -> [BootRegistration] in
      let lines = rules(in: file.text)
      return lines.compactMap { line -> BootRegistration? in
        guard let registration = try? Registration(line: line) else { return nil }
        let isWholeFile = file.text == line || file.text.bytes == line.bytes + [UInt8(ascii: "\n")]
        return BootRegistration(
          registration: registration, path: file.path, isWholeFile: isWholeFile)
      }
    }
  }

  /// The lines that are neither blank nor comments, without blanks around them.
  private static func rules(in text: KernelText) -> [KernelText] {
    let blanks = [" ", "\t", "\r"].map { UInt8(ascii: $0) }
    return text.bytes.split(separator: UInt8(ascii: "\n"))
      .map { line in
        let start = line.drop { blanks.contains($0) }
        return start.dropLast(start.reversed().prefix { blanks.contains($0) }.count)
      }
      .filter { line in
        line.first.map { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: ";") } ?? false
      }
      .map(KernelText.init)
  }
}
