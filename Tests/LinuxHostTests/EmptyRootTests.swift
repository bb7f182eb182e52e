import ArchProbes
import Glibc
import LinuxHost
import Testing

/// What other users, containers and filters of system calls make of it is for the system tests.
@Suite struct EmptyRootTests {
  @Test(.enabled(if: geteuid() == 0)) func isANamespaceForRoot() throws {
    let native = try #require(nativeProbe)
    try HeldSignals.during { signals in
      let root = try open([native], signals)
      // Root in a container may lack the right to mount.
      #expect(root.kind == .mountNamespace || !root.refusals.isEmpty)
      root.close()
    }
  }

  @Test func runsProgramsThatExecuteEachOther() throws {
    let native = try #require(nativeProbe)
    try HeldSignals.during { signals in
      let other = EmptyRoot.File(name: "other", bytes: native.bytes)
      let root = try open([native, other], signals)
      let path = root.path(of: "probe")
      let child = Child(
        path: path, arguments: [path, root.path(of: "other")], confinement: root.confinement,
        timeout: .seconds(20))
      let outcomes = try run([child, child], signals: signals)
      root.close()
      for outcome in outcomes {
        #expect(outcome.end == .exited(0))
        let output = String(decoding: outcome.standardOutput, as: UTF8.self)
        #expect(output.hasPrefix("probe=linux/"))
        #expect(output.hasSuffix("child=exited 0\n"))
      }
    }
  }

  @Test func holdsNothingButItsFiles() throws {
    let native = try #require(nativeProbe)
    try HeldSignals.during { signals in
      let root = try open([native], signals)
      if root.kind != .none {
        var child = Child(
          path: "/probe", arguments: ["/probe"], confinement: root.confinement,
          timeout: .seconds(20))
        child.standardInput = .heldUntilOutput
        let outcomes = try run([child], signals: signals) { pid, _ in
          try? listDirectory(path: "/proc/\(pid)/root").map { String(decoding: $0, as: UTF8.self) }
            .sorted()
        }
        let isMounted = [.mountNamespace, .userNamespace].contains(root.kind)
        #expect(outcomes.first?.inspection == (isMounted ? ["dev", "probe", "proc"] : ["probe"]))
        child.path = "/bin/sh"
        let failure = SystemCallError(call: "execve", errno: ENOENT)
        #expect(try run([child], signals: signals).first?.end == .notStarted(failure))
      }
      root.close()
    }
  }

  /// Emulators read it before they start (Rosetta, FEX), and every container has it.
  @Test func hasProcAndNull() throws {
    let native = try #require(nativeProbe)
    try HeldSignals.during { signals in
      let root = try open([native], signals)
      if [.mountNamespace, .userNamespace].contains(root.kind) {
        var child = Child(
          path: "/probe", arguments: ["/probe"], confinement: root.confinement,
          timeout: .seconds(20))
        child.standardInput = .heldUntilOutput
        let outcomes = try run([child], signals: signals) { pid, _ in
          ["proc/self/exe", "dev/null"].map { access("/proc/\(pid)/root/\($0)", R_OK) == 0 }
        }
        #expect(outcomes.first?.inspection == [true, true])
      }
      root.close()
    }
  }

  @Test func isKeptWhateverTheTrialDoes() throws {
    let native = try #require(nativeProbe)
    try HeldSignals.during { signals in
      // Not executable anywhere, but by the fault of the file.
      let broken = EmptyRoot.File(name: "broken", bytes: Array("no program".utf8))
      let best = try open([native], signals)
      let root = try EmptyRoot.open(
        files: [broken], trial: EmptyRoot.Trial(name: "broken", timeout: .seconds(20)),
        temporaryDirectories: ["/tmp"], signals: signals)
      #expect(root.kind == best.kind)
      root.close()
      best.close()
    }
  }

  @Test func isInterruptedByASignal() throws {
    let native = try #require(nativeProbe)
    sendingSignals { signals in
      pthread_kill(pthread_self(), SIGHUP)
      do {
        let root = try open([native], signals)
        root.close()
        Issue.record("not interrupted")
      } catch {
        #expect(error as? EmptyRootError == .interrupted(Interrupted(signal: SIGHUP)))
      }
    }
  }

  @Test func triesTheUsersDirectoryFirst() {
    let usual = ["/tmp", "/var/tmp", "/dev/shm"]
    #expect(EmptyRoot.temporaryDirectories(preferring: nil) == usual)
    #expect(EmptyRoot.temporaryDirectories(preferring: "relative") == usual)
    #expect(EmptyRoot.temporaryDirectories(preferring: "/x") == ["/x"] + usual)
  }
}

private func open(
  _ files: [EmptyRoot.File], _ signals: borrowing HeldSignals
) throws -> EmptyRoot {
  try EmptyRoot.open(
    files: files, trial: EmptyRoot.Trial(name: "probe", timeout: .seconds(20)),
    temporaryDirectories: EmptyRoot.temporaryDirectories(preferring: nil), signals: signals)
}

private var nativeProbe: EmptyRoot.File? {
  #if arch(x86_64)
    let native = "linux/amd64"
  #elseif arch(arm64)
    let native = "linux/arm64"
  #else
    let native = ""
  #endif
  var index: Int32 = 0
  while let probe = arch_probe_at(index)?.pointee {
    index += 1
    guard String(cString: probe.platform) == native, probe.position_independent == 0 else {
      continue
    }
    let bytes = UnsafeBufferPointer(start: probe.bytes, count: Int(probe.size))
    return EmptyRoot.File(name: "probe", bytes: Array(bytes))
  }
  return nil
}
