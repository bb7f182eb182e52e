/// A number rounded to a whole one, however large it is, and 0 for what is no number.
package func whole(_ number: Double) -> Int {
  let limit = 1e15
  return number.isNaN ? 0 : Int(min(max(number, -limit), limit).rounded())
}

/// A time as a sentence has it: `5 s`, `0.2 s`.
package func secondsText(_ seconds: Double) -> String {
  let tenths = whole(10 * seconds)
  return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
}

/// A long time in the two units that matter: `45 s`, `14 min`, `2 h 5 min`, `3 d`.
package func durationText(_ seconds: Double) -> String {
  let all = max(0, whole(seconds.rounded(.down)))
  if all < 120 { return "\(all) s" }
  if all < 7200 { return "\(all / 60) min" }
  if all < 172_800 {
    let minutes = all / 60 % 60
    return "\(all / 3600) h" + (minutes == 0 ? "" : " \(minutes) min")
  }
  return "\(all / 86400) d"
}
