/// What is known of an emulated process.
package enum HangVerdict: String, Codable, Sendable, CaseIterable {
  case crashedAsInit = "crashed-as-init"
  case deadlocked
  case spinning
  case zombieNotReaped = "zombie-not-reaped"
  case stopped
  case frozen
  case uninterruptible
  case waitingForLock = "waiting-for-lock"
  case waitingForPipe = "waiting-for-pipe"
  case waitingForChild = "waiting-for-child"
  case waitingForInput = "waiting-for-input"
  case waitingForNetwork = "waiting-for-network"
  case computing
  case throttled
  case sleeping
  case slow
  case unknown

  /// What the word means, in one clause.
  package var meaning: String {
    switch self {
    case .crashedAsInit: "it crashed, but as PID 1 it ignores the fatal signal and hangs"
    case .deadlocked: "all its threads wait for each other, for ever"
    case .spinning: "it uses the CPU for calls that lead nowhere"
    case .computing: "it computes or spins, which cannot be told from outside"
    case .zombieNotReaped: "it has ended, and its parent does not ask for it"
    case .stopped: "a signal or a debugger stopped it"
    case .frozen: "its control group is frozen"
    case .uninterruptible: "it waits in the kernel, usually for a disk, and no signal reaches it"
    case .waitingForLock: "another process holds the lock on a file that it wants"
    case .waitingForPipe: "the other end of a pipe is silent"
    case .waitingForChild: "a process that it started has not ended"
    case .waitingForInput: "nobody has typed or sent what it reads"
    case .waitingForNetwork: "nobody has answered, or called, on a socket"
    case .throttled: "its control group may use no more CPU time"
    case .sleeping: "it sleeps, by its own will"
    case .slow: "it works: it makes progress"
    case .unknown: "too little of it could be read"
    }
  }
}
