import LinuxHost
import Rendering
import Reports
import Text

/// How an answer is written.
enum OutputFormat: String, CaseIterable, Sendable {
  case text
  case json
}

/// What a command answers: bytes for standard output, and the exit status.
struct Answer {
  var text: String
  let status: ExitStatus
  /// The file that takes the text instead of standard output.
  var outputPath: String?
  /// What is said on standard error when the text is where it belongs.
  var notice: String?
  /// Commands of GitHub's workflows that annotate the job, where such a job reads what is written.
  var annotations = ""
  /// What is appended to other files.
  var appended: [Appendix] = []
  /// Whether the text is for people, with names in it that others chose: in the log of a workflow it
  /// is fenced. What programs read is not.
  private(set) var isForPeople = false

  init(text: String, status: ExitStatus) {
    self.text = text
    self.status = status
  }

  /// Text for people, or the same as a document.
  init(
    in format: OutputFormat, status: ExitStatus, text: () -> String,
    document: () throws -> some Encodable
  ) throws {
    self.status = status
    switch format {
    case .text:
      self.text = text()
      isForPeople = true
    case .json: self.text = try JSONText.encoding(try document())
    }
  }

  /// Text for people.
  static func forPeople(_ text: String, status: ExitStatus) -> Answer {
    var answer = Answer(text: text, status: status)
    answer.isForPeople = true
    return answer
  }
}

/// What a command may know of the process it runs in.
struct Context {
  let environment: [String: String]
  let style: TextStyle

  /// Whether a job of GitHub Actions reads what is written.
  var isGitHub: Bool { environment["GITHUB_ACTIONS"] == "true" }

  /// Text for people, of which a workflow takes no line for a command.
  func shielded(_ text: String) -> String {
    isGitHub ? GitHubReport.fenced(text, by: RandomWord.make()) : text
  }
}

/// Says on standard error what is wrong.
func complain(_ message: String) {
  // The runner of GitHub's workflows takes this for the beginning of a command, wherever it stands.
  let message = printable(message).split(separator: "##[", omittingEmptySubsequences: false)
  // There is nowhere left to report that standard error cannot be written.
  try? StandardStream.error.write("crossready: \(message.joined(separator: "## ["))\n")
}
