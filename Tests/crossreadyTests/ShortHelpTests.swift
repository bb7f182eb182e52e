import CommandLineKit
import Testing

@testable import crossready

/// What `-h` prints stands on a terminal of 24 lines, with the prompt below it.
struct ShortHelpTests {
  @Test(arguments: [""] + program.commandNames)
  func fits(_ command: String) throws {
    let words = (command.isEmpty ? [] : [command]) + ["-h"]
    guard case .print(let text) = try program.parse(words) else {
      Issue.record("\(words) prints no help")
      return
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= 23, "\(text)")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(text)")
    #expect(text.contains("Examples:") && text.contains("--help'"), "\(text)")
    if command == "check" || command == "verify" || command == "register" {
      #expect(text.contains("Options:"), "\(text)")
    }
  }
}
