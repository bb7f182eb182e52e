/// What printers put before the text of a line: colours, times, the number of a step.
struct LinePrefix {
  /// The number behind `#` with which BuildKit begins its lines.
  private(set) var stepNumber: Int?
  /// Whether BuildKit says when the step printed the line: it is none of its own.
  private(set) var isOutput = false
  /// Where the text begins.
  private(set) var end: Int

  /// Reads the line that begins at a place, without copying it.
  init(_ bytes: UnsafeRawBufferPointer, from start: Int = 0) {
    var reader = Reader(bytes: bytes, place: start)
    end = reader.place
    // GitHub Actions begins lines with `2026-01-31T12:34:56.1234567Z `.
    if reader.skipTime() { end = reader.place }
    guard reader.skip(UInt8(ascii: "#")), let number = reader.number(),
      reader.skip(UInt8(ascii: " "))
    else { return }
    stepNumber = number
    end = reader.place
    // Then the seconds since the step began: `#7 12.34 text`.
    guard reader.number() != nil, reader.skip(UInt8(ascii: ".")), reader.number() != nil,
      reader.skipBlanks()
    else { return }
    isOutput = true
    end = reader.place
  }

  /// Goes through bytes and sees no escape sequences.
  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    private(set) var place: Int

    init(bytes: UnsafeRawBufferPointer, place: Int) {
      self.bytes = bytes
      self.place = place
      skipSequences()
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func step() {
      place += 1
      skipSequences()
    }

    private mutating func skipSequences() {
      while next == 0x1b {
        place += 1
        let isSequence = next == UInt8(ascii: "[")
        place += 1
        guard isSequence else { continue }
        while let byte = next, !(0x40...0x7e).contains(byte) { place += 1 }
        place += 1
      }
    }

    mutating func skip(_ byte: UInt8) -> Bool {
      guard next == byte else { return false }
      step()
      return true
    }

    /// Whether there are any, or the line ends.
    mutating func skipBlanks() -> Bool {
      guard let next, next >= 0x20 else { return true }
      guard next == UInt8(ascii: " ") else { return false }
      while skip(UInt8(ascii: " ")) {}
      return true
    }

    mutating func number() -> Int? {
      var number = 0
      var digits = 0
      while let byte = next, (0x30...0x39).contains(byte), digits < 9 {
        number = 10 * number + Int(byte - 0x30)
        digits += 1
        step()
      }
      return digits > 0 ? number : nil
    }

    mutating func skipTime() -> Bool {
      let start = self
      let isTime =
        number() != nil && skip(UInt8(ascii: "-")) && number() != nil && skip(UInt8(ascii: "-"))
        && number() != nil && skip(UInt8(ascii: "T")) && number() != nil && skip(UInt8(ascii: ":"))
        && number() != nil && skip(UInt8(ascii: ":")) && number() != nil
      if isTime, !skip(UInt8(ascii: ".")) || number() != nil, skip(UInt8(ascii: "Z")),
        skip(UInt8(ascii: " "))
      {
        return true
      }
      self = start
      return false
    }
  }
}
