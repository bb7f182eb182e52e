package import Platforms

/// A kind of ELF header that programs of one architecture really have.
///
/// A handler may take some and miss others: a probe that is static and fixed says nothing about
/// position-independent shells, nor about programs marked with another OSABI.
package struct HeaderShape: Sendable, Hashable {
  /// `e_type`.
  package let type: ELFIdentity.ProgramType
  /// `EI_OSABI`.
  package let osABI: UInt8
  /// `EI_ABIVERSION`.
  package let abiVersion: UInt8

  package init(type: ELFIdentity.ProgramType, osABI: UInt8, abiVersion: UInt8) {
    self.type = type
    self.osABI = osABI
    self.abiVersion = abiVersion
  }

  /// The shapes without which images do not work: both program types, with OSABI 0 (System V) and
  /// 3 (GNU: programs with indirect functions or unique symbols, `/sbin/ldconfig` among them).
  package static let essential: [HeaderShape] = ELFIdentity.ProgramType.allCases.flatMap { type in
    [0, 3].map { HeaderShape(type: type, osABI: $0, abiVersion: 0) }
  }

  /// Rarer shapes: binutils writes ABIVERSION 5 into MIPS programs, old ARM toolchains OSABI 97.
  package static func rare(for architecture: Architecture) -> [HeaderShape] {
    let osABIs: [UInt8] = architecture.name == "arm" ? [1, 2, 97] : [1, 2]
    let abiVersions: [UInt8] = architecture.name.hasPrefix("mips") ? [1, 5] : []
    return ELFIdentity.ProgramType.allCases.flatMap { type in
      osABIs.map { HeaderShape(type: type, osABI: $0, abiVersion: 0) }
        + abiVersions.map { HeaderShape(type: type, osABI: 0, abiVersion: $0) }
    }
  }

  /// Every shape that is looked at.
  package static func all(for architecture: Architecture) -> [HeaderShape] {
    essential + rare(for: architecture)
  }

  /// A header of every shape, made once: to judge a host, hundreds of them are compared.
  static func headers(of architecture: Architecture) -> [[UInt8]] {
    tableHeaders[architecture.name] ?? all(for: architecture).map { $0.header(of: architecture) }
  }

  private static let tableHeaders = Dictionary(
    Architecture.table.map { architecture in
      (architecture.name, all(for: architecture).map { $0.header(of: architecture) })
    }
  ) { first, _ in first }

  /// A header of this shape.
  package func header(of architecture: Architecture) -> [UInt8] {
    architecture.identity.header(
      type: type, osABI: osABI, abiVersion: abiVersion, flags: architecture.flags)
  }
}

extension HeaderShape: CustomStringConvertible {
  package var description: String {
    let name = type == .executable ? "ET_EXEC" : "ET_DYN"
    return "\(name) OSABI \(osABI)" + (abiVersion == 0 ? "" : " ABIVERSION \(abiVersion)")
  }
}
