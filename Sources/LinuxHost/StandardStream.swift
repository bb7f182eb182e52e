import CLinux
import Glibc

/// One of the process's own standard streams.
package struct StandardStream: Sendable {
  /// Standard output.
  package static let output = StandardStream(number: 1)
  /// Standard error.
  package static let error = StandardStream(number: 2)

  let number: Int32

  /// Writes all of a text. SIGPIPE is ignored meanwhile, so that a closed pipe is EPIPE.
  package func write(_ text: String) throws(SystemCallError) {
    let previous = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, previous) }
    try writeAll(Array(text.utf8), to: number)
  }

  /// Reads standard input to its end; more than `limit` bytes are an error, EFBIG.
  package static func readInput(limit: Int) throws(SystemCallError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = try checked("read", path: "-") { read(0, &chunk, chunk.count) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      if bytes.count > limit { throw SystemCallError(call: "read", path: "-", errno: EFBIG) }
    }
  }
}

/// The environment and the words with which this process was started.
package enum ProcessEnvironment {
  /// The words behind the program's name; Swift's own list is empty where /proc is not mounted.
  package static var arguments: [String] {
    var result: [String] = []
    while let word = clinux_argument(Int32(result.count + 1)) {
      result.append(String(cString: word))
    }
    return result
  }

  /// Lets signals end this process also where it is PID 1, as in a container, and lets a file that
  /// would be too large (`ulimit -f`) be an error.
  package static func prepareSignals() {
    if getpid() == 1 { clinux_end_on_signals() }
    signal(SIGXFSZ, SIG_IGN)
  }

  /// The commit that this program was built from; empty where the build did not say.
  package static var commit: String { String(cString: clinux_commit()) }

  /// Whether the effective user is root.
  package static var isRoot: Bool { geteuid() == 0 }

  /// The time since 1970, in seconds.
  package static var time: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec)
  }

  /// Waits; a signal that ends this process ends it meanwhile, too.
  package static func pause(_ time: Duration) {
    poll(nil, 0, time.pollTimeout)
  }

  /// The time since some moment in the past, which nobody can set.
  package static var clock: Duration { now() }

  /// The variables; where a name stands twice the first counts, as in getenv(3).
  package static var variables: [String: String] {
    clinux_restore_environment()
    var entries: [(String, String)] = []
    var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
    while let entry = next?.pointee {
      let text = String(cString: entry)
      if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
        entries.append((String(text[..<equals]), String(text[text.utf8.index(after: equals)...])))
      }
      next = next?.advanced(by: 1)
    }
    return Dictionary(entries) { first, _ in first }
  }
}
