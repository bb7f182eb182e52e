/// What is going on, for those who wait.
package enum Progress: Sendable {
  /// A step of several parts began, each of which has a name; or one of no parts.
  case began(String, parts: [String] = [])
  /// Some time has passed.
  case waited
  /// A part of the step ended.
  case ended(part: Int, succeeded: Bool)
  /// The last step is over.
  case finished
}
