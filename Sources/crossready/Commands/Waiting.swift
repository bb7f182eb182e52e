import CommandLineKit
import LinuxHost

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

extension RegistrationLock {
  /// Waits for the lock, and says so where root went on without that of the other users.
  ///
  /// Who holds it may pull an image and then register many platforms: it has sixty times the deadline
  /// of one.
  static func taking(_ timeout: Timeout, _ display: ProgressDisplay) throws(RegisteringError)
    -> RegistrationLock
  {
    let lock = try taking(
      patience: timeout.duration * 60, courtesy: min(timeout.duration, .seconds(5)),
      progress: display.show)
    if let holder = lock.passedOver {
      complain("\(holder) keeps the lock of the users without root; root goes on without it")
    }
    return lock
  }
}
