import Binfmt
import Platforms

extension Remedy {
  /// Registers handlers for platforms that have none, least destructive first: by the host's own
  /// binfmt.d lines, else by the distribution's package, else by the binfmt container.
  static func registering(_ subjects: [Subject]) -> Remedy? {
    guard let host = subjects.first?.host else { return nil }
    var commands: [String] = []
    var ways: [String] = []
    var rest = subjects.architectures
    func take(_ way: String, _ step: (Architecture) -> [String]?) {
      let steps = rest.map { ($0, step($0)) }
      let done = steps.filter { $0.1 != nil }
      guard !done.isEmpty else { return }
      ways.append(way)
      for line in done.flatMap({ $0.1 ?? [] }) where !commands.contains(line) {
        commands.append(line)
      }
      rest.removeAll { architecture in done.contains { $0.0 == architecture } }
    }
    take("register the host's own boot configuration") { host.registeringBootLine(for: $0) }
    if host.hasDebianPackages {
      take("install the distribution's emulators") { host.installingPackage(for: $0) }
    }
    let images = rest.filter { Container.supports($0) }
    if !images.isEmpty {
      ways.append("register emulators through the privileged binfmt container")
      commands.append(Container.installing(images, on: host))
      rest.removeAll(where: images.contains)
    }
    if !rest.isEmpty {
      let names = rest.compactMap(\.emulators.first).joined(separator: ", ")
      ways.append("install \(names) from the distribution, and register it")
    }
    let place = host.mustBeRepairedOutside ? "on the host, outside of this container: " : ""
    return Remedy(place + ways.joined(separator: "; "), commands: commands)
  }

  /// Registers an entry again, with other flags or another mask, under its own name.
  ///
  /// Falls back to `registering` where the host cannot open the interpreter's path.
  static func reregistering(
    _ subjects: [Subject], _ text: String, change: (Subject, Registration) -> Registration
  ) -> Remedy? {
    var commands: [String] = []
    for subject in subjects {
      guard let entry = subject.handler,
        let registration = entry.registration(name: entry.name, flags: entry.flags)
      else { continue }
      guard subject.canOpenInterpreter,
        let line = try? change(subject, registration).line()
      else {
        for line in replacing(subject, entry) where !commands.contains(line) {
          commands.append(line)
        }
        continue
      }
      let path = KernelText(Host.path + Array(entry.name.bytes))
      let lines = [
        Shell.echo("-1", to: path), Shell.write(line, to: "\(Host.directory)/register"),
      ]
      for line in lines where !commands.contains(line) { commands.append(line) }
    }
    return commands.isEmpty ? nil : Remedy(text, commands: commands)
  }

  /// Registers entries again with one more flag.
  static func addingFlag(_ letter: Character, to subjects: [Subject]) -> Remedy? {
    reregistering(subjects, "register it again with the flag \(letter)") { _, registration in
      var changed = registration
      changed.flags = changed.flags.adding(letter)
      return changed
    }
  }

  /// Registers entries again with a mask that takes all programs of their architecture.
  static func wideningMask(_ subjects: [Subject]) -> Remedy? {
    reregistering(subjects, "register it again with a wider mask") { subject, registration in
      var changed = registration
      changed.match = .magic(subject.architecture.magic)
      return changed
    }
  }

  /// Removes an entry and registers a new handler instead.
  static func replacing(_ subject: Subject, _ entry: Entry) -> [String] {
    [Shell.echo("-1", to: KernelText(Host.path + Array(entry.name.bytes)))]
      + (subject.removing(entry) == nil ? registering([subject])?.commands ?? [] : [])
  }

  /// Removes broken winners; where nothing usable stands behind one, registers a new handler.
  static func removingWinners(_ subjects: [Subject], _ text: String) -> Remedy? {
    var commands: [String] = []
    for subject in subjects {
      guard let entry = subject.handler else { continue }
      for line in replacing(subject, entry) where !commands.contains(line) { commands.append(line) }
    }
    return Remedy(text, commands: commands)
  }
}

extension Array where Element == Subject {
  /// Their architectures, each once.
  var architectures: [Architecture] {
    reduce(into: []) { result, subject in
      if !result.contains(subject.architecture) { result.append(subject.architecture) }
    }
  }
}

extension Subject {
  /// The handler that takes over once an entry is removed, if it looks usable.
  func removing(_ entry: Entry) -> Entry? {
    guard let handlers = host.handlers else { return nil }
    let others = HandlerTable(entriesInMatchOrder: handlers.entries.filter { $0 != entry })
    let coverage = others.coverage(of: architecture)
    guard let next = coverage.handler, coverage.missedEssential.isEmpty, next.flags.fixesBinary,
      let file = next.interpreter.map(host.file)
    else { return nil }
    // With F a path that is gone says nothing: the kernel holds the file.
    guard case .seen(let facts) = file else { return file.failure?.errno == 2 ? next : nil }
    return facts.isUsable(on: host) ? next : nil
  }
}

extension Subject {
  /// Whether the interpreter's path can be registered again; one below the home directory, which
  /// facts hold as `~`, cannot.
  var canOpenInterpreter: Bool {
    guard case .seen(let file) = interpreterFile,
      handler?.interpreter?.bytes.first == UInt8(ascii: "/")
    else { return false }
    return file.isUsable(on: host)
  }
}

extension FileFacts {
  /// Whether a handler can run it in any root.
  func isUsable(on host: Host) -> Bool {
    guard isRegular, isExecutable, let elf else { return false }
    return elf.identity == host.native?.identity && elf.loader == nil
  }
}

extension Remedy {
  /// Removes entries by name.
  static func removing(_ names: [KernelText], _ text: String) -> Remedy {
    Remedy(text, commands: names.map { Shell.echo("-1", to: KernelText(Host.path + $0.bytes)) })
  }

  /// Removes broken winners, if behind each an older handler works.
  static func preferringOlder(_ subjects: [Subject], _ text: String) -> Remedy? {
    let entries = subjects.compactMap { subject in
      subject.handler.flatMap { subject.removing($0) == nil ? nil : $0.name }
    }
    return entries.count == subjects.count ? removing(entries.unique, text) : nil
  }

  /// Registers the host's own boot lines instead of broken winners, if each platform has a good one.
  static func preferringBootLines(_ subjects: [Subject]) -> Remedy? {
    var commands: [String] = []
    for subject in subjects {
      guard let lines = subject.host.registeringBootLine(for: subject.architecture),
        let entry = subject.handler
      else { return nil }
      let removal = Shell.echo("-1", to: KernelText(Host.path + entry.name.bytes))
      for line in [removal] + lines where !commands.contains(line) { commands.append(line) }
    }
    return Remedy("register the host's own boot configuration instead", commands: commands)
  }
}
