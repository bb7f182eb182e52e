/// A program to be started by `run`, and the conditions under which it runs.
package struct Child: Sendable {
  /// What a program finds on its standard input.
  package enum StandardInput: Sendable {
    /// Its end, at once.
    case empty
    /// Nothing, until its first line of output has been seen and inspected; then its end.
    case heldUntilOutput
    /// These bytes, as those of a file.
    case bytes([UInt8])
  }

  /// The file to execute. There is no search along PATH.
  package var path: String
  /// All arguments, the program's own name first.
  package var arguments: [String]
  /// The whole environment, as `NAME=value`.
  package var environment: [String]
  /// The root to run in; nil is our own.
  package var confinement: Confinement?
  /// The rights to run with.
  package var rights = Rights.own
  /// Whether all that is executed for it, a handler's interpreter included, is sure to be on file
  /// systems that answer: it is then started without a copy of our page tables.
  package var isSureToStart = false
  /// What is on its standard input.
  package var standardInput: StandardInput
  /// Whether one that is held and says nothing is looked at before its deadline ends it.
  package var isSeenAtDeadline = false
  /// How many bytes of each output stream are kept. The rest is read and dropped.
  package var outputLimit: Int
  /// How long it may take, counted from its own start.
  package var timeout: Duration
  /// How long one that would never end may still take once it has written a line, of either stream; nil is its timeout.
  package var patienceAfterLine: Duration?
  /// The place in the list of another child, which must have become its program, and been looked at
  /// or ended, before this one is started, if it is needed then at all.
  package var predecessor: Int?
  /// What to do instead of executing a program.
  var rootPlan: RootPlan?

  package init(
    path: String, arguments: [String], environment: [String] = [],
    confinement: Confinement? = nil, standardInput: StandardInput = .empty,
    outputLimit: Int = 65_536, timeout: Duration
  ) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.confinement = confinement
    self.standardInput = standardInput
    self.outputLimit = outputLimit
    self.timeout = timeout
  }
}

/// The rights that a program of others is run with.
package enum Rights: Int32, Sendable, CaseIterable {
  /// Our own.
  case own = 0
  /// Those of the ordinary user 65534, and nothing that is executed gains any.
  case nobody = 1
  /// Our own user's without capabilities, where 65534 is not mapped (user_namespaces(7)), or where
  /// only root may execute the program.
  case withoutCapabilities = 2
}

/// A root to run in, made by an `EmptyRoot` and valid only for as long as that lives.
package struct Confinement: Sendable {
  /// Refers to the user namespace that owns the root.
  let userNamespace: Int32?
  /// Refers to the directory that becomes the root.
  let rootDirectory: Int32?
  /// Files that stay open in the program.
  let inherited: [Int32]
}

/// What became of a `Child`.
package struct ChildOutcome<Inspection> {
  /// How it ended.
  package enum End: Equatable, Sendable {
    /// It never became the program: the call that failed on the way.
    case notStarted(SystemCallError)
    /// It exited with this status.
    case exited(Int32)
    /// This signal killed it.
    case signaled(Int32)
    /// It was killed at its deadline.
    case timedOut
    /// It was not to be started, after what became of its predecessor.
    case skipped
  }

  /// How it ended.
  package let end: End
  /// The first bytes it wrote to its standard output.
  package let standardOutput: [UInt8]
  /// The first bytes it wrote to its standard error.
  package let standardError: [UInt8]
  /// The time from its start to its end was seen.
  package let milliseconds: Double
  /// What the inspection saw; nil if there was none.
  package let inspection: Inspection?

  package init(
    end: End, standardOutput: [UInt8] = [], standardError: [UInt8] = [],
    milliseconds: Double = 0, inspection: Inspection? = nil
  ) {
    self.end = end
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.milliseconds = milliseconds
    self.inspection = inspection
  }
}

extension ChildOutcome {
  /// Whether it exited with status 0.
  package var hasSucceeded: Bool { end == .exited(0) }
}

extension ChildOutcome: Sendable where Inspection: Sendable {}
