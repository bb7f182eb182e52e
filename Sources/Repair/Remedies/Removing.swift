import Binfmt
import Facts
import Platforms
import Readiness
import Reports
import Text

extension Remedy {
  /// Removes entries by name.
  static func removing(_ names: [KernelText], _ text: String) -> Remedy? {
    names.isEmpty ? nil : Remedy(text, commands: names.unique.map(Shell.removing))
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
      ? removing(entries.flatMap(\.self).map(\.name), text) : nil
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

extension Host {
  /// Whether an entry is the handler of anything.
  func serves(_ entry: Entry) -> Bool {
    entry.architectures.contains { coverage(of: $0)?.winners.values.contains(entry) ?? false }
  }
}

extension Subject {
  /// Removes a winner behind which nothing usable stands, and all that is broken there too, so that
  /// no name is taken when a new handler is registered.
  func removingAllBroken(_ entry: Entry) -> [String] {
    let behind = (coverage?.others ?? []).filter { !host.serves($0) && !host.keeps($0) }
    return (brokenWinners(beside: entry) + behind).map { Shell.removing($0.name) }
  }

  /// Removes a winner, and the other broken ones of its architecture.
  func removingBrokenWinners(_ entry: Entry) -> [String] {
    brokenWinners(beside: entry).map { Shell.removing($0.name) }
  }

  /// The handler that takes over once an entry is removed, if it looks usable.
  func successor(of entry: Entry) -> Entry? {
    guard let handlers = host.handlers else { return nil }
    let broken = brokenWinners(beside: entry)
    let others = HandlerTable(entriesInMatchOrder: handlers.entries.filter { !broken.contains($0) })
    let coverage = others.coverage(of: architecture)
    guard let next = coverage.handler, next.interpreter != entry.interpreter,
      coverage.missedEssential.isEmpty, next.flags.fixesBinary,
      next.architectures.count == 1, let file = next.interpreter.map(host.file)
    else { return nil }
    // With F a path that is gone says nothing: the kernel holds the file.
    guard case .seen(let facts) = file else { return file.failure?.errno == 2 ? next : nil }
    return facts.isUsable(on: host) ? next : nil
  }

  /// Whether the interpreter's path can be registered again; one below the home directory, which
  /// facts hold as `~`, cannot.
  var canOpenInterpreter: Bool { handler?.interpreter.map(host.isUsable) == true }
}

extension KernelText {
  /// Whether it begins with a slash.
  var isAbsolutePath: Bool { bytes.first == UInt8(ascii: "/") }
}

extension FileFacts {
  /// Whether a handler can run it in any root.
  func isUsable(on host: Host) -> Bool {
    guard isRegular, isExecutable, let elf else { return false }
    return elf.identity == host.native?.identity && elf.loader == nil
  }
}
