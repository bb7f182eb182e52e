import Platforms
import Readiness
import Reports
import Text

extension HostRemedy {
  /// The plan for platforms that count; nil where nothing of it can be repaired by a command.
  init?(_ judgements: [Judgement], on host: Host) {
    var before: [String] = []
    var raw: [String] = []
    var registered: [Subject] = []
    for judgement in judgements where judgement.verdict == .notReady {
      let subject = judgement.subject
      guard let cause = judgement.firstBlock(where: { Link.ofHost.contains($0.link) }),
        let remedy = RemedyTable.remedy(of: cause, for: [subject]), !remedy.commands.isEmpty
      else { continue }
      raw += remedy.commands
      if cause.isOfEntries, !subject.isNative, subject.canBeRegistered {
        before += remedy.commands.filter { $0.hasPrefix("apt-get ") }
        registered.append(subject)
      } else if cause.id != "binfmt-not-mounted" {
        // What is not mounted register mounts by itself.
        before += remedy.commands
      }
    }
    guard !raw.isEmpty else { return nil }
    let persists = CrossreadyCommand.persists(registered)
    if registered.isEmpty {
      self.init(
        "repair what is broken", commands: before.isEmpty ? raw.unique : before.unique,
        raw: raw.unique, persists: persists)
    } else {
      // What is broken is mended without a further word.
      self.init(
        "register what is missing, and mend what is broken",
        commands: before.unique + [CrossreadyCommand.registering(registered, persists: persists)],
        raw: raw.unique, persists: persists)
    }
  }
}

extension Subject {
  /// Whether `crossready register` has an emulator to register: the image's, through an engine, or
  /// the host's own, now or once its package is installed.
  fileprivate var canBeRegistered: Bool {
    keptHandler == nil
      && (host.hasEngine && BinfmtImage.supports(architecture)
        || host.registeringOwnEmulator(for: architecture) != nil)
  }
}
