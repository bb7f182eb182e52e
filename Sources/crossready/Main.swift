import CommandLineKit
import Glibc
import LinuxHost
import Readiness
import Text

/// What a command answers: bytes for standard output, and the exit status.
struct Answer {
  var text: String
  let status: ExitStatus
  /// The file that takes the text instead of standard output.
  var outputPath: String?
  /// What is said on standard error when the text is where it belongs.
  var notice: String?
  /// What is appended to other files.
  var appended: [Appendix] = []
  /// Whether the text is for people, with names in it that others chose: in the log of a workflow it
  /// is fenced. What programs read is not.
  private(set) var isForPeople = false

  /// Text for the end of a file.
  struct Appendix {
    let path: String
    let text: String
  }

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

@main
struct Main {
  static func main() {
    ProcessEnvironment.prepareSignals()
    let context = Context(
      environment: ProcessEnvironment.variables,
      style: TextStyle(environment: ProcessEnvironment.variables))
    do {
      switch try program.parse(ProcessEnvironment.arguments) {
      case .print(let text):
        finish(Answer(text: text, status: .yes), context)
      case .run(let request):
        finish(try answer(request, context), context)
      }
    } catch let error as UsageError {
      complain(error.message)
      exit(ExitStatus.usage.rawValue)
    } catch let error as RegisteringError {
      complain(error.message)
      exit(error.status.rawValue)
    } catch let error as Failure {
      complain(error.message)
      exit(error.status.rawValue)
    } catch {
      complain("unexpected error: \(error); please report this")
      exit(ExitStatus.defect.rawValue)
    }
  }

  private static func answer(_ request: Request, _ context: Context) throws -> Answer {
    switch request {
    case .check(let options): try options.answer(context)
    case .list(let format): try ListAnswer(format: format).answer(context)
    case .facts(let options): try options.answer(context)
    case .explain(let options): options.answer(context)
    case .verify(let options): try options.answer(context)
    case .register(let options): try options.answer(context)
    case .unregister(let options): try options.answer(context)
    case .completions(let shell): shell.answer()
    case .diagnose(let options): try options.answer(context)
    }
  }

  /// Writes the answer and ends with its status. Whatever cannot be written, the rest is.
  private static func finish(_ answer: Answer, _ context: Context) -> Never {
    // First what is appended, because the reader of standard output may leave early.
    let failures = [appending(answer.appended), writing(answer, context)].compactMap(\.self)
    for error in failures where !error.isClosedPipe { complain(error.message) }
    let isWhole = failures.allSatisfy(\.isClosedPipe)
    exit((isWhole ? answer.status : .couldNotTell).rawValue)
  }

  private static func appending(_ appendices: [Answer.Appendix]) -> WritingError? {
    do throws(WritingError) {
      for appendix in appendices { try OutputFile.append(appendix.text, to: appendix.path) }
      return nil
    } catch {
      return error
    }
  }

  private static func writing(_ answer: Answer, _ context: Context) -> WritingError? {
    do throws(WritingError) {
      if let path = answer.outputPath {
        try OutputFile.write(answer.text, to: path)
        if let notice = answer.notice { complain(notice) }
      } else {
        let text = answer.isForPeople ? context.shielded(answer.text) : answer.text
        try OutputFile.write(text, to: "-")
      }
      return nil
    } catch {
      return error
    }
  }
}

/// Says on standard error what is wrong.
func complain(_ message: String) {
  // The runner of GitHub's workflows takes this for the beginning of a command, wherever it stands.
  let message = printable(message).split(separator: "##[", omittingEmptySubsequences: false)
  // There is nowhere left to report that standard error cannot be written.
  try? StandardStream.error.write("crossready: \(message.joined(separator: "## ["))\n")
}
