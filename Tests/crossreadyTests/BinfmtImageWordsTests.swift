import Testing

@testable import crossready

@Suite struct BinfmtImageWordsTests {
  /// As Go's `flag` reads them.
  @Test(arguments: [
    ("-install arm64 -uninstall=qemu-*", "--install arm64 --uninstall=qemu-*"),
    ("--install=arm64 --version", "--install=arm64 --version"),
    ("-version", "--version"),
    ("-mount /srv -install all", "--mount /srv --install all"),
    ("-install -version", "--install -version"),
    ("-v register -install", "-v register -install"),
    ("check -install", "check -install"),
  ])
  func oneDash(_ words: String, _ ours: String) {
    let given = ["binfmt-image"] + words.split(separator: " ").map(String.init)
    let wanted = ["binfmt-image"] + ours.split(separator: " ").map(String.init)
    #expect(BinfmtImageOptions.translated(given) == wanted)
  }

  @Test func otherCommandsKeepTheirWords() {
    #expect(BinfmtImageOptions.translated(["check", "-install"]) == ["check", "-install"])
  }

  @Test func anotherDirectoryIsRefused() {
    #expect(throws: (any Error).self) {
      try program.parse(["binfmt-image", "--mount", "/srv", "--install", "arm64"])
    }
  }
}
