internal import CLinux
import Glibc

/// The news that a signal wants this process to end.
package struct Interrupted: Error, Equatable, Sendable {
  /// The signal, still pending.
  package let signal: Int32

  package init(signal: Int32) {
    self.signal = signal
  }
}

/// SIGINT, SIGTERM and SIGHUP, held back for as long as there are children and files to clean up.
///
/// The signals are blocked while `during` runs its body, and never taken off the kernel's list of
/// pending ones. `run` and `EmptyRoot.open` notice them and throw `Interrupted`; unwinding kills
/// children and removes files as each owner's life ends; and when `during` unblocks the signals
/// again, the one that is still pending does what it always does: it kills this process, whose
/// parent sees a death by that very signal. So nobody has to handle `Interrupted`, there is no
/// global state, and code that starts children cannot forget to hold signals: it needs this value.
///
/// A signal that was ignored or blocked when the body began (`nohup`) stays so and is not held. By
/// the latter, a body within a body holds nothing.
package struct HeldSignals: ~Copyable {
  private let pending: OwnedDescriptor?
  private let held: sigset_t
  private let maskBefore: sigset_t
  private let ignoredChildren: Bool

  /// Runs `body` with the signals held. Does not return if one of them came in.
  package static func during<Result, Failure: Error>(
    _ body: (borrowing HeldSignals) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let signals = HeldSignals()
    defer { signals.release() }
    return try body(signals)
  }

  /// Throws if one of the signals is pending. To be called in work that takes time without `run`.
  package func check() throws(Interrupted) { try watch.check() }

  /// What tells whether one is pending, for code that cannot borrow; valid while `during` lasts.
  var watch: SignalWatch { SignalWatch(descriptor: descriptor, held: held) }

  /// Readable while one of the signals is pending. Nothing ever reads from it.
  var descriptor: Int32 {
    switch pending {
    case .some(let pending): pending.raw
    case .none: -1
    }
  }

  /// How long to wait at most before calling `check`.
  var patience: Duration { descriptor < 0 ? .milliseconds(100) : .seconds(3600) }

  /// The signals by which users end programs.
  static let all = [SIGTERM, SIGINT, SIGHUP]

  private init() {
    var wanted = sigset_t()
    sigemptyset(&wanted)
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &wanted, &before)
    for signal in Self.all
    where clinux_signal_is_ignored(signal) == 0 && sigismember(&before, signal) == 0 {
      sigaddset(&wanted, signal)
    }
    // Where SIGCHLD is ignored, the kernel reaps children itself, and nobody learns how they ended.
    ignoredChildren = clinux_signal_is_ignored(SIGCHLD) == 1
    if ignoredChildren { signal(SIGCHLD, SIG_DFL) }
    pthread_sigmask(SIG_BLOCK, &wanted, nil)
    let descriptor = clinux_signalfd(&wanted)
    pending = descriptor < 0 ? nil : OwnedDescriptor(owning: descriptor)
    held = wanted
    maskBefore = before
  }

  private func release() {
    if ignoredChildren { signal(SIGCHLD, SIG_IGN) }
    var mask = maskBefore
    pthread_sigmask(SIG_SETMASK, &mask, nil)
  }
}

/// Tells whether a held signal is pending.
struct SignalWatch {
  /// Readable while one is; -1 where the kernel has no such thing.
  let descriptor: Int32
  fileprivate let held: sigset_t

  /// Throws if one of the signals is pending.
  func check() throws(Interrupted) {
    var arrived = sigset_t()
    sigpending(&arrived)
    var held = held
    for signal in HeldSignals.all
    where sigismember(&held, signal) == 1 && sigismember(&arrived, signal) == 1 {
      throw Interrupted(signal: signal)
    }
  }
}
