import Glibc

/// The time since some moment in the past, which nobody can set.
///
/// `ContinuousClock` is part of the concurrency library, whose mere presence makes a static program
/// start in 11 ms rather than in one.
func now() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
}

extension Duration {
  /// As many whole milliseconds as `poll` needs not to wake up before this time is over.
  var pollTimeout: Int32 {
    if self <= .zero { return 0 }
    return Int32(min(3_600_000, (self / .milliseconds(1)).rounded(.up)))
  }
}

/// How long the machine has been up, times included in which it was suspended: processes count their
/// start by it.
func uptime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_BOOTTIME, &time)
  return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
}
