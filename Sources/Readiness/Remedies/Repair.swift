import Platforms
import Text

/// What repairs all that can be repaired of a host, as one plan.
package struct Repair: Sendable, Hashable {
  /// What it comes to, in a sentence.
  package let text: String
  /// Lines for a POSIX shell, in order: at most what crossready itself may not do, then crossready.
  package let commands: [String]
  /// The same without crossready, where that is known.
  package let raw: [String]
  /// Whether the repaired handlers are there after a boot, too.
  package let persists: Bool

  /// The plan for platforms that count; nil where nothing of it can be repaired by a command.
  init?(_ judgements: [Judgement], on host: Host) {
    var before: [String] = []
    var raw: [String] = []
    var registered: [Subject] = []
    for judgement in judgements where judgement.verdict == .notReady {
      let subject = judgement.subject
      guard let cause = judgement.firstBlock(where: { Link.ofHost.contains($0.link) }),
        let remedy = cause.remedy([subject]), !remedy.commands.isEmpty
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
    persists = CrossreadyCommand.persists(registered)
    if registered.isEmpty {
      commands = before.isEmpty ? raw.unique : before.unique
      text = "repair what is broken"
    } else {
      // What is broken is mended without a further word.
      commands =
        before.unique + [CrossreadyCommand.registering(registered, persists: persists)]
      text = "register what is missing, and mend what is broken"
    }
    self.raw = raw.unique
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
