import CommandLineKit
import LinuxHost
import Platforms
import Readiness

let factsCommand = Command(
  name: "facts", summary: "everything observed, as JSON",
  description: [
    "Writes what `check` judges: the kernel, the entries, the interpreters, the boot "
      + "configuration and what the probes did. `crossready check --facts` judges it on any "
      + "machine. It holds no host name, and no variables but QEMU_*."
  ],
  initial: FactsOptions(),
  operands: Operands(
    placeholder: "PLATFORM", repeats: true, help: "a platform to probe; all if none is named",
    completing: .platforms,
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word)
    }),
  options: [
    .flag("containers", "also what `verify` observes", \.includesContainers),
    .engine(\.engine), .timeout(\.timeout),
  ],
  examples: [
    Example(command: "crossready facts > host.json", meaning: "Keep the facts of this host.")
  ],
  request: { options in Request.facts(options) })

extension FactsOptions {
  /// Observes and writes.
  func answer(_ context: Context) throws -> Answer {
    let wanted = platforms.isEmpty ? Platform.table : platforms
    let facts =
      includesContainers
      ? try HostFacts.observing(
        ContainerPlan(
          engine: context.engine(given: engine), platforms: wanted, timeout: timeout.duration),
        context)
      : try HostFacts.observing(
        tool: Identity.tool, environment: context.environment, platforms: wanted,
        timeout: timeout.duration)
    let isEmpty = facts.binfmt.entries.value == nil && facts.probing.runs.isEmpty
    return Answer(
      text: try JSONText.encoding(facts), status: isEmpty ? .couldNotTell : .yes)
  }
}
