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
