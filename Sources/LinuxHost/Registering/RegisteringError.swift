package import Facts
package import Platforms
package import Text

/// Why handlers were not registered or removed.
package enum RegisteringError: Error, Sendable {
  /// A signal came in.
  case interrupted(Interrupted)
  /// The directory of binfmt_misc cannot be opened.
  case noDirectory(SystemCallError)
  /// Nothing is mounted on the directory, so that registrations would be gone with the container,
  /// and only root may mount.
  case notMounted
  /// Mounting failed.
  case notMountable(SystemCallError)
  /// The host has not mounted binfmt_misc, and what this container mounts goes with it.
  case hostNotReached
  /// Another container mounted the same instance while it was tried whether it goes with this one.
  case instanceOfOthers
  /// This container is in a user namespace, from where nothing is registered on the host.
  case inUserNamespace
  /// Why it is not known whether this container is in a user namespace.
  case userNamespaceUnknown(ReadFailure?)
  /// `/proc` shows the processes of another PID namespace under the numbers of ours.
  case procOfOthers
  /// Another one was still at it at the deadline: its program, process and user, if they are known.
  case busy(String?)
  /// The lock could not be taken, for another reason than that somebody has it.
  case notLocked(SystemCallError)
  /// No engine answers; the one that was asked, if one is installed, and the emulator that the host
  /// itself would need instead.
  case noEngine(EngineFacts?, lacking: MissingEmulator? = nil)
  /// The engine runs as an ordinary user.
  case rootlessEngine(EngineAnswer)
  /// The engine is on another machine.
  case remoteEngine(EngineAnswer)
  /// No container of the engine told which machine it runs on.
  case unknownMachine(EngineAnswer, EngineCall)
  /// The image is not there, and pulling it failed.
  case noImage(String, EngineCall)
  /// The container that was to remove entries failed.
  case notUninstalled(EngineCall)
  /// The host has no static emulator for an architecture.
  case noEmulator(MissingEmulator)
  /// The host's only emulator for an architecture is in a file or a directory that others can write.
  case emulatorOfOthers(String)
  /// The kernel did not take or remove an entry.
  case refusedEntry(KernelText, SystemCallError)
  /// The old handler could not be kept, so nothing was replaced.
  case notKept(KernelText, SystemCallError?)
  /// A file could not be written or removed.
  case notWritten(WritingError)
  /// Nothing on this host reads /etc/binfmt.d at boot.
  case nothingReadsConfiguration
  /// Why it is not known whether anything on this host reads /etc/binfmt.d at boot.
  case readersUnknown(ReadFailure)
  /// A file of that name is there that crossready did not write.
  case foreignFile(String)
  /// Another file would register a handler after ours at boot.
  case wouldNotWin(Platform, String)
  /// The emulator cannot be had from the image, or does not run here.
  case noEmulatorInImage(String, EngineCall?)
}

extension RegisteringError {
  /// Whether only the host's own emulators are what is missing.
  package var isOfHostEmulators: Bool {
    switch self {
    case .noEmulator, .emulatorOfOthers: true
    default: false
    }
  }
}

/// Passes an interruption on in the errors' own type.
package func interruptibly<Result>(
  _ body: () throws(Interrupted) -> Result
) throws(RegisteringError) -> Result {
  do throws(Interrupted) {
    return try body()
  } catch {
    throw .interrupted(error)
  }
}

/// A static emulator that the host does not have.
package struct MissingEmulator: Sendable {
  /// Whose programs it would run.
  package let architecture: Architecture
  /// The directories in which it was looked for.
  package let directories: [String]
  /// What to do on this host to have it, where that is known.
  package var advice: String?
}
