extension ELFHeader {
  /// Where a program keeps its constants, texts among them: the last segment that is loaded only to be
  /// read (`PT_LOAD` with `PF_R` alone). Nil where the first bytes of the file name none: older linkers
  /// leave constants beside the code.
  package static func constants(inProgramStarting bytes: [UInt8]) -> (start: UInt64, end: UInt64)? {
    guard let header = ELFHeader(prefix: bytes) else { return nil }
    let isWide = header.identity.wordSize == .bits64
    let reader = FieldReader(bytes: bytes[...], byteOrder: header.identity.byteOrder)
    guard let table = reader.table(wide: isWide) else { return nil }
    let word: UInt64 = isWide ? 8 : 4
    for index in (0..<table.count).reversed() {
      guard let entry = table.offset.adding(UInt64(index * table.entrySize)),
        let flags = entry.adding(isWide ? 4 : 24), let offset = entry.adding(isWide ? 8 : 4),
        let size = entry.adding(isWide ? 32 : 16)
      else { return nil }
      if reader.field(at: entry, bytes: 4) == 1, reader.field(at: flags, bytes: 4) == 4,
        let start = reader.field(at: offset, bytes: word),
        let end = reader.field(at: size, bytes: word).flatMap(start.adding)
      {
        return (start, end)
      }
    }
    return nil
  }
}
