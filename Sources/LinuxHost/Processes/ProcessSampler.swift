import Binfmt
package import Facts
import Glibc
import Platforms
import Text

/// Looks at the emulated processes of this machine, as often as it is asked to.
package struct ProcessSampler {
  private let entries: [Entry]
  private var emulators: EmulatorTable
  private let groups: ControlGroupReader
  private let host: String
  /// Whether to stop threads that compute for moments.
  private let stopsThreads: Bool
  /// The scheduler's clock at the last look: what `lastRun` is counted by.
  private var clock: Double?
  /// What was seen by the look before, of which what a program is need not be read again.
  private var known: [Int: SampledProcess] = [:]
  /// When that was, in seconds.
  private var lookedAt = 0.0

  /// Reads the handlers, whose interpreters are what emulated processes execute.
  ///
  /// Where they cannot be read, emulators are still found by what they do.
  /// - Parameter stopsThreads: whether threads that compute are stopped for moments, see `Stops`.
  package init(binfmt: BinfmtFacts = .readingEntries(), stopsThreads: Bool = false) {
    self.stopsThreads = stopsThreads
    entries = binfmt.parsedEntries ?? []
    emulators = EmulatorTable(entries: entries, resolving: false)
    // Without mounts to find, groups say nothing.
    groups = ControlGroupReader(
      mountinfo: (try? readAll(path: "/proc/self/mountinfo", limit: Limit.table)) ?? [])
    host = Architecture.native?.name ?? ""
  }

  /// Takes two looks, so many seconds apart.
  /// - Parameter began: gets the first look, while time passes.
  package mutating func samples(
    every seconds: Double, began: (Sample) -> Void = { _ in }
  ) throws(SystemCallError) -> ProcessSamples {
    let first = try sample(isLast: false)
    began(first)
    wait(seconds)
    return ProcessSamples(first: first, second: try sample(isLast: true))
  }

  /// Lets time pass.
  package func wait(_ seconds: Double) {
    let end = now() + .seconds(seconds)
    while now() < end { poll(nil, 0, (end - now()).pollTimeout) }
  }

  /// Takes one look, by a child: a process that waits for a file system that never answers would make
  /// whoever reads its memory or its files wait, too.
  /// - Parameter isLast: whether also to find out who is at the other end of what they wait for.
  package mutating func sample(isLast: Bool) throws(SystemCallError) -> Sample {
    var stuck: Set<Int> = []
    var attempts = 0
    while true {
      let careful = stuck
      let sampler = self
      let look = try GuardedLook.taking { announce throws(SystemCallError) in
        var sampler = sampler
        return try sampler.look(isLast: isLast, careful: careful, announce)
      }
      switch look {
      case .sample(var sample):
        for index in sample.processes.indices {
          guard let earlier = known[sample.processes[index].pid] else { continue }
          sample.processes[index].addIdleTime(since: earlier, sample.seconds - lookedAt)
        }
        if known.isEmpty { GuardedLook.prepare(for: sample) }
        known = Dictionary(sample.processes.map { ($0.pid, $0) }) { first, _ in first }
        lookedAt = sample.seconds
        return sample
      case .stuck(let pid):
        attempts += 1
        stuck.insert(pid)
        // Whose process keeps readers waiting may have any number of them; then nobody is trusted but
        // root, and at last nobody.
        let owner = Self.owner(of: pid)
        for other in try Self.processIDs() {
          let user = Self.owner(of: other)
          if user == owner && user != 0 || attempts > 1 && user != 0 || attempts > 2 {
            stuck.insert(other)
          }
        }
        if attempts > 5 {
          throw SystemCallError(call: "read", path: "/proc/\(pid)", errno: ETIMEDOUT)
        }
      }
    }
  }

  /// No process: what is read before the first one.
  private static let nobody = 0

  /// Takes one look, of processes in `careful` without touching their memory and files.
  private mutating func look(
    isLast: Bool, careful: Set<Int>, _ announce: (Int) -> Void
  ) throws(SystemCallError) -> Sample {
    var sample = Sample(
      seconds: now() / .seconds(1), ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
    sample.uptime = uptime() / .seconds(1)
    // This process itself last ran right now.
    clock = isLast ? (try? readPrefix(path: "/proc/self/sched", limit: 512)).flatMap(lastRun) : nil
    // The interpreters' own file system may be the one that does not answer.
    announce(Self.nobody)
    emulators = EmulatorTable(entries: entries, resolving: !careful.contains(Self.nobody))
    let pids = try Self.processIDs()
    sample.processCount = pids.count
    var ended: [Int] = []
    for pid in pids {
      announce(pid)
      let found = careful.contains(pid) ? carefully(pid) : whole(pid)
      switch found {
      case .emulated(let process): sample.processes.append(process)
      case .ordinary: break
      case .ended: ended.append(pid)
      case .unknown: sample.unseenCount = (sample.unseenCount ?? 0) + 1
      }
    }
    addZombies(ended, to: &sample)
    sample.hidesProcesses = (try? readAll(path: "/proc/1/stat", limit: Limit.status)) == nil
    let paths = Set(sample.processes.flatMap(\.groups).flatMap(ControlGroup.enclosing))
    sample.groups = paths.sorted().map(groups.group)
    if isLast { resolve(&sample, pids, careful: careful, announce) }
    return sample
  }

  private func addZombies(_ ended: [Int], to sample: inout Sample) {
    let parents = Set(sample.processes.map(\.pid))
    let zombies = ended.compactMap(Self.zombie).filter { parents.contains($0.parent) }
    sample.processes.append(contentsOf: zombies)
  }

  private static func zombie(_ pid: Int) -> SampledProcess? {
    // It may have been reaped meanwhile.
    guard let directory = try? ProcessDirectory(pid) else { return nil }
    return SampledProcess.zombie(directory)
  }

  /// What one process turned out to be.
  private enum Found {
    case emulated(SampledProcess)
    case ordinary
    /// Without an executable: a thread of the kernel, a zombie, or gone.
    case ended
    case unknown
  }

  private mutating func whole(_ pid: Int) -> Found {
    do throws(SystemCallError) {
      return try emulated(pid).map { .emulated($0) } ?? .ordinary
    } catch {
      switch error.errno {
      case ENOENT: return .ended
      case ESRCH: return .ordinary
      default: return unprivileged(pid)
      }
    }
  }

  /// A process that keeps whoever reads it waiting: what the kernel itself tells.
  private mutating func carefully(_ pid: Int) -> Found {
    guard let kind = try? emulators.kind(ofExecutable: "/proc/\(pid)/exe") else {
      return .unknown
    }
    guard let directory = try? ProcessDirectory(pid) else { return .unknown }
    if case .ordinary = kind { return .ordinary }
    guard let text = try? directory.read("stat"), let stat = ProcessStat(parsing: text) else {
      return .ordinary
    }
    var process = SampledProcess(
      pid: pid, startTime: stat.startTime, parent: stat.parent, state: stat.state)
    let path = EmulatorTable.withoutDeleted((try? directory.link("exe")) ?? [])
    process.emulator = Emulator(path: String(decoding: path, as: UTF8.self))
    if case .interpreter(let entry) = kind {
      process.emulator?.handler = entry.name.description
      process.guest.architecture = GuestArchitecture.taken(by: entry)
    }
    process.unread = [SampledProcess.Unread(file: "mem", errno: ETIMEDOUT)]
    var thread = SampledThread(
      id: pid, state: stat.state, ticks: stat.ticks, kernelTicks: stat.kernelTicks)
    thread.waitChannel = (try? directory.read("wchan")).map { String(decoding: $0, as: UTF8.self) }
    process.threads = [thread]
    return .emulated(process)
  }

  /// Whose process it is; nil if it is gone.
  private static func owner(of pid: Int) -> uid_t? {
    var status = stat()
    return stat("/proc/\(pid)", &status) == 0 ? status.st_uid : nil
  }

  private static func processIDs() throws(SystemCallError) -> [Int] {
    try listDirectory(path: "/proc").compactMap { name in
      guard let first = name.first, (0x31...0x39).contains(first) else { return nil }
      return Int(String(decoding: name, as: UTF8.self))
    }
  }

  /// Reads a process if it is emulated.
  private mutating func emulated(_ pid: Int) throws(SystemCallError) -> SampledProcess? {
    let kind = try emulators.kind(ofExecutable: "/proc/\(pid)/exe")
    if case .ordinary = kind { return nil }
    let directory = try ProcessDirectory(pid)
    let words = nulTerminatedWords(try directory.read("cmdline"))
    let executable = String(
      decoding: EmulatorTable.withoutDeleted(try directory.link("exe")), as: UTF8.self)
    var entry: Entry?
    if case .interpreter(let its) = kind { entry = its }
    let command = Self.command(words, directory, entry: entry)
    if let known = known[pid], let emulator = known.emulator, emulator.path == executable,
      known.guest.path == command.path, known.guest.arguments == command.arguments,
      let process = reading(directory, emulator, known.guest),
      process.startTime == known.startTime
    {
      return process
    }
    var emulator = Emulator(path: executable, handler: entry?.name.description)
    var image = GuestImage(of: command.path, directory, host: host)
    let version = emulators.version(of: directory)
    emulator.release = version?.release
    if let entry {
      image.architecture = image.architecture ?? GuestArchitecture.taken(by: entry)
    } else if image.architecture == nil || image.architecture == host {
      // An emulator is what runs programs of another architecture, whatever its name; what QEMU runs
      // cannot always be read.
      guard image.architecture == nil, let version else { return nil }
      image.architecture = GuestArchitecture.emulated(byProgramNamed: version.name)
    }
    return reading(directory, emulator, Guest(command, image))
  }

  private func reading(
    _ directory: borrowing ProcessDirectory, _ emulator: Emulator, _ guest: Guest
  ) -> SampledProcess? {
    guard
      var process = SampledProcess(
        directory, emulator: emulator, guest: guest, host: host, clock: clock)
    else { return nil }
    if let text = try? directory.read("cgroup") {
      process.groups = ControlGroupPaths.paths(in: text)
      process.container = ControlGroupPaths.container(in: process.groups)
    }
    return process
  }

  private static func command(
    _ words: [String], _ directory: borrowing ProcessDirectory, entry: Entry?
  ) -> GuestCommand {
    let isByKernel = entry.map { words.first == $0.interpreter?.string } ?? false
    var keeps =
      words.first?.hasSuffix("-binfmt-P") == true
      || isByKernel && entry?.flags.letters.contains("P") == true
    if !keeps, let vector = try? directory.read("auxv") {
      keeps = GuestCommand.preservesArgv0(auxiliaryVector: vector)
    }
    return GuestCommand(words, preservesArgv0: keeps)
  }

  /// Judges by the command line, which begins with the interpreter's path; all may read it.
  private func unprivileged(_ pid: Int) -> Found {
    guard let directory = try? ProcessDirectory(pid) else { return .unknown }
    guard let text = try? directory.read("cmdline") else { return .unknown }
    let words = nulTerminatedWords(text)
    guard let first = words.first else { return .unknown }
    guard let entry = emulators.entry(interpreter: first) else {
      let name = first.split(separator: "/").last.map(String.init) ?? first
      return EmulatorTable.looksLikeEmulator(name) ? .unknown : .ordinary
    }
    var image = GuestImage()
    image.architecture = GuestArchitecture.taken(by: entry)
    let process = SampledProcess(
      directory, emulator: Emulator(path: first, handler: entry.name.description),
      guest: Guest(Self.command(words, directory, entry: entry), image), host: host, clock: clock)
    // It may have ended meanwhile.
    return process.map { .emulated($0) } ?? .ordinary
  }

  /// Finds out who is at the other end of what the processes wait for.
  private func resolve(
    _ sample: inout Sample, _ pids: [Int], careful: Set<Int>, _ announce: (Int) -> Void
  ) {
    var sockets = SocketTables()
    for index in sample.processes.indices { sockets.read(for: sample.processes[index]) }
    let ends = OpenFileEnds(waiting: sample.processes, sockets, among: pids, announce)
    let locks = FileLocks(parsing: (try? readAll(path: "/proc/locks", limit: Limit.table)) ?? [])
    for index in sample.processes.indices {
      announce(sample.processes[index].pid)
      sample.processes[index].resolveTargets(ends, sockets, locks)
      sample.processes[index].findLockedFiles(locks)
    }
    if stopsThreads { ThreadStops.add(to: &sample.processes, known: known, announce) }
    SharedFutexes.resolve(&sample.processes, among: pids, careful: careful, announce)
    sample.findNeighbours()
    sample.findSupervisors()
  }
}
