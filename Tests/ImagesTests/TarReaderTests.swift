import Testing

@testable import Images

private func entries(_ bytes: [UInt8], limit: Int = .max) throws -> [TarEntry] {
  let reader = TarReader(MemorySource(bytes), limit: limit)
  var entries: [TarEntry] = []
  while let entry = try reader.next() { entries.append(entry) }
  return entries
}

struct TarReaderTests {
  @Test func kindsAndNamesAreRead() throws {
    var archive = TarBuilder()
    archive.directory("etc")
    archive.file("etc/hosts", Array("x".utf8), mode: 0o755)
    archive.link("a", to: "etc/hosts")
    archive.link("b", to: "etc/hosts", type: "1")
    archive.entry("dev/null", type: "3")
    let read = try entries(archive.data)
    #expect(read.map(\.kind) == [.directory, .file, .symbolicLink, .hardLink, .special])
    #expect(read[1].mode == 0o755 && read[1].size == 1)
    #expect(read[2].link == Array("etc/hosts".utf8) && read[3].link == read[2].link)
  }

  @Test func longNamesAreReadInBothWays() throws {
    let name = String(repeating: "d/", count: 90) + "f"
    var archive = TarBuilder()
    archive.records([("path", name), ("size", "3"), ("comment", "a=b")])
    archive.file("short", Array("abc".utf8))
    archive.entry(
      "././@LongLink", type: "L", contents: Array(name.utf8) + [0], magic: "ustar  \u{0}")
    archive.entry(
      "././@LongLink", type: "K", contents: Array("t".utf8) + [0], magic: "ustar  \u{0}")
    archive.entry("short", type: "2", link: "x", magic: "ustar  \u{0}")
    archive.file("next", [])
    let read = try entries(archive.data)
    #expect(read.map { String(decoding: $0.name, as: UTF8.self) } == [name, name, "next"])
    #expect(read[1].link == [UInt8(ascii: "t")])
  }

  @Test func prefixOfPOSIXIsPartOfTheName() throws {
    var archive = TarBuilder()
    archive.entry("f", type: "0") { $0.replaceSubrange(345..<348, with: Array("a/b".utf8)) }
    #expect(try entries(archive.data)[0].name == Array("a/b/f".utf8))
  }

  @Test func sizesInBase256AreRead() throws {
    var archive = TarBuilder()
    archive.entry(
      "f", type: "0", contents: [7], size: [0x80] + [UInt8](repeating: 0, count: 10) + [1])
    archive.file("g", [])
    #expect(try entries(archive.data).map(\.size) == [1, 0])
  }

  @Test(arguments: [
    Array("-0000000001".utf8), [0xff] + [UInt8](repeating: 0xff, count: 11),
    [0x80] + [UInt8](repeating: 0xff, count: 11), Array("7777777777x".utf8),
  ])
  func impossibleSizesAreDamage(_ size: [UInt8]) {
    var archive = TarBuilder()
    archive.entry("f", type: "0", size: size)
    #expect(throws: TarError.damagedHeader) { try entries(archive.data) }
  }

  @Test func sumThatIsWrongIsDamage() {
    var archive = TarBuilder()
    archive.file("f", [])
    var bytes = archive.data
    bytes[0] ^= 1
    #expect(throws: TarError.damagedHeader) { try entries(bytes) }
  }

  @Test func everyCutIsNoticedOrAtAHeader() throws {
    var archive = TarBuilder()
    archive.file("f", [UInt8](repeating: 1, count: 700))
    archive.file("g", [UInt8](repeating: 1, count: 10))
    let whole = archive.data
    for length in stride(from: 1, to: 2560, by: 7) where length != 1536 {
      #expect(throws: TarError.cutOff, "\(length)") { try entries(Array(whole.prefix(length))) }
    }
  }

  @Test func sparseFilesKeepTheirDataAndSayWhereItBegins() throws {
    var archive = TarBuilder()
    let map = Array("2\n0\n4\n512\n4\n".utf8)
    archive.records([
      ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "s"),
    ])
    archive.file(
      "GNUSparseFile.0/s",
      map + [UInt8](repeating: 0, count: 512 - map.count) + Array("abcdefgh".utf8))
    archive.records([("GNU.sparse.map", "4096,1")])
    archive.file("hole", [1])
    let reader = TarReader(MemorySource(archive.data))
    let first = try #require(try reader.next())
    #expect(first.name == [UInt8(ascii: "s")] && first.beginsWithData && first.size == 8)
    #expect(try reader.start() == Array("abcdefgh".utf8))
    #expect(try reader.next()?.beginsWithData == false)
  }

  @Test func entriesAreBounded() {
    var archive = TarBuilder()
    for index in 0..<20 { archive.file("f\(index)", []) }
    #expect(throws: TarError.tooManyEntries) { try entries(archive.data, limit: 10) }
    var endless = TarBuilder()
    endless.entry(
      "x", type: "x", size: Array("00010000000".utf8))
    #expect(throws: TarError.oversizedName) { try entries(endless.data) }
  }

  @Test func pathsStayBelowTheRoot() {
    for (text, path) in [
      ("../../etc/passwd", "etc/passwd"), ("/a//./b/../c", "a/c"), ("a/../../..", ""), ("./", ""),
    ] {
      #expect(TreePath(text).relative == path)
    }
  }
}
