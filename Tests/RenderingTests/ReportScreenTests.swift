import Dockerfiles
import Facts
import Images
import Platforms
import Reports
import Testing
import Text

@testable import Hangs
@testable import Logs
@testable import Readiness
@testable import Rendering
@testable import Repair

/// What a person sees first of processes, logs, Dockerfiles, images and registrations.
struct ReportScreenTests {
  // MARK: - Processes

  private func process(_ pid: Int, parent: Int, _ name: String, _ call: String) -> SampledProcess {
    var process = SampledProcess(pid: pid, startTime: 1, parent: parent, state: "S")
    process.emulator = Emulator(
      path: "/usr/bin/qemu-aarch64-static", handler: "qemu-aarch64", release: "7.2.22")
    process.guest = Guest(
      path: "/usr/bin/\(name)", architecture: "arm64", arguments: [name, "build"])
    process.innerPID = pid
    process.container = Container(
      maker: .docker, id: "0123456789abcdef", name: "app", image: "app:1")
    var thread = SampledThread(id: pid, state: "S", ticks: 0, kernelTicks: 0)
    thread.call = KernelCall(name: call, arguments: [0x7000, 0, 0, 0, 0, 0])
    process.threads = [thread]
    return process
  }

  private func text(of processes: [SampledProcess]) -> String {
    var first = Sample(seconds: 0, ticksPerSecond: 100)
    var second = Sample(seconds: 5, ticksPerSecond: 100)
    first.processes = processes
    second.processes = processes
    return TextHangs(
      HangReport.judging(ProcessSamples(first: first, second: second)), style: Screen.style
    ).rendered()
  }

  @Test func diagnoseOfNothing() throws {
    try Screen.expect(text(of: []), on: "diagnose nothing")
  }

  @Test func diagnoseOfOneHang() throws {
    var sleeper = process(4243, parent: 4242, "guest", "futex")
    var other = sleeper.threads[0]
    other.id = 4244
    sleeper.threads.append(other)
    try Screen.expect(
      text(of: [process(4242, parent: 1, "sh", "wait4"), sleeper]), on: "diagnose one hang")
  }

  @Test func diagnoseOfManyProcesses() throws {
    let workers = (1...49).map { process(5000 + $0, parent: 5000, "cc1", "read") }
    try Screen.expect(
      text(of: [process(5000, parent: 1, "make", "wait4")] + workers), on: "diagnose 50 processes")
  }

  // MARK: - Files

  @Test func logWithOneCause() throws {
    let report = try read(
      log: """
        #1 [internal] load build definition from Dockerfile
        #5 [linux/arm64 2/4] RUN apt-get update
        #5 0.412 exec /bin/sh: exec format error
        #5 ERROR: process "/bin/sh -c apt-get update" did not complete successfully: exit code: 255
        ------
         > [linux/arm64 2/4] RUN apt-get update:
        ------
        ERROR: failed to solve: process "/bin/sh -c apt-get update" did not complete: exit code: 255
        """)
    try Screen.expect(
      TextLog(report, .file("build.log"), style: Screen.style).rendered(), on: "diagnose log")
  }

  @Test func dockerfileWithTheTrap() throws {
    let file = try Dockerfile(
      parsing: Array(
        """
        FROM --platform=$BUILDPLATFORM node:22 AS build
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci && npm rebuild better-sqlite3 --build-from-source
        FROM node:22-slim
        COPY --from=build /app/node_modules /app/node_modules
        CMD ["node", "server.js"]
        """.utf8))
    let build = Platform(architecture: "amd64")
    let plans = try ["amd64", "arm64"].map {
      try file.plan(for: BuildRequest(target: Platform(architecture: $0), build: build))
    }
    let report = DockerfileReport(
      path: "Dockerfile", build: build, stage: nil, plans: plans, hazards: file.hazards(plans),
      host: nil, requiresHost: false)
    try Screen.expect(
      TextDockerfile(report, style: Screen.style).rendered(), on: "dockerfile with the trap")
  }

  @Test func auditWithThreeForeignFiles() throws {
    var tree = FileTree()
    func add(_ path: String, _ architecture: String, _ type: ELFIdentity.ProgramType) throws {
      let identity = try #require(Architecture.named(architecture)).identity
      let header = try #require(ELFHeader(prefix: identity.header(type: type)))
      tree.add(
        ProgramFile(head: .elf(header), isExecutable: type == .executable), at: TreePath(path))
    }
    for name in ["sh", "ls", "node"] { try add("usr/bin/\(name)", "amd64", .executable) }
    try add(
      "app/node_modules/better-sqlite3/build/Release/better_sqlite3.node", "arm64", .sharedObject)
    try add("app/node_modules/sharp/build/Release/sharp-linux.node", "arm64", .sharedObject)
    try add("usr/local/bin/tool", "arm64", .executable)
    var found = FoundImages()
    found.images = [ImageContents(name: "app:1.2", tree: tree)]
    let report = AuditReport(
      found, subject: "app:1.2", wanted: [Platform(architecture: "amd64")], isAsked: true)
    try Screen.expect(
      TextAudit(report, style: Screen.style).rendered(), on: "audit three foreign files")
  }

  // MARK: - Registrations

  @Test func registerOfThree() throws {
    let changes = try [("arm64", true), ("arm", true), ("riscv64", false)].map {
      name, isGood -> RegistrationChange in
      let architecture = try #require(Architecture.named(name))
      let platform = Platform(architecture: name).normalized
      return RegistrationChange(
        step: RegistrationPlan.Step(
          architecture: architecture, platforms: [platform], action: .install,
          entryName: architecture.entryName, ownEmulators: [], gettingEmulator: nil, running: nil,
          foreignAtBoot: nil),
        outcome: isGood ? .registered : .failed, entry: nil,
        emulator: isGood
          ? HandlerEmulator(
            name: KernelText("qemu-\(architecture.emulatedMachine)"), version: "10.2.3",
            package: nil,
            interpreter: nil) : nil,
        verdict: isGood ? .ready : .notReady,
        promise: isGood ? nil : "installing: \(name) OK", isUndone: false, reasons: [])
    }
    var facts = HostFacts(
      tool: ToolFacts(name: "crossready", version: "0.1.0", architecture: "amd64"))
    facts.binfmt.entries = .seen([])
    let report = Report.judging(
      facts,
      for: ReadinessRequest(platforms: changes.flatMap(\.step.platforms), isStrict: false))
    try Screen.expect(
      RegistrationText(style: Screen.style).rendered(
        changes, installer: nil, files: [], report: report), on: "register three, one failing")
  }
}
