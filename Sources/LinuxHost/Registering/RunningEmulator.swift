import Facts
import Glibc
import Platforms
import Text

/// The emulator that runs an architecture's programs now, reached through a probe that waits.
struct RunningEmulator {
  /// Names its file, `/proc/PID/exe`, even where no directory does any more.
  let path: String

  /// Starts a probe of the architecture, and hands its emulator to `body` while the probe waits.
  ///
  /// Nil if the probe does not start.
  static func during<Result>(
    of architecture: Architecture, _ signals: borrowing HeldSignals,
    _ body: (RunningEmulator) -> Result
  ) throws(RegisteringError) -> Result? {
    guard ProcessFacts.seesItself().value == true else { return nil }
    let platform = Platform(architecture: architecture.name)
    let names = [platform.description] + ProbeProgram.lowestVariant(of: architecture)
    guard let program = names.lazy.compactMap(ProbeProgram.fixed).first,
      let native = Architecture.native,
      let trial = ProbeProgram.fixed(for: "linux/\(native.name)")?.unhandled
    else { return nil }
    do throws(EmptyRootError) {
      let root = try EmptyRoot.open(
        files: [program, trial].map { EmptyRoot.File(name: $0.fileName, bytes: $0.bytes) },
        trial: EmptyRoot.Trial(name: trial.fileName, timeout: .seconds(5)),
        temporaryDirectories: EmptyRoot.temporaryDirectories(preferring: nil), signals: signals)
      var child = Child(
        path: root.path(of: program.fileName), arguments: ["crossready-probe"],
        confinement: root.confinement, standardInput: .heldUntilOutput, timeout: .seconds(10))
      // Not nobody's: another process of that user could put a program of its own in the emulator's
      // place (ptrace(2)), and what is here is registered.
      child.rights = root.rights == .own ? .own : .withoutCapabilities
      var result: Result?
      do throws(Interrupted) {
        result = try run([child], signals: signals) { pid, _ in
          body(RunningEmulator(path: "/proc/\(pid)/exe"))
        }[0].inspection
      } catch {
        throw .interrupted(error)
      }
      root.close()
      return result
    } catch {
      switch error {
      case .interrupted(let interrupted): throw .interrupted(interrupted)
      case .refused: return nil
      }
    }
  }

  /// Whether a path names this very file.
  func isFile(at path: String) -> Bool {
    guard let own = FileFacts.reading(at: KernelText(self.path)).value,
      let other = FileFacts.reading(at: KernelText(path)).value
    else { return false }
    return own.isSameFile(as: other)
  }

  /// Where the file was when it was opened, as the kernel remembers it.
  var originalPath: String? {
    var target = [CChar](repeating: 0, count: 4096)
    let length = readlink(path, &target, target.count)
    guard length > 0 else { return nil }
    let text = String(
      decoding: target.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let suffix = " (deleted)"
    return text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) : text
  }
}
