import CLinux
import Facts

/// Stops threads that compute, to see whether they go round in circles: only where a person asks for it,
/// because who is traced by another (strace, gdb) cannot be, and who is watched is slowed down.
enum ThreadStops {
  /// Adds what is seen to threads that wanted the CPU at this look and at the one before.
  static func add(
    to processes: inout [SampledProcess], known: [Int: SampledProcess], _ announce: (Int) -> Void
  ) {
    var left = limit
    for process in processes.indices {
      let pid = processes[process].pid
      let earlier = known[pid]?.threads.filter { $0.state == "R" }.map(\.id) ?? []
      for thread in processes[process].threads.indices where left > 0 {
        let one = processes[process].threads[thread]
        guard one.state == "R", earlier.contains(one.id) else { continue }
        announce(pid)
        processes[process].threads[thread].stops = stops(of: one.id)
        left -= 1
      }
    }
  }

  /// More threads than these are not stopped: each takes half a second.
  private static var limit: Int { 16 }

  /// Nil where that is not allowed, or the thread is gone.
  private static func stops(of thread: Int) -> Stops? {
    var states = [UInt64](repeating: 0, count: 100)
    let count = Int(clinux_sample_thread(Int32(thread), &states, Int32(states.count)))
    return count > 0 ? Stops(count: count, states: Set(states.prefix(count)).count) : nil
  }
}
