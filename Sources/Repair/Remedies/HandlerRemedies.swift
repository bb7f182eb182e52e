import Readiness
import Reports
import Text

extension RemedyTable {
  static let handlerRemedies: [String: Planner] = [
    "handler-hijacks-native": { subjects in
      // Others behind the winner would take over from it.
      Remedy.removing(
        subjects.flatMap { subject in
          (subject.coverage.map { Array($0.winners.values) + $0.others } ?? []).map(\.name).sorted()
        }, "remove what takes the host's own programs")
    },
    "no-handler": Remedy.registering,
    "handler-disabled": { subjects in
      let entries = subjects.map(\.entryToEnable)
      guard entries.allSatisfy({ $0 != nil }) else { return Remedy.registering(subjects) }
      return Remedy(
        "enable the entry",
        commands: entries.compactMap { $0?.name }.unique.map(Shell.enabling))
    },
    "handler-lacks-fix-binary": { subjects in
      Remedy.preferringOlder(subjects, "remove it: an older handler behind it works")
        ?? Remedy.preferringBootLines(subjects)
        ?? Remedy.addingFlag("F", to: subjects)
        ?? Remedy.removingWinners(subjects, "replace the entry")
    },
    "handler-mask-too-strict": Remedy.wideningMask,
    "handler-mask-too-wide": { subjects in
      Remedy.overtaking(subjects, "let a handler for this platform alone come first")
    },
    "handler-lacks-credentials": { subjects in
      guard let remedy = Remedy.addingFlag("C", to: subjects) else { return nil }
      let files = subjects.compactMap { subject -> String? in
        guard let name = subject.handler?.name else { return nil }
        return subject.host.bootRegistrations?.last {
          $0.registration.name == name && !$0.registration.flags.usesCredentialsOfProgram
        }?.path
      }.unique
      guard !files.isEmpty else { return remedy }
      return Remedy(
        "\(remedy.text); the next boot registers it without C again, as "
          + (files.count == 1 ? "\(files[0]) says" : "\(files[0]) and others say"),
        commands: remedy.commands)
    },
    "handler-emulates-native-32-bit": { subjects in
      Remedy.removing(subjects.compactMap(\.handler?.name), "remove the entry")
    },
    "handler-lacks-preserve-argv0": { subjects in Remedy.addingFlag("P", to: subjects) },
    "handler-shadowed": { subjects in
      let others = subjects.flatMap { $0.coverage?.others ?? [] }
      guard others.allSatisfy({ $0.foreignEmulator == nil }) else {
        return Remedy(
          "if the other emulator is the one that is wanted, remove the entry that wins, as root: "
            + "crossready unregister --entry NAME")
      }
      return Remedy.removing(
        // While the winner does not work, the others are what is left.
        subjects.filter(\.probesPassed).flatMap { subject in
          (subject.coverage?.others ?? []).filter { !subject.host.serves($0) }.map(\.name)
        }, "remove the entries that are never asked")
    },
    "handler-not-persistent": Remedy.persisting,
  ]
}
