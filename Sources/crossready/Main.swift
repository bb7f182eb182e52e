import CommandLineKit
import Glibc
import LinuxHost
import Rendering
import Reports
import Text

@main
struct Main {
  static func main() {
    ProcessEnvironment.prepareSignals()
    let environment = ProcessEnvironment.variables
    let context = Context(environment: environment, style: TextStyle(environment: environment))
    let words = BinfmtImageOptions.translated(ProcessEnvironment.arguments)
    do {
      switch try program.parse(words) {
      case .print(let text):
        finish(Answer(text: text, status: .yes), context)
      case .run(let command):
        finish(try command(context), context)
      }
    } catch {
      let refusal = Refusal(error)
      complain(refusal.message)
      finish(refusal.answer(to: words, context), context)
    }
  }

  /// Writes the answer and ends with its status. Whatever cannot be written, the rest is.
  private static func finish(_ answer: Answer, _ context: Context) -> Never {
    // First what is appended, because the reader of standard output may leave early.
    let failures = [appending(answer.appended), writing(answer, context)].compactMap(\.self)
    for error in failures where !error.isClosedPipe { complain(error.message) }
    if let error = failures.last, answer.outputPath != nil {
      // Who reads documents finds one: where the file cannot be had, on standard output.
      let words = ProcessEnvironment.arguments
      var refusal = Refusal(error).answer(to: words, context)
      refusal.outputPath = nil
      _ = writing(refusal, context)
    }
    let isWhole = failures.allSatisfy(\.isClosedPipe)
    exit((isWhole ? answer.status : .couldNotTell).rawValue)
  }

  private static func appending(_ appendices: [Appendix]) -> WritingError? {
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
        let annotations = context.isGitHub && answer.isForPeople ? answer.annotations : ""
        try OutputFile.write(text + annotations, to: "-")
      }
      return nil
    } catch {
      return error
    }
  }
}
