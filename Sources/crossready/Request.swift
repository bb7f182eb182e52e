import Platforms

/// What the words on the command line ask for.
enum Request: Sendable, Equatable {
  case check(CheckOptions)
  case list(OutputFormat)
  case facts(FactsOptions)
  case explain(ExplainOptions)
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
