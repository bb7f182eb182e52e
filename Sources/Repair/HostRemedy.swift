import Platforms
import Readiness
import Reports
import Text

extension HostRemedy {
  /// The finding that a boot does not bring what works.
  static let notPersistent = "handler-not-persistent"

  /// The plan for platforms that count; nil where nothing of it can be repaired by a command.
  init?(_ judgements: [Judgement], on host: Host) {
    let plan = RegistrationPlan(judgements, on: host, replaces: false)
    var before: [String] = []
    var raw: [Remedy] = []
    var registered: [Subject] = []
    for judgement in judgements where judgement.verdict == .notReady {
      let subject = judgement.subject
      guard let cause = judgement.firstBlock(where: { Link.ofHost.contains($0.link) }),
        let remedy = RemedyTable.remedy(of: cause, for: [subject]), !remedy.commands.isEmpty
      else { continue }
      raw.append(remedy)
      if Self.registerDoes(cause), !subject.isNative, subject.canBeRegistered(by: plan) {
        before += subject.packageToInstall
        registered.append(subject)
      } else {
        before += remedy.commands.filter { !CrossreadyCommand.isRegistering($0) }
      }
    }
    guard !before.isEmpty || !registered.isEmpty else { return nil }
    let persists = CrossreadyCommand.persists(registered)
    if persists {
      // What the same command can keep would be the next to be missed.
      let lost = judgements.filter { judgement in
        judgement.verdict.works && judgement.has(Self.notPersistent)
          // A release that breaks programs is not to be the next boot's, too.
          && judgement.first(.degrades, where: { $0.link == .emulator }) == nil
      }
      registered += lost.map(\.subject).filter(\.canBeKept)
    }
    // What is broken is mended without a further word.
    let register = CrossreadyCommand.registering(registered, persists: persists)
    self.init(
      registered.isEmpty
        ? "repair what is broken" : "register what is missing, and mend what is broken",
      commands: before.unique + (registered.isEmpty ? [] : [register]),
      raw: Remedy.joining(raw).commands, persists: persists)
  }

  /// The plan for platforms of which nobody asked for one; nil where no command makes them run.
  init?(offering judgements: [Judgement], on host: Host) {
    guard let plan = HostRemedy(judgements, on: host) else { return nil }
    let platforms = judgements.map(\.subject.platform.description).joined(separator: " and ")
    self.init(
      "to run \(platforms) here", commands: plan.commands, raw: plan.raw, persists: plan.persists)
  }

  /// Whether `crossready register` removes a cause by itself: it mends entries, and loads, mounts and
  /// switches on what they need.
  private static func registerDoes(_ cause: Check) -> Bool {
    cause.isOfEntries
      || ["binfmt-unavailable", "binfmt-not-mounted", "binfmt-disabled"].contains(cause.id)
  }
}

extension Subject {
  /// Whether `crossready register` has an emulator to register: the image's, through an engine, or
  /// the host's own, now or once its package is installed.
  fileprivate func canBeRegistered(by plan: RegistrationPlan) -> Bool {
    if host.lacksFixBinary { return false }
    switch plan.action(for: architecture) {
    case .remove, .keep: return true
    case .install, .replace:
      return hasEmulator || host.installingPackage(for: architecture) != nil
    case .keepNative, .refuse, nil: return false
    }
  }

  /// Whether there is an emulator: the image's, through an engine, or one of the host's own.
  private var hasEmulator: Bool {
    hasImage || !host.ownEmulators(for: architecture).isEmpty
  }

  /// The line that installs an emulator, where there is none.
  fileprivate var packageToInstall: [String] {
    hasEmulator || runsUnhandled
      ? [] : (host.installingPackage(for: architecture) ?? []).filter(Shell.isInstalling)
  }
}
