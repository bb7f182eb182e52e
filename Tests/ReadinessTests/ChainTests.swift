import Facts
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

struct ChainTests {
  private func states(_ report: Report) -> [LinkState] {
    report.platforms.first.map { $0.chain.prefix(4).map(\.state) } ?? []
  }

  @Test func nativePlatformNeedsNoHandler() throws {
    #expect(
      states(try Sample.host().judged("linux/amd64")) == [
        .notNeeded, .notNeeded, .notNeeded, .passed,
      ])
  }

  @Test func withoutAHandlerThereIsNothingToJudgeBehindIt() throws {
    let report = try Sample.host().judged("linux/s390x")
    #expect(states(report) == [.passed, .failed, .notChecked, .notChecked])
    #expect(report.platforms.first?.brokenLink == .handler)
  }

  @Test func interpreterIsReadWithoutF() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: "POC")])
    }.replacingRun(Sample.arm64Run(errno: 2))
    #expect(states(try facts.judged("linux/arm64")) == [.passed, .failed, .passed, .notChecked])
  }

  @Test func executionOutranksReading() throws {
    let facts = Sample.host().with { facts in
      let failure = ReadFailure(path: "/proc/sys/fs/binfmt_misc", errno: 13)
      facts.binfmt.entries = .failed(failure)
      facts.kernel.knowsBinfmtMisc = .failed(ReadFailure(path: "/proc/filesystems", errno: 13))
    }
    #expect(states(try facts.judged("linux/arm64")) == [.passed, .passed, .passed, .passed])
    // In our own root F is not proven.
    let own = facts.with { $0.probing.root = .seen("none") }
    let report = try own.judged("linux/arm64")
    #expect(states(report).dropFirst() == [.unknown, .unknown, .passed])
    #expect(report.verdict == .unknown)
    #expect(report.exitStatus == .couldNotTell)
  }

  @Test(arguments: [
    ("exec", Int32(11), true), ("fork", 11, true), ("fork", 12, true), ("pipe2", 24, true),
    ("exec", 13, false), ("setns", 1, false),
  ])
  func hostWithNothingToSpareTellsNothing(_ step: String, _ errno: Int32, _ isShort: Bool) throws {
    var run = Sample.arm64Run()
    run.refusal = ProbeRun.StartRefusal(step: step, errno: errno)
    let report = try Sample.host().replacingRun(run).judged("linux/arm64")
    #expect(report.verdict == (isShort ? .unknown : .notReady))
    #expect(report.exitStatus == (isShort ? .couldNotTell : .no))
    let finding = report.findings.first { $0.id == "exec-failed" }
    #expect(finding?.severity == (isShort ? .hides : .blocks))
    #expect(finding?.remedy?.text.contains("ulimit -u") == isShort)
  }

  @Test func probeThatCannotForkTellsNothing() throws {
    var run = Sample.arm64Run(status: 1, output: "probe=linux/arm64\nmachine=aarch64\nfork=11\n")
    run.exitStatus = 0
    let report = try Sample.host().replacingRun(run).judged("linux/arm64")
    #expect(report.verdict == .unknown)
    #expect(report.findings.map(\.id).contains("exec-child-failed") == false)
  }

  @Test func platformThatTheFactsDoNotCoverIsUnknown() throws {
    let report = try Sample.host().replacingRun(nil).judged("linux/arm64")
    #expect(report.verdict == .unknown)
    #expect(report.exitStatus == .couldNotTell)
  }

  @Test func brokenWinnerBeforeAWorkingOlderOneIsRemoved() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry("newer", flags: "POC", interpreter: "/gone"), Sample.arm64Entry(),
      ])
      facts.interpreters.append(
        InterpreterFacts(path: "/gone", file: .failed(ReadFailure(path: "/gone", errno: 2))))
    }.replacingRun(Sample.arm64Run(errno: 2))
    let report = try facts.judged("linux/arm64")
    let finding = try #require(report.findings.first { $0.id == "interpreter-missing" })
    #expect(finding.remedy?.commands == ["echo -1 > /proc/sys/fs/binfmt_misc/newer"])
  }

  @Test func strictTurnsDegradedIntoNo() throws {
    let facts = Sample.host().with { $0.binfmt.entries = .seen([Sample.arm64Entry(flags: "POF")]) }
    #expect(try facts.judged("linux/arm64").exitStatus == .yes)
    #expect(try facts.judged("linux/arm64", strict: true).exitStatus == .no)
    let unknown = Sample.host().replacingRun(nil)
    #expect(try unknown.judged("linux/arm64", strict: true).exitStatus == .couldNotTell)
  }

  @Test func withoutPlatformsOnlyWhatIsRegisteredCounts() throws {
    let request = ReadinessRequest(platforms: [], isStrict: false)
    let report = Report.judging(Sample.host(), for: request)
    #expect(report.platforms.count == 15)
    #expect(report.exitStatus == .yes)
    #expect(report.supported.map(\.description) == ["linux/amd64", "linux/arm64"])
    #expect(report.emulators == ["qemu-aarch64"])
    let broken = Sample.host().replacingRun(Sample.arm64Run(signal: 11))
    #expect(Report.judging(broken, for: request).exitStatus == .no)
  }

  @Test func findingsAreInTheOrderOfTheCatalogue() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.status = .seen("disabled\n")
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: "F")])
      facts.process.isRoot = .seen(true)
    }.replacingRun(Sample.arm64Run(errno: 8))
    let order = Check.all.map(\.id)
    let ids = try facts.judged("linux/arm64").findings.map(\.id)
    #expect(ids == ids.sorted { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) })
    #expect(ids.first == "binfmt-disabled")
  }

  @Test func armVariantsAreToldApart() throws {
    let magic = "7f454c4601010100000000000000000002002800"
    let programs = ["linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm/v7 pie"]
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry("qemu-arm", magic: magic)])
      facts.probing.runs.append(
        ProbeRun(
          architecture: "arm", purpose: .chain, programs: programs, exitStatus: 0,
          output: KernelText(
            "probe=linux/arm/v5\nmachine=armv6l\nisa=v5\nprobe=linux/arm/v6\nmachine=armv6l\n"
              + "isa=v6\nchild=signal 4\nchild=exited 0\n")))
    }
    let report = try facts.judged("linux/arm/v5", "linux/arm/v6", "linux/arm/v7")
    #expect(report.platforms.map(\.verdict) == [.ready, .ready, .notReady])
    #expect(report.findings.filter { $0.severity == .blocks }.map(\.id) == ["variant-unsupported"])
  }

  @Test func whatCannotBeReadIsNotAbsent() throws {
    let unread = BinfmtFacts.EntryFile(
      name: "hidden", text: .failed(ReadFailure(path: "hidden", errno: 13)))
    let facts = Sample.host().with { $0.binfmt.entries = .seen([unread]) }
    #expect(states(try facts.judged("linux/arm64")).allSatisfy { $0 == .passed })
    let own = facts.with { $0.probing.root = .seen("none") }
    #expect(try own.judged("linux/arm64").verdict == .unknown)
    #expect(try facts.replacingRun(nil).judged("linux/arm64").verdict == .unknown)
    #expect(try facts.judged("linux/arm64").unread.map(\.path) == ["hidden"])
  }

  @Test func probesProveOnlyTheHandlerThatTheyUsed() throws {
    // Ordinary position-independent programs go to a handler that no probe went through.
    let mask = "ffffffffffffffffffffffffffffffffffffffff"
    let magic = "7f454c460201010000000000000000000300b700"
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry("other", flags: "PO", interpreter: "/gone", magic: magic, mask: mask),
        Sample.arm64Entry(),
      ])
      facts.interpreters.append(
        InterpreterFacts(path: "/gone", file: .failed(ReadFailure(path: "/gone", errno: 2))))
    }
    #expect(try facts.judged("linux/arm64").verdict == .notReady)
  }

  @Test func personalityDoesNotMakeAHostUnready() throws {
    let facts = Sample.host().with { facts in
      facts.probing.runs[0] = Sample.run(
        "amd64", ["linux/amd64", "linux/amd64 pie"], machine: "i686", elf: Sample.native)
    }
    #expect(try facts.judged("linux/amd64").verdict == .ready)
  }

  @Test func crashOfTheLowestVariantIsACrash() throws {
    let magic = "7f454c4601010100000000000000000002002800"
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry("qemu-arm", magic: magic)])
      facts.probing.runs.append(
        ProbeRun(
          architecture: "arm", purpose: .chain,
          programs: ["linux/arm/v5", "linux/arm/v6", "linux/arm/v6 pie"], signal: 4))
    }
    let report = try facts.judged("linux/arm/v5", "linux/arm/v6")
    #expect(report.findings.filter { $0.severity == .blocks }.map(\.id) == ["exec-crashed"])
  }

  @Test func nothingKnownOfAnythingIsNoYes() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([])
      facts.probing.runs = []
    }
    let report = Report.judging(facts, for: ReadinessRequest(platforms: [], isStrict: false))
    #expect(report.verdict == .unknown)
    #expect(report.exitStatus == .couldNotTell)
  }
}
