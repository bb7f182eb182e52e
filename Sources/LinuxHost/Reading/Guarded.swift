import CLinux
import Facts
import FoundationEssentials
import Glibc
import Text

/// Reading from file systems that may never answer: by a child with a deadline.
///
/// Whoever waits for such a file system may not even be killed (state D). So a child does it, and is
/// left to the kernel if it does not answer in time. One that failed to is not asked again.
enum Guarded {
  /// What is known of this machine's mounts. The program has one thread.
  nonisolated(unsafe) private static var state = State()

  private struct State {
    var table: MountTable?
    /// How long answers may still be waited for.
    var left = Duration.seconds(5)
    var dead: [MountTable.Mount] = []
    var waited = Duration.zero
  }

  /// How long answers were waited for in all.
  static var waited: Duration { state.waited }

  /// Says how long everything that is read from now on may take in all.
  static func allow(_ time: Duration) { state.left = time }

  /// The mounts that did not answer.
  static var stalls: [SystemFacts.Stall] {
    state.dead.map { SystemFacts.Stall(point: KernelText($0.point), type: KernelText($0.type)) }
  }

  /// Reads bytes about a path, directly where its file system is sure to answer.
  ///
  /// Throws ETIMEDOUT where it did not answer in time.
  static func bytes(
    about path: [UInt8], _ read: () throws(SystemCallError) -> [UInt8]
  ) throws(SystemCallError) -> [UInt8] {
    guard let mount = mayStall(path) else { return try read() }
    let shown = String(decoding: path, as: UTF8.self)
    guard !state.dead.contains(mount) else {
      throw SystemCallError(call: "read", path: shown, errno: ETIMEDOUT)
    }
    let answer = try ask {
      do throws(SystemCallError) {
        return [0, 0, 0, 0] + (try read())
      } catch {
        return withUnsafeBytes(of: error.errno) { Array($0) }
      }
    }
    guard let answer, answer.count >= 4 else {
      state.dead.append(mount)
      throw SystemCallError(call: "read", path: shown, errno: ETIMEDOUT)
    }
    // What was only a trigger has become a mount.
    if mount.type == Array("autofs".utf8) { state.table = nil }
    let errno = answer.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
    if errno != 0 { throw SystemCallError(call: "read", path: shown, errno: errno) }
    return Array(answer.dropFirst(4))
  }

  /// The same for a value.
  static func value<Value: Codable>(
    about path: [UInt8], _ read: () throws(SystemCallError) -> Value
  ) throws(SystemCallError) -> Value {
    guard mayStall(path) != nil else { return try read() }
    let bytes = try bytes(about: path) { () throws(SystemCallError) in
      let value = [try read()]
      // What cannot be encoded is empty, and so cannot be decoded.
      return (try? JSONEncoder().encode(value)).map { Array($0) } ?? []
    }
    guard let value = try? JSONDecoder().decode([Value].self, from: Data(bytes)).first else {
      throw SystemCallError(
        call: "read", path: String(decoding: path, as: UTF8.self), errno: EIO)
    }
    return value
  }

  /// Whether no file system that is mounted here can keep a reader waiting.
  static var nothingStalls: Bool { table.nothingStalls }

  private static var table: MountTable {
    if let table = state.table { return table }
    // Without it nothing is known to be on another file system than the root's.
    let text = (try? readDirectly(path: "/proc/self/mountinfo", limit: Limit.table)) ?? []
    let table = MountTable(mountinfo: text)
    state.table = table
    return table
  }

  private static func mayStall(_ path: [UInt8]) -> MountTable.Mount? {
    table.stalling(on: path)
  }

  /// Lets a child work; nil if it does not answer in time.
  private static func ask(_ work: () -> [UInt8]) throws(SystemCallError) -> [UInt8]? {
    let pipe = try makePipe(captured: true)
    let child = try checked("fork") { clinux_fork(pipe.writer) }
    if child == 0 {
      // Nothing but the answer may leave the child.
      try? writeAll(work(), to: 3)
      _exit(0)
    }
    close(pipe.writer)
    var stream = CapturedStream(owning: pipe.reader, limit: Limit.table)
    while let descriptor = stream.descriptor, state.left > .zero, !endIsWanted {
      let slice = min(state.left, .milliseconds(100))
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let start = now()
      if poll(&ready, 1, slice.pollTimeout) > 0 { stream.readAvailable() }
      // Time in which this process was stopped does not count.
      let waited = min(now() - start, slice + slice)
      state.left = state.left - waited
      state.waited += waited
    }
    let isWhole = stream.descriptor == nil
    end(child, isNeeded: !isWhole)
    return isWhole ? stream.bytes : nil
  }

  /// Releases a child, and kills it if it has not ended; names one that does not die.
  static func end(_ child: Int32, isNeeded: Bool) {
    if isNeeded { kill(child, SIGKILL) }
    if clinux_reap(child) == 0 { RunningChild<Void>.announceLeft(child) }
  }

  /// Whether a signal that ends this process is held back and waits.
  private static var endIsWanted: Bool {
    var pending = sigset_t()
    sigpending(&pending)
    return HeldSignals.all.contains { sigismember(&pending, $0) == 1 }
  }
}
