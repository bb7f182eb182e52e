/// How much of an image is looked at. What is beyond is said, never left out in silence.
package struct AuditLimits: Sendable {
  /// Entries of all archives together.
  package var entries = 4_000_000
  /// Bytes of memory that all layers, or the files of a directory, may take.
  package var memory = 1 << 30
  /// Images of an archive, and layers of an image: engines take no more than 127.
  package var images = 1000
  package var layers = 512
  /// Bytes of a document, and of all together.
  package var document = 8 << 20
  package var documents = 128 << 20
  /// Bytes of all layers after unpacking.
  package var unpacked: UInt64 = 1 << 40

  package init() {}
}

/// Reads what is in one layer, or in one archive of files, from its start to its end.
struct LayerScan {
  private(set) var layer = Layer()
  private let start = UnsafeMutableRawBufferPointer.allocate(
    byteCount: FileHead.length, alignment: 16)

  /// Takes the entry that a reader stands at.
  mutating func take(_ entry: TarEntry, from reader: TarReader) throws {
    var file: ProgramFile?
    if entry.kind == .file, entry.size >= 4, entry.beginsWithData {
      let count = try reader.fill(
        UnsafeMutableRawBufferPointer(
          rebasing: start[..<min(start.count, Int(clamping: entry.size))])
      )
      file = program(entry, count)
    }
    layer.add(entry, file)
  }

  /// Takes the entry whose first bytes have been read already.
  mutating func take(_ entry: TarEntry, start bytes: [UInt8]) {
    let count = min(bytes.count, start.count)
    start.copyBytes(from: bytes.prefix(count))
    layer.add(entry, entry.kind == .file && entry.beginsWithData ? program(entry, count) : nil)
  }

  private func program(_ entry: TarEntry, _ count: Int) -> ProgramFile? {
    FileHead(UnsafeRawBufferPointer(rebasing: start[..<count])).map {
      ProgramFile(head: $0, isExecutable: entry.mode & 0o111 != 0)
    }
  }

  /// Gives its memory back.
  func end() { start.deallocate() }
}
