import CommandLineKit
import Dockerfiles
import LinuxHost
import Rendering
import Reports
import Text

/// Why there is no answer, as data for every format.
struct Refusal {
  /// The commands whose standard output is a report, in which a job's annotations may stand.
  private static let reporting = [
    "check", "verify", "register", "diagnose", "dockerfile", "audit", "",
  ]

  /// What is wrong and what to do.
  let message: String
  let status: ExitStatus
  /// What it is called, where a format wants a title.
  let title: String
  /// What the Dockerfile is refused for.
  private var dockerfile: DockerfileError?

  init(_ error: any Error) {
    switch error {
    case let error as UsageError:
      (message, status, title) = (MeantWords.improving(error).message, .usage, "usage")
    case let error as RegisteringError:
      (message, status, title) = (error.message, error.status, "not registered")
    case let error as WritingError:
      (message, status, title) = (error.message, .couldNotTell, "not written")
    case let error as Failure:
      (message, status, title) = (error.message, error.status, "no answer")
      if case .dockerfileRefused(_, let error) = error { dockerfile = error }
    default:
      (message, status, title) = (
        "unexpected error: \(error); please report this", .defect, "defect"
      )
    }
  }

  /// The document that stands in place of the answer.
  var document: Document<ErrorDocument> {
    Document(
      .error,
      ErrorDocument(
        message: message, line: dockerfile?.line, buildArgs: dockerfile?.missingArguments,
        exitStatus: status.rawValue))
  }

  /// The answer that the words of the command line asked for, however wrong they are: a reader of JSON
  /// or of a workflow's annotations reads nothing else.
  func answer(to words: [String], _ context: Context) -> Answer {
    let form = WantedForm(words)
    var answer = Answer(text: "", status: status)
    if form.isJSON {
      // Strings and numbers can always be encoded.
      answer.text = (try? JSONText.encoding(document)) ?? ""
      answer.outputPath = form.outputPath
    } else if context.isGitHub, form.isText, Self.reporting.contains(words.first ?? "") {
      answer.text = GitHubReport.annotation("error", title, [printable(message)])
    }
    return answer
  }
}

/// What the words of a command line want of an answer; they may be those of a mistake.
private struct WantedForm {
  private(set) var format: String?
  private(set) var outputPath: String?

  var isJSON: Bool { format == "json" }
  var isText: Bool { format == nil || format == "auto" || format == "github" }

  init(_ words: [String]) {
    let options = words.prefix { $0 != "--" }
    for (word, next) in zip(options, options.dropFirst().map(Optional.some) + [nil]) {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      // An option whose value was forgotten does not take the next one's name.
      let following = next.flatMap { $0 == "-" || !$0.hasPrefix("-") ? $0 : nil }
      let value = parts.count == 2 ? parts[1] : following
      switch parts.first {
      // Of two that contradict each other, a reader of documents is the one that reads nothing else.
      case "--format": if format != "json" { format = value }
      case "--output": outputPath = value.flatMap { $0.isEmpty ? nil : $0 }
      default:
        // Letters may stand together, and the value right behind them: `-qoFILE`.
        guard word.hasPrefix("-"), !word.hasPrefix("--"), let letter = word.firstIndex(of: "o")
        else {
          continue
        }
        let attached = String(word[word.index(after: letter)...])
        outputPath = attached.isEmpty ? following : attached
      }
    }
  }
}
