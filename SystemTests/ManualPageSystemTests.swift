import Testing

@Suite(.onPreparedHost)
struct ManualPageSystemTests {
  @Test(arguments: ["crossready.1", "crossready-findings.7"])
  func mandocHasNothingToSay(_ page: String) throws {
    let outcome = try execute(
      "/usr/bin/mandoc", ["-Tlint", "-Wwarning", TestHost.packageDirectory + "/man/" + page])
    #expect(outcome.status == 0, "\(outcome.output)")
  }
}
