/// What stands before an entry and says more of it than its header can: PAX records (POSIX, "pax
/// Extended Header") and GNU's long names.
struct TarRecords {
  var name: [UInt8]?
  var link: [UInt8]?
  var size: UInt64?
  /// Whether the data begins with a map of a sparse file (GNU's PAX format 1.0).
  var hasSparseMap = false
  /// Where the first bytes of a sparse file belong (GNU's PAX formats 0.0 and 0.1).
  var firstMapOffset: UInt64 = 0

  /// Adds records, each `LENGTH KEY=VALUE` and a line feed.
  mutating func add(_ bytes: [UInt8]) throws(TarError) {
    var rest = bytes[...]
    while let blank = rest.firstIndex(of: UInt8(ascii: " ")) {
      guard let length = Int(String(decoding: rest[..<blank], as: UTF8.self)), length > 0,
        length <= rest.count, blank - rest.startIndex < length
      else { throw .damagedHeader }
      let record = rest[blank...].prefix(rest.startIndex + length - blank).dropFirst().dropLast()
      rest = rest.dropFirst(length)
      guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw .damagedHeader }
      try set(
        String(decoding: record[..<equals], as: UTF8.self), to: Array(record[(equals + 1)...]))
    }
  }

  private mutating func set(_ key: String, to value: [UInt8]) throws(TarError) {
    switch key {
    case "path": if name == nil || !hasSparseName { name = value }
    case "GNU.sparse.name":
      name = value
      hasSparseName = true
    case "linkpath": link = value
    case "size":
      guard let number = UInt64(String(decoding: value, as: UTF8.self)) else {
        throw .damagedHeader
      }
      size = number
    case "GNU.sparse.major": hasSparseMap = value == [UInt8(ascii: "1")]
    case "GNU.sparse.map":
      let first = value.prefix { $0 != UInt8(ascii: ",") }
      firstMapOffset = UInt64(String(decoding: first, as: UTF8.self)) ?? 0
    default: break
    }
  }

  private var hasSparseName = false
}
