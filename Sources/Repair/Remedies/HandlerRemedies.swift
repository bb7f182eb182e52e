package import Binfmt
import Platforms
package import Readiness
import Reports
import Text

extension RemedyTable {
  static let handlerRemedies: [String: Planner] = [
    "handler-hijacks-native": { subjects in
      // Others behind the winner would take over from it.
      Remedy.removing(
        subjects.flatMap { subject in
          (subject.coverage.map { Array($0.winners.values) + $0.others } ?? [])
            .sorted { $0.name < $1.name }
        }, "remove what takes the host's own programs")
    },
    "no-handler": { Remedy.registering($0) },
    "handler-disabled": { subjects in
      let foreign = subjects.flatMap { $0.coverage?.disabled ?? [] }.first {
        $0.foreignEmulator != nil
      }
      if let foreign {
        return Remedy(
          "somebody switched \(foreign.name) off, which runs \(foreign.foreignEmulator?.name ?? ""); if it "
            + "is wanted, as root: \(Shell.enabling(foreign.name))")
      }
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
    "handler-mask-too-strict": { Remedy.wideningMask($0) },
    "handler-mask-too-wide": { subjects in
      Remedy.overtaking(subjects, "let a handler for this platform alone come first")
    },
    "handler-lacks-credentials": { subjects in
      guard let remedy = Remedy.addingFlag("C", to: subjects) else { return nil }
      // What is made to last comes after the other files.
      if remedy.commands.contains(where: CrossreadyCommand.isPersisting) { return remedy }
      let files = subjects.compactMap { subject -> String? in
        guard let next = subject.host.handlerAfterBoot(of: subject.architecture),
          !next.flags.usesCredentialsOfProgram
        else { return nil }
        return subject.host.bootRegistrations?.last { $0.registration.name == next.name }?.path
      }.unique
      guard !files.isEmpty else { return remedy }
      return Remedy(
        "\(remedy.text); the next boot registers it without C again, as "
          + (files.count == 1 ? "\(files[0]) says" : "\(files[0]) and others say"),
        commands: remedy.commands)
    },
    "handler-emulates-native-32-bit": { subjects in
      let entries = subjects.flatMap(\.entriesBeforeTheCPU)
      // What serves others, too, or is no QEMU, is not ours to remove.
      guard zip(subjects, subjects.map(\.entriesBeforeTheCPU)).allSatisfy({ $0.mayRemove($1) })
      else {
        return Remedy(
          "the entry has another use besides; without it the CPU runs these programs itself, as root: "
            + Remedy.unregistering(entries))
      }
      return Remedy.removing(entries, "remove what stands before the CPU itself")
    },
    "handler-lacks-preserve-argv0": { subjects in Remedy.addingFlag("P", to: subjects) },
    "handler-shadowed": { subjects in
      let others = subjects.flatMap { $0.coverage?.others ?? [] }
      guard others.allSatisfy({ $0.foreignEmulator == nil }) else {
        return Remedy(
          "if the other emulator is the one that is wanted, remove the entry that wins, as root: "
            + Remedy.unregistering(subjects.compactMap(\.handler)))
      }
      return Remedy.removing(
        // While the winner does not work, or its file is gone, the others are what is left.
        subjects.filter { $0.probesPassed && !$0.runsDeletedFile }.flatMap { subject in
          (subject.coverage?.others ?? []).filter { !subject.host.serves($0) }
        }, "remove the entries that are never asked")
    },
    "handler-not-persistent": { Remedy.persisting($0) },
  ]
}

extension Subject {
  /// The entries that take programs which the CPU runs itself, those behind the first included: they
  /// would take over from it.
  package var entriesBeforeTheCPU: [Entry] { (winners + (coverage?.others ?? [])).unique }

  /// Whether entries serve this platform alone, by an emulator that nobody chose instead of QEMU.
  package func mayRemove(_ entries: [Entry]) -> Bool {
    entries.allSatisfy { $0.coversOnly(architecture) && !host.keeps($0) }
  }
}

extension Remedy {
  /// The command that removes entries by their names.
  fileprivate static func unregistering(_ entries: [Entry]) -> String {
    "crossready unregister "
      + entries.map { "--entry \(Shell.quoted($0.name))" }.unique.joined(separator: " ")
  }
}
