package import Binfmt
import Facts
import Glibc
package import Text

/// Writes to binfmt_misc (`Documentation/admin-guide/binfmt-misc.rst`).
package enum EntryWriter {
  /// Where binfmt_misc is mounted.
  package static let directory = "/proc/sys/fs/binfmt_misc"

  /// Makes an entry.
  package static func register(_ registration: Registration) throws(RegisteringError) {
    let line: KernelText
    do throws(RegistrationError) {
      line = try registration.line()
    } catch {
      throw .refusedEntry(registration.name, SystemCallError(call: "register", errno: EINVAL))
    }
    try write(line.bytes, to: Array("\(directory)/register".utf8), about: registration.name)
  }

  /// Removes an entry. That it is gone already is no error.
  package static func remove(_ name: KernelText) throws(RegisteringError) {
    do throws(RegisteringError) {
      try write(Array("-1".utf8), to: Array("\(directory)/".utf8) + name.bytes, about: name)
    } catch {
      guard case .refusedEntry(_, let failure) = error, failure.errno == ENOENT else { throw error }
    }
  }

  /// Makes an entry again as it was, disabled if it was.
  package static func restore(_ entry: Entry) throws(RegisteringError) {
    guard let registration = entry.registration else { return }
    try register(registration)
    if entry.isEnabled { return }
    try write(
      Array("0".utf8), to: Array("\(directory)/".utf8) + entry.name.bytes, about: entry.name)
  }

  /// Switches binfmt_misc on, which makes the kernel ask its entries.
  package static func switchOn() throws(RegisteringError) {
    try write(Array("1".utf8), to: Array("\(directory)/status".utf8), about: "status")
  }

  /// The entries as they are now, in match order.
  package static func entries() -> [Entry] {
    BinfmtFacts.readingEntries().parsedEntries ?? []
  }

  /// The kernel wants all of a registration in one write.
  private static func write(
    _ bytes: [UInt8], to path: [UInt8], about name: KernelText
  ) throws(RegisteringError) {
    let shown = KernelText(path).description
    let terminated = path.map { CChar(bitPattern: $0) } + [0]
    do throws(SystemCallError) {
      let file = OwnedDescriptor(
        owning: try checked("open", path: shown) { open(terminated, O_WRONLY | O_CLOEXEC) })
      _ = try checked("write", path: shown) { writeBytes(file.raw, bytes, bytes.count) }
    } catch {
      throw .refusedEntry(name, error)
    }
  }
}

/// `write(2)`, which the method of that name hides.
private func writeBytes(_ number: Int32, _ bytes: [UInt8], _ count: Int) -> Int {
  write(number, bytes, count)
}
