import Binfmt
import Facts
import Platforms
import Text

extension ModelHost {
  /// What is the same on all of these hosts.
  private static let facts: HostFacts = {
    var facts = HostFacts(
      tool: ToolFacts(name: "crossready", version: "0", architecture: native))
    facts.kernel.hasBinfmtModule = .seen(true)
    facts.process.isRoot = .seen(true)
    facts.process.seesItselfInProc = .seen(true)
    facts.process.userNamespaceMap = .seen("0 0 4294967295\n")
    facts.process.containerSigns = .seen([])
    facts.process.addressSpaceLimit = .seen(nil)
    facts.process.pageSize = .seen(4096)
    facts.process.deniesWritableExecutableMemory = .seen(false)
    facts.process.seccompMode = .seen(0)
    facts.process.emulatorVariables = .seen([:])
    facts.boot.updateBinfmts = .seen([])
    facts.probing.root = .seen("mount-namespace")
    facts.probing.rights = .seen("nobody")
    return facts
  }()

  /// What `crossready facts` would observe of the host.
  func facts(of architectures: [Architecture]) -> HostFacts {
    var facts = Self.facts
    let release = linux.map(String.init).joined(separator: ".")
    facts.kernel.uname = .seen(
      KernelFacts.Uname(
        system: "Linux", release: KernelText(release), version: "#1", machine: "x86_64"))
    facts.kernel.knowsBinfmtMisc = .seen(knowsBinfmtMisc)
    observeDirectory(&facts.binfmt)
    facts.boot.binfmtD = .seen(configurationFiles)
    facts.boot.readers = .seen(readsConfiguration ? Array(BinfmtD.readers.prefix(1)) : [])
    facts.system.distributions = .seen(isDebian ? ["debian"] : ["other"])
    facts.system.programs = .seen(
      (isDebian ? ["apt-get"] : []) + (engine == .none ? [] : ["docker"])
        + (readsConfiguration ? ["systemctl"] : []))
    facts.system.isBootedBySystemd = .seen(readsConfiguration)
    let installed = architectures.compactMap { architecture in
      installedEmulator(of: architecture).map { KernelText($0) }
    }
    let named =
      entries.compactMap(\.entry.interpreter)
      + bootRegistrations.map(\.registration.interpreter) + installed
    facts.interpreters = named.unique.map { path in
      InterpreterFacts(path: path, file: fact(of: path))
    }
    let native = Architecture.named(Self.native).map { [$0] } ?? []
    facts.probing.runs = (native + architectures).unique.flatMap(runs)
    return facts
  }

  /// The path of an architecture's static emulator that has one of the usual names.
  func installedEmulator(of architecture: Architecture) -> String? {
    let names = architecture.emulators.flatMap { ["\($0)-static", $0] }
    return names.lazy.map { "/usr/bin/\($0)" }.first { files[$0]?.facts.isStatic == true }
  }

  private func observeDirectory(_ binfmt: inout BinfmtFacts) {
    let mount = BinfmtFacts.Mount(device: "0:30", type: "binfmt_misc", options: "rw")
    let mounts = isMounted ? [mount] : []
    binfmt.mountsBefore = .seen(mounts)
    binfmt.mounts = .seen(mounts)
    binfmt.initMounts = .seen(mounts)
    guard isMounted else {
      binfmt.entries = .failed(ReadFailure(path: "/proc/sys/fs/binfmt_misc", errno: 2))
      return
    }
    binfmt.status = .seen(isEnabled ? "enabled\n" : "disabled\n")
    binfmt.registerIsWritable = .seen(true)
    binfmt.entries = .seen(
      entries.map(\.entry).map { entry in
        BinfmtFacts.EntryFile(name: entry.name, text: .seen(entry.printed))
      })
  }

  private func fact(of path: KernelText) -> Fact<FileFacts> {
    files[path.description].map { .seen($0.facts) } ?? .failed(ReadFailure(path: path, errno: 2))
  }

  /// The runs of an architecture's probes: a fixed program of OSABI 0, which starts a
  /// position-independent one of OSABI 3.
  private func runs(of architecture: Architecture) -> [ProbeRun] {
    let platform = Platform(architecture: architecture.name).normalized.description
    let programs = [platform, "\(platform) pie"]
    var run = ProbeRun(architecture: architecture.name, purpose: .chain, programs: programs)
    let shapes = [
      HeaderShape(type: .executable, osABI: 0, abiVersion: 0),
      HeaderShape(type: .sharedObject, osABI: 3, abiVersion: 0),
    ]
    let outcomes = shapes.map { executing($0.header(of: architecture), of: architecture) }
    let report = "probe=\(platform)\nmachine=\(architecture.emulatedMachine)\n"
    var version: ProbeRun?
    switch outcomes[0] {
    case .refused(let errno):
      run.refusal = ProbeRun.StartRefusal(step: "exec", errno: errno)
    case .crashed(let signal):
      run.signal = signal
    case .native, .emulated:
      run.exitStatus = 0
      switch outcomes[1] {
      case .native, .emulated: run.output = KernelText(report + report + "child=exited 0\n")
      case .refused(let errno): run.output = KernelText(report + "exec=\(errno)\n")
      case .crashed(let signal): run.output = KernelText(report + "child=signal \(signal)\n")
      }
      if case .emulated(let file) = outcomes[0] {
        run.running = .seen(file.facts)
        run.runningName = .seen(runningName(of: file))
        version = versionRun(of: file, architecture)
      } else {
        run.running = .seen(ModelFile(inode: 1, program: .qemu(Self.native, [])).facts)
      }
    }
    let compatible = Architecture.named(Self.native)?.compatible.contains(architecture.name)
    var unhandled: ProbeRun?
    if compatible == true, entries.contains(where: { $0.entry.covers(architecture) }) {
      unhandled = ProbeRun(
        architecture: architecture.name, purpose: .unhandled, programs: [platform], exitStatus: 0,
        output: KernelText(report))
    }
    return [run] + [version, unhandled].compactMap(\.self)
  }

  private func runningName(of file: ModelFile) -> KernelText {
    let path = files.first { $0.value.inode == file.inode }?.key
    return KernelText(path.map { String($0.split(separator: "/").last ?? "") } ?? "qemu (deleted)")
  }

  private func versionRun(of file: ModelFile, _ architecture: Architecture) -> ProbeRun? {
    guard case .qemu(_, let release) = file.program, let name = architecture.emulators.first else {
      return nil
    }
    let numbers = release.map(String.init).joined(separator: ".")
    return ProbeRun(
      architecture: architecture.name, purpose: .version, programs: [], exitStatus: 0,
      output: KernelText("\(name) version \(numbers)\nCopyright\n"))
  }
}

extension FileFacts {
  /// Whether it can be registered.
  var isStatic: Bool { isExecutable && elf != nil && elf?.loader == nil }
}

extension ModelFile {
  /// The file as stat(2) and its first bytes show it.
  var facts: FileFacts {
    let native = Architecture.named(ModelHost.native)?.identity
    var elf: ELFHeader?
    switch program {
    case .qemu, .crashing, .foreign:
      elf = native.flatMap { ELFHeader(prefix: $0.header(type: .executable) + Self.noSegments) }
    case .dynamic:
      elf = native.flatMap { ELFHeader(prefix: Self.withLoader($0)) }
    case .text: break
    }
    return FileFacts(
      isRegular: true, isExecutable: isExecutable, device: 1, inode: inode, isScript: false,
      elf: elf)
  }

  private static let noSegments = [UInt8](repeating: 0, count: 56)

  /// A dynamic program: one PT_INTERP header behind the ELF header, then the loader's path.
  private static func withLoader(_ identity: ELFIdentity) -> [UInt8] {
    func field(_ value: UInt64, _ count: UInt64) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let path = Array("/lib64/ld-linux-x86-64.so.2".utf8) + [0]
    var bytes = identity.header(type: .sharedObject)
    bytes += field(3, 4) + field(4, 4) + field(120, 8) + field(0, 16)
    bytes += field(UInt64(path.count), 8) + field(0, 16)
    return bytes + path
  }
}

extension Entry {
  /// The entry as the kernel prints it.
  var printed: KernelText {
    guard case .magic(let magic) = match, let interpreter else { return "" }
    let lines = [
      isEnabled ? "enabled" : "disabled", "interpreter \(interpreter)", "flags: \(flags.letters)",
      "offset \(magic.offset)", "magic \(HexDigits.text(of: magic.bytes))",
    ]
    let mask = magic.mask.map { ["mask \(HexDigits.text(of: $0))"] } ?? []
    return KernelText((lines + mask).joined(separator: "\n") + "\n")
  }
}
