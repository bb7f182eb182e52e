import Binfmt
import Platforms
import Testing
import Text

/// What is registered after a boot.
struct BootTableTests {
  private func boot(_ name: String, _ interpreter: String) throws -> BootRegistration {
    let architecture = try #require(Architecture.named("arm64"))
    return BootRegistration(
      registration: Registration(
        name: KernelText(name), match: .magic(architecture.magic),
        interpreter: KernelText(interpreter), flags: Flags("F")),
      path: "/etc/binfmt.d/\(name).conf", isWholeFile: true)
  }

  private func winner(_ table: HandlerTable) throws -> String? {
    table.coverage(of: try #require(Architecture.named("arm64"))).handler?.interpreter?.description
  }

  @Test func theLastLineOfAllFilesWins() throws {
    let table = HandlerTable(afterBoot: [try boot("a", "/first"), try boot("b", "/second")], [])
    #expect(try winner(table) == "/second")
    #expect(table.entries.count == 2)
  }

  @Test func aLaterLineReplacesTheEntryOfItsName() throws {
    let table = HandlerTable(
      afterBoot: [try boot("a", "/first"), try boot("b", "/second"), try boot("a", "/third")], [])
    #expect(try winner(table) == "/third")
    #expect(table.entries.map(\.name) == ["a", "b"])
  }

  @Test func updateBinfmtsLeavesTakenNamesAlone() throws {
    let table = HandlerTable(
      afterBoot: [try boot("a", "/first")], [try boot("a", "/other"), try boot("c", "/new")])
    #expect(table.entries.map(\.name) == ["c", "a"])
    #expect(try winner(table) == "/new")
  }
}
