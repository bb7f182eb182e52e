/// The three fields of an ELF header that name an architecture (`elf(5)`).
package struct ELFIdentity: Sendable, Hashable, Codable {
  /// `EI_CLASS`: the size of an address.
  package enum Class: UInt8, Sendable, Codable, CaseIterable {
    case bits32 = 1
    case bits64 = 2
  }

  /// `EI_DATA`: the byte order.
  package enum ByteOrder: UInt8, Sendable, Codable, CaseIterable {
    case little = 1
    case big = 2
  }

  /// `EI_CLASS`.
  package let wordSize: Class
  /// `EI_DATA`.
  package let byteOrder: ByteOrder
  /// `e_machine`.
  package let machine: UInt16

  package init(_ wordSize: Class, _ byteOrder: ByteOrder, _ machine: UInt16) {
    self.wordSize = wordSize
    self.byteOrder = byteOrder
    self.machine = machine
  }

  /// The architecture of the table that this identity names.
  package var architecture: Architecture? {
    Architecture.table.first { $0.identity == self }
  }
}

extension ELFIdentity {
  /// `e_type` of a program: at a fixed address, or position-independent.
  package enum ProgramType: UInt16, Sendable, CaseIterable {
    case executable = 2
    case sharedObject = 3
  }

  /// The whole header of a typical program: all that a binfmt_misc handler for ELF can look at.
  ///
  /// Some handlers look past `e_machine`: those for MIPS n32 tell it from o32 by `e_flags`.
  package func header(
    type: ProgramType, osABI: UInt8 = 0, abiVersion: UInt8 = 0, flags: UInt32 = 0
  ) -> [UInt8] {
    let wide = wordSize == .bits64
    let word = wide ? 8 : 4
    let size: UInt64 = wide ? 64 : 52
    let entry: UInt64 = 0x10000 + size
    let fields: [(value: UInt64, count: Int)] = [
      (UInt64(type.rawValue), 2), (UInt64(machine), 2), (1, 4),
      (entry, word), (size, word), (0, word),
      (UInt64(flags), 4), (size, 2), (wide ? 56 : 32, 2), (1, 2), (0, 6),
    ]
    // Judging a host makes hundreds of headers: one allocation for each.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(size))
    bytes += [0x7f, 0x45, 0x4c, 0x46, wordSize.rawValue, byteOrder.rawValue, 1]
    bytes += [osABI, abiVersion, 0, 0, 0, 0, 0, 0, 0]
    for (value, count) in fields {
      for index in 0..<count {
        let place = byteOrder == .little ? index : count - 1 - index
        bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(place))))
      }
    }
    return bytes
  }
}
