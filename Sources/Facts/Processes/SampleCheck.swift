extension ProcessSamples {
  /// The place of a value that no kernel gives, as in a file that somebody has written; nil where
  /// there is none. Judging counts on that.
  package var implausiblePlace: String? {
    if let place = first.implausiblePlace { return "first.\(place)" }
    if let place = second.implausiblePlace { return "second.\(place)" }
    // A look after months is none, and nothing can be told from two looks at once.
    return seconds >= 0.001 && seconds <= 1e7 ? nil : "second.seconds"
  }
}

extension Sample {
  fileprivate var implausiblePlace: String? {
    if !seconds.isFinite || abs(seconds) > 1e12 { return "seconds" }
    if let uptime, !(0...1e12).contains(uptime) { return "uptime" }
    if !(1...1_000_000).contains(ticksPerSecond) { return "ticksPerSecond" }
    if let place = Self.place([("processCount", processCount), ("unseenCount", unseenCount)]) {
      return place
    }
    for (index, process) in processes.enumerated() {
      if let place = process.implausiblePlace { return "processes.\(index).\(place)" }
    }
    for (index, group) in groups.enumerated() {
      if group.path.utf8.count > ControlGroup.longestPath { return "groups.\(index).path" }
      let place = Self.place([
        ("periods", group.periods), ("throttledPeriods", group.throttledPeriods),
        ("memoryKills", group.memoryKills),
      ])
      if let place { return "groups.\(index).\(place)" }
    }
    return nil
  }

  /// The name of the first number that is no counter; sums of thousands of them must not overflow.
  fileprivate static func place(_ numbers: [(name: String, value: Int?)]) -> String? {
    numbers.first { $0.value.map { !(0...1 << 48).contains($0) } == true }?.name
  }
}

extension SampledProcess {
  fileprivate var implausiblePlace: String? {
    let own = Sample.place([
      ("pid", pid), ("startTime", startTime), ("parent", parent), ("faults", faults),
      ("reapedTicks", reapedTicks), ("transferredBytes", transferredBytes),
      ("reads", reads), ("tracer", tracer),
    ])
    if let own { return own }
    if let unchanged, !(0...1e12).contains(unchanged) { return "unchanged" }
    if groups.contains(where: { $0.utf8.count > ControlGroup.longestPath }) { return "groups" }
    for (index, thread) in threads.enumerated() {
      let place = Sample.place([
        ("id", thread.id), ("ticks", thread.ticks), ("kernelTicks", thread.kernelTicks),
        ("waits", thread.waits), ("stops.count", thread.stops?.count),
        ("stops.states", thread.stops?.states),
      ])
      if let place { return "threads.\(index).\(place)" }
      if let idle = thread.idle, !(0...1e12).contains(idle) { return "threads.\(index).idle" }
    }
    return nil
  }
}
