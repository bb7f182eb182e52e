import Facts
import Text

extension ProcessJudgement {
  /// Judges a process of which no thread gets anywhere: by what its threads wait for.
  ///
  /// A thread that waits for something outside explains others that wait for its word.
  static func waiting(
    _ interval: Interval, _ around: Surroundings, rest: String? = nil
  ) -> ProcessJudgement {
    let threads = interval.ownThreads
    let waits = threads.map(\.wait)
    let idle = interval.processorShare > 0 ? "almost no CPU time" : "no CPU time"
    let rest = rest ?? "\(idle) in \(secondsText(interval.seconds))"
    let isTimed = waits.contains(where: \.isTimed)
    if let stuck = interval.threads.first(where: \.isUninterruptible),
      !["vfork", "clone"].contains(stuck.after.call?.name)
    {
      let place = [
        stuck.after.call.map { "in \($0.name)" }, stuck.after.waitChannel.map { "at \($0)" },
      ]
      var judgement = ProcessJudgement(
        .uninterruptible,
        ["state D both times, " + place.compactMap(\.self).joined(separator: ", "), rest])
      judgement.call = stuck.after.call?.name
      return judgement
    }
    if waits.contains(.child) || interval.threads.contains(where: \.isUninterruptible) {
      return ProcessJudgement(.waitingForChild, [rest], peers: awaitedChild(interval.after))
    }
    for case .lock(let targets) in waits {
      var judgement = lock(targets.first, rest)
      judgement.isTimed = isTimed
      return judgement
    }
    if let tried = interval.after.lockedFiles?.first, isTimed, around.children.isEmpty {
      var judgement = lock(tried, rest)
      judgement.evidence.append("it tries again and again")
      judgement.isTimed = true
      return judgement
    }
    let files = OpenFileWaits(threads, hasChildren: !around.children.isEmpty)
    if var judgement = Self.files(files, of: interval.after, around.neighbours, rest) {
      // A thread that goes on by itself may end what another one waits for.
      if isTimed || files.hasTimer { judgement.isTimed = true }
      // So may the end of a child, of which a signal tells, or whoever sends another signal.
      judgement.peers = judgement.peers.map { Set($0 + around.children).sorted() }
      if files.hasKind(.signal) || files.hasKind(.change) { judgement.peers = nil }
      return judgement
    }
    if files.awaitsProcess || files.hasOwn && !around.children.isEmpty {
      var judgement = ProcessJudgement(
        .waitingForChild, ["it waits for an event, such as the end of a child", rest],
        peers: files.processes)
      judgement.isTimed = isTimed
      judgement.awaitsAnyChild = true
      return judgement
    }
    if let own = files.silentOwn(besides: waits) {
      var judgement = ProcessJudgement(
        .waitingForPipe,
        ["a pipe on descriptor \(own.descriptor), whose other end only it holds itself", rest],
        peers: [])
      judgement.target = own
      return judgement
    }
    return silent(waits, files, interval, rest)
  }

  /// The child that the call names: the id is the one in the process's own PID namespace.
  private static func awaitedChild(_ process: SampledProcess) -> [Int]? {
    let id = process.threads.compactMap { thread -> Int? in
      guard let call = thread.call else { return nil }
      // waitid(2) takes the kind of its number first: P_PID.
      let isNamed = call.name == "waitid" && call.argument(0) == 1
      guard isNamed || call.name == "wait4" else { return nil }
      let id = Int32(truncatingIfNeeded: call.argument(isNamed ? 1 : 0))
      return id > 0 ? Int(id) : nil
    }.first
    return id.map { [$0] }
  }

  private static func lock(_ target: WaitTarget?, _ rest: String) -> ProcessJudgement {
    let file = target?.name.map { "the lock on \($0)" } ?? "a lock on a file"
    var judgement = ProcessJudgement(
      .waitingForLock, ["it waits for \(file)", rest], peers: target?.peers)
    judgement.target = target
    return judgement
  }

  /// Judges by files of which others hold the other end, or nobody knows who does.
  private static func files(
    _ files: OpenFileWaits, of process: SampledProcess, _ neighbours: [Int: Neighbour],
    _ rest: String
  ) -> ProcessJudgement? {
    guard let wait = files.chosen else { return nil }
    let target = wait.target
    let place = target.descriptor < 0 ? "" : " on descriptor \(target.descriptor)"
    var judgement: ProcessJudgement
    switch target.kind {
    case .socket:
      let name = target.name.map { ": \($0)" } ?? ""
      judgement = ProcessJudgement(.waitingForNetwork, ["a socket\(place)\(name)", rest])
    case .pipe:
      // What a container reads comes from its engine, on whose other side is a person or a script.
      let isInput =
        target.descriptor == 0 && process.container != nil && target.peers?.isEmpty == false
        && target.peers?.allSatisfy { neighbours[$0] != nil } == true
      let isNamed = target.descriptor < 0 && target.peers != nil
      let path = isNamed ? target.name.map { " \($0)" } ?? "" : ""
      let kind = isNamed ? "named " : ""
      judgement = ProcessJudgement(
        isInput ? .waitingForInput : .waitingForPipe,
        [
          isInput
            ? "a pipe from outside of its container is empty" : "a \(kind)pipe\(path)\(place)",
          rest,
        ])
    case .terminal:
      let name = target.name.map { " \($0)" } ?? ""
      judgement = ProcessJudgement(
        .waitingForInput, ["nothing was typed on the terminal\(name)", rest])
    case .file:
      judgement = ProcessJudgement(
        .waitingForInput, ["it waits for the file \(target.name ?? "?")", rest])
    default:
      // A newer release may know kinds of files that this one does not.
      judgement = ProcessJudgement(
        .unknown, ["it waits for a \(target.kind.rawValue)\(place)", rest])
    }
    judgement.target = target
    judgement.call = wait.call
    judgement.peers = files.peers
    judgement.isTimed = wait.isTimed
    return judgement
  }

  /// Judges a process whose threads wait for nothing outside.
  private static func silent(
    _ waits: [Wait], _ files: OpenFileWaits, _ interval: Interval, _ rest: String
  ) -> ProcessJudgement {
    if waits.contains(.sleep(isTimed: true)) || files.hasTimer {
      return ProcessJudgement(.sleeping, ["until a time that it chose", rest], isTimed: true)
    }
    // Signals come from outside, too.
    if waits.contains(.sleep(isTimed: false)) || files.hasKind(.signal) {
      return ProcessJudgement(.sleeping, ["until a signal comes", rest])
    }
    if files.hasKind(.change) {
      return ProcessJudgement(
        .sleeping, ["until a file changes that it watches", rest], isTimed: files.isOwnTimed)
    }
    let futexes = waits.compactMap { wait -> (address: UInt64?, isTimed: Bool)? in
      if case .futex(let address, let isTimed) = wait { (address, isTimed) } else { nil }
    }
    // Whoever reads his own events first of all is woken by what others do, too. In Go any thread may
    // be the one that waits for the next timer.
    let isTimerOfGo = interval.after.guest.language == "go" && files.isOwnTimed
    if files.hasOwn, futexes.isEmpty || !interval.beginsWithFutex && !isTimerOfGo {
      return ProcessJudgement(
        .sleeping, ["it waits for an event of its own", rest], isTimed: files.isOwnTimed)
    }
    if files.hasKind(.pipe) || files.hasKind(.socket), !interval.after.guest.hasOwnPipes {
      let end = files.isOwnTimed ? "until a signal or a time comes" : "until a signal comes"
      return ProcessJudgement(.sleeping, [end, rest], isTimed: files.isOwnTimed)
    }
    if futexes.isEmpty {
      for case .kernel(let name) in waits {
        switch name {
        case "semop", "semtimedop":
          return ProcessJudgement(.waitingForLock, ["it waits for a System V semaphore", rest])
        case "msgrcv", "mq_timedreceive":
          return ProcessJudgement(.waitingForPipe, ["it waits for a message in a queue", rest])
        case "file system":
          let path = interval.after.threads.lazy.compactMap { $0.targets?.first?.name }.first
          return ProcessJudgement(
            .waitingForInput,
            [
              "a program that serves a file system does not answer\(path.map { ": \($0)" } ?? "")",
              rest,
            ])
        default: return ProcessJudgement(.unknown, ["it is in \(name)", rest])
        }
      }
      return ProcessJudgement(.unknown, unreadable(interval.after) + [rest])
    }
    if futexes.contains(where: \.isTimed) || files.isOwnTimed {
      var judgement = ProcessJudgement(
        .sleeping, ["it waits for its own threads, some of them for a time only", rest],
        isTimed: true)
      judgement.waitsForOwnThreads = true
      return judgement
    }
    let shared = interval.ownThreads.filter { $0.after.isFutexShared == true }
    guard shared.isEmpty || shared.allSatisfy({ $0.after.futexPeers != nil }) else {
      return ProcessJudgement(
        .sleeping, ["until another process, with which it shares memory, wakes it", rest])
    }
    let threads = interval.ownThreads
    let wakes = threads.reduce(0) { $0 + ($1.waits ?? 0) }
    if wakes > 0 || threads.contains(where: \.changesFutex) {
      return ProcessJudgement(
        .sleeping,
        ["its threads wake each other: \(wakes) times in \(secondsText(interval.seconds))"],
        isTimed: true)
    }
    if waits.contains(.unknown) {
      return ProcessJudgement(.unknown, unreadable(interval.after) + [rest])
    }
    let addresses = Set(futexes.compactMap(\.address)).sorted()
    guard !addresses.isEmpty else {
      return ProcessJudgement(
        .unknown,
        ["every thread waits for a futex; whether for ever, could not be read"]
          + unreadable(interval.after) + [rest])
    }
    let places = addresses.prefix(4).map { address in
      "0x" + String(address, radix: 16) + interval.placeOfFutex(at: address)
    }.joined(separator: ", ")
    let count = futexes.count
    let woken = threads.allSatisfy { $0.waits == 0 } ? ", and nobody woke them" : ""
    var judgement = ProcessJudgement(
      .deadlocked,
      [
        count == 1
          ? "its only thread waits for the futex \(places), for ever"
          : "\(count == 2 ? "both" : "all \(count)") threads wait for futexes, for ever: \(places)"
            + (addresses.count > 4 ? ", ..." : ""),
        rest + woken,
      ] + interval.namesOfThreads)
    if !shared.isEmpty {
      judgement.evidence[0] =
        "it waits for other processes, with which it shares the futex \(places)"
      judgement.peers = Set(shared.flatMap { $0.after.futexPeers ?? [] }).sorted()
    }
    return judgement
  }
}

extension Guest {
  /// Whether its runtime has a pipe in every loop, also where no signal's handler writes to it: libuv
  /// for each of its loops, Go for its poller (`netpollBreak`).
  fileprivate var hasOwnPipes: Bool { name == "node" || language == "go" }
}

extension Interval {
  /// What the program calls its threads, a clause, if it calls them anything.
  fileprivate var namesOfThreads: [String] {
    let names = ownThreads.compactMap(\.after.name)
    guard Set(names).count > 1 else { return [] }
    let rest = names.count > 6 ? " and \(names.count - 6) more" : ""
    return ["its threads: \(names.prefix(6).joined(separator: ", "))\(rest)"]
  }

  /// In which file's memory a futex is that a thread waits for, in words; empty where none has it.
  fileprivate func placeOfFutex(at address: UInt64) -> String {
    let thread = threads.first { $0.after.call?.awaitedFutex?.address == address }
    return (thread?.after.futexFile).map { " (in memory of \($0))" } ?? ""
  }

  /// Whether the program's first thread waits for its others.
  fileprivate var beginsWithFutex: Bool {
    if case .futex = threads.first?.wait { true } else { false }
  }
}
