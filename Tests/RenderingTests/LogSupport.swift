import Logs

/// Reads a log.
func read(log text: String) throws -> LogReport {
  var reader = LogReader()
  var rest = Array(text.utf8)[...]
  while reader.take({ buffer in
    let piece = rest.prefix(buffer.count)
    buffer.copyBytes(from: piece)
    rest = rest.dropFirst(piece.count)
    return piece.count
  }) {}
  return try reader.report()
}
