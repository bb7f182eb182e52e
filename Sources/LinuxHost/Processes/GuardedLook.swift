import CLinux
import Facts
import FoundationEssentials
import Glibc

/// A look at processes that a child takes, which says at which one it is.
///
/// The child writes to a pipe: `p` and a number for each process that it begins with, and at the end
/// `s` and the sample as JSON, or `e` and an error number.
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
    let pipe = try makePipe(captured: true)
    let child = try checked("fork") { clinux_fork(pipe.writer) }
    if child == 0 {
      // Nothing but what is written may leave the child; the parent sees if that is not whole.
      try? writeAll(message(of: look), to: 3)
      _exit(0)
    }
    close(pipe.writer)
    var stream = CapturedStream(owning: pipe.reader, limit: 256 << 20)
    var reader = Reader()
    var left = patience
    while let descriptor = stream.descriptor, left > .zero {
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let start = now()
      if poll(&ready, 1, min(left, .milliseconds(100)).pollTimeout) > 0 {
        stream.readAvailable()
        left = patience
      } else {
        // Time in which this process was stopped does not count.
        left = left - min(now() - start, .milliseconds(200))
      }
      reader.read(stream.bytes)
    }
    let isWhole = stream.descriptor == nil
    Guarded.end(child, isNeeded: !isWhole)
    return isWhole ? try reader.result(stream.bytes) : .stuck(reader.pid)
  }

  private static func message(
    of look: (_ announce: (Int) -> Void) throws(SystemCallError) -> Sample
  ) -> [UInt8] {
    func numbered(_ letter: Character, _ number: Int) -> [UInt8] {
      Array(String(letter).utf8) + withUnsafeBytes(of: Int64(number)) { Array($0) }
    }
    do throws(SystemCallError) {
      let sample = try look { pid in try? writeAll(numbered("p", pid), to: 3) }
      let encoder = JSONEncoder()
      encoder.userInfo[.revealsPrivate] = true
      // What cannot be encoded is no sample, which the parent sees.
      return [UInt8(ascii: "s")] + ((try? encoder.encode(sample)).map { Array($0) } ?? [])
    } catch {
      return numbered("e", Int(error.errno))
    }
  }

  /// Reads what the child wrote.
  private struct Reader {
    private var place = 0
    /// The process that the child is at.
    private(set) var pid = 0

    mutating func read(_ bytes: [UInt8]) {
      while place + 9 <= bytes.count, bytes[place] == UInt8(ascii: "p") {
        pid = number(bytes)
        place += 9
      }
    }

    private func number(_ bytes: [UInt8]) -> Int {
      bytes.withUnsafeBytes {
        Int($0.loadUnaligned(fromByteOffset: place + 1, as: Int64.self))
      }
    }

    func result(_ bytes: [UInt8]) throws(SystemCallError) -> GuardedLook {
      if place + 9 <= bytes.count, bytes[place] == UInt8(ascii: "e") {
        throw SystemCallError(
          call: "read", path: "/proc", errno: Int32(truncatingIfNeeded: number(bytes)))
      }
      guard place < bytes.count, bytes[place] == UInt8(ascii: "s"),
        let sample = try? JSONDecoder().decode(Sample.self, from: Data(bytes[(place + 1)...]))
      else { throw SystemCallError(call: "read", path: "/proc", errno: EIO) }
      return .sample(sample)
    }
  }
}
