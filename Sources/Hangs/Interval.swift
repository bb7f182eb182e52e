import Facts

/// What one process did between the two looks at it.
struct Interval {
  let before: SampledProcess
  let after: SampledProcess
  /// Its length in seconds.
  let seconds: Double
  let ticksPerSecond: Int
  /// How many of its children began or ended meanwhile.
  let changedChildren: Int
  /// The guest's own threads that were there both times.
  let threads: [ThreadInterval]
  private let threadsChanged: Bool

  init(
    before: SampledProcess, after: SampledProcess, seconds: Double, ticksPerSecond: Int,
    changedChildren: Int
  ) {
    self.before = before
    self.after = after
    self.seconds = seconds
    self.ticksPerSecond = ticksPerSecond
    self.changedChildren = changedChildren
    let helpers = Set(
      before.threads.filter { $0.isEmulatorHelper(of: before) }.map(\.id)
        + after.threads.filter { $0.isEmulatorHelper(of: after) }.map(\.id))
    let earlier = before.threads.filter { !helpers.contains($0.id) }
    let later = after.threads.filter { !helpers.contains($0.id) }
    threadsChanged = earlier.map(\.id) != later.map(\.id)
    let known = Dictionary(earlier.map { ($0.id, $0) }) { first, _ in first }
    threads = later.compactMap { thread in
      known[thread.id].map { ThreadInterval(before: $0, after: thread) }
    }
  }

  /// Those of them that are the program's own, and not its language's runtime's; all if none is.
  var ownThreads: [ThreadInterval] {
    let own = threads.filter { $0.after.service == nil }
    return own.isEmpty ? threads : own
  }

  /// CPU time as a share of one core, 1 being all of it.
  var processorShare: Double {
    share(ofTicks: threads.reduce(0) { $0 + $1.ticks })
  }

  /// The part of its CPU time that it spent in the kernel, from 0 to 1.
  var kernelShare: Double {
    let ticks = threads.reduce(0) { $0 + $1.ticks }
    return ticks == 0 ? 0 : Double(threads.reduce(0) { $0 + $1.kernelTicks }) / Double(ticks)
  }

  func share(ofTicks ticks: Int) -> Double {
    seconds > 0 ? Double(ticks) / Double(ticksPerSecond) / seconds : 0
  }

  /// How often all threads together gave up the CPU, for each second.
  var waitsPerSecond: Double {
    seconds > 0 ? Double(threads.reduce(0) { $0 + ($1.waits ?? 0) }) / seconds : 0
  }

  /// Whether it wanted the CPU both times, or used a good part of it in between. What a runtime does
  /// besides happens to be seen at it twice on a busy machine.
  var isBusy: Bool { processorShare >= 0.05 || ownThreads.contains(where: \.isRunnable) }

  /// Whether a thread wanted nothing but the CPU both times, and hardly ever waited in between.
  ///
  /// A loop waits now and then, too: who looks at a process, as this program does, holds its
  /// memory map's lock, for which the system calls that change the map wait in state D.
  var hasSpinningThread: Bool {
    threads.contains { thread in
      [thread.before.state, thread.after.state].allSatisfy { ["R", "D"].contains($0) }
        && Double(thread.waits ?? 0) <= 10 * seconds
    }
  }

  /// What shows that it gets somewhere.
  var progress: [String] {
    var signs: [String] = []
    if bytes > 0 { signs.append("it read or wrote \(bytes) bytes") }
    if hasNewChildren { signs.append("its children came and went") }
    if isAnotherProgram { signs.append("it became another program") }
    if threadsChanged { signs.append("its threads came and went") }
    if newPages > 0 { signs.append("it touched \(newPages) new pages") }
    return signs
  }

  /// Whether all that it does is to look up now and then, as who asks again and again whether
  /// something has come: little CPU time, its children's included, and few bytes.
  var isHeartbeat: Bool {
    let reaped = share(ofTicks: growth(\.reapedTicks))
    // Under an emulator, to start a program costs much of that: a script that asks by one must.
    let limit = hasNewChildren ? (share: 0.3, bytes: 49152.0) : (share: 0.15, bytes: 16384.0)
    return processorShare + reaped < limit.share && Double(bytes) < limit.bytes * seconds
      && !isAnotherProgram && (hasNewChildren || Double(newPages) < 100 * seconds)
      && !threads.contains(where: \.isUnsettled)
      && (!progress.isEmpty || processorShare >= 0.05)
  }

  /// The same, each thread that happened to run when it was looked at last as it was before.
  var atRest: Interval {
    var rested = after
    let earlier = Dictionary(before.threads.map { ($0.id, $0) }) { first, _ in first }
    for index in rested.threads.indices where rested.threads[index].state == "R" {
      guard let thread = earlier[rested.threads[index].id], thread.state != "R" else { continue }
      rested.threads[index].state = thread.state
      rested.threads[index].call = thread.call
      rested.threads[index].targets = thread.targets
      rested.threads[index].waitChannel = thread.waitChannel
    }
    return Interval(
      before: before, after: rested, seconds: seconds, ticksPerSecond: ticksPerSecond,
      changedChildren: changedChildren)
  }

  /// Whether it reads again and again, and gets nothing: at the end of its input, or where nothing is
  /// ready.
  var emptyReads: Int? {
    guard before.reads != nil, after.reads != nil, bytes == 0 else { return nil }
    let count = growth(\.reads)
    return Double(count) >= 50 * seconds ? count : nil
  }

  /// What shows that a thread of it goes round in circles: of one that counts, or gets anywhere, no two
  /// states are alike. Nil where nothing does, or where another thread may end its wait.
  var circle: Stops? {
    let running = threads.filter(\.isRunnable)
    let circles = running.compactMap(\.after.stops).filter {
      $0.count >= 32 && 4 * $0.states <= $0.count
    }
    return circles.count == running.count ? circles.first : nil
  }

  /// Whether it has the same files open as before; false where that was not read both times.
  var keepsItsFiles: Bool { before.openFiles != nil && before.openFiles == after.openFiles }

  private var bytes: Int { growth(\.transferredBytes) }
  private var hasNewChildren: Bool { changedChildren > 0 || growth(\.reapedTicks) > 0 }
  private var isAnotherProgram: Bool {
    before.guest.path != after.guest.path || before.guest.arguments != after.guest.arguments
  }
  /// A loop that gets nowhere touches no new memory; the kernel may still move a page of it.
  private var newPages: Int {
    let faults = growth(\.faults)
    return Double(faults) > max(8, 4 * seconds) ? faults : 0
  }

  /// By how much a counter grew; 0 where it was not read both times.
  private func growth(_ counter: KeyPath<SampledProcess, Int?>) -> Int {
    guard let old = before[keyPath: counter], let new = after[keyPath: counter] else { return 0 }
    return new - old
  }
}

/// What one thread did between the two looks at it.
struct ThreadInterval {
  let before: SampledThread
  let after: SampledThread

  /// CPU time in ticks.
  var ticks: Int { after.ticks - before.ticks }
  /// The part of it in the kernel.
  var kernelTicks: Int { after.kernelTicks - before.kernelTicks }
  /// How often it gave up the CPU; nil where that could not be read.
  var waits: Int? {
    guard let old = before.waits, let new = after.waits else { return nil }
    return new - old
  }

  /// Whether it wanted the CPU both times.
  var isRunnable: Bool { before.state == "R" && after.state == "R" }

  /// Whether it may have been at work at both looks.
  var isUnsettled: Bool {
    after.state == "D" || [before.state, after.state].allSatisfy { ["R", "D"].contains($0) }
  }

  /// Whether it waited for one futex and then for another, or for none before.
  var changesFutex: Bool {
    guard case .futex(let now?, _) = wait, before.call != nil else { return false }
    guard case .futex(let earlier?, _) = Wait(before) else { return true }
    return earlier != now
  }

  /// Whether a signal could not reach it all the time.
  var isUninterruptible: Bool {
    before.state == "D" && after.state == "D" && ticks == 0 && waits ?? 0 == 0
  }

  /// What it waits for.
  var wait: Wait { Wait(after) }
}
