import Facts
import Platforms

/// One start of a probe that is to happen.
struct ProbePlan {
  let architecture: Architecture
  let purpose: ProbeRun.Purpose
  /// The programs in the order of their start: each starts the next one.
  let programs: [ProbeProgram]

  /// The starts that judge these platforms: at most three of an emulator, for arm five.
  static func plans(for platforms: [Platform], native: Architecture?) -> [ProbePlan] {
    Architecture.table.flatMap { architecture -> [ProbePlan] in
      let wanted = platforms.filter { $0.architecture == architecture.name }
      let chain = chain(of: architecture, upTo: wanted)
      var plans: [ProbePlan] = []
      if !wanted.isEmpty {
        plans.append(ProbePlan(architecture: architecture, purpose: .chain, programs: chain))
      }
      // Our own architecture's version tells whether we are being emulated ourselves.
      if !wanted.isEmpty || architecture == native, let first = chain.first {
        plans.append(ProbePlan(architecture: architecture, purpose: .version, programs: [first]))
      }
      let mayRun = architecture == native || native?.compatible.contains(architecture.name) == true
      if !wanted.isEmpty, mayRun, let first = chain.first {
        plans.append(
          ProbePlan(
            architecture: architecture, purpose: .unhandled, programs: [first.unhandled]))
      }
      return plans
    }
  }

  /// The variants up to the highest one wanted, lowest first, then the last one's child.
  private static func chain(
    of architecture: Architecture, upTo wanted: [Platform]
  ) -> [ProbeProgram] {
    var names = [Platform(architecture: architecture.name).description]
    if architecture.name == "arm" {
      let highest = wanted.map(\.variant).max() ?? ""
      names = architecture.variants.filter { $0 <= highest || $0 == architecture.variants.first }
        .map { Platform(architecture: architecture.name, variant: $0).description }
    }
    return names.compactMap(ProbeProgram.fixed)
      + (names.last.flatMap(ProbeProgram.child).map { [$0] } ?? [])
  }
}
