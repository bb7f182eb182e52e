import Platforms

@testable import Logs

/// Reads a log that arrives in pieces.
func read(_ bytes: [UInt8], piece: Int = 1 << 16, host: String? = nil) throws -> LogReport {
  var reader = LogReader(
    host: host.flatMap { Platform(in: $0) }, capacity: min(piece, 1 << 16), lineLimit: 1 << 14)
  var rest = bytes[...]
  var isMore = true
  while isMore {
    isMore = reader.take { buffer in
      let part = rest.prefix(min(piece, buffer.count))
      buffer.copyBytes(from: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }
  }
  return try reader.report()
}

func read(_ text: String, piece: Int = 1 << 16, host: String? = nil) throws -> LogReport {
  try read(Array(text.utf8), piece: piece, host: host)
}

extension LogReport {
  /// The ids of the causes, in their order.
  var causes: [String] { findings.filter { $0.role == .cause }.map(\.cause.id) }

  /// The ids of all findings, each cause before its consequences.
  var ids: [String] { findings.flatMap { [$0] + $0.consequences }.map(\.cause.id) }
}

extension String {
  /// What a body does with the bytes of the text.
  func withLog<Result>(_ body: (Bytes) throws -> Result) rethrows -> Result {
    try Array(utf8).withUnsafeBytes(body)
  }
}
