package import Platforms

/// What the first bytes of a file make of it, if it is anything that is executed or loaded.
package enum FileHead: Sendable, Equatable {
  case elf(ELFHeader)
  /// The interpreter that the first line names, and its one argument.
  case script(interpreter: [UInt8], argument: [UInt8])

  /// As many bytes from a file's start as tell what it is.
  package static let length = ELFHeader.prefixLength

  /// Whether first bytes can be of a file of interest; four are enough.
  package static func isOfInterest(_ start: UnsafeRawBufferPointer) -> Bool {
    guard start.count >= 4 else { return false }
    return start[0] == 0x7f && start[1] == 0x45 && start[2] == 0x4c && start[3] == 0x46
      || start[0] == UInt8(ascii: "#") && start[1] == UInt8(ascii: "!")
  }

  /// Reads a file's first bytes; nil where it is no program.
  package init?(_ start: UnsafeRawBufferPointer) { self.init(start) { _, _ in [] } }

  /// Reads a file's first bytes, and what they point at; nil where it is no program.
  package init?<Failure: Error>(
    _ start: UnsafeRawBufferPointer,
    reading read: (_ offset: UInt64, _ count: Int) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    guard Self.isOfInterest(start) else { return nil }
    if start[0] == UInt8(ascii: "#") {
      guard let script = Self.script(start) else { return nil }
      self = script
    } else {
      guard let header = try ELFHeader(prefix: Array(start), reading: read) else { return nil }
      self = .elf(header)
    }
  }

  /// As the kernel reads the first line: of at most 255 bytes, and the argument whole
  /// (`load_script` in `fs/binfmt_script.c`).
  private static func script(_ start: UnsafeRawBufferPointer) -> FileHead? {
    let line = start.prefix(256).dropFirst(2).prefix { $0 != UInt8(ascii: "\n") && $0 != 0 }
    let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let words = line.drop(while: isBlank)
    let interpreter = words.prefix { !isBlank($0) }
    var argument = Array(words[interpreter.endIndex...].drop(while: isBlank))
    while let last = argument.last, isBlank(last) { argument.removeLast() }
    guard !interpreter.isEmpty, interpreter.first == UInt8(ascii: "/") else { return nil }
    return .script(interpreter: Array(interpreter), argument: argument)
  }
}

/// A file of a tree that is executed or loaded.
package struct ProgramFile: Sendable, Equatable {
  /// What it is.
  package let head: FileHead
  /// Whether its permissions let somebody execute it.
  package let isExecutable: Bool

  package init(head: FileHead, isExecutable: Bool) {
    self.head = head
    self.isExecutable = isExecutable
  }
}
