import Binfmt
import Platforms
import Readiness
import Testing

struct RemedyTests {
  private func commands(_ facts: HostFacts, _ id: String, _ platform: String) throws -> [String] {
    let report = try facts.judged(platform)
    return report.findings.first { $0.id == id }?.remedy?.commands ?? []
  }

  @Test func ownBootLineComesFirst() throws {
    let facts = Sample.host().with { $0.binfmt.entries = .seen([]) }
      .replacingRun(Sample.arm64Run(errno: 8))
    #expect(
      try commands(facts, "no-handler", "linux/arm64") == [
        "cat /usr/lib/binfmt.d/qemu-aarch64.conf > /proc/sys/fs/binfmt_misc/register"
      ])
  }

  @Test func thenTheDistributionsPackage() throws {
    let commands = try commands(Sample.host(), "no-handler", "linux/riscv64")
    #expect(commands.first == "apt-get update && apt-get install -y qemu-user-static")
    #expect(commands.last?.hasPrefix("[ -e /proc/sys/fs/binfmt_misc/qemu-riscv64 ] || ") == true)
  }

  @Test(arguments: [
    (["docker"], "docker"), (["podman"], "podman"), (["docker", "podman"], "docker"),
    ([], "docker"),
  ])
  func thenTheContainer(_ programs: [String], _ engine: String) throws {
    let facts = Sample.host().with { facts in
      facts.system.distributions = .seen(["fedora"])
      facts.system.programs = .seen(programs)
    }
    #expect(
      try commands(facts, "no-handler", "linux/riscv64") == [
        "\(engine) run --rm --privileged docker.io/tonistiigi/binfmt --install riscv64"
      ])
    // The image has no emulator for these.
    #expect(try self.commands(facts, "no-handler", "linux/mips").isEmpty)
  }

  @Test(arguments: [
    ("qemu-aarch64", "qemu-aarch64"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
    ("$(id)", "'$(id)'"),
    ("\u{1b}[m", #"''"$(printf '\033')"'[m'"#), ("", "''"),
    ("é", #"''"$(printf '\303')"''"$(printf '\251')"''"#),
  ])
  func namesAreQuotedForTheShell(_ name: String, _ word: String) {
    #expect(Shell.quoted(name) == word)
  }
}
