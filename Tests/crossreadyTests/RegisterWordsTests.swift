import CommandLineKit
import Testing

@testable import crossready

/// Words of `register` that would be without effect.
struct RegisterWordsTests {
  static let useless = ["--image", "--engine"]

  @Test(arguments: useless)
  func theHostsEmulatorsNeedNoEngine(_ option: String) throws {
    let words = ["register", "--method", "host", option, "podman", "linux/arm64"]
    do {
      _ = try program.parse(words)
      Issue.record("\(option) was taken")
    } catch {
      #expect(error.message.contains("\(option) and --method host exclude each other"))
    }
  }
}
