/// Bytes in order, of any number: a file, a pipe, a part of an archive.
package protocol ByteSource: AnyObject {
  /// Fills memory with the next bytes and returns how many there were: 0 at the end only. Throws what
  /// keeps it from reading.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
  /// Moves on by as many bytes, and returns how many there were: fewer at the end only.
  func skip(_ count: UInt64) throws -> UInt64
}

extension ByteSource {
  package func skip(_ count: UInt64) throws -> UInt64 {
    var left = count
    try withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
      while left > 0 {
        let part = UnsafeMutableRawBufferPointer(
          rebasing: buffer[..<min(buffer.count, Int(clamping: left))])
        let length = try read(into: part)
        if length == 0 { break }
        left -= UInt64(length)
      }
    }
    return count - left
  }

  /// Fills as much of the memory as there are bytes for.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let length = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if length == 0 { break }
      filled += length
    }
    return filled
  }

  /// The next bytes: fewer than `count` at the end only.
  func bytes(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try fill(UnsafeMutableRawBufferPointer(buffer))
    }
  }
}

/// Bytes in memory.
package final class MemorySource: ByteSource {
  private var rest: ArraySlice<UInt8>

  package init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = rest.prefix(buffer.count)
    buffer.copyBytes(from: part)
    rest = rest.dropFirst(part.count)
    return part.count
  }
}

/// A source whose first bytes can be looked at before they are read.
package final class PeekedSource: ByteSource {
  private let source: any ByteSource
  private var head: ArraySlice<UInt8> = []

  package init(_ source: any ByteSource) { self.source = source }

  /// The next bytes, which stay: fewer than `count` at the end only.
  package func peek(_ count: Int) throws -> [UInt8] {
    if head.count < count { head += try source.bytes(count - head.count) }
    return Array(head.prefix(count))
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard !head.isEmpty else { return try source.read(into: buffer) }
    let part = head.prefix(buffer.count)
    buffer.copyBytes(from: part)
    head = head.dropFirst(part.count)
    return part.count
  }

  package func skip(_ count: UInt64) throws -> UInt64 {
    let inHead = min(head.count, Int(clamping: count))
    head = head.dropFirst(inHead)
    return UInt64(inHead) + (try source.skip(count - UInt64(inHead)))
  }
}

/// A source of which no more than a number of bytes are read: what unpacks to more is no image.
package final class BoundedSource: ByteSource {
  private let source: any ByteSource
  private let limit: UInt64
  /// How many there were.
  package private(set) var count: UInt64 = 0

  package init(_ source: any ByteSource, limit: UInt64) {
    self.source = source
    self.limit = limit
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard count < limit else { throw TarError.tooLarge }
    let length = try source.read(into: buffer)
    count += UInt64(length)
    return length
  }
}
