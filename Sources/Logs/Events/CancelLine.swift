/// Lines by which CI systems and builders say that a job was ended from outside.
enum CancelLine {
  /// Who ended it, if a line says so.
  static func reason(_ line: Bytes) -> Cancelling? {
    for row in table where row.start.map({ line.starts(with: $0) }) ?? true {
      if let place = line.find(row.text), place < 300 { return row.reason }
    }
    return nil
  }

  /// What the beginnings have in common, so that other lines are not searched.
  static func mayBeOne(_ first: UInt8) -> Bool {
    first == UInt8(ascii: "#") || first.isLetter || first == UInt8(ascii: "/")
  }

  private static let table: [(start: StaticString?, text: StaticString, reason: Cancelling)] = [
    // GitHub Actions and Azure Pipelines.
    ("##[error]", "operation was canceled", .job),
    ("##[error]", "exceeded the maximum execution time", .timeout),
    ("##[error]", "has timed out after ", .timeout),
    ("##[error]", "ran longer than the maximum time", .timeout),
    ("Error: ", "The operation was canceled", .job),
    // GitLab, Jenkins, CircleCI, Travis, Buildkite, Cloud Build, Drone.
    ("ERROR: Job failed: ", "execution took longer than", .timeout),
    ("ERROR: Job failed: ", "canceled", .job),
    ("Build timed out (after", "", .timeout),
    ("Cancelling nested steps due to timeout", "", .timeout),
    ("Too long with no output", "", .timeout),
    ("No output has been received in the last", "", .timeout),
    ("ERROR: build step ", "timed out", .timeout),
    ("TIMEOUT", "", .timeout),
    ("Sending interrupt signal to process", "", .job),
    // BuildKit and docker.
    ("ERROR: failed to ", "context canceled", .builder),
    ("ERROR: failed to ", "Canceled: ", .builder),
    ("ERROR: failed to ", "context deadline exceeded", .timeout),
    ("ERROR: canceled", "", .builder),
    ("error: failed to solve: Canceled", "", .builder),
    ("timeout: sending signal ", "", .timeout),
  ]
}
