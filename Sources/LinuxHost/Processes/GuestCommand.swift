import Text

/// The command line of an emulated process, taken apart: which words are the guest's.
package struct GuestCommand: Equatable, Sendable {
  /// The guest's path, absolute or relative to its working directory; nil if there is none.
  package let path: String?
  /// The guest's arguments, the first one its own name.
  package let arguments: [String]

  /// Takes a command line apart.
  ///
  /// The kernel puts the interpreter and the guest's path in front of the guest's arguments; with
  /// flag P all of them follow, without it the first is missing. Who starts an emulator in person
  /// may give it options.
  package init(_ words: [String], preservesArgv0: Bool) {
    if preservesArgv0 {
      path = words.count > 1 ? words[1] : nil
      arguments = Array(words.dropFirst(2))
      return
    }
    var rest = words.dropFirst()
    var name: String?
    while let option = rest.first, option.hasPrefix("-") {
      rest = rest.dropFirst()
      let letters = option.drop { $0 == "-" }
      guard Self.optionsWithValue.contains(String(letters)) else { continue }
      if letters == "0" { name = rest.first }
      rest = rest.dropFirst()
    }
    path = rest.first
    arguments = name.map { [$0] + rest.dropFirst() } ?? Array(rest)
  }

  /// Options of qemu-user that the next word belongs to (`linux-user/main.c`, `arg_table`).
  private static let optionsWithValue: Set<String> = [
    "g", "L", "s", "cpu", "E", "U", "0", "r", "B", "R", "p", "d", "D", "dfilter", "seed", "trace",
    "plugin", "t", "tb-size", "rtsig-map",
  ]

  /// Whether the auxiliary vector says that the kernel kept the guest's own name (AT_FLAGS, 8, bit
  /// 0; Linux 5.12). The vector is pairs of the host's words (getauxval(3)).
  package static func preservesArgv0(auxiliaryVector bytes: [UInt8]) -> Bool {
    let size = MemoryLayout<UInt>.size
    return bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset + 2 * size <= buffer.count {
        let key = buffer.loadUnaligned(fromByteOffset: offset, as: UInt.self)
        let value = buffer.loadUnaligned(fromByteOffset: offset + size, as: UInt.self)
        if key == 8 { return value & 1 == 1 }
        offset += 2 * size
      }
      return false
    }
  }
}
