import Binfmt
import Readiness
import Reports
import Text

extension Remedy {
  /// Removes entries.
  static func removing(_ entries: [Entry], _ text: String) -> Remedy? {
    entries.isEmpty ? nil : Remedy(text, commands: entries.unique.map(Shell.removing))
  }

  /// Removes broken winners; where nothing usable stands behind one, registers a new handler.
  static func removingWinners(_ subjects: [Subject], _ text: String) -> Remedy? {
    removing(\.handler, of: subjects, text)
  }

  /// The same for the entries that took the programs that failed.
  static func removingFailing(_ subjects: [Subject], _ text: String) -> Remedy? {
    removing(\.failingHandler, of: subjects, text)
  }

  private static func removing(
    _ entry: (Subject) -> Entry?, of subjects: [Subject], _ text: String
  ) -> Remedy? {
    var commands: [String] = []
    var replaced: [Subject] = []
    var unserved: [Subject] = []
    for subject in subjects {
      guard let entry = entry(subject) else { continue }
      if let kept = subject.keptHandler { return .keeping(kept, for: subjects) }
      guard subject.successor(of: entry) == nil else {
        commands += subject.removingBrokenWinners(entry)
        continue
      }
      let ofHost = subject.host.registeringOwnEmulator(for: subject.architecture)
      if ofHost == nil, subject.hasImage, subject.takenName == nil {
        replaced.append(subject)
      } else if let ofHost {
        commands += subject.removingAllBroken(entry) + ofHost
      } else {
        // What is there may serve somebody: without another to put in its place it stays.
        unserved.append(subject)
      }
    }
    // What is there stands until the new handler is proven.
    if !replaced.isEmpty { commands.append(CrossreadyCommand.registering(replaced)) }
    let rest = unserved.isEmpty ? nil : registering(unserved)?.text
    return commands.isEmpty && rest == nil
      ? nil
      : Remedy(
        ([text] + [rest].compactMap(\.self)).joined(separator: "; "), commands: commands.unique)
  }

  /// What to do about an emulator that somebody chose instead of QEMU, and that containers cannot use.
  private static func keeping(_ entry: Entry, for subjects: [Subject]) -> Remedy {
    let platforms = subjects.map(\.platform.description).unique.joined(separator: " ")
    let name = entry.foreignEmulator?.name ?? "its emulator"
    return Remedy(
      "\(name) is kept, because programs of this host may need it: install a static build of it and "
        + "register that with the flag F, or have QEMU instead, as root: crossready unregister "
        + "--entry \(Shell.quoted(entry.name)); crossready register \(platforms)")
  }

  /// Removes broken winners, if behind each an older handler works.
  static func preferringOlder(_ subjects: [Subject], _ text: String) -> Remedy? {
    let entries = subjects.compactMap { subject in
      subject.handler.flatMap { entry in
        subject.successor(of: entry) == nil || subject.keptHandler != nil
          ? nil : subject.brokenWinners(beside: entry)
      }
    }
    return entries.count == subjects.count
      ? removing(entries.flatMap(\.self), text) : nil
  }

  /// Registers the host's own boot lines instead of broken winners, if each platform has a good one.
  static func preferringBootLines(_ subjects: [Subject]) -> Remedy? {
    var commands: [String] = []
    for subject in subjects {
      guard let lines = subject.host.registeringBootLine(for: subject.architecture),
        let entry = subject.handler, subject.keptHandler == nil
      else { return nil }
      commands += subject.removingBrokenWinners(entry) + lines
    }
    return Remedy(
      "register the host's own boot configuration instead", commands: commands.unique)
  }

  /// Lets the older handler behind a winner that serves too much win again, else registers one; the
  /// winner stays, because it may be another platform's only handler.
  static func overtaking(_ subjects: [Subject], _ text: String) -> Remedy? {
    var commands: [String] = []
    var rest: [Subject] = []
    for subject in subjects {
      if let kept = subject.keptHandler { return .keeping(kept, for: subjects) }
      if let entry = subject.handler, let older = subject.successor(of: entry),
        // What cannot be opened again must not be removed.
        older.interpreter.map(subject.host.isUsable) == true,
        let line = try? older.registration?.line()
      {
        commands += [Shell.removing(older.name), Shell.registering(line)]
      } else {
        rest.append(subject)
      }
    }
    commands += registering(rest)?.commands ?? []
    return commands.isEmpty ? nil : Remedy(text, commands: commands.unique)
  }
}
