import Binfmt
import Facts
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

/// What a boot makes of the configuration, and what `handler-not-persistent` says of it.
struct BootTests {
  static let systemd = "/usr/lib/systemd/systemd-binfmt"
  static let line = "/usr/lib/binfmt.d/qemu-aarch64.conf"

  private static let text = String(decoding: Sample.arm64Line.bytes, as: UTF8.self)

  private func finding(_ change: (inout HostFacts) -> Void) throws -> Finding? {
    try Sample.host().with(change).judged("linux/arm64").findings.first {
      $0.id == "handler-not-persistent"
    }
  }

  /// The same handler, held open with F, after its emulator's file has been removed.
  private func removeInterpreter(_ facts: inout HostFacts, flags: String = "OPCF") {
    let path: KernelText = "/opt/emulator"
    facts.interpreters.append(
      InterpreterFacts(path: path, file: .failed(ReadFailure(path: path, errno: 2))))
    let text = Self.text.replacing(
      "\(Sample.interpreter):OPCF", with: "\(path):\(flags)")
    facts.boot.binfmtD = .seen([ConfigurationFile(path: Self.line, text: KernelText(text))])
  }

  @Test func lineThatIsReadAndWorksIsEnough() throws {
    #expect(try finding { $0.boot.readers = .seen([Self.systemd]) } == nil)
    #expect(try finding { $0.boot.readers = .seen(["/lib/rc/sh/binfmt.sh"]) } == nil)
  }

  /// Facts of before, and readers that could not be looked for, are no reason to say anything.
  @Test func unknownReadersAreNoneThatAreMissing() throws {
    #expect(try finding { $0.boot.readers = .notAsked } == nil)
    let failure = ReadFailure(path: KernelText(Self.systemd), errno: 13)
    #expect(try finding { $0.boot.readers = .failed(failure) } == nil)
  }

  @Test func lineThatNothingReads() throws {
    for readers in [[], ["/usr/sbin/update-binfmts"]] {
      let finding = try #require(try finding { $0.boot.readers = .seen(readers) })
      #expect(
        finding.evidence == [
          "qemu-aarch64: \(Self.line): nothing reads it at boot: neither systemd-binfmt nor "
            + "OpenRC's binfmt service is enabled"
        ])
      #expect(finding.remedy?.commands == [])
      #expect(finding.remedy?.text.contains("'crossready register linux/arm64'") == true)
    }
  }

  @Test func databaseIsReadByUpdateBinfmts() throws {
    let fields =
      Self.text.dropLast(1).split(
        separator: ":", omittingEmptySubsequences: false)
    let text = """
      qemu-user-static\nmagic\n0\n\(fields[4])\n\(fields[5])\n\(fields[6])

      yes\nyes\nyes\n
      """
    func change(_ readers: [String]) -> (inout HostFacts) -> Void {
      { facts in
        facts.boot.binfmtD = .seen([])
        facts.boot.updateBinfmts = .seen([
          ConfigurationFile(path: "/var/lib/binfmts/qemu-aarch64", text: KernelText(text))
        ])
        facts.boot.readers = .seen(readers)
      }
    }
    #expect(try finding(change(["/usr/sbin/update-binfmts"])) == nil)
    #expect(
      try finding(change([Self.systemd]))?.evidence == [
        "qemu-aarch64: /var/lib/binfmts/qemu-aarch64: nothing reads it at boot: update-binfmts is "
          + "not installed"
      ])
  }

  /// With F the kernel refuses the line, without it the entry starts nothing.
  @Test(arguments: ["OPCF", "OPC"])
  func interpreterThatIsGone(_ flags: String) throws {
    let finding = try #require(
      try finding {
        $0.boot.readers = .seen([Self.systemd])
        removeInterpreter(&$0, flags: flags)
      })
    #expect(
      finding.evidence == [
        "qemu-aarch64: \(Self.line): its interpreter /opt/emulator: no such file or directory "
          + "(ENOENT)"
      ])
    #expect(finding.severity == .note)
    #expect(finding.remedy?.commands == ["crossready register --persist linux/arm64"])
    #expect(finding.remedy?.needsRoot == true)
  }

  /// The kernel refuses the newer line, so that the older one serves.
  @Test func lineThatIsRefusedHidesNoOther() throws {
    let path: KernelText = "/opt/emulator"
    let other = Self.text.replacing(
      "\(Sample.interpreter)", with: "\(path)"
    ).replacing(":qemu-aarch64:", with: ":other:")
    #expect(
      try finding { facts in
        facts.boot.readers = .seen([Self.systemd])
        facts.interpreters.append(
          InterpreterFacts(path: path, file: .failed(ReadFailure(path: path, errno: 2))))
        facts.boot.binfmtD = .seen([
          ConfigurationFile(path: Self.line, text: Sample.arm64Line),
          ConfigurationFile(path: "/etc/binfmt.d/zz.conf", text: KernelText(other)),
        ])
      } == nil)
  }

  /// The kernel opens with F what it would execute.
  @Test func interpreterThatIsNoProgramIsNamed() throws {
    let finding = try #require(
      try finding { facts in
        facts.boot.readers = .seen([Self.systemd])
        var file = Sample.emulatorFile
        file.isExecutable = false
        facts.interpreters[0].file = .seen(file)
      })
    #expect(
      finding.evidence == [
        "qemu-aarch64: \(Self.line): its interpreter \(Sample.interpreter) is not executable, and is "
          + "not registered"
      ])
  }

  /// Without an engine the host's own emulator is kept, if that is what runs.
  @Test func ownEmulatorIsKeptWithoutAnEngine() throws {
    func commands(_ change: (inout HostFacts) -> Void = { _ in }) throws -> [String]? {
      try finding { facts in
        facts.boot.binfmtD = .seen([])
        facts.system.programs = .seen([])
        change(&facts)
      }?.remedy?.commands
    }
    #expect(try commands() == ["crossready register --persist linux/arm64"])
    let another = try commands {
      $0.interpreters[0].file = .seen(Sample.file(Sample.native, inode: 8))
    }
    #expect(another == [])
  }

  /// What is not whole is not kept as it is: what makes it whole keeps it.
  @Test func defectsAreNotMadeToLast() throws {
    let withoutC = try finding { facts in
      facts.boot.binfmtD = .seen([])
      facts.boot.readers = .seen([Self.systemd])
      facts.system.programs = .seen([])
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: "POF")])
    }
    #expect(
      withoutC?.remedy?.commands == ["crossready register --replace --persist linux/arm64"])
    let broken = try finding { facts in
      facts.boot.binfmtD = .seen([])
      facts.boot.readers = .seen([Self.systemd])
      facts.system.programs = .seen([])
      facts.probing.runs[1].release = "qemu-aarch64 version 5.1.0"
    }
    #expect(broken?.remedy?.commands == [])
  }

  /// What one command makes to last, it does for all that would be lost.
  @Test func oneCommandKeepsAll() throws {
    let facts = Sample.host().with { facts in
      facts.boot.binfmtD = .seen([])
      facts.boot.readers = .seen([Self.systemd])
      facts.system.programs = .seen([])
      facts.interpreters.append(
        InterpreterFacts(path: "/usr/bin/qemu-s390x-static", file: .seen(Sample.emulatorFile)))
      facts.probing.runs.append(
        ProbeRun(
          architecture: "s390x", purpose: .chain, programs: ["linux/s390x", "linux/s390x pie"],
          refusal: ProbeRun.StartRefusal(step: "exec", errno: 8)))
    }
    let report = try facts.judged("linux/arm64", "linux/s390x")
    #expect(report.repair?.commands == ["crossready register --persist linux/s390x linux/arm64"])
    let broken = try facts.with { $0.probing.runs[1].release = "qemu-aarch64 version 5.1.0" }
      .judged("linux/arm64", "linux/s390x")
    #expect(broken.repair?.commands == ["crossready register --persist linux/s390x"])
  }

  /// A new handler is made to last where the boot brings none, or the one it replaces.
  @Test func replacementIsMadeToLast() throws {
    func command(_ change: (inout HostFacts) -> Void) throws -> String? {
      let facts = Sample.host().with { facts in
        facts.boot.readers = .seen([Self.systemd])
        facts.probing.runs.removeLast()
        facts.probing.runs.append(
          ProbeRun(
            architecture: "arm64", purpose: .version, programs: ["linux/arm64"], exitStatus: 0,
            output: "qemu-aarch64 version 9.2.0\n"))
      }.with(change)
      return try facts.judged("linux/arm64").findings.first { $0.id == "emulator-known-bad" }?
        .remedy?.commands.first
    }
    let lasting = "crossready register --method image --replace --persist linux/arm64"
    let passing = "crossready register --method image --replace linux/arm64"
    #expect(try command { _ in } == lasting)
    #expect(try command { $0.boot.binfmtD = .seen([]) } == lasting)
    // Another emulator comes with the boot.
    let other = [Sample.arm64Entry(interpreter: "/usr/bin/old-emulator")]
    #expect(try command { $0.binfmt.entries = .seen(other) } == passing)
    // It would be refused.
    #expect(try command { $0.boot.readers = .seen([]) } == passing)
    #expect(try command { $0.boot.readers = .notAsked } == passing)
    #expect(try command { $0.process.userNamespaceMap = .seen("0 1000 1\n") } == passing)
    let failure = ReadFailure(path: "/proc/self/uid_map", errno: 13)
    #expect(try command { $0.process.userNamespaceMap = .failed(failure) } == passing)
  }
}
