package import Text

/// What the arch probes did.
package struct ProbingFacts: FactGroup, Hashable, Sendable {
  /// Where the probes ran: `mount-namespace`, `user-namespace` or `directory`, which are empty
  /// roots, or `none`, our own root.
  package var root: Fact<String> = .notAsked
  /// The rights that the probes ran with: `own`, or as root `nobody`, an ordinary user's, or
  /// `no-capabilities`.
  package var rights: Fact<String> = .notAsked
  /// The ways that were tried before, and what refused them.
  package var refusals: [Refusal] = []
  /// One for every program started.
  package var runs: [ProbeRun] = []

  package init() {}

  /// A way to an empty root that this host refused.
  package struct Refusal: Codable, Hashable, Sendable {
    /// The way.
    package var root: String
    /// The step that failed, e.g. `unshare`.
    package var step: String
    /// Its error number.
    package var errno: Int32

    package init(root: String, step: String, errno: Int32) {
      self.root = root
      self.step = step
      self.errno = errno
    }
  }
}

/// One start of a probe, which starts further ones itself.
package struct ProbeRun: Codable, Hashable, Sendable {
  /// The OCI architecture.
  package var architecture: String
  /// What it was started for; see `Purpose`.
  package var purpose: String
  /// The programs of the chain in the order of their start, e.g. `linux/arm/v5`; ` pie` follows
  /// the name of a position-independent one.
  package var programs: [String]
  /// The step before the program's first instruction that failed, if one did.
  package var refusal: StartRefusal?
  /// The exit status, if it exited.
  package var exitStatus: Int32?
  /// The signal that ended it, if one did.
  package var signal: Int32?
  /// Whether it was killed at its deadline.
  package var timedOut: Bool?
  /// What it wrote to standard output.
  package var output: KernelText
  /// What it, or its emulator, wrote to standard error.
  package var errors: OutsideText
  /// The program that the kernel ran for it, seen while it waited.
  package var running: Fact<FileFacts>
  /// The name of that program's file: the last part of what `/proc/PID/exe` names, ` (deleted)`
  /// included.
  package var runningName: Fact<KernelText>
  /// The line with which that program's file names its release; nil where it names none, or was not
  /// read: then the program is asked.
  package var release: String?
  /// Whether an ordinary user might not execute it, and root did.
  package var isClosedToUsers: Bool?
  /// From start to end, in milliseconds.
  package var milliseconds: Double

  /// What a probe is started for.
  package enum Purpose: String, Sendable {
    /// To run: the whole chain.
    case chain
    /// To make the emulator name its version (`QEMU_VERSION=1`).
    case version
    /// To see whether the CPU runs it: `EI_PAD` is marked, so that handlers do not take it.
    case unhandled
    /// To run in a container.
    case container
  }

  /// A step before the program's first instruction that failed.
  package struct StartRefusal: Codable, Hashable, Sendable {
    /// The step, e.g. `exec`.
    package var step: String
    /// Its error number.
    package var errno: Int32

    package init(step: String, errno: Int32) {
      self.step = step
      self.errno = errno
    }
  }

  package init(
    architecture: String, purpose: Purpose, programs: [String], refusal: StartRefusal? = nil,
    exitStatus: Int32? = nil, signal: Int32? = nil, timedOut: Bool? = nil,
    output: KernelText = "", errors: OutsideText = "", running: Fact<FileFacts> = .notAsked,
    runningName: Fact<KernelText> = .notAsked, release: String? = nil, milliseconds: Double = 0
  ) {
    self.architecture = architecture
    self.purpose = purpose.rawValue
    self.programs = programs
    self.refusal = refusal
    self.exitStatus = exitStatus
    self.signal = signal
    self.timedOut = timedOut
    self.output = output
    self.errors = errors
    self.running = running
    self.runningName = runningName
    self.release = release
    self.milliseconds = milliseconds
  }
}
