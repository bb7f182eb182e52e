import Platforms
import Testing

@Suite struct ELFHeaderTests {
  /// A header with one program header of the given type after it, and that header's range.
  private func program(
    _ identity: ELFIdentity, segment: UInt64, start: UInt64, length: UInt64, tail: [UInt8]
  ) -> [UInt8] {
    let wide = identity.wordSize == .bits64
    func field(_ value: UInt64, _ count: Int) -> [UInt8] {
      let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
      return identity.byteOrder == .little ? little : little.reversed()
    }
    var bytes = identity.header(type: .sharedObject)
    bytes += field(segment, 4)
    if wide {
      bytes += field(4, 4) + field(start, 8) + field(0, 16) + field(length, 8) + field(length, 8)
      bytes += field(1, 8)
    } else {
      bytes += field(start, 4) + field(0, 8) + field(length, 4) + field(length, 4) + field(4, 8)
    }
    return bytes + tail
  }

  static let shapes = [
    ELFIdentity(.bits64, .little, 62), ELFIdentity(.bits64, .big, 22),
    ELFIdentity(.bits32, .little, 40), ELFIdentity(.bits32, .big, 8),
  ]

  private func headerSize(_ identity: ELFIdentity) -> UInt64 {
    identity.wordSize == .bits64 ? 64 + 56 : 52 + 32
  }

  @Test(arguments: shapes)
  func theLoaderIsRead(identity: ELFIdentity) throws {
    let path = Array("/lib/ld.so.1\0junk".utf8)
    let bytes = program(
      identity, segment: 3, start: headerSize(identity), length: 13, tail: path)
    let header = try #require(ELFHeader(prefix: bytes))
    #expect(header.identity == identity)
    #expect(header.type == 3)
    #expect(header.loader == "/lib/ld.so.1")
  }

  @Test(arguments: shapes)
  func aProgramWithoutLoaderIsStatic(identity: ELFIdentity) throws {
    let bytes = program(identity, segment: 1, start: 0, length: 64, tail: [])
    #expect(try #require(ELFHeader(prefix: bytes)).loader == nil)
  }

  @Test(arguments: shapes)
  func constantsAreWhatIsLoadedOnlyToBeRead(identity: ELFIdentity) throws {
    let wide = identity.wordSize == .bits64
    var bytes = program(identity, segment: 1, start: 8192, length: 100, tail: [])
    let flags = wide ? 64 + 4 : 52 + 24
    func set(_ value: UInt8) {
      for place in flags..<flags + 4 { bytes[place] = 0 }
      bytes[identity.byteOrder == .little ? flags : flags + 3] = value
    }
    set(4)
    let found = try #require(ELFHeader.constants(inProgramStarting: bytes))
    #expect([found.start, found.end] == [8192, 8292])
    for other: UInt8 in [5, 6, 7, 0] {
      set(other)
      #expect(ELFHeader.constants(inProgramStarting: bytes) == nil)
    }
    let endless = program(identity, segment: 1, start: .max, length: 100, tail: [])
    if wide { #expect(ELFHeader.constants(inProgramStarting: endless) == nil) }
    for length in 0..<bytes.count {
      #expect(ELFHeader.constants(inProgramStarting: Array(bytes[..<length])) == nil)
    }
  }

  @Test(arguments: shapes)
  func aLoaderBeyondTheBytesReadIsNotForgotten(identity: ELFIdentity) throws {
    let path = Array("/lib/ld.so.1\0".utf8)
    for start in [headerSize(identity) + 1, 4096, 0xffff_fff0] {
      let bytes = program(identity, segment: 3, start: start, length: 13, tail: path)
      #expect(try #require(ELFHeader(prefix: bytes)).loader == "")
    }
  }

  @Test(arguments: shapes)
  func aTableBeyondThePrefixIsReadWhereItIs(identity: ELFIdentity) throws {
    let path = Array("/lib/ld.so.1\0".utf8)
    let size = identity.wordSize == .bits64 ? 56 : 32
    // A hundred headers of no segment, then one of the loader.
    let table = 5000
    let whole = program(
      identity, segment: 3, start: UInt64(table + 101 * size), length: 13, tail: [])
    var header = Array(whole.dropLast(size))
    func put(_ value: Int, at offset: Int, _ count: Int) {
      for index in 0..<count {
        let place = identity.byteOrder == .little ? index : count - 1 - index
        header[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * place))
      }
    }
    put(table, at: size == 56 ? 32 : 28, size == 56 ? 8 : 4)
    put(101, at: size == 56 ? 56 : 44, 2)
    let file =
      header + [UInt8](repeating: 0, count: table - header.count + 100 * size)
      + whole.suffix(size) + path
    var reads: [(UInt64, Int)] = []
    let read = ELFHeader(prefix: Array(file.prefix(ELFHeader.prefixLength))) { offset, count in
      reads.append((offset, count))
      return Array(file.dropFirst(Int(offset)).prefix(count))
    }
    #expect(try #require(read).loader == "/lib/ld.so.1")
    #expect(reads.map(\.1) == [101 * size, 13])
    #expect(try #require(ELFHeader(prefix: Array(file.prefix(4096)))).loader == "")
  }

  @Test func offsetsThatOverflowAreHarmless() throws {
    let wide = ELFIdentity(.bits64, .little, 62)
    for (start, length) in [(UInt64.max, 13), (13, UInt64.max), (UInt64.max, UInt64.max)] {
      let bytes = program(wide, segment: 3, start: start, length: length, tail: [0])
      #expect(try #require(ELFHeader(prefix: bytes)).loader == "")
    }
    var bytes = wide.header(type: .executable)
    bytes.replaceSubrange(32..<40, with: [UInt8](repeating: 0xff, count: 8))
    bytes.replaceSubrange(54..<58, with: [0xff, 0xff, 0xff, 0xff])
    #expect(try #require(ELFHeader(prefix: bytes)).loader == nil)
  }

  @Test(arguments: shapes)
  func anyTruncationIsHarmless(identity: ELFIdentity) {
    let start = headerSize(identity)
    let whole = program(identity, segment: 3, start: start, length: 2, tail: [47, 0])
    for length in whole.indices {
      let header = ELFHeader(prefix: Array(whole[..<length]))
      #expect((header != nil) == (length >= 20))
      #expect(header?.loader != "/")
    }
  }

  @Test(arguments: shapes)
  func anyByteMayBeHostile(identity: ELFIdentity) {
    let start = headerSize(identity)
    let whole = program(identity, segment: 3, start: start, length: 2, tail: [47, 0])
    for index in whole.indices {
      for byte: UInt8 in [0x00, 0x7f, 0x80, 0xff] {
        var bytes = whole
        bytes[index] = byte
        let header = ELFHeader(prefix: bytes)
        #expect(header == nil || index != 0 || byte == 0x7f)
      }
    }
  }

  @Test func otherFilesHaveNoHeader() {
    #expect(ELFHeader(prefix: []) == nil)
    #expect(ELFHeader(prefix: Array("#!/bin/sh\nexec something else\n".utf8)) == nil)
    #expect(ELFHeader(prefix: [UInt8](repeating: 0, count: 64)) == nil)
    var bytes = ELFIdentity(.bits64, .little, 62).header(type: .executable)
    bytes[4] = 3
    #expect(ELFHeader(prefix: bytes) == nil)
    bytes[4] = 2
    bytes[5] = 0
    #expect(ELFHeader(prefix: bytes) == nil)
  }

  @Test func aLoaderThatIsNoTextStaysALoader() throws {
    let identity = ELFIdentity(.bits64, .little, 62)
    let bytes = program(identity, segment: 3, start: 120, length: 3, tail: [0xff, 0xfe, 0])
    #expect(try #require(ELFHeader(prefix: bytes)).loader == "\u{fffd}\u{fffd}")
  }
}
