import Facts
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

/// Facts in which a finding must be seen, on linux/arm64 unless another platform is named.
struct Example: Sendable, CustomTestStringConvertible {
  let id: String
  var platform = "linux/arm64"
  let facts: HostFacts

  var testDescription: String { id }

  init(_ id: String, on platform: String = "linux/arm64", _ change: (inout HostFacts) -> Void) {
    self.id = id
    self.platform = platform
    facts = Sample.host().with(change)
  }

  static let all: [Example] = kernel + handler + emulator + exec + container + builder

  private static let directory: KernelText = "/proc/sys/fs/binfmt_misc"

  private static func unseen(_ facts: inout HostFacts, errno: Int32) {
    facts.binfmt.entries = .failed(ReadFailure(path: directory, errno: errno))
    facts.binfmt.status = .failed(
      ReadFailure(path: "/proc/sys/fs/binfmt_misc/status", errno: errno))
  }

  private static let kernel = [
    Example("tool-emulated") { facts in
      facts.probing.runs.append(
        ProbeRun(
          architecture: "amd64", purpose: .version, programs: ["linux/amd64"], exitStatus: 0,
          output: "qemu-x86_64 version 8.2.1\n"))
    },
    Example("proc-of-others") { facts in
      facts.process.seesItselfInProc = .seen(false)
      facts.probing = ProbingFacts()
    },
    Example("kernel-too-old") { facts in
      facts.kernel.uname = .seen(
        KernelFacts.Uname(system: "Linux", release: "4.4.302+", version: "#1", machine: "x86_64"))
      facts.probing = ProbingFacts()
    },
    Example("binfmt-stalled") { facts in
      facts.binfmt.mountsBefore = .seen([
        BinfmtFacts.Mount(device: "0:40", type: "autofs", options: "rw")
      ])
      facts.binfmt.entries = .failed(
        ReadFailure(path: "/proc/sys/fs/binfmt_misc", errno: 110))
      facts.probing = ProbingFacts()
    },
    Example("interpreter-stalled") { facts in
      facts.interpreters = [
        InterpreterFacts(
          path: Sample.interpreter,
          file: .failed(ReadFailure(path: Sample.interpreter, errno: 110)))
      ]
      facts.system.stalls = [SystemFacts.Stall(point: "/usr", type: "nfs4")]
      facts.probing.runs = [Sample.arm64Run(timedOut: true)]
    },
    Example("interpreter-closed-to-users") { facts in
      facts.probing.runs[1].isClosedToUsers = true
    },
    Example("binfmt-unavailable") { facts in
      facts.kernel.knowsBinfmtMisc = .seen(false)
      facts.binfmt.mounts = .seen([])
      unseen(&facts, errno: 2)
      facts = facts.replacingRun(Sample.arm64Run(errno: 8))
    },
    Example("binfmt-not-mounted") { facts in
      facts.binfmt.mounts = .seen([])
      unseen(&facts, errno: 2)
      facts = facts.replacingRun(Sample.arm64Run(errno: 8))
    },
    Example("binfmt-automount-pending") { facts in
      facts.binfmt.mountsBefore = .seen([
        BinfmtFacts.Mount(device: "0:29", type: "autofs", options: "rw")
      ])
    },
    Example("binfmt-mount-loops") { facts in
      facts.binfmt.mounts = .seen([
        BinfmtFacts.Mount(device: "0:29", type: "autofs", options: "rw")
      ])
      unseen(&facts, errno: 40)
      facts = facts.replacingRun(Sample.arm64Run(errno: 8))
    },
    Example("binfmt-disabled") { facts in
      facts.binfmt.status = .seen("disabled\n")
      facts = facts.replacingRun(Sample.arm64Run(errno: 8))
    },
    Example("binfmt-not-writable") { $0.process.isRoot = .seen(true) },
    Example("binfmt-private-instance") { facts in
      facts.process.userNamespaceMap = .seen("0 1000 1\n")
      facts.binfmt.initMounts = .seen([])
    },
    Example("binfmt-not-visible") { facts in
      facts.process.containerSigns = .seen(["/.dockerenv"])
      facts.binfmt.mounts = .seen([])
      unseen(&facts, errno: 2)
    },
  ]

  private static let handler = [
    Example("no-handler", on: "linux/s390x") { _ in },
    Example("handler-disabled") { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry(state: "disabled")])
      facts = facts.replacingRun(Sample.arm64Run(errno: 8))
    },
    Example("handler-lacks-fix-binary") { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: "POC")])
      facts = facts.replacingRun(Sample.arm64Run(errno: 2))
    },
    Example("handler-lacks-credentials") { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: "POF")])
    },
    Example("handler-lacks-preserve-argv0") { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: "OCF")])
    },
    Example("handler-mask-too-strict") { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry(mask: nil)])
    },
    Example("handler-mask-too-wide") { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry("wide", magic: "7f454c460201", mask: nil), Sample.arm64Entry(),
      ])
      facts = facts.replacingRun(Sample.arm64Run(status: 1))
    },
    Example("handler-shadowed") { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry("newer"), Sample.arm64Entry()])
    },
    Example("handler-hijacks-native", on: "linux/amd64") { facts in
      let magic = "7f454c4602010100000000000000000002003e00"
      facts.binfmt.entries = .seen([Sample.arm64Entry("native", magic: magic)])
      facts.probing.runs = [
        ProbeRun(
          architecture: "amd64", purpose: .chain, programs: ["linux/amd64", "linux/amd64 pie"],
          refusal: ProbeRun.StartRefusal(step: "exec", errno: 40))
      ]
    },
    Example("handler-emulates-native-32-bit", on: "linux/386") { facts in
      let magic = "7f454c4601010100000000000000000002000300"
      facts.binfmt.entries = .seen([Sample.arm64Entry("i386", magic: magic)])
      facts.probing.runs += [
        Sample.run("386", ["linux/386", "linux/386 pie"], machine: "i686", elf: Sample.native),
        ProbeRun(
          architecture: "386", purpose: .unhandled, programs: ["linux/386"], exitStatus: 0,
          output: "probe=linux/386\nmachine=x86_64\n"),
      ]
    },
    Example("handler-not-persistent") { $0.boot.binfmtD = .seen([]) },
  ]

  private static func interpreter(_ file: Fact<FileFacts>) -> [InterpreterFacts] {
    [InterpreterFacts(path: Sample.interpreter, file: file)]
  }

  private static let emulator = [
    Example("interpreter-missing") { facts in
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: "POC")])
      facts.interpreters = interpreter(.failed(ReadFailure(path: Sample.interpreter, errno: 2)))
      facts = facts.replacingRun(Sample.arm64Run(errno: 2))
    },
    Example("interpreter-not-executable") { facts in
      var file = Sample.emulatorFile
      file.elf = nil
      facts.interpreters = interpreter(.seen(file))
      facts = facts.replacingRun(Sample.arm64Run(errno: 8))
    },
    Example("interpreter-wrong-architecture") { facts in
      let riscv64 = ELFIdentity(.bits64, .little, 243)
      facts.interpreters = interpreter(.seen(Sample.file(riscv64)))
      facts = facts.replacingRun(Sample.arm64Run(errno: 8))
    },
    Example("interpreter-dynamic") { facts in
      let file = Sample.file(Sample.native, loader: "/lib64/ld-linux-x86-64.so.2")
      facts.interpreters = interpreter(.seen(file))
      facts = facts.replacingRun(Sample.arm64Run(errno: 2))
    },
    Example("emulator-stale") { facts in
      facts.interpreters = interpreter(.seen(Sample.file(Sample.native, inode: 8)))
      facts.probing.runs[1].runningName = .seen("/usr/bin/qemu-aarch64-static (deleted)")
    },
    Example("emulator-known-bad") { facts in
      facts.probing.runs.removeLast()
      facts.probing.runs.append(
        ProbeRun(
          architecture: "arm64", purpose: .version, programs: ["linux/arm64"], exitStatus: 0,
          output: "qemu-aarch64 version 9.2.0 (v9.2.0)\n"))
    },
  ]

  private static let report: KernelText = "probe=linux/arm64\nmachine=aarch64\n"

  private static func run(_ id: String, _ run: ProbeRun) -> Example {
    Example(id) { $0 = $0.replacingRun(run) }
  }

  private static let exec = [
    run("exec-failed", Sample.arm64Run(status: 1, errors: "qemu: cannot\n")),
    run("exec-format-error", Sample.arm64Run(errno: 8)),
    run("exec-interpreter-not-found", Sample.arm64Run(errno: 2)),
    run("exec-loops", Sample.arm64Run(errno: 40)),
    run("exec-timed-out", Sample.arm64Run(timedOut: true)),
    run("exec-crashed", Sample.arm64Run(signal: 11)),
    run(
      "exec-child-failed",
      Sample.arm64Run(status: 0, output: KernelText(report.bytes + "child=signal 11\n".utf8))),
    run(
      "exec-pie-failed",
      Sample.arm64Run(
        status: 0, output: KernelText(report.bytes + "exec=8\nchild=exited 126\n".utf8))),
    Example("variant-unsupported", on: "linux/amd64/v3") { facts in
      facts.probing.runs[0] = Sample.run(
        "amd64", ["linux/amd64", "linux/amd64 pie"], machine: "x86_64", level: "v2",
        elf: Sample.native)
    },
    Example("environment-overrides-emulator") { facts in
      facts.process.emulatorVariables = .seen(["QEMU_VERSION": "9.2.0", "QEMU_BINARY": "x"])
    },
    Example("address-space-limited") { facts in
      facts.process.addressSpaceLimit = .seen(3_000_000_000)
      facts = facts.replacingRun(
        Sample.arm64Run(status: 1, errors: "qemu-aarch64: Unable to reserve 0xffff bytes\n"))
    },
    Example("page-size-mismatch") { facts in
      facts.process.pageSize = .seen(16384)
      facts = facts.replacingRun(
        Sample.arm64Run(status: 1, errors: "Error: PageSize configuration is wrong\n"))
    },
    Example("memory-write-execute-denied") { facts in
      facts.process.deniesWritableExecutableMemory = .seen(true)
      facts = facts.replacingRun(Sample.arm64Run(status: 1))
    },
  ]
}

struct ExampleTests {
  @Test(arguments: Example.all)
  func findingIsSeen(_ example: Example) throws {
    let report = try example.facts.judged(example)
    let finding = try #require(report.findings.first { $0.id == example.id })
    #expect(!finding.evidence.isEmpty)
    #expect(finding.remedy != nil)
    let check = try #require(Check.named(example.id))
    let others = report.findings.filter { $0.severity == .blocks && $0.id != example.id }
    // A missing interpreter is a fault only without F, which is a fault itself, and a builder's own
    // emulators are one only where the host has none.
    let companions = [
      "interpreter-missing": ["handler-lacks-fix-binary"],
      "builder-bundled-emulator": ["no-handler"], "builder-stale": ["no-handler"],
    ]
    #expect(others.map(\.id) == companions[example.id] ?? [])
    #expect(finding.severity == check.severity)
    if finding.severity == .blocks {
      #expect(report.verdict == .notReady)
      #expect(report.exitStatus == .no)
    }
  }

  @Test func everyFindingHasAnExample() {
    #expect(Set(Example.all.map(\.id)) == Set(Check.all.map(\.id)))
  }

  @Test func healthyHostHasNoFinding() throws {
    let report = try Sample.host().judged("linux/arm64", "linux/amd64")
    #expect(report.findings.isEmpty)
    #expect(report.verdict == .ready)
    #expect(report.platforms.map(\.execution) == [.emulated, .native])
    #expect(report.exitStatus == .yes)
  }

  @Test func namesAreLowerKebabAndUnique() {
    let ids = Check.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(id.allSatisfy { $0.isLowercase || $0 == "-" || $0.isNumber })
    }
    for check in Check.all {
      #expect(check.summary.first?.isUppercase == false && !check.summary.hasSuffix("."))
      #expect(!check.explanation.isEmpty && check.repair.hasSuffix("."))
    }
  }
}
