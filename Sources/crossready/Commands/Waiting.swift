import CommandLineKit

/// The deadline of everything that runs for one platform.
struct Timeout: Sendable, Equatable {
  var seconds = 10.0

  var duration: Duration { .seconds(seconds) }
}

/// The time between two looks at a process.
struct Interval: Sendable, Equatable {
  var seconds = 5.0
}

extension Option {
  /// The deadline, which several commands share.
  static func timeout(_ keyPath: any WritableKeyPath<Options, Timeout> & Sendable) -> Option {
    .value(
      "timeout", "SECONDS", "the deadline of each platform (default 10)",
      apply: { word, options throws(UsageError) in
        options[keyPath: keyPath].seconds = try word.asSeconds(of: "--timeout")
      })
  }
}
