import CLinux
import Facts
import FoundationEssentials
import Glibc

/// A look at processes that a child takes, which says at which one it is.
///
/// That stands in memory that both share, so that it costs nothing. At the end the child writes to a
/// pipe: `s` and the sample as JSON, or `e` and an error number.
enum GuardedLook {
  /// It was taken.
  case sample(Sample)
  /// The child got no further than this process, and was killed.
  case stuck(Int)

  /// How long the child may be at one process.
  private static var patience: Duration { .seconds(1) }

  static func taking(
    _ look: (_ announce: (Int) -> Void) throws(SystemCallError) -> Sample
  ) throws(SystemCallError) -> GuardedLook {
    let place = try Place()
    defer { place.unmap() }
    let pipe = try makePipe(captured: true)
    let child = try checked("fork") { clinux_fork(pipe.writer) }
    if child == 0 {
      // Nothing but what is written may leave the child; the parent sees if that is not whole.
      try? writeAll(message(of: look, at: place), to: 3)
      _exit(0)
    }
    close(pipe.writer)
    var stream = CapturedStream(owning: pipe.reader, limit: 256 << 20)
    var left = patience
    var steps = place.steps
    while let descriptor = stream.descriptor, left > .zero {
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let start = now()
      let isReady = poll(&ready, 1, min(left, .milliseconds(100)).pollTimeout) > 0
      if isReady { stream.readAvailable() }
      if isReady || place.steps != steps {
        steps = place.steps
        left = patience
      } else {
        // Time in which this process was stopped does not count.
        left = left - min(now() - start, .milliseconds(200))
      }
    }
    let isWhole = stream.descriptor == nil
    Guarded.end(child, isNeeded: !isWhole)
    return isWhole ? try result(stream.bytes) : .stuck(place.pid)
  }

  /// Has the types of what is encoded worked out in this process, from which every child inherits
  /// them: each would do it anew, which is as much work as the rest of its message.
  static func prepare(for sample: Sample) {
    var one = sample
    one.processes = Array(sample.processes.prefix(1))
    // The bytes are of no use, and so is why there are none.
    _ = try? encoder.encode(one)
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.userInfo[.revealsPrivate] = true
    return encoder
  }

  /// At which process the child is, in memory that it shares with its parent.
  private struct Place {
    /// How many processes it has begun with, then the last one's id.
    private let numbers: UnsafeMutablePointer<Int64>
    private static var length: Int { 2 * MemoryLayout<Int64>.stride }

    init() throws(SystemCallError) {
      let memory = mmap(
        nil, Self.length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
      guard let memory, memory != MAP_FAILED else {
        throw SystemCallError(call: "mmap", path: "", errno: errno)
      }
      numbers = memory.bindMemory(to: Int64.self, capacity: 2)
    }

    var steps: Int64 { numbers[0] }
    var pid: Int { Int(numbers[1]) }

    func announce(_ pid: Int) {
      numbers[1] = Int64(pid)
      numbers[0] &+= 1
    }

    func unmap() { munmap(numbers, Self.length) }
  }

  private static func message(
    of look: (_ announce: (Int) -> Void) throws(SystemCallError) -> Sample, at place: Place
  ) -> [UInt8] {
    do throws(SystemCallError) {
      let sample = try look(place.announce)
      // What cannot be encoded is no sample, which the parent sees.
      return [UInt8(ascii: "s")] + ((try? encoder.encode(sample)).map { Array($0) } ?? [])
    } catch {
      return [UInt8(ascii: "e")] + withUnsafeBytes(of: error.errno) { Array($0) }
    }
  }

  /// Reads what the child wrote.
  private static func result(_ bytes: [UInt8]) throws(SystemCallError) -> GuardedLook {
    if bytes.count == 5, bytes[0] == UInt8(ascii: "e") {
      let errno = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 1, as: Int32.self) }
      throw SystemCallError(call: "read", path: "/proc", errno: errno)
    }
    guard bytes.first == UInt8(ascii: "s"),
      let sample = try? JSONDecoder().decode(Sample.self, from: Data(bytes[1...]))
    else { throw SystemCallError(call: "read", path: "/proc", errno: EIO) }
    return .sample(sample)
  }
}
