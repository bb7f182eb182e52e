import Readiness
import Reports
import Text

extension RemedyTable {
  static let emulatorRemedies: [String: Planner] = [
    "interpreter-stalled": { subjects in
      Remedy.removingWinners(subjects, "replace the entry by one with an emulator on a local disk")
    },
    "interpreter-missing": { subjects in Remedy.removingWinners(subjects, "replace the entry") },
    "interpreter-not-executable": { subjects in
      if let older = Remedy.preferringOlder(subjects, "remove it: an older handler works") {
        return older
      }
      let repairable = subjects.filter { subject in
        guard let file = subject.interpreterFile.value else { return false }
        return file.isRegular && !file.isExecutable && file.elf != nil
          && subject.handler?.interpreter?.isAbsolutePath == true
      }
      guard repairable.count == subjects.count else {
        return Remedy.removingWinners(subjects, "replace the entry")
      }
      let paths = repairable.compactMap(\.handler?.interpreter).unique
      return Remedy(
        "make it executable", commands: paths.map { "chmod 755 \(Shell.quoted($0))" })
    },
    "interpreter-wrong-architecture": { subjects in
      Remedy.removingWinners(subjects, "replace the entry")
    },
    "interpreter-dynamic": { subjects in
      Remedy.preferringOlder(subjects, "remove it: an older handler behind it works")
        ?? Remedy.preferringBootLines(subjects)
        ?? Remedy.removingWinners(subjects, "replace the entry by one with a static emulator")
    },
    "emulator-stale": { subjects in
      Remedy.renewing(subjects, "register the handler again, which opens the new file")
    },
    "emulator-known-bad": { subjects in
      let replaceable = subjects.filter { !$0.runsUnhandled }
      let isOnHost = replaceable.allSatisfy {
        $0.host.hasBetterEmulator(than: $0.version, for: $0.architecture)
      }
      if isOnHost,
        let own = Remedy.renewing(
          replaceable, "replace it by the release that is installed on this host")
      {
        return own
      }
      return Remedy.replacing(
        replaceable.filter { BinfmtImage.supports($0.architecture) },
        "replace it by a newer release through the privileged binfmt container", isNewer: true)
    },
  ]
}
