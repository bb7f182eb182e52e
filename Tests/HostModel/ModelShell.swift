import Binfmt
import Platforms
import Text

/// The lines that remedies print, carried out on a model: what a person pastes into a root shell.
struct ModelShell {
  /// What is wrong with a line, so that it is no line that anybody should paste.
  enum Fault: Error, Hashable {
    case notUnderstood(String)
    case failed(String, errno: Int32)
  }

  private static let directory = "/proc/sys/fs/binfmt_misc"

  /// Carries a line out.
  static func run(_ line: String, on host: inout ModelHost) throws {
    for part in line.components(between: " && ") {
      let words = try tokens(of: part)
      if words.first == "grep" {
        guard words.count == 4, words[1] == "-qxF" else { throw Fault.notUnderstood(line) }
        guard holds(words[3], words[2], on: host) else { return }
      } else {
        try runOne(part, line, on: &host)
      }
    }
  }

  /// Whether an entry prints a line.
  private static func holds(_ path: String, _ line: String, on host: ModelHost) -> Bool {
    host.isMounted
      && host.entries.contains {
        $0.entry.name.description == entryName(path)
          && $0.entry.printed.bytes.split(separator: 10).contains { $0.elementsEqual(line.utf8) }
      }
  }

  private static func runOne(_ line: String, _ whole: String, on host: inout ModelHost) throws {
    var words = try tokens(of: line)
    if words.first == "[", let end = words.firstIndex(of: "]"), words.count > end + 1,
      words[1] == "-e", words[end + 1] == "||"
    {
      if exists(words[2], on: host) { return }
      words.removeFirst(end + 2)
    }
    do {
      guard try runSimple(words, on: &host) else { throw Fault.notUnderstood(whole) }
    } catch let error as ModelError {
      throw Fault.failed(whole, errno: error.errno)
    }
  }

  private static func exists(_ path: String, on host: ModelHost) -> Bool {
    guard let name = entryName(path) else { return host.files[path] != nil }
    if name == "register" { return host.isMounted }
    return host.isMounted && host.entries.contains { $0.entry.name.description == name }
  }

  private static func entryName(_ path: String) -> String? {
    path.hasPrefix("\(directory)/") ? String(path.dropFirst(directory.count + 1)) : nil
  }

  /// Whether the command is known.
  private static func runSimple(_ words: [String], on host: inout ModelHost) throws -> Bool {
    switch words.first {
    case "echo" where words.count == 4 && words[2] == ">":
      return try write(words[1], to: words[3], on: &host)
    case "printf" where words.count == 5 && words[1] == "%s" && words[3] == ">":
      return try write(words[2], to: words[4], on: &host)
    case "cat" where words.count == 4 && words[2] == ">":
      guard let text = host.configuration[words[1]] else { throw ModelError(errno: 2) }
      return try write(String(decoding: text.bytes, as: UTF8.self), to: words[3], on: &host)
    case "mkdir": return true
    case "modprobe":
      host.knowsBinfmtMisc = true
      return true
    case "mount" where words.contains(directory):
      guard host.knowsBinfmtMisc else { throw ModelError(errno: 19) }
      host.isMounted = true
      return true
    case "chmod" where words.count == 3 && words[1] == "755":
      guard host.files[words[2]] != nil else { throw ModelError(errno: 2) }
      host.files[words[2]]?.isExecutable = true
      return true
    case "apt-get" where words.contains("update"): return true
    case "apt-get" where words.contains("qemu-user-static"):
      guard host.isDebian else { throw ModelError(errno: 2) }
      host.installDebiansEmulators()
      return true
    case "crossready" where words.count > 2 && words[1] == "register":
      try ModelRegister(words: Array(words.dropFirst(2))).run(on: &host)
      return true
    default: return false
    }
  }

  private static func write(_ text: String, to path: String, on host: inout ModelHost) throws
    -> Bool
  {
    guard let name = entryName(path) else {
      host.configuration[path] = KernelText(text + "\n")
      return path.hasPrefix("/etc/")
    }
    switch (name, text) {
    case ("register", _):
      // The kernel leaves a newline at the end out.
      let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
      guard let registration = try? Registration(line: KernelText(line)) else {
        throw ModelError(errno: 22)
      }
      try host.register(registration)
    case ("status", "1"): host.isEnabled = true
    case (_, "-1"): try host.remove(KernelText(name))
    case (_, "1"): try host.enable(KernelText(name))
    default: return false
    }
    return true
  }

  /// The words of a line as a shell takes them apart, with single quotes only.
  private static func tokens(of line: String) throws -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in line {
      switch character {
      case "'":
        isQuoted.toggle()
        word = word ?? ""
      case " " where !isQuoted:
        if let done = word { words.append(done) }
        word = nil
      case "$" where !isQuoted, "`" where !isQuoted, ";" where !isQuoted, "*" where !isQuoted,
        "\\" where !isQuoted:
        throw Fault.notUnderstood(line)
      default: word = (word ?? "") + String(character)
      }
    }
    if let done = word { words.append(done) }
    guard !isQuoted else { throw Fault.notUnderstood(line) }
    return words
  }
}

extension String {
  fileprivate func components(between separator: String) -> [String] {
    var rest = self[...]
    var parts: [String] = []
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}

extension ModelHost {
  /// Debian's package: a static emulator and a line of binfmt.d for every foreign architecture, and a
  /// restart of systemd-binfmt, which drops what the files do not hold.
  mutating func installDebiansEmulators() {
    for (architecture, emulator) in Self.debiansEmulators {
      write(.qemu(architecture.name, [7, 2, 22]), to: Self.wrapper(of: emulator))
      write(.qemu(architecture.name, [7, 2, 22]), to: "/usr/bin/\(emulator)-static")
    }
    configuration.merge(Self.debiansLines) { $1 }
    guard readsConfiguration else { return }
    let before = (knowsBinfmtMisc, isMounted)
    guard before == (true, true) else { return }
    self = booted()
  }

  private static let debiansEmulators = Architecture.table.compactMap { architecture in
    runsItself(architecture) ? nil : architecture.emulators.first.map { (architecture, $0) }
  }

  /// Debian's name for an emulator that understands the flag P.
  static func wrapper(of emulator: String) -> String {
    "/usr/libexec/qemu-binfmt/\(emulator.dropFirst(5))-binfmt-P"
  }

  private static let debiansLines = Dictionary(
    debiansEmulators.compactMap { architecture, emulator -> (String, KernelText)? in
      let registration = Registration(
        name: architecture.entryName, match: .magic(architecture.magic),
        interpreter: KernelText(wrapper(of: emulator)), flags: Flags("OPCF"))
      guard let line = try? registration.line() else { return nil }
      return ("/usr/lib/binfmt.d/\(emulator).conf", KernelText(line.bytes + [10]))
    }
  ) { first, _ in first }
}
