import Binfmt
import Facts
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

/// An emulator that somebody chose instead of QEMU stays what it is, now and after a boot.
struct KeptEmulatorTests {
  private static let path: KernelText = "/usr/bin/FEXInterpreter"

  /// A host that has no handler now, and whose boot registers FEX.
  private static let bootsFEX = Sample.host().with { facts in
    let line = String(decoding: Sample.arm64Line.bytes, as: UTF8.self)
      .replacing("\(Sample.interpreter)", with: "\(path)").replacing("OPCF", with: "")
    facts.boot.binfmtD = .seen([
      ConfigurationFile(path: "/usr/lib/binfmt.d/fex.conf", text: KernelText(line))
    ])
    facts.boot.readers = .seen(["/usr/lib/systemd/systemd-binfmt"])
    facts.interpreters = [InterpreterFacts(path: path, file: .seen(Sample.emulatorFile))]
    facts.binfmt.entries = .seen([])
    facts.probing.runs.removeLast()
  }.replacingRun(Sample.arm64Run(errno: 8))

  @Test func nothingIsMadePermanentBeforeIt() throws {
    let report = try Self.bootsFEX.judged("linux/arm64")
    #expect(report.repair?.commands == ["crossready register linux/arm64"])
    let platform = try Platform(parsing: "linux/arm64").normalized
    let plan = RegistrationPlan.planning([platform], on: Self.bootsFEX, replaces: false)
    #expect(plan.installed.map(\.name) == ["arm64"])
    #expect(plan.lasting == [])
    #expect(plan.steps.first?.foreignAtBoot?.path == "/usr/lib/binfmt.d/fex.conf")
  }

  /// Installing a package of handlers has systemd register them all.
  @Test func noPackageIsAdvisedThatWouldDropIt() throws {
    let facts = Sample.host().with { facts in
      facts.system.distributions = .seen(["fedora"])
      facts.system.programs = .seen(["systemctl"])
    }
    func text(_ facts: HostFacts) throws -> String? {
      try facts.judged("linux/riscv64").findings.first?.remedy?.text
    }
    #expect(try text(facts)?.hasPrefix("install this distribution's package") == true)
    let others = facts.with {
      $0.binfmt.entries = .seen([
        Sample.arm64Entry(), Sample.arm64Entry("WSLInterop", magic: "4d5a", mask: nil),
      ])
    }
    #expect(try text(others)?.hasPrefix("install docker or podman") == true)
  }

  /// What runs may have been replaced on disk since.
  @Test func nothingIsMadeAgainOfAFileThatHasChanged() throws {
    let facts = Sample.host().with { facts in
      facts.system.programs = .seen([])
      facts.boot.binfmtD = .seen([])
      facts.binfmt.entries = .seen([
        Sample.arm64Entry("newer", flags: "OF", mask: nil), Sample.arm64Entry(flags: "OF"),
      ])
      facts.interpreters = [
        InterpreterFacts(
          path: Sample.interpreter, file: .seen(Sample.file(Sample.native, inode: 8)))
      ]
    }
    let report = try facts.judged("linux/arm64")
    let finding = try #require(report.findings.first { $0.id == "handler-lacks-credentials" })
    #expect(finding.remedy?.commands == [])
  }

  /// Once the first is gone, the second would take the programs, and fail as it did.
  @Test func allThatWouldBreakInTurnGoTogether() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry("first", flags: "OC", interpreter: "/one", mask: nil),
        Sample.arm64Entry("second", flags: "P", interpreter: "/two", mask: nil),
        Sample.arm64Entry(),
      ])
    }.replacingRun(Sample.arm64Run(errno: 2))
    let report = try facts.judged("linux/arm64")
    let finding = try #require(report.findings.first { $0.severity == .blocks })
    #expect(
      finding.remedy?.commands == [
        "echo -1 > /proc/sys/fs/binfmt_misc/first", "echo -1 > /proc/sys/fs/binfmt_misc/second",
      ])
  }

  /// Rosetta's file may hold QEMU's words, as its stand-ins do.
  @Test func removalOfQEMULeavesIt() {
    let facts = Sample.host().with {
      $0.binfmt.entries = .seen([
        Sample.arm64Entry("rosetta", interpreter: "/media/rosetta/rosetta")
      ])
    }
    let plan = RemovalPlan.planning(
      Architecture.table, entries: [], on: facts, release: { _ in nil })
    #expect(plan.removed == [])
    #expect(plan.left.map(\.name) == ["rosetta"])
  }
}
