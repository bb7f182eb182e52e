/// Two looks at the emulated processes of a machine, some seconds apart: all that judging needs.
package struct ProcessSamples: Codable, Hashable, Sendable {
  /// The earlier look.
  package var first: Sample
  /// The later look.
  package var second: Sample

  package init(first: Sample, second: Sample) {
    self.first = first
    self.second = second
  }

  /// The time between the two, in seconds.
  package var seconds: Double { second.seconds - first.seconds }
}

/// One look at the emulated processes of a machine.
package struct Sample: Codable, Hashable, Sendable {
  /// When it was taken, in seconds since some moment that both looks share.
  package var seconds: Double
  /// How many ticks of CPU time are a second (`sysconf(_SC_CLK_TCK)`).
  package var ticksPerSecond: Int
  /// How long the machine was up, in seconds: processes tell their start by it.
  package var uptime: Double?
  /// The emulated processes, and children of theirs that have ended but not been reaped.
  package var processes: [SampledProcess] = []
  /// What the control groups of these processes say, those that enclose them included.
  package var groups: [ControlGroup] = []
  /// Other processes that these have to do with.
  package var neighbours: [Neighbour] = []
  /// How many processes there were in all.
  package var processCount: Int?
  /// How many of them did not let themselves be looked at, for want of permission.
  package var unseenCount: Int?
  /// Whether the kernel shows other users' processes at all (`hidepid` in proc(5)).
  package var hidesProcesses: Bool?

  package init(seconds: Double, ticksPerSecond: Int) {
    self.seconds = seconds
    self.ticksPerSecond = ticksPerSecond
  }
}

/// A process that is not emulated: who holds a lock, who waits behind a pipe.
package struct Neighbour: Codable, Hashable, Sendable {
  /// Its process id.
  package var pid: Int
  /// The name of its program, without a directory.
  package var name: String
  /// The emulated process that it is a child of, if that is why it is here.
  package var parent: Int?

  package init(pid: Int, name: String, parent: Int? = nil) {
    self.pid = pid
    self.name = name
    self.parent = parent
  }
}

/// What a control group says of its processes (cgroups(7), in version 1 and 2 alike).
///
/// Counters only grow; nil where the kernel has no such file here, or it could not be read.
package struct ControlGroup: Codable, Hashable, Sendable {
  /// Its path below the mount, as `/proc/PID/cgroup` has it.
  package var path: String
  /// Whether it is frozen, by itself or by one that encloses it.
  package var isFrozen: Bool?
  /// `nr_periods` of `cpu.stat`: periods in which it wanted to run.
  package var periods: Int?
  /// `nr_throttled` of `cpu.stat`: those of them in which its quota ran out.
  package var throttledPeriods: Int?
  /// How many of its processes the kernel killed for want of memory.
  package var memoryKills: Int?

  package init(path: String) { self.path = path }

  /// The path of a group and of those that enclose it, innermost first, without the root's.
  ///
  /// Engines nest a handful of groups; an ordinary user may nest thousands (cgroups(7), delegation),
  /// of which more than `limit` are not looked at.
  package static func enclosing(_ path: String) -> [String] {
    var paths: [String] = []
    var rest = path.utf8[...]
    while rest.count > 1, paths.count < limit, let slash = rest.lastIndex(of: UInt8(ascii: "/")) {
      paths.append(String(Substring(rest)))
      rest = rest[..<slash]
    }
    return paths
  }

  private static var limit: Int { 64 }

  /// No path of the kernel's is longer (PATH_MAX), in bytes.
  package static var longestPath: Int { 4096 }
}
