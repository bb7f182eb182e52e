import Text

/// The database of update-binfmts(8), which the binfmt-support service registers at boot.
package enum UpdateBinfmts {
  /// Where the database stands: a file for each format.
  package static let directory = "/var/lib/binfmts"

  /// The program that reads it at boot, for the binfmt-support service.
  package static let readers = ["/usr/sbin/update-binfmts"]

  /// What a boot registers; files that are no database entries are left out.
  ///
  /// A file has a line each for package, type, offset, magic, mask, interpreter, detector,
  /// credentials, preserve and fix_binary; old versions leave out the last four.
  package static func registrations(in files: [ConfigurationFile]) -> [BootRegistration] {
    files.compactMap { file in
      let lines = file.text.bytes.split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
      ).map { KernelText($0) }
      guard lines.count >= 6 else { return nil }
      func isYes(_ index: Int) -> Bool { index < lines.count && lines[index] == "yes" }
      let letters = (isYes(7) ? "C" : "") + (isYes(8) ? "P" : "") + (isYes(9) ? "F" : "")
      let type = lines[1] == "magic" ? "M" : "E"
      // The line is read by the kernel's rules, as update-binfmts itself passes it on.
      let line = ":\(file.name):\(type):"
      let fields = [lines[2], lines[3], lines[4], lines[5]].map(\.bytes)
      let bytes = fields.joined(separator: [UInt8(ascii: ":")]) + Array(":\(letters)".utf8)
      guard let registration = try? Registration(line: KernelText(Array(line.utf8) + bytes))
      else { return nil }
      return BootRegistration(registration: registration, path: file.path, isWholeFile: false)
    }
  }
}
