import CommandLineKit
import Dockerfiles
import Facts
import Glibc
import Hangs
import LinuxHost
import Logs
import Platforms
import Rendering
import Reports
import Text

/// How `diagnose` answers.
enum DiagnosisFormat: String, CaseIterable, Sendable {
  case text
  case json
  /// Annotations of a job of GitHub Actions; of logs only.
  case github
}

/// The words of `diagnose`.
struct DiagnoseOptions: Sendable, Equatable, Coloured {
  var colour = ColourChoice.auto
  var interval = Interval()
  var isWatching = false
  /// Whether to stop threads that compute, to see whether they go round in circles.
  var stopsThreads = false
  /// After how many seconds in which a process got nowhere the answer is no.
  var hungFor: Double?
  var pid: Int?
  var container: String?
  var format = DiagnosisFormat.text
  /// A build log to read instead of looking at processes; `-` is standard input.
  var logPath: String?
  /// The platform of the machine that wrote the log, if the user names it.
  var hostPlatform: Platform?
  /// A facts file to judge instead of this host; `-` is standard input.
  var factsPath: String?
  /// The Dockerfile that is built.
  var dockerfilePath: String?
}

let diagnoseCommand = Command<Context, Answer>(
  name: "diagnose", summary: "why does my cross build hang, or why did it fail?",
  description: [
    "Looks twice at every thread of every emulated process, and says of each tree of processes in "
      + "which container or build step it is, and whether it HANGS (nothing that was seen will ever "
      + "set it going), WAITS (who waits, for what, for how long, and who could end it) or WORKS. As "
      + "root it sees everybody's processes; otherwise it says what it could not see.",
    "The exit status is 1 if something hangs or has crashed, 0 if not, 2 if that is unknown. A "
      + "process that waits for the network, for input or for a time may go on by itself, and one that "
      + "computes may end; with `--hung-for DURATION` the status is 1 also if that has lasted longer. "
      + "Input that nobody can give, in the step of a build, counts as hanging. With `--container` it also reads what the container printed last, and why a "
      + "container ended that no longer runs.",
    "With a build log, a file or `-`, it says why the build failed: what failed, on which platform, "
      + "because of what, and on which machine or in which file something must change. It reads logs "
      + "of BuildKit (plain, rawjson, from a terminal), docker, podman, kaniko and CI systems. Then the "
      + "exit status is 1 if the log holds a cause of cross builds, 2 if it is no log that can be read.",
  ],
  initial: DiagnoseOptions(),
  operands: Operands(
    placeholder: "LOG", help: "a build log to read, `-` for standard input", completing: .files,
    apply: { word, options throws(UsageError) in try options.read(log: word) }),
  options: [
    .interval(\.interval),
    .flag(
      "watch", "look again and again, until interrupted or until --hung-for is over", \.isWatching),
    .flag(
      "sample", "stop what computes 100 times for a moment: does it spin? (ptrace, as root)",
      \.stopsThreads),
    .value(
      "hung-for", "DURATION",
      "status 1 also if something has waited, or computed, for longer: 90, 90s, 15m, 2h",
      apply: { word, options throws(UsageError) in
        guard let seconds = DiagnoseOptions.seconds(word) else {
          throw .invalidValue(
            option: "--hung-for", word: word, expected: "a time, e.g. 90s, 15m or 2h")
        }
        options.hungFor = seconds
      }),
    .value(
      "pid", "PID", "only this process and those below it",
      apply: { word, options throws(UsageError) in
        guard let pid = Int(word), pid > 0 else {
          throw .invalidValue(option: "--pid", word: word, expected: "a process id, e.g. 4711")
        }
        options.pid = pid
      }),
    .value(
      "container", "CONTAINER", "only this container, by its name or id",
      apply: { word, options throws(UsageError) in
        guard !word.isEmpty, !word.hasPrefix("-") else {
          throw .invalidValue(option: "--container", word: word, expected: "a name or an id")
        }
        options.container = word
      }),
    .choice("format", "how the report is written", \.format),
    .value(
      "log", "FILE", "the same as the operand LOG",
      apply: { word, options throws(UsageError) in try options.read(log: word) }),
    .value(
      "host-platform", "PLATFORM", "the platform of the machine that wrote the log",
      completing: .platforms,
      apply: { word, options throws(UsageError) in
        var platforms: [Platform] = []
        try platforms.append(platformsIn: word)
        options.hostPlatform = platforms.first
      }),
    .value(
      "dockerfile", "FILE", "name the line of this Dockerfile at which a step stands",
      apply: { word, options in options.dockerfilePath = word }),
    .value(
      "facts", "FILE", "judge what `crossready facts --processes` wrote, `-` for standard input",
      apply: { word, options in options.factsPath = word }),
    .colour,
  ],
  examples: [
    Example(command: "sudo crossready diagnose", meaning: "What does every emulated process do?"),
    Example(
      command: "crossready diagnose build.log", meaning: "Why did the build fail?"),
    Example(
      command: "docker build . 2>&1 | crossready diagnose -",
      meaning: "The same while it is built."),
    Example(
      command: "crossready diagnose --facts hang.json", meaning: "Judge another host's processes."),
  ],
  checking: { options throws(UsageError) in
    try options.check()
  },
  run: { options, context in try options.answer(context.coloured(by: options)) })

extension Option {
  /// The time between two looks, which two commands share.
  static func interval(_ keyPath: any WritableKeyPath<Options, Interval> & Sendable) -> Option {
    .value(
      "interval", "SECONDS", "the time between two looks at processes (default 5)",
      apply: { word, options throws(UsageError) in
        guard let seconds = Double(word), seconds.isFinite, seconds >= 0.1, seconds <= 86400 else {
          throw .invalidValue(
            option: "--interval", word: word,
            expected: "a number of seconds from 0.1 to 86400, e.g. 10")
        }
        options[keyPath: keyPath].seconds = seconds
      })
  }
}

extension DiagnoseOptions {
  /// The seconds of a time such as `90`, `90s`, `15m` or `2h`; nil for another word.
  static func seconds(_ word: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
    let unit = word.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? word : String(word.dropLast())), number.isFinite,
      number > 0, number <= 1e6
    else { return nil }
    return number * (unit ?? 1)
  }

  /// Takes the log to read.
  fileprivate mutating func read(log word: String) throws(UsageError) {
    guard logPath == nil || logPath == word else {
      throw .custom(problem: "two logs are given", hint: "give one of the two")
    }
    try word.refuse(unless: [.log], wanted: "a log", command: "diagnose")
    logPath = word
  }

  /// Refuses options that say nothing about each other.
  fileprivate func check() throws(UsageError) {
    func exclude(_ option: String, _ others: [(String, Bool)]) throws(UsageError) {
      for (other, isGiven) in others where isGiven {
        throw .custom(
          problem: "'\(option)' and '\(other)' exclude each other", hint: "give one of the two")
      }
    }
    if logPath == nil {
      let options = [
        ("--host-platform", hostPlatform != nil), ("--format github", format == .github),
      ]
      for (option, isGiven) in options where isGiven {
        throw .custom(
          problem: "'\(option)' requires a build log", hint: "name the log, or - for standard input"
        )
      }
    }
    let isNarrow = [("--pid", pid != nil), ("--container", container != nil)]
    if logPath != nil {
      try exclude(
        "a log",
        [
          ("--facts", factsPath != nil), ("--watch", isWatching),
          ("--dockerfile", dockerfilePath != nil), ("--hung-for", hungFor != nil),
          ("--sample", stopsThreads),
        ] + isNarrow)
    }
    if stopsThreads { try exclude("--sample", [("--facts", factsPath != nil)]) }
    if isWatching {
      try exclude("--watch", [("--facts", factsPath != nil), ("--format json", format == .json)])
    }
    if pid != nil { try exclude("--pid", [("--container", container != nil)]) }
  }

  /// Observes, judges and renders.
  func answer(_ context: Context) throws -> Answer {
    if let logPath { return try logAnswer(logPath, context) }
    let steps = try dockerfilePath.map(DockerfileSteps.init)
    if isWatching { return try watch(context, steps) }
    let samples: ProcessSamples
    if let factsPath {
      samples = try FactsFile.readProcesses(factsPath)
    } else {
      samples = try ProcessSamples.observing(
        every: interval.seconds, stopsThreads: stopsThreads, context,
        began: {
          guard isatty(STDERR_FILENO) == 1 else { return }
          // There is nowhere left to report that standard error cannot be written.
          try? StandardStream.error.write(WatchedText.of($0, for: interval.seconds))
        })
    }
    let all = HangReport.judging(samples)
    if let container, factsPath == nil {
      let words = try LastWords.observing(
        container, environment: context.environment, timeout: .seconds(10))
      if let words {
        return try answer(all.narrowed(toContainer: container), words, context, steps)
      }
    }
    let report = try narrowed(all)
    let lastLines =
      factsPath == nil ? try LastLines.observing(of: report, context) : [:]
    var answer = try Answer(
      in: format == .json ? .json : .text, status: report.exitStatus(hungFor: hungFor)
    ) {
      TextHangs(report, style: context.style, steps: steps, lastLines: lastLines).rendered()
    } document: {
      Document(
        .diagnose,
        HangDocument(report, hungFor: hungFor, steps: steps, lastLines: lastLines))
    }
    answer.annotations = HangSentence.annotations(report, hungFor: hungFor)
    return answer
  }

  /// What a container does, and why by its last words; what it printed alone, if it does nothing.
  private func answer(
    _ report: HangReport?, _ words: LastWords, _ context: Context, _ steps: DockerfileSteps?
  ) throws -> Answer {
    let end = ContainerEnd(
      text: words.text, status: words.exitStatus, image: words.image, platform: words.platform,
      machine: words.machine)
    let format = format == .json ? OutputFormat.json : .text
    guard let report else {
      let log = end.report
      let source = LogSource.container(container ?? "")
      return try Answer(in: format, status: log.exitStatus) {
        TextLog(log, source, style: context.style).rendered()
      } document: {
        Document(.log, LogDocument(log))
      }
    }
    let cause = end.cause
    let lastLines = try LastLines.observing(of: report, context)
    var answer = try Answer(in: format, status: report.exitStatus(hungFor: hungFor)) {
      TextHangs(
        report, lastWords: cause, style: context.style, steps: steps, lastLines: lastLines
      ).rendered()
    } document: {
      Document(
        .diagnose,
        HangDocument(
          report, lastWords: cause, hungFor: hungFor, steps: steps, lastLines: lastLines))
    }
    answer.annotations = HangSentence.annotations(report, hungFor: hungFor)
    return answer
  }

  func narrowed(_ report: HangReport) throws -> HangReport {
    if let pid {
      guard let narrow = report.narrowed(toProcess: pid) else {
        throw Failure.processNotEmulated(pid)
      }
      return narrow
    }
    if let container {
      guard let narrow = report.narrowed(toContainer: container) else {
        throw Failure.containerWithoutEmulation(container)
      }
      return narrow
    }
    return report
  }
}
