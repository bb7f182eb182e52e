import CommandLineKit
import FoundationEssentials
import Testing

@testable import crossready

/// The committed man pages are what the commands and the catalogue say.
struct ManualPageTests {
  @Test(arguments: ["crossready.1", "crossready-findings.7"])
  func manualPageIsCurrent(_ name: String) throws {
    let page = name == "crossready.1" ? program.manualPage : CatalogueManual.page
    let path = packageDirectory + "/man/" + name
    let text = page.rendered()
    if ProcessInfo.processInfo.environment["CROSSREADY_WRITE_MAN"] == "1" {
      try Data(text.utf8).write(to: URL(filePath: path))
    }
    let committed = try Data(contentsOf: URL(filePath: path))
    #expect(
      Array(committed) == Array(text.utf8),
      "man/\(name) is stale; run: CROSSREADY_WRITE_MAN=1 swift test --filter ManualPageTests")
  }

  @Test func commandLineHasNoDefects() {
    #expect(program.defects() == [])
  }

  private let packageDirectory = String(
    #filePath.dropLast("/Tests/crossreadyTests/ManualPageTests.swift".count))
}
