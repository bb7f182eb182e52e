import Binfmt
import Platforms
import Text

/// Numbers that are the same for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

extension ModelHost {
  /// What hosts are asked about: foreign architectures of both byte orders, and one that the CPU runs
  /// itself.
  private static let questions = [
    ["arm64"], ["s390x"], ["386"], ["arm64", "s390x"], ["arm64", "386"],
    ["arm64", "s390x", "386"],
  ].map { $0.compactMap(Architecture.named) }

  /// A host in any state, the same for the same numbers.
  static func generated(seed: UInt64, state: Int) -> ModelHost {
    var generator = SeededGenerator(seed: seed &* 0x2545_f491_4f6c_dd1d &+ UInt64(state))
    return generated(by: &generator)
  }

  private static func generated(by generator: inout SeededGenerator) -> ModelHost {
    var host = ModelHost()
    host.architectures = questions.randomElement(using: &generator) ?? []
    func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
    if chance(25) {
      host.linux = [[5, 10], [4, 4], [6, 8]].randomElement(using: &generator) ?? [6, 1]
    }
    host.readsConfiguration = chance(80)
    host.isDebian = chance(50)
    host.engine =
      chance(50) ? .working : Engine.allCases.randomElement(using: &generator) ?? .none
    for architecture in host.architectures {
      for path in paths(of: architecture) where chance(45) {
        let program = ModelFile.Program.any(for: architecture, path, &generator)
        host.write(program, to: path)
        if chance(5) { host.files[path]?.isExecutable = false }
      }
    }
    host.boot(in: &generator)
    for _ in 0..<Int.random(in: 0...4, using: &generator) { host.addEntry(by: &generator) }
    if chance(5) { host.isEnabled = false }
    if chance(5) {
      host.isMounted = false
      host.entries = []
      host.knowsBinfmtMisc = chance(70)
    }
    return host
  }

  private static func paths(of architecture: Architecture) -> [String] {
    guard let name = architecture.emulators.first else { return [] }
    return [
      "/usr/bin/\(name)-static", "/usr/bin/\(name)",
      wrapper(of: name), "/opt/FEX-\(architecture.name)",
    ]
  }

  /// Some lines of binfmt.d, sound ones and others.
  private mutating func boot(in generator: inout SeededGenerator) {
    for architecture in architectures where Bool.random(using: &generator) {
      let path = Self.paths(of: architecture).randomElement(using: &generator) ?? "/gone"
      let registration = Registration(
        name: architecture.entryName, match: .magic(architecture.magic),
        interpreter: KernelText(path),
        flags: Flags(["F", "CF", "OCF", ""].randomElement(using: &generator) ?? "F"))
      guard let line = try? registration.line() else { continue }
      configuration["/usr/lib/binfmt.d/\(architecture.entryName).conf"] =
        KernelText(line.bytes + [10])
    }
    if Int.random(in: 0..<3, using: &generator) > 0 {
      // Most hosts have booted with what they hold.
      let host = booted()
      entries = host.entries
    }
  }

  private mutating func addEntry(by generator: inout SeededGenerator) {
    guard let architecture = architectures.randomElement(using: &generator),
      let path = Self.paths(of: architecture).randomElement(using: &generator)
    else { return }
    let name: KernelText =
      switch Int.random(in: 0..<20, using: &generator) {
      case 0..<10: architecture.entryName
      // What stands under the name of another is in its way.
      case 10: (architectures.randomElement(using: &generator) ?? architecture).entryName
      default: KernelText("entry-\(Int.random(in: 0..<9, using: &generator))")
      }
    var magic = architecture.magic
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: magic = Entry.Magic(offset: 0, bytes: magic.bytes, mask: nil)
    case 1:
      // Leaves out what tells architectures apart, and so takes all of its word size and order.
      var mask = magic.mask ?? []
      if mask.count == 20 { (mask[18], mask[19]) = (0, 0) }
      magic = Entry.Magic(offset: 0, bytes: magic.bytes, mask: mask)
    case 2 where Int.random(in: 0..<4, using: &generator) == 0:
      magic = Architecture.named(Self.native)?.magic ?? magic
    default: break
    }
    let flags = Flags(
      ["F", "CF", "PF", "PCF", "", "C", "P"].randomElement(using: &generator) ?? "F")
    let registration = Registration(
      name: name, match: .magic(magic), interpreter: KernelText(path), flags: flags)
    do throws(ModelError) {
      try register(registration)
      if Int.random(in: 0..<6, using: &generator) == 0 { try enable(name, false) }
    } catch {
      return
    }
    // An upgrade since, or a file that is gone.
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: files[path] = nil
    case 1: write(.any(for: architecture, path, &generator), to: path)
    default: break
    }
  }
}

extension ModelFile.Program {
  fileprivate static func any(
    for architecture: Architecture, _ path: String, _ generator: inout SeededGenerator
  ) -> ModelFile.Program {
    if path.contains("FEX") { return .foreign(architecture.name) }
    let release =
      [[4, 2, 1], [5, 2, 0], [7, 2, 22], [8, 2, 2], [10, 0, 2]].randomElement(using: &generator)
      ?? [7, 2, 22]
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: return .dynamic(architecture.name, release)
    case 1: return .crashing(architecture.name, release)
    case 2: return .text
    default: return .qemu(architecture.name, release)
    }
  }
}
