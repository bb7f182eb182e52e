import Binfmt
import Platforms
import Readiness
import Reports
package import Text

extension Shell {
  /// Writes a registration, unexpanded, to the kernel.
  ///
  /// Bash writes what has a newline in it line by line, and the kernel wants all at once.
  static func registering(_ line: KernelText) -> String {
    let register = "\(Host.directory)/register"
    return line.bytes.contains(UInt8(ascii: "\n"))
      ? "printf %s \(quoted(line)) | dd obs=4096 of=\(register)"
      : "printf %s \(quoted(line)) > \(register)"
  }

  /// Whether a line installs a package, which makes systemd register anew.
  static func isInstalling(_ line: String) -> Bool { line.hasPrefix("apt-get ") }

  /// Whether a line does something only where a package has not done it.
  static func isConditional(_ line: String) -> Bool { line.hasPrefix("[ ") }

  /// Mounts binfmt_misc.
  package static let mounting = "mount -t binfmt_misc binfmt_misc \(Host.directory)"

  /// Mounts binfmt_misc where it is not: to ask for a name in it has an automount mount it.
  package static let mountingIfMissing = "ls \(Host.directory)/status || \(mounting)"

  /// Removes an entry.
  package static func removing(_ entry: KernelText) -> String { write("-1", toEntry: entry) }

  /// Removes an entry that is as it was seen: another remedy may have registered, in its place, what an
  /// entry of that name is for.
  static func removing(_ entry: Entry) -> String {
    let isNamedForOthers = Architecture.table.contains {
      $0.entryName == entry.name && !entry.covers($0)
    }
    guard isNamedForOthers, let interpreter = entry.interpreter else { return removing(entry.name) }
    let line = quoted(KernelText(Array("interpreter ".utf8) + interpreter.bytes))
    return "grep -qxF \(line) \(path(of: entry.name)) && \(removing(entry.name))"
  }

  /// Enables an entry.
  static func enabling(_ entry: KernelText) -> String { write("1", toEntry: entry) }

  private static func write(_ word: String, toEntry name: KernelText) -> String {
    "echo \(word) > \(path(of: name))"
  }

  private static func path(of entry: KernelText) -> String {
    quoted(KernelText(Array("\(Host.directory)/".utf8) + entry.bytes))
  }
}
