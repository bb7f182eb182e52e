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

  /// Text for the end of a file.
  struct Appendix {
    let path: String
    let text: String
  }

  init(text: String, status: ExitStatus) {
    self.text = text
    self.status = status
  }
}

/// What a command may know of the process it runs in.
struct Context {
  let environment: [String: String]
  let style: TextStyle
}

@main
struct Main {
  static func main() {
    ProcessEnvironment.endOnSignals()
    let context = Context(
      environment: ProcessEnvironment.variables,
      style: TextStyle(environment: ProcessEnvironment.variables))
    do {
      switch try program.parse(ProcessEnvironment.arguments) {
      case .print(let text):
        finish(Answer(text: text, status: .yes))
      case .run(let request):
        finish(try answer(request, context))
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
  private static func finish(_ answer: Answer) -> Never {
    // First what is appended, because the reader of standard output may leave early.
    let failures = [appending(answer.appended), writing(answer)].compactMap(\.self)
    // A reader that left has what it wanted: head, grep -q.
    for error in failures where error.errno != EPIPE {
      complain(Failure.outputUnwritable(error).message)
    }
    let isWhole = failures.allSatisfy { $0.errno == EPIPE }
    exit((isWhole ? answer.status : .couldNotTell).rawValue)
  }

  private static func appending(_ appendices: [Answer.Appendix]) -> SystemCallError? {
    do throws(SystemCallError) {
      for appendix in appendices { try OutputFile.append(appendix.text, to: appendix.path) }
      return nil
    } catch {
      return error
    }
  }

  private static func writing(_ answer: Answer) -> SystemCallError? {
    do throws(SystemCallError) {
      if let path = answer.outputPath {
        try OutputFile.write(answer.text, to: path)
        if let notice = answer.notice { complain(notice) }
      } else {
        try StandardStream.output.write(answer.text)
      }
      return nil
    } catch {
      return error
    }
  }
}

/// Says on standard error what is wrong.
func complain(_ message: String) {
  // There is nowhere left to report that standard error cannot be written.
  try? StandardStream.error.write("crossready: \(printable(message))\n")
}
