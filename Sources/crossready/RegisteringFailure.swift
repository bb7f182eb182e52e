import Facts
import LinuxHost
import LinuxNames
import Platforms
import Repair
import Reports
import Text

extension RegisteringError {
  /// The exit status that goes with it: the wanted state does not hold. That is known before an
  /// engine is asked, so that none answers does not change it.
  var status: ExitStatus { .no }

  /// What was tried, why it failed, and what to do.
  var message: String {
    switch self {
    case .interrupted: "interrupted; nothing more was changed, run it again"
    case .noDirectory(let error):
      "cannot open \(text(error)); 'crossready check' tells why"
    case .notMounted:
      "binfmt_misc is not mounted on this host, so that what is registered would be gone with the "
        + "container; as root run: \(Shell.mounting)"
    case .notMountable(let error):
      "cannot mount binfmt_misc: \(text(error)); 'crossready check' tells why"
    case .hostNotReached:
      "this container cannot reach the host's binfmt_misc: the host has not mounted it, so what is "
        + "registered here would be gone with the container; as root on the host run "
        + "'\(Shell.mountingIfMissing)', then run this again"
    case .instanceOfOthers:
      "this container cannot tell whether it reaches the host's binfmt_misc: another container mounted it "
        + "at the same time; nothing was registered, run this again"
    case .inUserNamespace:
      "this container cannot reach the host's binfmt_misc: it is in a user namespace, as all containers "
        + "of a rootless engine and of a daemon with userns-remap are; run it with root's engine, and with "
        + "--userns=host if that remaps users, or run 'crossready register' as root on the host"
    case .userNamespaceUnknown(let failure):
      "this container cannot tell whether it is in a user namespace, where mounting binfmt_misc would hide "
        + "the host's handlers: \(failure.map { text($0) } ?? "/proc/self/uid_map was not read"); nothing was changed, run it with "
        + "its /proc readable, or run 'crossready register' as root on the host"
    case .procOfOthers:
      "/proc shows the processes of another PID namespace, so nothing was changed; run this with a "
        + "procfs of its own: unshare --pid --fork --mount-proc crossready "
        + ProcessEnvironment.arguments.map(Shell.quoted).joined(separator: " ")
    case .busy(let holder):
      "\(holder ?? "another crossready") is still changing the entries; wait for it to end, or end it, "
        + "and run this again"
    case .notLocked(let error):
      "cannot lock the entries: \(text(error)); 'crossready check' tells what this host is able to do"
    case .noEngine(let engine, let emulator): noEngineMessage(engine, emulator)
    case .rootlessEngine(let answer):
      "\(answer.kind) is rootless: since Linux 6.7 what its containers register is gone with them, "
        + "and before that they may not; run this with root's engine: sudo crossready "
        + ProcessEnvironment.arguments.map(Shell.quoted).joined(separator: " ")
    case .remoteEngine(let answer):
      "the engine is on another machine (\(evidence(thatElsewhere: answer))), whose handlers cannot be "
        + "seen from here; run crossready there"
    case .unknownMachine(let answer, let call):
      "cannot tell whether \(answer.kind)'s containers run on this machine: \(words(call)); nothing was "
        + "changed, 'crossready verify' tells why they do not run"
    case .noImage(let image, let call):
      "the engine does not have \(image), and cannot pull it: \(words(call)); name another with "
        + "--image, or use --method host"
    case .notUninstalled(let call):
      "the binfmt container that was to remove entries failed: \(words(call)); 'crossready list' shows "
        + "what is registered, and root needs no container to remove it"
    case .noEmulator(let emulator):
      "this host has no static emulator for \(emulator.architecture.name): no "
        + "\(emulator.architecture.entryName)-static in "
        + "\(emulator.directories.joined(separator: ", ")); \(gettingEmulator(emulator))"
    case .emulatorOfOthers(let path):
      "others than root can write \(path), or a directory on the way to it, and everybody's programs "
        + "would run in it; give it and its directories to root (chown root, chmod go-w), or use "
        + "--method image"
    case .refusedEntry(let name, let error):
      "the kernel did not take the entry \(name): \(text(error)); "
        + (error.errno == 17
          ? "the name is taken, use --replace"
          : error.errno == 13 || error.errno == 1
            ? "run this as root" : "'crossready check' tells what this host is able to do")
    case .notKept(let name, let error):
      "the entry \(name) cannot be kept while it is replaced"
        + (error.map { ": \(text($0))" } ?? ", because its emulator does not start")
        + "; 'crossready list' shows what serves now"
    case .notWritten(let error):
      "\(error.message); nothing that was there was changed"
    case .nothingReadsConfiguration:
      "--persist is not supported on this host: neither systemd-binfmt nor OpenRC's binfmt service "
        + "is enabled, and nothing else reads /etc/binfmt.d; run 'crossready register' at boot"
    case .readersUnknown(let failure):
      "cannot tell whether anything on this host reads /etc/binfmt.d at boot: "
        + "\(text(failure)); nothing was written, make it readable and run this again"
    case .foreignFile(let path):
      "\(path) is there and was not written by crossready; nothing was changed, move it away first"
    case .wouldNotWin(let platform, let winner):
      "after a boot '\(winner)' would handle \(platform), not what would be written; "
        + "nothing was written, see the files of /etc/binfmt.d and 'crossready list'"
    case .noEmulatorInImage(let path, let call):
      "cannot get an emulator that runs here out of the image: \(path)"
        + (call.map { ": \(words($0))" } ?? "") + "; name another image with --image"
    }
  }

  private func noEngineMessage(_ engine: EngineFacts?, _ emulator: MissingEmulator?) -> String {
    guard let engine, engine.path != nil else {
      return "no docker or podman in the absolute elements of PATH; install one, or use "
        + "--method host with emulators that are installed"
    }
    return "\(engine.program) does not answer: \(engine.call.map(words) ?? "no words"); start it"
      + (ProcessEnvironment.isRoot ? "" : ", or run the same with sudo")
      + (emulator.map { emulator in
        ", or \(emulator.advice ?? "install a static build of \(emulator.architecture.entryName)"): this "
          + "host has no static emulator for \(emulator.architecture.name) either"
      } ?? "; --method host needs no engine")
  }

  private func evidence(thatElsewhere answer: EngineAnswer) -> String {
    if let context = answer.context { return "context \(context.text)" }
    let isLocal = answer.scheme == nil || answer.scheme == "unix"
    return isLocal ? "its kernel is another" : "its address begins with \(answer.scheme ?? "")"
  }

  private func text(_ failure: ReadFailure) -> String {
    "\(failure.path): \(ErrorNumber.text(failure.errno))"
  }

  private func text(_ error: SystemCallError) -> String {
    "\(error.path ?? error.call): \(ErrorNumber.text(error.errno))"
  }

  private func words(_ call: EngineCall) -> String {
    if call.timedOut == true { return "it did not end in time" }
    let text = call.words.lines.joined(separator: "; ")
    return text.isEmpty ? "it said nothing" : "\"\(text.prefix(300))\""
  }
}

/// What to do to have an emulator.
private func gettingEmulator(_ emulator: MissingEmulator) -> String {
  let hasImage = BinfmtImage.supports(emulator.architecture)
  let ways = [emulator.advice, hasImage ? "use --method image, with docker or podman" : nil]
  let known = ways.compactMap(\.self)
  return known.isEmpty ? "install a static build of it" : known.joined(separator: ", or ")
}
