package import Platforms

/// Reads a build log while it is written: decode, strip, events, hits; at the end, causes.
///
/// Memory does not grow with the log, nor the time for a line with the lines before it.
package struct LogReader: ~Copyable {
  private let buffer: UnsafeMutableRawBufferPointer
  private var encoding: LogEncoding?
  /// The first bytes, until they are enough to tell the encoding.
  private var head: [UInt8] = []
  private var utf16: UTF16Decoder?
  private var decoded: [UInt8] = []
  private var splitter: LineSplitter
  private var lines: LineReader

  private static var headSize: Int { 4096 }

  /// - Parameters:
  ///   - host: the platform of the machine that wrote the log, if it is known.
  ///   - capacity: how many bytes are read at once.
  ///   - lineLimit: the longest line that is looked at as a whole.
  package init(host: Platform? = nil, capacity: Int = 1 << 17, lineLimit: Int = 1 << 15) {
    lines = LineReader(host: host)
    splitter = LineSplitter(limit: lineLimit)
    buffer = .allocate(byteCount: capacity, alignment: 64)
  }

  deinit { buffer.deallocate() }

  /// Takes the next bytes, which `read` writes into the memory that it is given; it returns how many,
  /// and 0 at the end. Returns false at the end, or when the log has turned out to be none.
  package mutating func take<Failure: Error>(
    _ read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Bool {
    let count = try read(buffer)
    let isEnd = count == 0
    // What is wrong with its beginning, its end does not mend.
    guard problem == nil else { return false }
    let bytes = Bytes(rebasing: buffer[..<count])
    if encoding == nil {
      head.append(contentsOf: bytes)
      guard isEnd || head.count >= Self.headSize else { return true }
      let first = head
      head = []
      first.withUnsafeBytes { begin($0) }
    } else {
      decode(bytes)
    }
    guard problem == nil else { return false }
    if isEnd { splitter.end { lines.read($0) } }
    return !isEnd
  }

  /// Why it is no log, as far as that is known.
  private var problem: UnusableLog?

  private mutating func begin(_ head: Bytes) {
    do throws(UnusableLog) {
      let encoding = try LogEncoding(head[part: 0..<min(head.count, Self.headSize)])
      self.encoding = encoding
      switch encoding {
      case .utf8(let skipping): decode(head.dropping(skipping))
      case .utf16(let isBigEndian, let skipping):
        utf16 = UTF16Decoder(isBigEndian: isBigEndian)
        decode(head.dropping(skipping))
      }
    } catch {
      problem = error
    }
  }

  private mutating func decode(_ bytes: Bytes) {
    guard utf16 != nil else {
      splitter.split(bytes) { lines.read($0) }
      return
    }
    decoded.removeAll(keepingCapacity: true)
    utf16?.decode(bytes, into: &decoded)
    decoded.withUnsafeBytes { text in splitter.split(text) { lines.read($0) } }
  }

  /// The result, once all has been taken.
  package func report() throws(UnusableLog) -> LogReport {
    if let problem { throw problem }
    return lines.report()
  }
}
