import CommandLineKit
import Logs
import Testing

@testable import crossready

/// The commands that causes in logs print are commands of this program.
struct LogCommandTests {
  @Test(arguments: [nil, "linux/arm64"], [nil, "linux/amd64/v3"])
  func ownCommandsParse(platform: String?, host: String?) throws {
    let words = CauseWords(platform: platform, host: host, file: "/bin/x", image: "a:1")
    var count = 0
    for cause in LogCause.table {
      for command in cause.commands.map(words.command) {
        var parts = command.split(separator: " ").map(String.init)[...]
        if parts.first == "sudo" { parts.removeFirst() }
        guard parts.popFirst() == "crossready" else { continue }
        // The platform of a step that nobody knows is for the reader to name.
        guard platform != nil || !parts.contains("PLATFORM") else { continue }
        count += 1
        #expect(throws: Never.self, "\(cause.id): \(command)") { try program.parse(Array(parts)) }
      }
    }
    #expect(count > 5)
  }
}
