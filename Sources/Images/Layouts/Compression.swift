/// How a layer or an archive is packed, told by its first bytes: media types lie (`docker-dir`).
package enum Compression: Sendable, Equatable {
  case gzip
  case zstd
  /// Packed in a way that no engine writes today.
  case other(String)

  /// What the first bytes say; nil where they are not packed.
  package init?(magic bytes: [UInt8]) {
    if bytes.starts(with: [0x1f, 0x8b]) {
      self = .gzip
    } else if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      self = .zstd
    } else if bytes.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a]) {
      self = .other("xz")
    } else if bytes.starts(with: Array("BZh".utf8)) {
      self = .other("bzip2")
    } else {
      return nil
    }
  }
}
