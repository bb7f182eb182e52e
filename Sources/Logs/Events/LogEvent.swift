/// What names a step in the lines of a log.
enum StepName: Hashable {
  /// The number behind `#` of BuildKit's plain progress.
  case number(Int)
  /// The digest of a vertex in rawjson.
  case digest([UInt8])
  /// The title, where lines hold nothing else: BuildKit's display for terminals.
  case title([UInt8])
  /// The step of a builder that runs one at a time.
  case current
  /// The step that the builder's last message about a failure was about.
  case failing
}

/// What a line of a log tells.
enum LogEvent {
  /// A step begins, or is named again. Its title holds its platform, stage and command.
  case begins(StepName, title: Bytes)
  /// A step ends; with nil, the one that it is about is to be found by the message.
  case ends(StepName?, StepEnd)
  /// A program printed this; with nil, in no step of a builder.
  case prints(StepName?, Bytes)
  /// The job was cancelled, or ran out of time.
  case cancels(Cancelling)
  /// The build is over: steps without an end of their own ended well, if none failed.
  case finishes
}

/// Who ended a job that had not ended.
enum Cancelling: Sendable {
  /// The CI system, for somebody.
  case job
  /// The time that it had was up.
  case timeout
  /// The builder, for who started it.
  case builder
}

/// How a step ended.
enum StepEnd {
  case done
  case cancelled
  /// With the message of the builder.
  case failed(Bytes)
}
