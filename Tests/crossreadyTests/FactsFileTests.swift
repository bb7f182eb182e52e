import Testing

@testable import crossready

struct FactsFileTests {
  private func message(_ text: String) -> String {
    do {
      _ = try FactsFile.decode(Array(text.utf8), path: "host.json")
      return ""
    } catch let error as Failure {
      return error.message
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    ("", "is no facts file"), ("{\"schema\": 1, \"tool\"", "is no facts file"),
    ("nonsense", "is no facts file"), ("{}", "the top level has no \"schema\""),
    ("{\"schema\": 2}", "have schema 2"), ("{\"schema\": 1}", "has no \"tool\""),
    ("{\"schema\": \"1\"}", "schema holds a value of another type"),
    ("[]", "holds a value of another type"),
    (
      "{\"schema\":1,\"tool\":{\"name\":\"\",\"version\":\"\",\"architecture\":\"\"},\"kernel\":[]}",
      "kernel holds a value of another type"
    ),
  ])
  func unusableFileSaysWhy(_ text: String, _ reason: String) {
    let message = message(text)
    #expect(message.contains(reason), "\(message)")
    #expect(message.contains("host.json"))
    #expect(message.contains("crossready"))
  }
}
