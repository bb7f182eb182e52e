import Glibc

extension EmptyRoot {
  /// Directories for temporary files, in the order in which to try them.
  ///
  /// - Parameter preferred: The value of `TMPDIR`, if it is set.
  package static func temporaryDirectories(preferring preferred: String?) -> [String] {
    let usual = ["/tmp", "/var/tmp", "/dev/shm"]
    guard let preferred, preferred.hasPrefix("/"), !usual.contains(preferred) else { return usual }
    return [preferred] + usual
  }

  /// Makes a root in the first way that works, with these files in it.
  ///
  /// A way works when every call on the way to the trial's first instruction does. Ubuntu 24.04
  /// makes user namespaces and denies what they are for; containers deny any of the calls.
  package static func open(
    files: [File], trial: Trial, temporaryDirectories: [String], signals: borrowing HeldSignals
  ) throws(EmptyRootError) -> EmptyRoot {
    let files = files.map { RootPlan.File(name: $0.name, bytes: $0.bytes) }
    var refusals: [Refusal] = []
    for way in Way.all(temporaryDirectories) {
      // One of these being refused chroot(2) is not the directory's fault.
      if way.kind == .directory, let last = refusals.last, last.kind == .directory,
        last.failure.call == "chroot"
      {
        continue
      }
      do throws(Obstacle) {
        var root = try way.make(files, timeout: trial.timeout, signals)
        root.rights = try root.prove(trial, signals)
        root.refusals = refusals
        return root
      } catch {
        switch error {
        case .failure(let failure): refusals.append(way.refusal(failure))
        case .interrupted(let interrupted): throw .interrupted(interrupted)
        }
      }
    }
    throw .refused(refusals)
  }

  /// Runs the trial, as root with the least rights that can be had; returns these.
  ///
  /// The execution fails with EACCES or EPERM where the place forbids it (`noexec`, security
  /// modules, `vm.memfd_noexec`). Any other result comes from the program or from a handler that
  /// takes it, ENOENT of a missing interpreter among them: it would be the same elsewhere or, worse,
  /// be hidden by the files of our own root. Only a path into /proc can be missing itself.
  private borrowing func prove(
    _ trial: Trial, _ signals: borrowing HeldSignals
  ) throws(Obstacle) -> Rights {
    guard geteuid() == 0 else {
      if let failure = try attempt(trial, with: .own, signals) { throw .failure(failure) }
      return .own
    }
    guard let failure = try attempt(trial, with: .nobody, signals) else { return .nobody }
    // Where no other user is mapped the call is EINVAL (user_namespaces(7)); a container may deny it.
    guard ["setresuid", "setresgid"].contains(failure.call) else { throw .failure(failure) }
    if let failure = try attempt(trial, with: .withoutCapabilities, signals) {
      throw .failure(failure)
    }
    return .withoutCapabilities
  }

  /// Runs the trial; returns why programs do not start here, if they do not.
  private borrowing func attempt(
    _ trial: Trial, with rights: Rights, _ signals: borrowing HeldSignals
  ) throws(Obstacle) -> SystemCallError? {
    let path = path(of: trial.name)
    var child = Child(
      path: path, arguments: [path] + trial.arguments, confinement: confinement,
      timeout: trial.timeout)
    child.rights = rights
    child.isSureToStart = trial.isSureToStart
    let outcomes: [ChildOutcome<Void>]
    do throws(Interrupted) {
      outcomes = try run([child], signals: signals)
    } catch {
      throw .interrupted(error)
    }
    guard case .notStarted(let failure)? = outcomes.first?.end else { return nil }
    let fatal = kind == .none ? [EACCES, EPERM, ENOENT] : [EACCES, EPERM]
    return failure.call != "execve" || fatal.contains(failure.errno) ? failure : nil
  }
}

/// Why there is no root made this way.
private enum Obstacle: Error {
  case failure(SystemCallError)
  case interrupted(Interrupted)
}

/// A way to make a root.
private enum Way {
  case mountNamespace
  case userNamespace
  case directory(parent: String)
  case none

  static func all(_ temporaryDirectories: [String]) -> [Way] {
    [.mountNamespace, .userNamespace] + temporaryDirectories.map { .directory(parent: $0) }
      + [.none]
  }

  var kind: EmptyRoot.Kind {
    switch self {
    case .mountNamespace: .mountNamespace
    case .userNamespace: .userNamespace
    case .directory: .directory
    case .none: .none
    }
  }

  func refusal(_ failure: SystemCallError) -> EmptyRoot.Refusal {
    guard case .directory(let parent) = self else {
      return EmptyRoot.Refusal(kind: kind, failure: failure)
    }
    // The path of the directory itself would be another one every time.
    let failure = SystemCallError(call: failure.call, path: parent, errno: failure.errno)
    return EmptyRoot.Refusal(kind: kind, failure: failure)
  }

  func make(
    _ files: [RootPlan.File], timeout: Duration, _ signals: borrowing HeldSignals
  ) throws(Obstacle) -> EmptyRoot {
    switch self {
    case .mountNamespace, .userNamespace:
      let owner = kind == .userNamespace ? (user: geteuid(), group: getegid()) : nil
      // The one directory that exists wherever crossready can read anything at all.
      let plan = RootPlan(owner: owner, isMounted: true, directory: "/proc", files: files)
      let held = try hold(plan, timeout: timeout, signals)
      return EmptyRoot(kind: kind, held: held, directory: nil)
    case .directory(let parent):
      let directory = try attempt { () throws(SystemCallError) in
        try TemporaryDirectory.make(in: parent, names: files.map(\.name))
      }
      let plan = RootPlan(owner: nil, isMounted: false, directory: directory.path, files: files)
      let held = try hold(plan, timeout: timeout, signals)
      return EmptyRoot(kind: kind, held: held, directory: directory)
    case .none:
      let memory = try attempt { () throws(SystemCallError) in try MemoryFiles(files) }
      return EmptyRoot(memory: memory)
    }
  }
}

private func attempt<Value: ~Copyable>(
  _ body: () throws(SystemCallError) -> Value
) throws(Obstacle) -> Value {
  do throws(SystemCallError) {
    return try body()
  } catch {
    throw .failure(error)
  }
}

/// Has a child make a root, and takes hold of it before the child ends.
///
/// What it mounted belongs to a namespace that nothing is in any more. It is nowhere to be seen,
/// programs can run in it, and it ceases to exist with the last reference, however this process
/// ends.
private func hold(
  _ plan: RootPlan, timeout: Duration, _ signals: borrowing HeldSignals
) throws(Obstacle) -> HeldDirectory {
  var child = Child(
    path: "", arguments: [], standardInput: .heldUntilOutput, timeout: timeout)
  child.rootPlan = plan
  let outcomes: [ChildOutcome<Result<HeldDirectory, SystemCallError>>]
  do throws(Interrupted) {
    outcomes = try run([child], signals: signals) { pid, _ in
      Result { () throws(SystemCallError) in
        plan.isMounted
          ? try HeldDirectory(of: pid, withUserNamespace: plan.owner != nil)
          : try HeldDirectory(at: plan.directory)
      }
    }
  } catch {
    throw .interrupted(error)
  }
  guard let outcome = outcomes.first, case .exited(0) = outcome.end,
    let held = outcome.inspection
  else { throw .failure(failure(outcomes.first?.end)) }
  return try attempt { () throws(SystemCallError) in try held.get() }
}

/// How a child failed that was to make a root.
private func failure(_ end: ChildOutcome<Result<HeldDirectory, SystemCallError>>.End?)
  -> SystemCallError
{
  switch end {
  case .notStarted(let failure): failure
  case .timedOut: SystemCallError(call: "fork", errno: ETIMEDOUT)
  // A filter of system calls may kill instead of refusing.
  case .signaled, .exited, .skipped, nil: SystemCallError(call: "fork", errno: EPERM)
  }
}
