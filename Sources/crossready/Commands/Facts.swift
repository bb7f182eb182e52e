import CommandLineKit
import Facts
import LinuxHost
import Platforms
import Rendering

/// The words of `facts`.
struct FactsOptions: Sendable, Equatable {
  var platforms: [Platform] = []
  var timeout = Timeout()
  /// Whether to run the probes in containers, too.
  var includesContainers = false
  /// The only engine to use.
  var engine: String?
  /// Whether to look at the emulated processes, too.
  var withProcesses = false
  /// Whether to keep their arguments and what else may be private.
  var withArguments = false
  var interval = Interval()
}

let factsCommand = Command<Context, Answer>(
  name: "facts", summary: "everything observed, as JSON",
  description: [
    "Writes what `check` judges: the kernel, the entries, the interpreters, the boot "
      + "configuration and what the probes did. `crossready check --facts` judges it on any "
      + "machine. It holds no host name and no variables but QEMU_*; in what engines, builders and "
      + "emulators said, every word that may name something of yours is masked.",
    "With `--processes` it looks twice at the emulated processes, for `crossready diagnose "
      + "--facts`. Of each it keeps the program's path; `--arguments` adds their arguments, the "
      + "names of containers, files and addresses that they wait for.",
  ],
  initial: FactsOptions(),
  operands: Operands(
    placeholder: "PLATFORM", repeats: true, help: "a platform to probe; all if none is named",
    completing: .platforms,
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word)
    }),
  options: [
    .platform(\.platforms),
    .flag("containers", "also what `verify` observes", \.includesContainers),
    .engine(\.engine), .timeout(\.timeout),
    .flag("processes", "look at emulated processes, too", \.withProcesses),
    .flag("arguments", "keep the arguments of processes", \.withArguments),
    .interval(\.interval),
  ],
  examples: [
    Example(command: "crossready facts > host.json", meaning: "Keep the facts of this host."),
    Example(
      command: "crossready facts --processes > hang.json",
      meaning: "Keep what emulated processes do, too."),
  ],
  checking: { options throws(UsageError) in
    if options.withArguments, !options.withProcesses {
      throw .custom(
        problem: "'--arguments' requires '--processes'", hint: "give both")
    }
  },
  run: { options, context in try options.answer(context) })

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
    let processes = withProcesses ? try processSamples(context) : nil
    let isEmpty = facts.binfmt.entries.value == nil && facts.probing.runs.isEmpty
    return Answer(
      text: try JSONText.encoding(
        FactsDocument(host: facts, processes: processes), revealsPrivate: withArguments),
      status: isEmpty ? .couldNotTell : .yes)
  }

  private func processSamples(_ context: Context) throws -> ProcessSamples {
    var samples = try ProcessSamples.observing(every: interval.seconds)
    if withArguments { try samples.nameContainers(environment: context.environment) }
    return samples.redactingHome(context.environment["HOME"] ?? "")
  }
}
