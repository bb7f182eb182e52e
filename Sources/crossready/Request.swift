import Platforms

/// What the words on the command line ask for.
enum Request: Sendable, Equatable {
  case check(CheckOptions)
  case list(OutputFormat)
  case facts(FactsOptions)
  case explain(ExplainOptions)
  case verify(VerifyOptions)
  case register(RegisterOptions)
  case unregister(UnregisterOptions)
  case completions(CompletedShell)
  case diagnose(DiagnoseOptions)
  case dockerfile(DockerfileOptions)
}

/// How a report is written.
enum ReportFormat: String, CaseIterable, Sendable {
  /// `github` on GitHub Actions, `text` elsewhere.
  case auto
  case text
  case json
  case github
  case junit
  case prometheus
}

/// What the commands that judge have in common.
struct ReportOptions: Sendable, Equatable {
  var isStrict = false
  /// Names of findings that are to be notes.
  var ignored: [String] = []
  var format = ReportFormat.auto
  /// Whether text is to hold findings only.
  var isQuiet = false
  /// The file to write instead of standard output.
  var outputPath: String?
  /// How long to try again until the answer is yes.
  var wait: Duration?
  var timeout = Timeout()
  /// A facts file to judge instead of this host; `-` is standard input.
  var factsPath: String?
}

/// Options of a command that judges.
protocol Reporting: Sendable {
  var report: ReportOptions { get set }
}

/// How an answer is written.
enum OutputFormat: String, CaseIterable, Sendable {
  case text
  case json
}

/// The words of `check`.
struct CheckOptions: Sendable, Equatable, Reporting {
  var platforms: [Platform] = []
  var report = ReportOptions()
}

/// The words of `verify`.
struct VerifyOptions: Sendable, Equatable, Reporting {
  var platforms: [Platform] = []
  var report = ReportOptions()
  /// The only engine to use.
  var engine: String?
  /// The builder to judge as strictly as all else.
  var builder: String?
  /// The user's image to run instead of the probes, and the command in it.
  var image: String?
  var command: [String] = []
  /// Whether to measure how fast emulated programs are.
  var measuresSpeed = false
  /// Whether to remove the probe images, and nothing else.
  var cleans = false
}

/// How `register` registers.
enum MethodName: String, CaseIterable, Sendable {
  /// The host's own emulators where it has all that are wanted, else the image's.
  case auto
  case image
  case host
  /// As `image` was called at first.
  case container
}

/// The words of `register`.
struct RegisterOptions: Sendable, Equatable {
  var platforms: [Platform] = []
  var isEverything = false
  var engine: String?
  /// The binfmt image; nil for the default.
  var image: String?
  var method = MethodName.auto
  var replaces = false
  var persists = false
  /// Whether setuid programs are not to get their owner's rights.
  var leavesCredentialsOut = false
  var isDryRun = false
  var format = OutputFormat.text
  var timeout = Timeout()
}

/// The words of `unregister`.
struct UnregisterOptions: Sendable, Equatable {
  var platforms: [Platform] = []
  var isEverything = false
  /// Entries to remove whatever they are.
  var entries: [String] = []
  var engine: String?
  var image: String?
  /// Whether to remove what `register --persist` wrote.
  var persists = false
  var isDryRun = false
  var timeout = Timeout()
}

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

/// The words of `explain`.
struct ExplainOptions: Sendable, Equatable {
  var finding: String?
}

/// The deadline of everything that runs for one platform.
struct Timeout: Sendable, Equatable {
  var seconds = 10.0

  var duration: Duration { .seconds(seconds) }
}

/// How `diagnose` answers.
enum DiagnosisFormat: String, CaseIterable, Sendable {
  case text
  case json
  /// Annotations of a job of GitHub Actions; of logs only.
  case github
}

/// The words of `diagnose`.
struct DiagnoseOptions: Sendable, Equatable {
  var interval = Interval()
  var isWatching = false
  var pid: Int?
  var container: String?
  var format = DiagnosisFormat.text
  /// A build log to read instead of looking at processes; `-` is standard input.
  var logPath: String?
  /// The platform of the machine that wrote the log, if the user names it.
  var hostPlatform: Platform?
  /// A facts file to judge instead of this host; `-` is standard input.
  var factsPath: String?
}

/// The time between two looks at a process.
struct Interval: Sendable, Equatable {
  var seconds = 5.0
}
