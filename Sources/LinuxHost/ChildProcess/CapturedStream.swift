internal import CLinux
import Glibc

/// A new pipe, both ends closed on exec.
///
/// - Parameter captured: Whether its reader must never wait.
func makePipe(captured: Bool) throws(SystemCallError) -> (reader: Int32, writer: Int32) {
  var ends: [Int32] = [-1, -1]
  _ = try checked("pipe2") { clinux_pipe(&ends, captured ? 1 : 0) }
  return (ends[0], ends[1])
}

/// The reading end of a pipe that a child writes to, and what came out of it so far.
struct CapturedStream: ~Copyable {
  /// The first bytes, as many as the limit allows.
  private(set) var bytes: [UInt8] = []
  /// Whether a line feed has been among all bytes.
  private(set) var hasLine = false
  private var reader: OwnedDescriptor?
  private let limit: Int

  /// Takes over the reading end of a pipe that never makes its reader wait.
  init(owning reader: Int32, limit: Int) {
    self.reader = OwnedDescriptor(owning: reader)
    self.limit = limit
  }

  /// The descriptor to wait for, nil after the stream's end.
  var descriptor: Int32? {
    switch reader {
    case .some(let reader): reader.raw
    case .none: nil
    }
  }

  /// Reads what is there, as much as a pipe holds. Never waits.
  ///
  /// After the child's end this is enough to get everything it wrote: the pipe holds no more, and
  /// what follows is from others, who may write faster than we read.
  mutating func readAvailable() {
    var left = 65_536
    withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { buffer in
      while left > 0, let descriptor {
        let count = read(descriptor, buffer.baseAddress, min(left, buffer.count))
        if count < 0, errno == EINTR { continue }
        if count < 0, errno == EAGAIN { return }
        if count <= 0 {
          reader = nil
          return
        }
        left -= count
        let chunk = buffer[..<count]
        hasLine = hasLine || chunk.contains(UInt8(ascii: "\n"))
        bytes.append(contentsOf: chunk.prefix(limit - bytes.count))
      }
    }
  }
}
