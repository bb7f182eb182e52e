import Binfmt
import Facts
import Platforms
import Readiness
import Repair
import Reports
import Text

/// Hosts as facts. The values are those of a Debian 12 host with qemu-user-static 7.2, read there
/// with `crossready facts`.
enum Sample {
  static let interpreter: KernelText = "/usr/libexec/qemu-binfmt/aarch64-binfmt-P"

  /// A host that runs linux/arm64 through a good handler, and nothing else.
  static func host() -> HostFacts {
    var facts = HostFacts(
      tool: ToolFacts(name: "crossready", version: "0.1.0", architecture: "amd64"))
    facts.kernel.uname = .seen(
      KernelFacts.Uname(system: "Linux", release: "6.1.0", version: "#1", machine: "x86_64"))
    facts.kernel.knowsBinfmtMisc = .seen(true)
    facts.kernel.hasBinfmtModule = .seen(true)
    facts.process.isRoot = .seen(false)
    facts.process.userNamespaceMap = .seen("         0          0 4294967295\n")
    facts.process.containerSigns = .seen([])
    facts.process.addressSpaceLimit = .seen(nil)
    facts.process.pageSize = .seen(4096)
    facts.process.deniesWritableExecutableMemory = .seen(false)
    facts.process.seccompMode = .seen(0)
    facts.process.emulatorVariables = .seen([:])
    let mount = BinfmtFacts.Mount(device: "0:30", type: "binfmt_misc", options: "rw")
    facts.binfmt.mountsBefore = .seen([mount])
    facts.binfmt.mounts = .seen([mount])
    facts.binfmt.initMounts = .seen([mount])
    facts.binfmt.status = .seen("enabled\n")
    facts.binfmt.registerIsWritable = .failed(
      ReadFailure(path: "/proc/sys/fs/binfmt_misc/register", errno: 13))
    facts.binfmt.entries = .seen([arm64Entry()])
    facts.interpreters = [InterpreterFacts(path: interpreter, file: .seen(emulatorFile))]
    facts.boot.binfmtD = .seen([
      ConfigurationFile(path: "/usr/lib/binfmt.d/qemu-aarch64.conf", text: arm64Line)
    ])
    facts.boot.updateBinfmts = .seen([])
    facts.system.distributions = .seen(["debian"])
    facts.system.programs = .seen(["apt-get", "docker"])
    facts.probing.root = .seen("mount-namespace")
    facts.probing.runs = [
      run("amd64", ["linux/amd64", "linux/amd64 pie"], machine: "x86_64", elf: native),
      run("arm64", ["linux/arm64", "linux/arm64 pie"], machine: "aarch64", elf: native),
      ProbeRun(
        architecture: "arm64", purpose: .version, programs: ["linux/arm64"], exitStatus: 0,
        output: "qemu-aarch64 version 8.2.1 (Debian 1:8.2.1+ds-1)\nCopyright\n"),
    ]
    return facts
  }

  static let native = Architecture.named("amd64")?.identity ?? ELFIdentity(.bits64, .little, 62)

  static let emulatorFile = file(native)

  static func file(
    _ identity: ELFIdentity, inode: UInt64 = 7, loader: String? = nil
  ) -> FileFacts {
    var prefix = identity.header(type: .executable) + [UInt8](repeating: 0, count: 56)
    if let loader { prefix = withLoader(loader) }
    return FileFacts(
      isRegular: true, isExecutable: true, device: 1, inode: inode, isScript: false,
      elf: ELFHeader(prefix: prefix))
  }

  /// A dynamic amd64 program: one PT_INTERP header behind the ELF header, then the path.
  private static func withLoader(_ loader: String) -> [UInt8] {
    func field(_ value: UInt64, _ count: UInt64) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let path = Array(loader.utf8) + [0]
    var bytes = native.header(type: .sharedObject)
    bytes += field(3, 4) + field(4, 4) + field(120, 8) + field(0, 16)
    bytes += field(UInt64(path.count), 8) + field(0, 16)
    return bytes + path
  }

  static let arm64Line = KernelText(
    #":qemu-aarch64:M::\x7f\x45\x4c\x46\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/libexec/qemu-binfmt/aarch64-binfmt-P:OPCF"#
      + "\n")

  static let arm64Magic = "7f454c460201010000000000000000000200b700"
  static let arm64Mask = "ffffffffffffff00fffffffffffffffffeffffff"

  static func arm64Entry(
    _ name: String = "qemu-aarch64", state: String = "enabled", flags: String = "POCF",
    interpreter: String = "/usr/libexec/qemu-binfmt/aarch64-binfmt-P",
    magic: String = arm64Magic, mask: String? = arm64Mask
  ) -> BinfmtFacts.EntryFile {
    let lines = [
      state, "interpreter \(interpreter)", "flags: \(flags)", "offset 0", "magic \(magic)",
    ]
    let text = (lines + (mask.map { ["mask \($0)"] } ?? [])).joined(separator: "\n") + "\n"
    return BinfmtFacts.EntryFile(name: KernelText(name), text: .seen(KernelText(text)))
  }

  /// A chain of probes that all ran.
  static func run(
    _ architecture: String, _ programs: [String], machine: String, level: String? = nil,
    elf: ELFIdentity? = nil, inode: UInt64 = 7
  ) -> ProbeRun {
    let reports = programs.map { program in
      "probe=\(program.split(separator: " ")[0])\nmachine=\(machine)\n"
        + (level.map { "isa=\($0)\n" } ?? "")
    }
    let children = String(repeating: "child=exited 0\n", count: programs.count - 1)
    return ProbeRun(
      architecture: architecture, purpose: .chain, programs: programs, exitStatus: 0,
      output: KernelText(reports.joined() + children),
      running: elf.map { .seen(file($0, inode: inode)) } ?? .notAsked)
  }

  /// The arm64 probe that did not get as far as a report.
  static func arm64Run(
    errno: Int32? = nil, status: Int32? = nil, signal: Int32? = nil, timedOut: Bool? = nil,
    output: KernelText = "", errors: OutsideText = ""
  ) -> ProbeRun {
    ProbeRun(
      architecture: "arm64", purpose: .chain, programs: ["linux/arm64", "linux/arm64 pie"],
      refusal: errno.map { ProbeRun.StartRefusal(step: "exec", errno: $0) }, exitStatus: status,
      signal: signal, timedOut: timedOut, output: output, errors: errors)
  }
}

extension HostFacts {
  /// The facts with another run of the arm64 probe, and none that asks for a version.
  func replacingRun(_ run: ProbeRun?) -> HostFacts {
    var copy = self
    copy.probing.runs.removeAll { $0.architecture == "arm64" }
    copy.probing.runs += run.map { [$0] } ?? []
    return copy
  }

  func with(_ change: (inout HostFacts) -> Void) -> HostFacts {
    var copy = self
    change(&copy)
    return copy
  }

  /// The facts of an example judged as the command does that looks at its finding's link.
  func judged(_ example: Example) throws -> Report {
    let isOfHost = Check.named(example.id).map { Link.ofHost.contains($0.link) } ?? true
    let platforms = try example.platform.split(separator: ",").map {
      try Platform(parsing: String($0)).normalized
    }
    return Report.judging(
      self,
      for: ReadinessRequest(
        platforms: platforms, isStrict: false, links: isOfHost ? Link.ofHost : Link.allCases))
  }

  /// The facts judged for some platforms.
  func judged(_ platforms: String..., strict: Bool = false) throws -> Report {
    let parsed = try platforms.map { try Platform(parsing: $0).normalized }
    return Report.judging(self, for: ReadinessRequest(platforms: parsed, isStrict: strict))
  }
}
