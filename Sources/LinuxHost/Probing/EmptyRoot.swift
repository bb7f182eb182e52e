/// A place to run programs in, where there is nothing but those programs and, where that can be had,
/// what every container has: /proc and /dev/null.
///
/// What runs there proves that a handler needs no file of ours. Nothing of the place is left behind
/// at the end of this value's life; only the `directory` kind survives a SIGKILL. That life lasts
/// until `close()` is called, which must come after the last `run` that uses `confinement`.
package struct EmptyRoot: ~Copyable {
  /// The ways to make one, best first.
  package enum Kind: String, Sendable, CaseIterable {
    /// As root: a file system in memory, which no mount namespace has any more.
    case mountNamespace = "mount-namespace"
    /// The same, in a user namespace of its own.
    case userNamespace = "user-namespace"
    /// As root without the right to mount: a temporary directory.
    case directory
    /// Our own root after all, with the programs in memory.
    case none
  }

  /// A way that did not work, and the first call that failed.
  package struct Refusal: Equatable, Sendable {
    /// The way.
    package let kind: Kind
    /// The call; of a temporary directory, the path is where it was to be.
    package let failure: SystemCallError
  }

  /// A program to put into the root.
  package struct File: Sendable {
    /// Its name, without a slash.
    package let name: String
    /// What is in it.
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// The program, of those in the root, whose start there proves that programs can be started.
  package struct Trial: Sendable {
    /// Its name.
    package let name: String
    /// Its arguments, without its own name.
    package let arguments: [String]
    /// How long each attempt may take.
    package let timeout: Duration
    /// See `Child.isSureToStart`.
    let isSureToStart: Bool

    package init(
      name: String, arguments: [String] = [], timeout: Duration, isSureToStart: Bool = false
    ) {
      self.name = name
      self.arguments = arguments
      self.timeout = timeout
      self.isSureToStart = isSureToStart
    }
  }

  /// Which way worked.
  package let kind: Kind
  /// The rights that programs are run with here: as root, less than root's.
  package internal(set) var rights = Rights.own
  /// The better ways that did not.
  package internal(set) var refusals: [Refusal] = []
  private let directory: TemporaryDirectory?
  private let held: HeldDirectory?
  private let memory: MemoryFiles?

  /// A root that is a directory: a temporary one, or one that only `held` keeps.
  init(kind: Kind, held: HeldDirectory, directory: consuming TemporaryDirectory?) {
    self.kind = kind
    self.held = held
    self.directory = directory
    memory = nil
  }

  /// Our own root.
  init(memory: MemoryFiles) {
    kind = .none
    self.memory = memory
    held = nil
    directory = nil
  }

  /// What makes a `Child` run here.
  package var confinement: Confinement {
    Confinement(
      userNamespace: held?.userNamespaceNumber, rootDirectory: held?.directory.raw,
      inherited: memory?.descriptors ?? [])
  }

  /// The path of one of the programs, for a `Child` that runs here and for what it executes.
  package func path(of name: String) -> String {
    memory?.path(of: name) ?? "/\(name)"
  }

  /// Ends its life.
  package consuming func close() {}
}

/// Why there is no `EmptyRoot`.
package enum EmptyRootError: Error, Equatable, Sendable {
  /// No way worked.
  case refused([EmptyRoot.Refusal])
  /// A signal came in.
  case interrupted(Interrupted)
}
