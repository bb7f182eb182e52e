import Binfmt
import Facts
import Testing
import Text

@Suite struct HomeRedactionTests {
  private func facts(interpreter: String) -> HostFacts {
    var facts = HostFacts(tool: ToolFacts(name: "crossready", version: "0", architecture: "amd64"))
    let text = "enabled\ninterpreter \(interpreter)\nflags: F\noffset 0\nmagic 41\n"
    facts.binfmt.entries = .seen([.init(name: "e", text: .seen(KernelText(text)))])
    facts.interpreters = [
      InterpreterFacts(
        path: KernelText(interpreter),
        file: .failed(ReadFailure(path: KernelText(interpreter), errno: 2)))
    ]
    facts.boot.binfmtD = .seen([
      ConfigurationFile(path: "/etc/binfmt.d/e.conf", text: KernelText(":e:M::A::\(interpreter):F"))
    ])
    return facts
  }

  @Test(arguments: ["/home/me", "/home/me/", "/home/me//"])
  func entriesFilesAndConfigurationStillBelongTogether(home: String) throws {
    let redacted = facts(interpreter: "/home/me/bin/qemu").redactingHome(home)
    #expect(redacted == facts(interpreter: "~/bin/qemu"))
  }

  @Test(arguments: [
    "/home/mellow/qemu", "/srv/home/me/qemu", "/home/me", "/usr/bin/qemu", "x/home/me/y",
  ])
  func otherPathsStay(path: String) {
    #expect(facts(interpreter: path).redactingHome("/home/me") == facts(interpreter: path))
  }

  @Test(arguments: ["", "/", "//", "relative", "~"])
  func aStrangeHomeChangesNothing(home: String) {
    #expect(facts(interpreter: "/a/b").redactingHome(home) == facts(interpreter: "/a/b"))
  }
}
