import Glibc
import Images

/// The bytes of an open file from where it stands; what is passed over is not read where it need not.
final class FileSource: ByteSource {
  private let path: String
  /// Nil of what stays open without us.
  private let file: OwnedDescriptor?
  private let raw: Int32
  /// Nil of what has no size, as a pipe.
  private let size: UInt64?
  private let signals: SignalWatch
  private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 4096)
  private var filled: Range<Int> = 0..<0
  /// Where the next byte that is not in the buffer is.
  private var position: UInt64

  /// Takes over a descriptor.
  init(owning file: consuming OwnedDescriptor, path: String, signals: SignalWatch) {
    self.signals = signals
    raw = file.raw
    self.path = path
    self.file = consume file
    (size, position) = Self.extent(of: raw)
  }

  /// Standard input.
  init(standardInput path: String, signals: SignalWatch) {
    self.signals = signals
    self.path = path
    file = nil
    raw = 0
    (size, position) = Self.extent(of: 0)
  }

  deinit { buffer.deallocate() }

  private static func extent(of file: Int32) -> (size: UInt64?, position: UInt64) {
    var status = stat()
    let place = lseek(file, 0, SEEK_CUR)
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, place >= 0 else {
      return (nil, 0)
    }
    return (UInt64(clamping: status.st_size), UInt64(place))
  }

  func read(into memory: UnsafeMutableRawBufferPointer) throws -> Int {
    if filled.isEmpty {
      // What is larger than the buffer needs none.
      if memory.count >= buffer.count { return try readDirectly(into: memory) }
      filled = 0..<(try readDirectly(into: buffer))
    }
    let count = min(memory.count, filled.count)
    memory.copyMemory(
      from: UnsafeRawBufferPointer(rebasing: buffer[filled.lowerBound..<filled.lowerBound + count]))
    filled = (filled.lowerBound + count)..<filled.upperBound
    return count
  }

  func skip(_ count: UInt64) throws -> UInt64 {
    let inBuffer = min(filled.count, Int(clamping: count))
    filled = (filled.lowerBound + inBuffer)..<filled.upperBound
    var left = count - UInt64(inBuffer)
    if let size {
      let passed = min(left, size > position ? size - position : 0)
      position += passed
      return UInt64(inBuffer) + passed
    }
    while left > 0 {
      filled = 0..<(try readDirectly(into: buffer))
      if filled.isEmpty { break }
      let part = min(filled.count, Int(clamping: left))
      filled = part..<filled.upperBound
      left -= UInt64(part)
    }
    return count - left
  }

  private func readDirectly(into memory: UnsafeMutableRawBufferPointer) throws -> Int {
    let (number, place) = (raw, position)
    let isSized = size != nil
    if !isSized { try waitForInput() }
    let count = try checked("read", path: path) {
      isSized
        ? pread(number, memory.baseAddress, memory.count, off_t(clamping: place))
        : Glibc.read(number, memory.baseAddress, memory.count)
    }
    position += UInt64(count)
    return count
  }

  /// Whoever writes to a pipe may take for ever; a signal that ends this process is not kept waiting.
  private func waitForInput() throws(Interrupted) {
    while true {
      try signals.check()
      var wanted = [
        pollfd(fd: raw, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      poll(&wanted, 2, signals.descriptor < 0 ? 100 : -1)
      if wanted[0].revents != 0 { return }
    }
  }
}
