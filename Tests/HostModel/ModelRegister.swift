import Binfmt
import Emulators
import Facts
import Platforms
import Readiness
import Repair
import Text

/// `crossready register` on a model: the same plan and the same order as on a machine.
struct ModelRegister {
  var replaces = false
  var persists = false
  var isFromImage = false
  var platforms: [Platform] = []
  /// Called after every change of the host.
  var afterStep: (ModelHost) -> Void = { _ in }

  init(words: [String]) throws {
    for word in words {
      switch word {
      case "--replace": replaces = true
      case "--persist": persists = true
      case "--method": break
      case "image": isFromImage = true
      default: platforms.append(try Platform(parsing: word).normalized)
      }
    }
  }

  /// Whose emulators are registered.
  private enum Source {
    case host([Architecture: Own])
    case image(ModelHost.Engine)
  }

  /// An emulator of the host's own, and the name of its entry.
  private struct Own {
    var path: String
    var name: KernelText
  }

  /// A box, because the actions change the host behind the plan's back, as they do on a machine.
  private final class Box {
    var host: ModelHost
    let afterStep: (ModelHost) -> Void
    init(_ host: ModelHost, _ afterStep: @escaping (ModelHost) -> Void) {
      self.host = host
      self.afterStep = afterStep
    }
    func change(_ body: (inout ModelHost) throws(ModelError) -> Void) throws(ModelError) {
      try body(&host)
      afterStep(host)
    }
  }

  /// Registers; throws where the command would have failed without having done anything.
  func run(on host: inout ModelHost) throws(ModelError) {
    // To mount it loads the module.
    host.knowsBinfmtMisc = true
    host.isMounted = true
    host.isEnabled = true
    let architectures = platforms.compactMap(\.architectureInTable).unique
    let plan = RegistrationPlan.planning(
      platforms, on: host.facts(of: architectures), replaces: replaces, byImage: isFromImage)
    guard plan.changesAnything || persists && !plan.lasting.isEmpty else { return }
    let wanted = plan.needingEmulator(persists: persists)
    let own =
      isFromImage
      ? [:] : Self.own(for: plan.steps.filter { wanted.contains($0.architecture) }, on: host)
    let box = Box(host, afterStep)
    defer { host = box.host }
    guard !own.isEmpty || wanted.isEmpty else {
      guard host.engine != .none else { throw ModelError(errno: 2) }
      _ = try round(plan, .image(host.engine), box)
      return
    }
    let rest = wanted.filter { own[$0] == nil }
    let failed =
      try round(plan.without(rest), .host(own), box) + plan.only(rest).steps.flatMap(\.platforms)
    guard !failed.isEmpty, host.engine != .none else { return }
    let again = RegistrationPlan.planning(
      failed, on: box.host.facts(of: architectures), replaces: replaces, byImage: true)
    _ = try round(again, .image(host.engine), box)
  }

  /// Carries a plan out, makes it persistent, and returns the platforms that failed.
  private func round(
    _ plan: RegistrationPlan, _ source: Source, _ box: Box
  ) throws(ModelError) -> [Platform] {
    let result = try plan.carryOut(Self.actions(box, source), ())
    let after = result.after ?? box.host.facts(of: plan.steps.map(\.architecture))
    let changes = RegistrationChange.comparing(plan, result, with: after, isEverything: false)
    if persists {
      let working = changes.filter { $0.holds && plan.lasting.contains($0.step.architecture) }
      try Self.persist(working.map(\.step.architecture), source, box)
    }
    return changes.filter { $0.outcome == .failed }.flatMap(\.step.platforms)
  }

  /// The host's own static emulators.
  private static func own(
    for steps: [RegistrationPlan.Step], on host: ModelHost
  ) -> [Architecture: Own] {
    var found: [Architecture: Own] = [:]
    for step in steps {
      let paths =
        step.ownEmulators.map(\.description)
        + [host.installedEmulator(of: step.architecture)].compactMap(\.self)
      found[step.architecture] = paths.first { path in
        guard let facts = host.files[path]?.facts, facts.isStatic else { return false }
        return step.running.map { $0.inode == facts.inode } ?? true
      }.map { Own(path: $0, name: step.entryName) }
    }
    return found
  }

  private static func actions(_ box: Box, _ source: Source) -> HostActions<Void, ModelError> {
    HostActions(
      entries: { box.host.isMounted ? box.host.entries.map(\.entry) : [] },
      restore: { entry throws(ModelError) in
        guard let registration = entry.registration else { return }
        try box.change { host throws(ModelError) in
          try host.register(registration)
          if !entry.isEnabled { try host.enable(entry.name, false) }
        }
      },
      remove: { name throws(ModelError) in
        try box.change { host throws(ModelError) in
          do throws(ModelError) { try host.remove(name) } catch {
            guard error.errno == 2 else { throw error }
          }
        }
      },
      bridge: { bridge, _ throws(ModelError) in
        try box.change { host throws(ModelError) in try host.stand(bridge) }
      },
      undo: { bridge throws(ModelError) in
        try box.change { host throws(ModelError) in try host.undo(bridge) }
      },
      install: { architectures, _ throws(ModelError) in
        for architecture in architectures {
          try install(architecture, source, box)
        }
        return nil
      },
      observe: { platforms, _ throws(ModelError) in
        box.host.facts(of: platforms.compactMap(\.architectureInTable))
      })
  }

  private static func install(
    _ architecture: Architecture, _ source: Source, _ box: Box
  ) throws(ModelError) {
    switch source {
    case .host(let emulators):
      guard let own = emulators[architecture] else { return }
      let registration = Registration(
        name: own.name, match: .magic(architecture.magic),
        interpreter: KernelText(own.path), flags: box.host.flags(of: own.path))
      try box.change { host throws(ModelError) in try host.register(registration) }
    case .image(let engine):
      guard engine != .lying, BinfmtImage.supports(architecture) else { return }
      // What is registered under that name already, the image leaves alone, and says OK.
      if box.host.entries.contains(where: { $0.entry.name == architecture.entryName }) { return }
      let path = "/image/\(architecture.entryName)"
      try box.change { host throws(ModelError) in
        host.write(
          engine == .broken
            ? .crashing(architecture.name, [10, 2]) : .qemu(architecture.name, [10, 2]), to: path)
        defer { host.files[path] = nil }
        try host.register(
          Registration(
            name: architecture.entryName, match: .magic(architecture.magic),
            interpreter: KernelText(path), flags: Flags("CFP")))
      }
    }
  }

  private static func persist(
    _ architectures: [Architecture], _ source: Source, _ box: Box
  ) throws(ModelError) {
    guard box.host.readsConfiguration else { throw ModelError(errno: 38) }
    for architecture in architectures {
      var path: String
      var name = architecture.entryName
      switch source {
      case .host(let emulators):
        path = emulators[architecture]?.path ?? ""
        name = emulators[architecture]?.name ?? name
      case .image(let engine):
        path = "/usr/local/lib/crossready/qemu-10.2/\(architecture.entryName)"
        // A release that does not run is not kept.
        guard engine != .broken else { throw ModelError(errno: 8) }
        box.host.write(.qemu(architecture.name, [10, 2]), to: path)
      }
      let registration = Registration(
        name: name, match: .magic(architecture.magic),
        interpreter: KernelText(path), flags: box.host.flags(of: path))
      guard let line = try? registration.line() else { throw ModelError(errno: 22) }
      box.host.configuration["/etc/binfmt.d/zz-crossready-\(architecture.name).conf"] =
        KernelText(line.bytes + [10])
    }
  }
}

extension ModelHost {
  /// The flags with which a file is registered.
  fileprivate func flags(of path: String) -> Flags {
    var release: EmulatorVersion?
    switch files[path]?.program {
    case .qemu(let name, let numbers), .crashing(let name, let numbers):
      release = EmulatorVersion(
        parsing: "qemu-\(name) version \(numbers.map(String.init).joined(separator: "."))")
    default: break
    }
    return Flags(
      EmulatorDemands.flags(program: path, release: release, linux: linux, credentials: true))
  }

  /// The emulator that runs now serves under a bridge's name.
  fileprivate mutating func stand(_ bridge: Bridge) throws(ModelError) {
    guard let standing = entries.first(where: { $0.entry.name == bridge.old.name }),
      let held = standing.held, var registration = bridge.old.registration
    else { throw ModelError(errno: 2) }
    registration.name = bridge.name
    registration.flags = registration.flags.adding("F").removing("P")
    let path = "/proc/1/exe"
    registration.interpreter = KernelText(path)
    files[path] = held
    defer { files[path] = nil }
    try register(registration)
  }

  /// The old handler stands again under its own name, and the bridge goes.
  fileprivate mutating func undo(_ bridge: Bridge) throws(ModelError) {
    guard let standing = entries.first(where: { $0.entry.name == bridge.name }) else { return }
    if entries.contains(where: { $0.entry.name == bridge.old.name }) {
      try remove(bridge.old.name)
    }
    var registration = Registration(
      name: bridge.old.name, match: bridge.old.match, interpreter: "", flags: bridge.old.flags)
    let suffix = "-binfmt-P"
    let isWrapper = bridge.old.interpreter?.description.hasSuffix(suffix) == true
    let path = "/usr/local/lib/crossready/kept/\(bridge.old.name)" + (isWrapper ? suffix : "")
    if let old = bridge.old.interpreter?.description, files[old] == standing.held {
      registration.interpreter = KernelText(old)
    } else {
      files[path] = standing.held
      registration.interpreter = KernelText(path)
    }
    try register(registration)
    try remove(bridge.name)
  }
}
