package import Binfmt
package import Emulators
package import Facts
package import Platforms
package import Text

/// The facts of a host, read once: what every check looks at.
package final class Host: Sendable {
  package let facts: HostFacts
  /// The platforms that were asked for by name.
  package let asked: [Platform]
  /// The architecture that the observing program was compiled for.
  package let native: Architecture?
  /// The numbers of the kernel's release; empty where it is unknown.
  package let linuxNumbers: [Int]
  /// The entries in match order; nil when they could not be read.
  package let handlers: HandlerTable?
  /// What the host registers at boot; nil when its configuration could not be read.
  package let bootRegistrations: [BootRegistration]?
  /// The entries after a boot, in their order.
  package let handlersAfterBoot: HandlerTable
  /// What a boot registers, and whether anything reads it.
  let boot: Boot
  /// Whether the facts come from inside a user namespace that is not the initial one; nil where that is
  /// unknown.
  package let isUserNamespace: Bool?
  private let files: [KernelText: Fact<FileFacts>]
  private let coverages: [String: Coverage]

  /// Reads facts.
  ///
  /// - Parameter asked: the platforms that were asked for by name.
  package init(_ facts: HostFacts, asked: [Platform] = []) {
    self.facts = facts
    self.asked = asked
    let native = Architecture.named(facts.tool.architecture)
    self.native = native
    linuxNumbers = facts.kernel.releaseNumbers
    emulatorBeneath = native.flatMap(facts.probing.release)
    let handlers = facts.binfmt.parsedEntries.map(HandlerTable.init(entriesInMatchOrder:))
    self.handlers = handlers
    let binfmtD = facts.boot.binfmtD.value.map(BinfmtD.registrations)
    let updateBinfmts = facts.boot.updateBinfmts.value.map(UpdateBinfmts.registrations)
    bootRegistrations =
      binfmtD == nil && updateBinfmts == nil ? nil : (binfmtD ?? []) + (updateBinfmts ?? [])
    files = Dictionary(facts.interpreters.map { ($0.path, $0.file) }) { first, _ in first }
    // What is asked for is looked at time and again, the rest once at most.
    let usual = asked.isEmpty ? Architecture.table : asked.compactMap(\.architectureInTable)
    coverages = Dictionary(
      usual.compactMap { architecture in
        handlers.map { (architecture.name, $0.coverage(of: architecture)) }
      }
    ) { first, _ in first }
    boot = Boot(
      registrations: bootRegistrations ?? [], readers: facts.boot.readers.value, files: files)
    handlersAfterBoot = boot.table
    isUserNamespace = facts.process.isInUserNamespace
  }

  /// What the entries do with an architecture's programs; nil when they could not be read.
  package func coverage(of architecture: Architecture) -> Coverage? {
    coverages[architecture.name] ?? handlers?.coverage(of: architecture)
  }

  /// The file at an interpreter's path.
  package func file(at path: KernelText) -> Fact<FileFacts> { files[path] ?? .notAsked }

  /// The run of an architecture's probe for one purpose.
  package func run(_ architecture: Architecture, _ purpose: ProbeRun.Purpose) -> ProbeRun? {
    facts.probing.run(architecture, purpose)
  }

  /// Whether the kernel does not know the flag F, so that no handler can serve containers.
  package var lacksFixBinary: Bool {
    !linuxNumbers.isEmpty
      && linuxNumbers.lexicographicallyPrecedes(EmulatorDemands.linuxWithFixBinary)
  }

  /// Whether the probes ran in an empty root, as a container would.
  package var probesRanInEmptyRoot: Bool {
    facts.probing.root.value.map { $0 != "none" } ?? false
  }

  /// Whether the facts come from inside a container.
  package var isContainer: Bool? { facts.process.containerSigns.value.map { !$0.isEmpty } }

  /// The topmost mount of the directory, if it is one of binfmt_misc.
  package var mount: BinfmtFacts.Mount? {
    facts.binfmt.mounts.value?.last.flatMap { $0.type == "binfmt_misc" ? $0 : nil }
  }

  /// Whether the mounted instance is that of a user namespace of its own (kernel 6.7); nil where that is
  /// unknown, false where none is mounted.
  package var isPrivateInstance: Bool? {
    guard let mount, isUserNamespace != false else { return false }
    guard let initial = facts.binfmt.initMounts.value else { return nil }
    let instances = initial.filter { $0.type == "binfmt_misc" }
    if instances.contains(where: { $0.device == mount.device }) { return false }
    // One user namespace has one instance, so another one than the host's is another namespace's.
    return isUserNamespace == nil && instances.isEmpty ? nil : true
  }

  /// The emulator that runs the observing program itself, if one does.
  ///
  /// A probe of its own architecture then names an emulator, where the CPU would have run it.
  package let emulatorBeneath: EmulatorVersion?

  /// What could not be read, other than what a finding tells of.
  package var unread: [ReadFailure] {
    let entries = facts.binfmt.entries.value ?? []
    let failures =
      [
        facts.kernel.uname.failure, facts.kernel.knowsBinfmtMisc.failure,
        facts.binfmt.mounts.failure, facts.process.containerSigns.failure,
        facts.boot.binfmtD.failure, facts.boot.updateBinfmts.failure, facts.boot.readers.failure,
        facts.probing.root.failure,
      ] + entries.map(\.text.failure)
    let mayBeHidden = facts.binfmt.mounts.value == nil || mount != nil
    return failures.compactMap(\.self)
      + (mayBeHidden ? [facts.binfmt.entries.failure].compactMap(\.self) : [])
  }

  /// Whether an entry, enabled, would take programs of the host itself.
  package func takesNative(_ entry: Entry) -> Bool {
    native.map(entry.covers) ?? true
  }

  /// The enabled entries that take programs of the host itself.
  package var hijackers: [Entry] {
    handlers?.entries.filter { $0.isEnabled && takesNative($0) } ?? []
  }

  /// Whether an entry could not be read, or is of a type that this program does not know: then what
  /// no known entry takes may still be taken.
  package var hasUnknownEntries: Bool {
    let isUnread = facts.binfmt.entries.value?.contains { $0.text.value == nil } ?? false
    return isUnread || handlers?.entries.contains { $0.isEnabled && $0.match == .unknown } == true
  }

  /// Whether all of the boot configuration could be read.
  package var knowsBootConfiguration: Bool {
    facts.boot.binfmtD.value != nil && facts.boot.updateBinfmts.value != nil
  }

  /// What did not answer when a path was read.
  package func stallEvidence(of path: KernelText) -> String {
    let mount = facts.system.stalls.filter { path.bytes.starts(with: $0.point.bytes) }
      .max { $0.point.bytes.count < $1.point.bytes.count }
    return "\(path): no answer in time"
      + (mount.map { " (\($0.type) at \($0.point))" } ?? "")
  }

  /// The path of an entry's file.
  package static func path(of entry: Entry) -> String { "\(directory)/\(entry.name)" }

  /// Where binfmt_misc is mounted.
  package static let directory = "/proc/sys/fs/binfmt_misc"
}
