/// The shape of what a CI system or an engine puts before the lines of a log.
struct PrefixShape: Sendable {
  /// A part of it.
  enum Part: Sendable {
    case text(StaticString)
    /// A date and a time (RFC 3339, also with blanks, slashes or a comma in them).
    case time
    /// A time of the day.
    case clock
    case digits
    case blanks
    /// Letters, digits, `-`, `.` and `_`, not digits alone.
    case name
    /// Anything but this byte, at most 100 bytes.
    case until(UInt8)
    /// Any one of these bytes.
    case one(StaticString)
    /// Two hexadecimal digits.
    case octet
  }

  let parts: [Part]

  init(_ parts: Part...) { self.parts = parts }

  /// Those that are known. Of several that match the first counts.
  static let table: [PrefixShape] = [
    // GitLab's time stamps, with the number of a stream; Kubernetes' files; GitHub, Azure, docker logs -t.
    PrefixShape(.time, .text(" "), .octet, .one("OE"), .one(" +")),
    PrefixShape(.time, .text(" std"), .name, .text(" "), .one("FP"), .text(" ")),
    PrefixShape(.time, .blanks),
    // Jenkins and AppVeyor; TeamCity.
    PrefixShape(.text("["), .time, .text("]"), .blanks),
    PrefixShape(.text("["), .clock, .text("]"), .blanks),
    PrefixShape(.text("["), .clock, .text("]"), .one("WEF"), .text(":"), .blanks),
    PrefixShape(.clock, .blanks),
    // syslog (RFC 3164) and journalctl.
    PrefixShape(
      .name, .blanks, .digits, .text(" "), .clock, .text(" "), .name, .text(" "),
      .name, .text("["), .digits, .text("]: ")),
    PrefixShape(
      .name, .blanks, .digits, .text(" "), .clock, .text(" "), .name, .text(" "),
      .name, .text(": ")),
    // docker compose; act and Earthly.
    PrefixShape(.name, .blanks, .text("| ")),
    PrefixShape(.name, .text("| ")),
    PrefixShape(.blanks, .text("+"), .until(0x20), .blanks, .text("| ")),
    PrefixShape(.text("+"), .until(0x20), .blanks, .text("| ")),
    PrefixShape(.text("["), .until(0x5d), .text("]"), .blanks, .text("| ")),
    // gh run view --log: job, step, time.
    PrefixShape(.until(0x09), .text("\t"), .until(0x09), .text("\t"), .time, .text(" ")),
    // Google Cloud Build, AWS CodeBuild.
    PrefixShape(.text("Step #"), .digits, .text(" - \""), .until(0x22), .text("\": ")),
    PrefixShape(.text("Step #"), .digits, .text(": ")),
    PrefixShape(.text("[Container] "), .time, .blanks),
    // kubectl logs --prefix, tkn, Drone and Woodpecker, kaniko.
    PrefixShape(.text("[pod/"), .until(0x5d), .text("] ")),
    PrefixShape(.text("["), .name, .text(" : "), .name, .text("] ")),
    PrefixShape(.text("["), .name, .text(":"), .digits, .text("] ")),
    PrefixShape(.text("INFO["), .digits, .text("] ")),
  ]

  /// By the first byte of a line: the shapes that may match it.
  static let byFirstByte: [[Int]] = (0...255).map { byte in
    table.indices.filter { table[$0].mayBegin(with: UInt8(byte)) }
  }

  private func mayBegin(with byte: UInt8) -> Bool {
    switch parts.first {
    case .text(let text): text.utf8Start[0] == byte
    case .time, .clock, .digits: byte.isDigit
    case .name: byte.isNamePart
    case .blanks: byte == 0x20 || byte == 0x09
    case .until(let end): byte != end
    case .one, .octet, nil: true
    }
  }

  /// Where the prefix ends, and the time in it, in seconds; nil if the line has none.
  func match(_ line: Bytes) -> (end: Int, time: Int?)? {
    var place = 0
    var time: Int?
    for part in parts {
      switch part {
      case .text(let text):
        guard line.holds(text, at: place) else { return nil }
        place += text.utf8CodeUnitCount
      case .time:
        guard let stamp = TimeStamp.read(line, at: place, hasDate: true) else { return nil }
        (time, place) = (stamp.seconds, stamp.end)
      case .clock:
        guard let stamp = TimeStamp.read(line, at: place, hasDate: false) else { return nil }
        (time, place) = (stamp.seconds, stamp.end)
      case .digits:
        guard let number = line.number(at: place) else { return nil }
        place = number.end
      case .blanks, .name, .until, .one, .octet:
        guard let end = Self.run(part, line, at: place) else { return nil }
        place = end
      }
    }
    return (place, time)
  }

  private static func run(_ part: Part, _ line: Bytes, at start: Int) -> Int? {
    var place = start
    switch part {
    case .blanks:
      while place < line.count, line[place] == 0x20 || line[place] == 0x09 { place += 1 }
      return place > start || place == line.count ? place : nil
    case .name:
      var isNumber = true
      while place < line.count, line[place].isNamePart {
        isNumber = isNumber && line[place].isDigit
        place += 1
      }
      return isNumber ? nil : place
    case .until(let byte):
      while place < line.count, line[place] != byte, place - start < 100 { place += 1 }
      return place > start && place < line.count && line[place] == byte ? place : nil
    case .one(let bytes):
      guard place < line.count,
        (0..<bytes.utf8CodeUnitCount).contains(where: { bytes.utf8Start[$0] == line[place] })
      else { return nil }
      return place + 1
    case .octet:
      guard place + 2 <= line.count, line[place].isDigit || line[place].isLetter,
        line[place + 1].isDigit || line[place + 1].isLetter
      else { return nil }
      return place + 2
    case .text, .time, .clock, .digits: return nil
    }
  }
}
