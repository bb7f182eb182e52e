import Platforms

/// What the words on the command line ask for.
enum Request: Sendable, Equatable {
  case check(CheckOptions)
  case list(OutputFormat)
  case facts(FactsOptions)
  case explain(ExplainOptions)
  case diagnose(DiagnoseOptions)
}

/// How an answer is written.
enum OutputFormat: String, CaseIterable, Sendable {
  case text
  case json
}

/// The words of `check`.
struct CheckOptions: Sendable, Equatable {
  var platforms: [Platform] = []
  var isStrict = false
  var format = OutputFormat.text
  var timeout = Timeout()
  /// A facts file to judge instead of this host; `-` is standard input.
  var factsPath: String?
}

/// The words of `facts`.
struct FactsOptions: Sendable, Equatable {
  var platforms: [Platform] = []
  var timeout = Timeout()
  /// Whether to look at the emulated processes, too.
  var withProcesses = false
  /// Whether to keep their arguments and what else may be private.
  var withArguments = false
  var interval = Interval()
}

/// The words of `explain`.
struct ExplainOptions: Sendable, Equatable {
  var finding: String?
}

/// The deadline of everything that runs for one platform.
struct Timeout: Sendable, Equatable {
  var seconds = 10.0

  var duration: Duration { .seconds(seconds) }
}

/// The words of `diagnose`.
struct DiagnoseOptions: Sendable, Equatable {
  var interval = Interval()
  var isWatching = false
  var pid: Int?
  var container: String?
  var format = OutputFormat.text
  /// A build log to search instead of looking at processes; `-` is standard input.
  var logPath: String?
  /// A facts file to judge instead of this host; `-` is standard input.
  var factsPath: String?
}

/// The time between two looks at a process.
struct Interval: Sendable, Equatable {
  var seconds = 5.0
}
