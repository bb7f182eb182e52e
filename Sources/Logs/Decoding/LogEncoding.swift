/// Why bytes are no log that can be read.
package enum UnusableLog: Error, Sendable, Hashable {
  /// There is none.
  case empty
  /// It is compressed: with what, and the command that unpacks it to standard output.
  case compressed(name: String, command: String)
  /// It is no text.
  case binary
  /// It is a web page around a log.
  case page
}

/// How the characters of a log are written.
enum LogEncoding: Sendable, Hashable {
  /// UTF-8, or ASCII; how many bytes stand before it (a byte order mark).
  case utf8(skipping: Int)
  case utf16(isBigEndian: Bool, skipping: Int)

  /// Tells it from the first bytes: 4096, if the log has so many.
  /// - Throws: if what begins so is no log.
  init(_ head: Bytes) throws(UnusableLog) {
    guard !head.isEmpty else { throw .empty }
    for row in Self.compressions where head.starts(with: row.magic) {
      throw .compressed(name: row.name, command: row.command)
    }
    // Programs have so many zeros that some look like UTF-16.
    if head.starts(with: [0x7f, 0x45, 0x4c, 0x46]) { throw .binary }
    if head.starts(with: [0xef, 0xbb, 0xbf]) {
      self = .utf8(skipping: 3)
    } else if head.starts(with: [0xff, 0xfe]) {
      self = .utf16(isBigEndian: false, skipping: 2)
    } else if head.starts(with: [0xfe, 0xff]) {
      self = .utf16(isBigEndian: true, skipping: 2)
    } else if let isBigEndian = Self.utf16Order(head) {
      self = .utf16(isBigEndian: isBigEndian, skipping: 0)
    } else if Self.isBinary(head) {
      throw .binary
    } else if Self.isPage(head) {
      throw .page
    } else {
      self = .utf8(skipping: 0)
    }
  }

  /// Magic numbers: RFC 1952, the xz file format, RFC 8878, PKWARE's APPNOTE, bzip2.
  private static let compressions: [(magic: [UInt8], name: String, command: String)] = [
    ([0x1f, 0x8b], "gzip", "gzip -dc"),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "xz", "xz -dc"),
    ([0x28, 0xb5, 0x2f, 0xfd], "zstd", "zstd -dc"),
    ([0x50, 0x4b, 0x03, 0x04], "zip", "unzip -p"),
    ([0x42, 0x5a, 0x68], "bzip2", "bzip2 -dc"),
  ]

  /// Most letters of a log are ASCII: in UTF-16, every other byte of it is zero.
  private static func utf16Order(_ head: Bytes) -> Bool? {
    let pairs = head.count / 2
    guard pairs >= 8 else { return nil }
    var zeros = [0, 0]
    for place in 0..<2 * pairs where head[place] == 0 { zeros[place % 2] += 1 }
    if zeros[0] * 10 > pairs * 7, zeros[1] * 10 < pairs { return true }
    if zeros[1] * 10 > pairs * 7, zeros[0] * 10 < pairs { return false }
    return nil
  }

  private static func isBinary(_ head: Bytes) -> Bool {
    let strange = head.reduce(0) { count, byte in
      let isUsual = byte >= 0x20 && byte != 0x7f || (0x07...0x0d).contains(byte) || byte == 0x1b
      return isUsual ? count : count + 1
    }
    return strange * 10 > head.count * 3
  }

  private static func isPage(_ head: Bytes) -> Bool {
    let start = head.prefix(512).drop { $0 <= 0x20 }.prefix(15)
      .map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }
    return start.starts(with: "<!doctype html".utf8) || start.starts(with: "<html".utf8)
  }
}
