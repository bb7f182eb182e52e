/// Lines by which CI systems and builders say that a job was ended from outside.
enum CancelLine {
  /// Whether a line says so, and whether because time was up; nil if it does not.
  static func isTimeout(_ line: Bytes) -> Bool? {
    for row in table where row.start.map({ line.starts(with: $0) }) ?? true {
      if let place = line.find(row.text), place < 300 { return row.isTimeout }
    }
    return nil
  }

  /// What the beginnings have in common, so that other lines are not searched.
  static func mayBeOne(_ first: UInt8) -> Bool {
    first == UInt8(ascii: "#") || first.isLetter || first == UInt8(ascii: "/")
  }

  private static let table: [(start: StaticString?, text: StaticString, isTimeout: Bool)] = [
    // GitHub Actions and Azure Pipelines.
    ("##[error]", "operation was canceled", false),
    ("##[error]", "exceeded the maximum execution time", true),
    ("##[error]", "has timed out after ", true),
    ("##[error]", "ran longer than the maximum time", true),
    ("Error: ", "The operation was canceled", false),
    // GitLab, Jenkins, CircleCI, Travis, Buildkite, Cloud Build, Drone.
    ("ERROR: Job failed: ", "execution took longer than", true),
    ("ERROR: Job failed: ", "canceled", false),
    ("Build timed out (after", "", true),
    ("Cancelling nested steps due to timeout", "", true),
    ("Too long with no output", "", true),
    ("No output has been received in the last", "", true),
    ("ERROR: build step ", "timed out", true),
    ("TIMEOUT", "", true),
    ("Sending interrupt signal to process", "", false),
    // BuildKit and docker.
    ("ERROR: failed to ", "context canceled", false),
    ("ERROR: failed to ", "Canceled: ", false),
    ("ERROR: failed to ", "context deadline exceeded", true),
    ("ERROR: canceled", "", false),
    ("error: failed to solve: Canceled", "", false),
    ("timeout: sending signal ", "", true),
  ]
}
