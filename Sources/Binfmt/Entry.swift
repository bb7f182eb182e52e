package import Platforms
package import Text

/// One entry of binfmt_misc: what the kernel starts instead of programs that it matches.
package struct Entry: Sendable, Hashable {
  /// The file's name under `/proc/sys/fs/binfmt_misc`.
  package let name: KernelText
  /// Whether the first line says `enabled`.
  package let isEnabled: Bool
  /// The interpreter's path; nil for types that have none, e.g. a bpf entry.
  package let interpreter: KernelText?
  /// The flags, unknown ones included.
  package let flags: Flags
  /// What the entry matches.
  package let match: Match
  /// Lines that this parser does not know, kept as they are.
  package let otherLines: [KernelText]

  /// What a program must look like to be taken.
  package enum Match: Sendable, Hashable {
    case magic(Magic)
    /// The name's extension, without the dot.
    case fileExtension(KernelText)
    /// A type that this parser does not know.
    case unknown
  }

  /// Bytes at a place near the start of the program.
  package struct Magic: Sendable, Hashable {
    /// Where the bytes begin.
    package let offset: Int
    /// The bytes that must be there.
    package let bytes: [UInt8]
    /// Which bits of them count; nil when all do.
    package let mask: [UInt8]?

    package init(offset: Int, bytes: [UInt8], mask: [UInt8]?) {
      self.offset = offset
      self.bytes = bytes
      self.mask = mask
    }

    /// Whether a file that begins with `header` is taken.
    ///
    /// The kernel compares within a zero-filled buffer of 256 bytes (`BINPRM_BUF_SIZE`).
    package func takes(_ header: [UInt8]) -> Bool {
      guard !bytes.isEmpty, (0...256).contains(offset) else { return false }
      // Headers differ at the machine's number, which is the end of most magics.
      return bytes.indices.reversed().allSatisfy { index in
        let place = offset + index
        let byte = place < header.count ? header[place] : 0
        let bits = mask.map { index < $0.count ? $0[index] : 0xff } ?? 0xff
        return (byte ^ bytes[index]) & bits == 0
      }
    }
  }

  package init(
    name: KernelText, isEnabled: Bool, interpreter: KernelText?, flags: Flags, match: Match,
    otherLines: [KernelText] = []
  ) {
    self.name = name
    self.isEnabled = isEnabled
    self.interpreter = interpreter
    self.flags = flags
    self.match = match
    self.otherLines = otherLines
  }

  /// Whether the entry, enabled, takes a program with this header.
  package func takes(_ header: [UInt8]) -> Bool {
    guard isEnabled, case .magic(let magic) = match else { return false }
    return magic.takes(header)
  }

  /// The architectures of which the entry's magic takes a header, whether it is enabled or not.
  package var architectures: [Architecture] {
    Architecture.table.filter(covers)
  }

  /// Whether the entry's magic takes headers of one architecture and of no other, whether the entry is
  /// enabled or not.
  package func coversOnly(_ architecture: Architecture) -> Bool {
    covers(architecture) && architectures.count == 1
  }

  /// Whether the entry's magic takes a header of an architecture, whether it is enabled or not.
  package func covers(_ architecture: Architecture) -> Bool {
    guard case .magic(let magic) = match else { return false }
    return HeaderShape.headers(of: architecture).contains(where: magic.takes)
  }

  /// What registers the entry again; nil for types that have no interpreter.
  package var registration: Registration? {
    guard let interpreter, match != .unknown else { return nil }
    return Registration(name: name, match: match, interpreter: interpreter, flags: flags)
  }
}
