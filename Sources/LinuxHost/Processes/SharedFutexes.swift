import Facts
import Glibc

/// Who else has the memory in which a futex is that processes share.
enum SharedFutexes {
  /// Adds them to the threads that wait for such a futex.
  static func resolve(
    _ processes: inout [SampledProcess], among pids: [Int], careful: Set<Int>,
    _ announce: (Int) -> Void
  ) {
    var wanted: Set<[UInt8]> = []
    var memory: [Int: [UInt8]] = [:]
    for process in processes {
      for thread in process.threads where thread.isFutexShared == true {
        guard let address = thread.call?.sharableFutex,
          let directory = try? ProcessDirectory(process.pid),
          let found = MemoryMap(directory)?.sharedMemory(at: address)
        else { continue }
        wanted.insert(found)
        memory[thread.id] = found
      }
    }
    guard !wanted.isEmpty else { return }
    var owners: [[UInt8]: [Int]] = [:]
    // Those that keep whoever reads them waiting are not read.
    var isComplete = careful.isEmpty
    for pid in pids where pid != getpid() && !careful.contains(pid) {
      announce(pid)
      do throws(SystemCallError) {
        let text = try ProcessDirectory(pid).read("maps", limit: 1 << 20, isWhole: false)
        for found in MemoryMap(text: text).sharedMemory.intersection(wanted) {
          owners[found, default: []].append(pid)
        }
      } catch {
        if error.errno != ENOENT, error.errno != ESRCH { isComplete = false }
      }
    }
    for process in processes.indices {
      for thread in processes[process].threads.indices {
        guard let found = memory[processes[process].threads[thread].id] else { continue }
        let others = (owners[found] ?? []).filter { $0 != processes[process].pid }
        if !others.isEmpty || isComplete {
          processes[process].threads[thread].futexPeers = others.sorted()
        }
      }
    }
  }
}
