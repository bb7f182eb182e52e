import Binfmt
import Facts
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

/// What is said of a host must be true for it, and must not make it worse.
struct AdviceTests {
  private static let rosetta = Sample.host().with { facts in
    facts.binfmt.entries = .seen([
      Sample.arm64Entry("rosetta", flags: "CF", interpreter: "/media/rosetta/rosetta")
    ])
    facts.probing.runs.removeLast()
    facts.boot.binfmtD = .seen([])
  }

  private static func qemu(_ release: String, linux: String, flags: String = "OCF") -> HostFacts {
    Sample.host().with { facts in
      facts.kernel.uname = .seen(
        KernelFacts.Uname(
          system: "Linux", release: KernelText(linux), version: "#1", machine: "x86_64"))
      facts.binfmt.entries = .seen([
        Sample.arm64Entry(flags: flags, interpreter: "/usr/bin/qemu-aarch64-static")
      ])
      facts.interpreters = [
        InterpreterFacts(path: "/usr/bin/qemu-aarch64-static", file: .seen(Sample.emulatorFile))
      ]
      facts.probing.runs.removeLast()
      facts.probing.runs.append(
        ProbeRun(
          architecture: "arm64", purpose: .version, programs: ["linux/arm64"], exitStatus: 0,
          output: KernelText("qemu-aarch64 version \(release)\n")))
    }
  }

  private func ids(_ facts: HostFacts, _ platform: String = "linux/arm64") throws -> [String] {
    try facts.judged(platform).findings.map(\.id)
  }

  /// Elsewhere every program would get an argument too many.
  @Test(arguments: [
    ("8.2.1", "6.1.0", true), ("6.0.0", "5.12.0", true), ("5.2.0", "6.1.0", false),
    ("8.2.1", "5.10.0-8-amd64", false),
  ])
  func preserveArgv0IsAdvisedWhereItIsUnderstood(
    _ release: String, _ linux: String, _ isAdvised: Bool
  ) throws {
    let ids = try ids(Self.qemu(release, linux: linux))
    #expect(ids.contains("handler-lacks-preserve-argv0") == isAdvised)
  }

  @Test func readyRosettaHasNoFinding() throws {
    let report = try Self.rosetta.judged("linux/arm64")
    #expect(report.verdict == .ready)
    #expect(report.findings.map(\.id) == [])
  }

  /// Rosetta reads /proc/self/exe, which the probes' root may not have.
  @Test func whatOnlyFailsInABareRootIsUnknown() throws {
    let report = try Self.rosetta.replacingRun(Sample.arm64Run(signal: 5)).judged("linux/arm64")
    #expect(report.verdict == .unknown)
    #expect(report.findings.flatMap { $0.remedy?.commands ?? [] } == [])
  }

  @Test func hijackerIsTheOnlyThingSaidOfTheNativePlatform() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry(
          "native", flags: "", interpreter: "/gone",
          magic: "7f454c4602010100000000000000000003003e00")
      ])
    }
    #expect(try ids(facts, "linux/amd64") == ["handler-hijacks-native"])
  }

  @Test(arguments: [("4.4.302+", true), ("3.10.0-1160.el7", true), ("4.8.0", false)])
  func oldKernelIsNotAskedForTheFlagF(_ linux: String, _ isTooOld: Bool) throws {
    for entries in [[], [Sample.arm64Entry(flags: "OC")]] {
      let facts = Self.qemu("8.2.1", linux: linux).with { $0.binfmt.entries = .seen(entries) }
        .replacingRun(Sample.arm64Run(errno: entries.isEmpty ? 8 : 2))
      let report = try facts.judged("linux/arm64")
      #expect(report.findings.contains { $0.id == "kernel-too-old" } == isTooOld)
      if isTooOld {
        for finding in report.findings { #expect(finding.remedy?.commands == [], "\(finding.id)") }
      }
    }
  }

  @Test func brokenHandlerIsNotMadePersistent() throws {
    let facts = Sample.host().with { facts in
      facts.boot.binfmtD = .seen([])
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: "P", interpreter: "/gone")])
    }.replacingRun(Sample.arm64Run(errno: 2))
    #expect(try !ids(facts).contains("handler-not-persistent"))
  }

  @Test func serviceOfOpenRCKeepsHandlers() throws {
    let facts = Sample.host().with { facts in
      facts.boot.binfmtD = .seen([])
      facts.boot.readers = .seen([])
    }
    #expect(try ids(facts).contains("handler-not-persistent"))
    let kept = facts.with { $0.boot.readers = .seen(["/etc/runlevels/default/qemu-binfmt"]) }
    #expect(try !ids(kept).contains("handler-not-persistent"))
  }

  /// One is asked for fixed programs, the other for position-independent ones.
  @Test func bothOfTwoBrokenWinnersGo() throws {
    let mask = "ffffffffffffff00ffffffffffffffffffffffff"
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry(
          "arm64_dyn", flags: "", interpreter: "/system/bin/houdini64",
          magic: "7f454c460201010000000000000000000300b700", mask: mask),
        Sample.arm64Entry(
          "arm64_exe", flags: "", interpreter: "/system/bin/houdini64",
          magic: "7f454c460201010000000000000000000200b700", mask: mask), Sample.arm64Entry(),
      ])
      let path: KernelText = "/system/bin/houdini64"
      facts.interpreters.append(
        InterpreterFacts(path: path, file: .failed(ReadFailure(path: path, errno: 2))))
    }.replacingRun(Sample.arm64Run(errno: 2))
    let report = try facts.judged("linux/arm64")
    let finding = try #require(report.findings.first { $0.id == "handler-lacks-fix-binary" })
    #expect(
      Set(finding.remedy?.commands ?? []) == [
        "echo -1 > /proc/sys/fs/binfmt_misc/arm64_dyn",
        "echo -1 > /proc/sys/fs/binfmt_misc/arm64_exe",
      ])
    for name in ["arm64_dyn", "arm64_exe"] {
      #expect(finding.evidence.contains { $0.contains(name) })
    }
  }

  /// Programs of the host may need it, though containers cannot use it.
  @Test func anotherEmulatorThatIsThereIsNotReplaced() throws {
    let path = "/usr/local/bin/box64"
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry("box64", flags: "", interpreter: path)])
      facts.boot.binfmtD = .seen([])
      let file = Sample.file(Sample.native, loader: "/lib64/ld-linux-x86-64.so.2")
      facts.interpreters = [InterpreterFacts(path: KernelText(path), file: .seen(file))]
    }.replacingRun(Sample.arm64Run(errno: 2))
    let report = try facts.judged("linux/arm64")
    #expect(report.verdict == .notReady)
    #expect(report.repair == nil)
    for finding in report.findings { #expect(finding.remedy?.commands == [], "\(finding.id)") }
    let gone = facts.with {
      $0.interpreters[0].file = .failed(ReadFailure(path: KernelText(path), errno: 2))
    }
    #expect(
      try gone.judged("linux/arm64").repair?.commands.last?.hasPrefix("crossready register ")
        == true)
  }

  /// Two fixes of one entry would undo each other.
  @Test func findingsOfOneEntryHaveOneFix() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: "", interpreter: "/gone")])
      facts.interpreters = [
        InterpreterFacts(path: "/gone", file: .failed(ReadFailure(path: "/gone", errno: 2)))
      ]
    }.replacingRun(Sample.arm64Run(errno: 2))
    let findings = try facts.judged("linux/arm64").findings.filter { $0.severity == .blocks }
    #expect(findings.count > 1)
    #expect(Set(findings.map { $0.remedy?.commands ?? [] }).count == 1)
  }

  @Test func fixesOfFlagsAreTheSameLine() throws {
    let facts = Self.qemu("8.2.1", linux: "6.1.0", flags: "OF")
    let findings = try facts.judged("linux/arm64").findings.filter {
      ["handler-lacks-credentials", "handler-lacks-preserve-argv0"].contains($0.id)
    }
    #expect(findings.count == 2)
    #expect(Set(findings.map { $0.remedy?.commands ?? [] }).count == 1)
    // What works is replaced by crossready, which proves the new entry before the old one goes.
    #expect(
      findings.first?.remedy?.commands == ["crossready register --replace linux/arm64"])
  }

  @Test func anotherEmulatorIsNotCalledSuperfluous() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry(), Sample.arm64Entry("box64", interpreter: "/usr/local/bin/box64"),
      ])
    }
    let finding = try #require(
      try facts.judged("linux/arm64").findings.first { $0.id == "handler-shadowed" })
    #expect(finding.remedy?.commands == [])
  }

  @Test func lostCredentialsAreForetold() throws {
    let facts = Sample.host().with {
      $0.binfmt.entries = .seen([Sample.arm64Entry(flags: "POF")])
      $0.boot.binfmtD = .seen([
        ConfigurationFile(
          path: "/usr/lib/binfmt.d/qemu-aarch64.conf",
          text: KernelText(Array(Sample.arm64Line.bytes.dropLast(5)) + "OPF\n".utf8))
      ])
    }
    let finding = try #require(
      try facts.judged("linux/arm64").findings.first { $0.id == "handler-lacks-credentials" })
    #expect(
      finding.remedy?.text.contains("/usr/lib/binfmt.d/qemu-aarch64.conf") == true,
      "\(finding.remedy?.text ?? "")")
  }
}
