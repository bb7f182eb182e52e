import CommandLineKit
import Emulators
import Testing
import Text

@testable import Logs
@testable import Rendering
@testable import crossready

struct ExplainTests {
  /// A word that means several things is explained in every meaning.
  @Test func everyMeaningIsTold() throws {
    for trouble in Trouble.table {
      let text = try #require(DiagnosisText.sections.rendered(trouble.id))
      for evidence in trouble.evidence { #expect(text.flowing.contains(evidence), "\(trouble.id)") }
    }
    for cause in LogCause.ofBuilds {
      let text = try #require(DiagnosisText.sections.rendered(cause.id)).flowing
      for sentence in [cause.reason, cause.remedy] where !sentence.contains("{") {
        #expect(text.contains(plainProse(sentence)), "\(cause.id)")
      }
    }
    let both = try #require(DiagnosisText.sections.rendered("node-mremap"))
    #expect(both.contains("(arm)") && both.contains("(s390x)"))
    #expect(DiagnosisText.sections.rendered("no-such-word") == nil)
  }
}

extension String {
  /// Without the ends of lines.
  fileprivate var flowing: String {
    split { $0 == "\n" }.joined(separator: " ")
  }
}
