import Facts
import Text

extension ProcessJudgement {
  /// Judges a process of which no thread gets anywhere: by what its threads wait for.
  ///
  /// A thread that waits for something outside explains others that wait for its word.
  static func waiting(_ interval: Interval, _ neighbours: [Int: Neighbour]) -> ProcessJudgement {
    let waits = interval.threads.map(\.wait)
    let idle = "no CPU time" + (interval.processorShare > 0 ? " worth speaking of" : "")
    let rest = "\(idle) in \(secondsText(interval.seconds))"
    if let stuck = interval.threads.first(where: \.isUninterruptible),
      !["vfork", "clone"].contains(stuck.after.call?.name)
    {
      let place = [
        stuck.after.call.map { "in \($0.name)" }, stuck.after.waitChannel.map { "at \($0)" },
      ]
      return ProcessJudgement(
        .uninterruptible,
        ["state D both times, " + place.compactMap(\.self).joined(separator: ", "), rest])
    }
    if waits.contains(.child) || interval.threads.contains(where: \.isUninterruptible) {
      return ProcessJudgement(.waitingForChild, [rest], peers: awaitedChild(interval.after))
    }
    for case .lock(let targets) in waits {
      var judgement = lock(targets, rest)
      judgement.isTimed = waits.contains(where: \.isTimed)
      return judgement
    }
    let files = waits.compactMap { wait -> (targets: [WaitTarget], isTimed: Bool)? in
      if case .files(let targets, let isTimed) = wait { (targets, isTimed) } else { nil }
    }
    if var judgement = Self.files(files, of: interval.after, neighbours, rest) {
      // A thread that goes on by itself may end what another one waits for.
      if waits.contains(where: \.isTimed) { judgement.isTimed = true }
      return judgement
    }
    return silent(waits, interval, rest)
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

  private static func lock(_ targets: [WaitTarget], _ rest: String) -> ProcessJudgement {
    let file = targets.first?.name.map { "the lock on \($0)" } ?? "a lock on a file"
    return ProcessJudgement(
      .waitingForLock, ["it waits for \(file)", rest], peers: targets.first?.peers)
  }

  private static func files(
    _ waits: [(targets: [WaitTarget], isTimed: Bool)], of process: SampledProcess,
    _ neighbours: [Int: Neighbour], _ rest: String
  ) -> ProcessJudgement? {
    func first(_ kind: WaitTarget.Kind) -> (target: WaitTarget, isTimed: Bool)? {
      for wait in waits {
        if let target = wait.targets.first(where: { $0.kind == kind }) {
          return (target, wait.isTimed)
        }
      }
      return nil
    }
    func place(_ target: WaitTarget) -> String {
      target.descriptor < 0 ? "" : " on descriptor \(target.descriptor)"
    }
    if let (target, isTimed) = first(.socket) {
      let name = target.name.map { ": \($0)" } ?? ""
      return ProcessJudgement(
        .waitingForNetwork, ["a socket\(place(target))\(name)", rest], isTimed: isTimed)
    }
    if let (target, isTimed) = first(.pipe) {
      // What a container reads comes from its engine, on whose other side is a person or a script.
      let isInput =
        target.descriptor == 0 && process.container != nil && target.peers?.isEmpty == false
        && target.peers?.allSatisfy { neighbours[$0] != nil } == true
      return ProcessJudgement(
        isInput ? .waitingForInput : .waitingForPipe,
        [
          isInput
            ? "a pipe from outside of its container is empty"
            : "a \(target.descriptor < 0 && target.peers != nil ? "named " : "")pipe\(place(target))",
          rest,
        ],
        peers: target.peers, isTimed: isTimed)
    }
    if let (target, isTimed) = first(.terminal) {
      let name = target.name.map { " \($0)" } ?? ""
      return ProcessJudgement(
        .waitingForInput, ["nothing was typed on the terminal\(name)", rest], isTimed: isTimed)
    }
    guard let wait = waits.first else { return nil }
    if let target = wait.targets.first(where: { $0.kind == .file }) {
      return ProcessJudgement(
        .waitingForInput, ["it waits for the file \(target.name ?? "?")", rest],
        isTimed: wait.isTimed)
    }
    // A newer release may know kinds of files that this one does not.
    if let target = wait.targets.first(where: { $0.kind != .event }) {
      return ProcessJudgement(
        .unknown, ["it waits for a \(target.kind.rawValue)\(place(target))", rest],
        isTimed: wait.isTimed)
    }
    return ProcessJudgement(
      .sleeping, ["it waits for an event of its own", rest], isTimed: wait.isTimed)
  }

  /// Judges a process whose threads wait for nothing outside.
  private static func silent(
    _ waits: [Wait], _ interval: Interval, _ rest: String
  ) -> ProcessJudgement {
    if waits.contains(.sleep(isTimed: true)) {
      return ProcessJudgement(.sleeping, ["until a time that it chose", rest], isTimed: true)
    }
    let futexes = waits.compactMap { wait -> (address: UInt64?, isTimed: Bool)? in
      if case .futex(let address, let isTimed) = wait { (address, isTimed) } else { nil }
    }
    // Signals come from outside, too.
    if waits.contains(.sleep(isTimed: false)) {
      return ProcessJudgement(.sleeping, ["until a signal comes", rest])
    }
    if futexes.isEmpty {
      for case .kernel(let name) in waits {
        return ProcessJudgement(.unknown, ["it is in \(name)", rest])
      }
      return ProcessJudgement(.unknown, unreadable(interval.after) + [rest])
    }
    if futexes.contains(where: \.isTimed) {
      var judgement = ProcessJudgement(
        .sleeping, ["it waits for its own threads, some of them for a time only", rest],
        isTimed: true)
      judgement.waitsForOwnThreads = true
      return judgement
    }
    if interval.threads.contains(where: { $0.after.isFutexShared == true }) {
      return ProcessJudgement(
        .sleeping, ["until another process, with which it shares memory, wakes it", rest])
    }
    let wakes = interval.threads.reduce(0) { $0 + ($1.waits ?? 0) }
    if wakes > 0 || interval.threads.contains(where: \.changesFutex) {
      return ProcessJudgement(
        .slow, ["its threads wake each other: \(wakes) times in \(secondsText(interval.seconds))"])
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
    let places = addresses.prefix(4).map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
    let count = futexes.count
    return ProcessJudgement(
      .deadlocked,
      [
        count == 1
          ? "its only thread waits for the futex \(places), for ever"
          : "\(count == 2 ? "both" : "all \(count)") threads wait for futexes, for ever: \(places)"
            + (addresses.count > 4 ? ", ..." : ""),
        rest + (interval.threads.allSatisfy { $0.waits == 0 } ? ", and nobody woke them" : ""),
      ])
  }
}
