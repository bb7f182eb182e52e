import Binfmt
package import Facts
import Glibc
import Platforms
import Text

/// Looks at the emulated processes of this machine, as often as it is asked to.
package struct ProcessSampler {
  private var emulators: EmulatorTable
  private let groups: ControlGroupReader
  private let host: String

  /// Reads the handlers, whose interpreters are what emulated processes execute.
  ///
  /// Where they cannot be read, emulators are still found by what they do.
  package init(binfmt: BinfmtFacts = .readingEntries()) {
    let entries = (binfmt.entries.value ?? []).compactMap { file in
      file.text.value.map { Entry(name: file.name, text: $0) }
    }
    emulators = EmulatorTable(entries: entries)
    // Without mounts to find, groups say nothing.
    groups = ControlGroupReader(
      mountinfo: (try? readAll(path: "/proc/self/mountinfo", limit: Limit.table)) ?? [])
    host = Architecture.native?.name ?? ""
  }

  /// Takes two looks, so many seconds apart.
  package mutating func samples(every seconds: Double) throws(SystemCallError) -> ProcessSamples {
    let first = try sample(isLast: false)
    wait(seconds)
    return ProcessSamples(first: first, second: try sample(isLast: true))
  }

  /// Lets time pass.
  package func wait(_ seconds: Double) {
    let end = now() + .seconds(seconds)
    while now() < end { poll(nil, 0, (end - now()).pollTimeout) }
  }

  /// Takes one look.
  /// - Parameter isLast: whether also to find out who is at the other end of what they wait for.
  package mutating func sample(isLast: Bool) throws(SystemCallError) -> Sample {
    var sample = Sample(
      seconds: now() / .seconds(1), ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
    let pids = try Self.processIDs()
    sample.processCount = pids.count
    var ended: [Int] = []
    for pid in pids {
      do throws(SystemCallError) {
        guard let process = try emulated(pid) else { continue }
        sample.processes.append(process)
      } catch {
        switch error.errno {
        // Without an executable: a thread of the kernel, a zombie, or gone.
        case ENOENT: ended.append(pid)
        case ESRCH: break
        default:
          switch unprivileged(pid) {
          case .emulated(let process): sample.processes.append(process)
          case .ordinary: break
          case .unknown: sample.unseenCount = (sample.unseenCount ?? 0) + 1
          }
        }
      }
    }
    let parents = Set(sample.processes.map(\.pid))
    for pid in ended {
      guard let directory = try? ProcessDirectory(pid),
        let zombie = SampledProcess.zombie(directory),
        parents.contains(zombie.parent)
      else { continue }
      sample.processes.append(zombie)
    }
    sample.hidesProcesses = (try? readAll(path: "/proc/1/stat", limit: Limit.status)) == nil
    let paths = Set(sample.processes.flatMap(\.groups).flatMap(ControlGroup.enclosing))
    sample.groups = paths.sorted().map(groups.group)
    if isLast { resolve(&sample, pids) }
    return sample
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
    var emulator = Emulator(path: executable)
    var command: GuestCommand
    switch kind {
    case .interpreter(let entry):
      emulator.handler = entry.name.description
      command = Self.command(words, directory, entry: entry)
    case .candidate, .ordinary:
      command = Self.command(words, directory, entry: nil)
      // An emulator is what runs programs of another architecture, whatever its name.
      guard let guest = SampledProcess.architecture(of: command.path, directory), guest != host
      else { return nil }
    }
    emulator.release = emulators.release(of: directory)
    guard
      var process = SampledProcess(directory, emulator: emulator, command: command, host: host)
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
    let vector = (try? directory.read("auxv")).map(GuestCommand.preservesArgv0) ?? false
    let keeps =
      vector || words.first?.hasSuffix("-binfmt-P") == true
      || isByKernel && entry?.flags.letters.contains("P") == true
    return GuestCommand(words, preservesArgv0: keeps)
  }

  /// What other users may see of a process.
  private enum Unprivileged {
    case emulated(SampledProcess)
    case ordinary
    case unknown
  }

  /// Judges by the command line, which begins with the interpreter's path; all may read it.
  private func unprivileged(_ pid: Int) -> Unprivileged {
    guard let directory = try? ProcessDirectory(pid), let text = try? directory.read("cmdline")
    else { return .unknown }
    let words = nulTerminatedWords(text)
    guard let first = words.first else { return .unknown }
    guard let entry = emulators.entry(interpreter: first) else {
      let name = first.split(separator: "/").last.map(String.init) ?? first
      return EmulatorTable.looksLikeEmulator(name) ? .unknown : .ordinary
    }
    let process = SampledProcess(
      directory, emulator: Emulator(path: first, handler: entry.name.description),
      command: Self.command(words, directory, entry: entry), host: host)
    // It may have ended meanwhile.
    return process.map { .emulated($0) } ?? .ordinary
  }

  /// Finds out who is at the other end of what the processes wait for.
  private func resolve(_ sample: inout Sample, _ pids: [Int]) {
    let pipes = PipePeers(waiting: sample.processes, among: pids)
    let locks = FileLocks(parsing: (try? readAll(path: "/proc/locks", limit: Limit.table)) ?? [])
    for index in sample.processes.indices {
      sample.processes[index].resolveTargets(pipes: pipes, locks: locks)
    }
    sample.findNeighbours()
    sample.findSupervisors()
  }
}
