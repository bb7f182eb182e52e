import FoundationEssentials
import Glibc
import Testing

@testable import Rendering

/// Screens as files. With CROSSREADY_WRITE_SCREENS in the environment they are written anew.
enum Screen {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Screens")
  static let style = TextStyle(isColoured: false, isUnicode: false, isRoot: false)

  /// A terminal of 24 lines shows it with the prompt below; only the command at the end may be wider
  /// than the terminal.
  static func expect(_ text: String, on screen: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let heights = lines.map { max(1, ($0.count + 79) / 80) }
    #expect(heights.reduce(0, +) <= 23, "\(text)")
    #expect(lines.dropLast().allSatisfy { $0.count <= 80 }, "\(text)")
    let name = screen.replacing("/", with: "-") + ".txt"
    let file = directory.appendingPathComponent(name)
    if getenv("CROSSREADY_WRITE_SCREENS") != nil { try Data(text.utf8).write(to: file) }
    let golden = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(text == golden, "\(name) differs; look at it, and write it again if it is meant")
  }
}
