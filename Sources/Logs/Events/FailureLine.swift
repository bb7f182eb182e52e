/// A line in which a builder, outside of all steps, says that a build failed.
enum FailureLine {
  /// Whether a line is one.
  static func isOne(_ line: Bytes) -> Bool {
    guard let first = line.first else { return false }
    switch first {
    case UInt8(ascii: "#"): return line.starts(with: "##[error]Process completed with exit code ")
    case UInt8(ascii: "E"), UInt8(ascii: "e"), UInt8(ascii: "f"), UInt8(ascii: "T"),
      UInt8(ascii: "t"):
      return starts.contains { line.starts(with: $0) }
        || (["ERROR: ", "error: ", "Error: "] as [StaticString]).contains { line.starts(with: $0) }
          && line[part: 0..<min(line.count, 80)].find("failed to solve") != nil
    default: return false
    }
  }

  private static let starts: [StaticString] = [
    "failed to solve: ", "error: failed to solve: ", "ERROR: failed to solve: ",
    "ERROR: failed to build: failed to solve: ", "Error: building at STEP ",
    "error: building at STEP ", "Error: error building at STEP ", "The command '",
    "Error: buildx failed with: ", "ERROR: process \"", "target ",
    "error building image: ", "ERROR: executor failed running [",
  ]

  /// Whether a message holds the command of a step, whose words are nothing that happened.
  static func quotesCommand(_ message: Bytes) -> Bool {
    (["process \"", "executor failed running [", "The command '", " at STEP \""] as [StaticString])
      .contains { message.find($0) != nil }
  }

  /// The status of the program that a builder's message tells, if it does.
  static func status(in message: Bytes) -> Int? {
    for mark: StaticString in [
      "exit code: ", "completed with exit code ", "returned a non-zero code: ", "exit status ",
      "exited with code ",
    ] {
      guard let place = message.find(mark) else { continue }
      return message.number(at: place + mark.utf8CodeUnitCount)?.value
    }
    return nil
  }
}
