/// Times as logs write them.
enum TimeStamp {
  /// Reads a time at a place: seconds, since 1970 or midnight, and where it ends.
  static func read(_ line: Bytes, at start: Int, hasDate: Bool) -> (seconds: Int, end: Int)? {
    guard start < line.count, line[start].isDigit else { return nil }
    var place = start
    var seconds = 0
    if hasDate {
      guard let year = line.number(at: place), year.end == place + 4,
        let mark = byte(line, year.end), mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/"),
        let month = line.number(at: year.end + 1), byte(line, month.end) == mark,
        let day = line.number(at: month.end + 1), day.value <= 31, month.value <= 12,
        let gap = byte(line, day.end), [0x54, 0x20, 0x2c, 0x74].contains(gap)
      else { return nil }
      seconds = 86400 * days(year.value, month.value, day.value)
      place = day.end + (line.holds(", ", at: day.end) ? 2 : 1)
    }
    guard let hour = line.number(at: place), hour.end == place + 2, byte(line, hour.end) == 0x3a,
      let minute = line.number(at: hour.end + 1), byte(line, minute.end) == 0x3a,
      let second = line.number(at: minute.end + 1), second.end == minute.end + 3
    else { return nil }
    seconds += 3600 * hour.value + 60 * minute.value + second.value
    place = second.end
    if let mark = byte(line, place), mark == 0x2e || mark == 0x2c, isDigit(line, place + 1) {
      place += 1
      while isDigit(line, place) { place += 1 }
    }
    return (seconds, zoneEnd(line, place))
  }

  private static func zoneEnd(_ line: Bytes, _ start: Int) -> Int {
    if byte(line, start) == UInt8(ascii: "Z") { return start + 1 }
    guard let sign = byte(line, start), sign == 0x2b || sign == 0x2d, isDigit(line, start + 1)
    else { return line.holds(" UTC", at: start) ? start + 4 : start }
    var place = start + 1
    while isDigit(line, place) || byte(line, place) == 0x3a { place += 1 }
    return place
  }

  private static func byte(_ line: Bytes, _ place: Int) -> UInt8? {
    place < line.count ? line[place] : nil
  }

  private static func isDigit(_ line: Bytes, _ place: Int) -> Bool {
    place < line.count && line[place].isDigit
  }

  /// Days since 1970 in the Gregorian calendar: years begin in March, so that leap days end them.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let march = (month + 9) % 12
    let year = month <= 2 ? year - 1 : year
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * march + 2) / 5 + day - 719469
  }
}
