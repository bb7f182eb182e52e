/// The tar format of POSIX (ustar), as far as images need it.
package struct TarArchive {
  /// What the archive holds so far, without its end.
  private var bytes: [UInt8] = []

  /// An archive of nothing.
  package init() {}

  /// The whole archive.
  package var data: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

  /// Appends a directory, by default one that everybody may enter.
  package mutating func append(directory name: String, mode: Int = 0o755) {
    bytes += Self.header(name: "\(name)/", mode: mode, size: 0, type: "5")
  }

  /// Appends a file that belongs to root.
  package mutating func append(file name: String, mode: Int, contents: [UInt8]) {
    bytes += Self.header(name: name, mode: mode, size: contents.count, type: "0")
    bytes += contents
    bytes += [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }

  private static func header(name: String, mode: Int, size: Int, type: String) -> [UInt8] {
    func octal(_ number: Int, width: Int) -> [UInt8] {
      let digits = String(number, radix: 8)
      return Array((String(repeating: "0", count: width - 1 - digits.count) + digits).utf8) + [0]
    }
    func padded(_ text: String, to width: Int) -> [UInt8] {
      Array(text.utf8.prefix(width)) + [UInt8](repeating: 0, count: max(0, width - text.utf8.count))
    }
    let before =
      padded(name, to: 100) + octal(mode, width: 8) + octal(0, width: 8) + octal(0, width: 8)
      + octal(size, width: 12) + octal(0, width: 12)
    let after =
      padded(type, to: 1) + padded("", to: 100) + padded("ustar", to: 6) + Array("00".utf8)
      + padded("", to: 247)
    // The checksum counts itself as blanks.
    let sum = (before + after).reduce(8 * 32) { $0 + Int($1) }
    return before + Array(octal(sum, width: 7)) + Array(" ".utf8) + after
  }
}

extension TarArchive {
  /// The contents of the first regular file in an archive; nil if there is none, or only part of it.
  package static func firstFile(in archive: [UInt8]) -> [UInt8]? {
    var file: [UInt8]?
    forEachFile(in: archive) { _, contents in
      file = contents
      return false
    }
    return file
  }

  /// The regular files in an archive by their names; one of which a part is missing is left out.
  package static func files(in archive: [UInt8]) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    forEachFile(in: archive) { name, contents in
      files[name] = contents
      return true
    }
    return files
  }

  /// Hands out regular files until `body` has enough; behind damage there are none.
  private static func forEachFile(
    in archive: [UInt8], _ body: (_ name: String, _ contents: [UInt8]) -> Bool
  ) {
    let reader = TarReader(MemorySource(archive))
    do {
      while let entry = try reader.next() {
        guard entry.kind == .file else { continue }
        guard entry.size <= UInt64(archive.count) else { return }
        let contents = try reader.bytes(Int(entry.size))
        guard body(String(decoding: entry.name, as: UTF8.self), contents) else { return }
      }
    } catch {
      return
    }
  }
}
