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
    try about(registration.name) { () throws(SystemCallError) in try write(registration) }
  }

  /// The same; throws what the kernel said.
  static func write(_ registration: Registration) throws(SystemCallError) {
    let line: KernelText
    do throws(RegistrationError) {
      line = try registration.line()
    } catch {
      throw SystemCallError(call: "register", errno: EINVAL)
    }
    try write(line.bytes, to: "register")
  }

  /// Removes an entry. That it is gone already is no error.
  package static func remove(_ name: KernelText) throws(RegisteringError) {
    try about(name) { () throws(SystemCallError) in try takeAway(name) }
  }

  /// The same; throws what the kernel said.
  static func takeAway(_ name: KernelText) throws(SystemCallError) {
    do throws(SystemCallError) { try write(Array("-1".utf8), to: name) } catch {
      guard error.errno == ENOENT else { throw error }
    }
  }

  /// Makes an entry again as it was, disabled if it was.
  package static func restore(_ entry: Entry) throws(RegisteringError) {
    guard let registration = entry.registration else { return }
    try register(registration)
    if entry.isEnabled { return }
    try about(entry.name) { () throws(SystemCallError) in
      try write(Array("0".utf8), to: entry.name)
    }
  }

  /// Switches binfmt_misc on, which makes the kernel ask its entries.
  package static func switchOn() throws(RegisteringError) {
    try about("status") { () throws(SystemCallError) in
      try write(Array("1".utf8), to: "status")
    }
  }

  /// The entries as they are now, in match order.
  package static func entries() -> [Entry] {
    BinfmtFacts.readingEntries().parsedEntries ?? []
  }

  private static func about(
    _ name: KernelText, _ body: () throws(SystemCallError) -> Void
  ) throws(RegisteringError) {
    do throws(SystemCallError) { try body() } catch { throw .refusedEntry(name, error) }
  }

  /// The kernel wants all of a registration in one write.
  private static func write(_ bytes: [UInt8], to name: KernelText) throws(SystemCallError) {
    let path = Array("\(directory)/".utf8) + name.bytes
    let shown = KernelText(path).description
    let terminated = path.map { CChar(bitPattern: $0) } + [0]
    let file = OwnedDescriptor(
      owning: try checked("open", path: shown) { open(terminated, O_WRONLY | O_CLOEXEC) })
    _ = try checked("write", path: shown) { writeBytes(file.raw, bytes, bytes.count) }
  }
}

/// `write(2)`, which the method of that name hides.
private func writeBytes(_ number: Int32, _ bytes: [UInt8], _ count: Int) -> Int {
  write(number, bytes, count)
}
