package import Platforms

/// What executes a program: an architecture of the table, or another that Linux or firmware has.
package struct CPU: Sendable, Hashable, Comparable {
  /// The OCI name, or that of the ELF registry.
  package let name: String
  /// Whether it is an architecture of the table: only these are judged.
  package let isKnown: Bool

  /// What an ELF header names.
  package init(_ identity: ELFIdentity) {
    let architecture = identity.architecture
    name = architecture?.name ?? Self.others[identity.machine] ?? "machine \(identity.machine)"
    isKnown = architecture != nil
  }

  package static func < (left: Self, right: Self) -> Bool { left.name < right.name }

  /// `e_machine` in `elf.h`. Where the machine is in the table, too, the class or byte order is not:
  /// x32 and ILP32 are other ABIs of the same CPU.
  private static let others: [UInt16: String] = [
    0: "no machine", 2: "sparc", 4: "m68k", 15: "hppa", 18: "sparc32plus", 20: "ppc", 22: "s390",
    42: "sh4", 43: "sparc64", 50: "ia64", 62: "x32", 83: "avr", 94: "xtensa", 105: "msp430",
    106: "blackfin", 183: "arm64 (another ABI)", 189: "microblaze", 190: "cuda", 224: "amdgpu",
    243: "riscv32", 247: "bpf", 252: "csky", 0x9026: "alpha",
  ]

  /// How programs for this CPU stand to a platform.
  func fit(_ platform: Platform) -> Fit {
    guard isKnown, let own = platform.architectureInTable else { return .unjudged }
    if own.name == name { return .own }
    return own.compatible.contains(name) ? .compatible : .foreign
  }

  /// How programs stand to a platform.
  enum Fit {
    case own
    /// Some CPUs and kernels of the platform run them, too.
    case compatible
    case foreign
    /// Of a CPU or platform that is in no table.
    case unjudged
  }
}
