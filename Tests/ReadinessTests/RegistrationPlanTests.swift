import Binfmt
import Facts
import Platforms
import Readiness
@testable import Repair
import Reports
import Testing
import Text

/// What `register` decides before it acts.
struct RegistrationPlanTests {
  private static let arm64 = Platform(architecture: "arm64")
  private static let empty = Sample.host().with { $0.binfmt.entries = .seen([]) }
    .replacingRun(Sample.arm64Run(errno: 8))
  private static let broken = Sample.host().with {
    $0.binfmt.entries = .seen([Sample.arm64Entry(flags: "PO", interpreter: "/gone")])
  }.replacingRun(Sample.arm64Run(errno: 2))

  private func action(
    _ facts: HostFacts, replaces: Bool = false
  ) throws -> RegistrationPlan.Action {
    let plan = RegistrationPlan.planning([Self.arm64], on: facts, replaces: replaces)
    return try #require(plan.steps.first).action
  }

  @Test func whatWorksIsKept() throws {
    guard case .keep(let entry) = try action(Sample.host()) else {
      Issue.record("not kept")
      return
    }
    #expect(entry?.name == "qemu-aarch64")
  }

  /// What the CPU executes and what is refused need nothing that survives a boot.
  @Test func onlyHandlersAreMadePersistent() throws {
    for (facts, count) in [(Sample.host(), 1), (Self.empty, 1), (Self.broken, 1)] {
      let plan = RegistrationPlan.planning([Self.arm64], on: facts, replaces: false)
      #expect(plan.lasting.count == count)
    }
  }

  @Test func whatIsMissingIsInstalled() throws {
    #expect(try action(Self.empty) == .install)
  }

  /// The usual name may be that of another platform's handler, which stays.
  @Test func anotherPlatformsNameIsLeftToIt() throws {
    let riscv64 = "7f454c460201010000000000000000000200f300"
    let facts = Self.empty.with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry(interpreter: "/usr/bin/qemu-riscv64-static", magic: riscv64)
      ])
      facts.boot.binfmtD = .seen([])
      facts.interpreters = []
    }
    guard case .refuse = try action(facts) else {
      Issue.record("there is no other emulator to give another name")
      return
    }
    let own = facts.with { facts in
      facts.interpreters = [
        InterpreterFacts(path: "/usr/bin/qemu-aarch64", file: .seen(Sample.emulatorFile))
      ]
    }
    let plan = RegistrationPlan.planning([Self.arm64], on: own, replaces: false)
    #expect(plan.steps.map(\.action) == [.install])
    #expect(plan.steps.map(\.entryName) == ["qemu-aarch64-arm64"])
    #expect(try own.judged("linux/arm64").repair?.raw == ["crossready register linux/arm64"])
    // The image knows the usual name alone.
    let ofImage = RegistrationPlan.planning([Self.arm64], on: own, replaces: false, byImage: true)
    guard case .refuse? = ofImage.steps.first?.action else {
      Issue.record("the image registers no other name")
      return
    }
    let openToOthers = own.with { $0.interpreters[0].isRootsAlone = false }
    guard case .refuse = try action(openToOthers) else {
      Issue.record("what others can write is not registered")
      return
    }
  }

  /// After a boot, the name is another platform's.
  @Test func aNameOfTheNextBootIsLeftToIt() throws {
    let facts = Self.empty.with { facts in
      let line = String(decoding: Sample.arm64Line.bytes, as: UTF8.self).replacing(
        #"\xb7"#, with: #"\xf3"#
      )
      .replacing("\(Sample.interpreter)", with: "/usr/bin/qemu-riscv64-static")
      facts.boot.binfmtD = .seen([
        ConfigurationFile(path: "/etc/binfmt.d/a.conf", text: KernelText(line))
      ])
      facts.interpreters = ["/usr/bin/qemu-riscv64-static", "/usr/bin/qemu-aarch64"].map {
        InterpreterFacts(path: $0, file: .seen(Sample.emulatorFile))
      }
    }
    let plan = RegistrationPlan.planning([Self.arm64], on: facts, replaces: false)
    #expect(plan.steps.map(\.entryName) == ["qemu-aarch64-arm64"])
  }

  @Test(arguments: [false, true])
  func whatIsBrokenIsReplacedWithoutABridge(_ replaces: Bool) throws {
    guard case .replace(let entries, false) = try action(Self.broken, replaces: replaces) else {
      Issue.record("not replaced")
      return
    }
    #expect(entries.map(\.name) == ["qemu-aarch64"])
  }

  /// That the host had no process to spare tells nothing of a handler.
  @Test func whatCannotBeJudgedIsLeft() throws {
    guard case .refuse = try action(Sample.host().replacingRun(Sample.arm64Run(errno: 11))) else {
      Issue.record("not left")
      return
    }
  }

  @Test(arguments: ["/media/rosetta/rosetta", "/usr/bin/FEXInterpreter", "/usr/local/bin/box64"])
  func otherEmulatorsThanQEMUAreKept(_ path: String) throws {
    let facts = Sample.host().with {
      $0.binfmt.entries = .seen([Sample.arm64Entry(flags: "CF", interpreter: path)])
    }
    guard case .keep = try action(facts) else {
      Issue.record("not kept")
      return
    }
    for facts in [facts, facts.replacingRun(Sample.arm64Run(errno: 2))] {
      guard case .refuse = try action(facts, replaces: true) else {
        Issue.record("not refused")
        return
      }
    }
  }

  @Test func whatWorksIsReplacedWithABridge() throws {
    guard case .replace(_, true) = try action(Sample.host(), replaces: true) else {
      Issue.record("not replaced")
      return
    }
  }

  @Test func aDisabledEntryOfTheNameMakesWay() throws {
    let facts = Self.empty.with {
      $0.binfmt.entries = .seen([Sample.arm64Entry(state: "disabled")])
    }
    guard case .replace(_, false) = try action(facts) else {
      Issue.record("not replaced")
      return
    }
  }

  @Test func variantsShareAStep() {
    let platforms = ["v7", "v6"].map { Platform(architecture: "arm", variant: $0) }
    let plan = RegistrationPlan.planning(platforms, on: Self.empty, replaces: false)
    #expect(plan.steps.map(\.platforms) == [platforms])
    #expect(plan.installed.map(\.name) == ["arm"])
  }

  @Test func aPromiseThatWasNotKeptIsAFailure() throws {
    let plan = RegistrationPlan.planning([Self.arm64], on: Self.empty, replaces: false)
    let installer = InstallerReport(
      output: Array(#"{"supported": ["linux/amd64", "linux/arm64"], "emulators": null}"#.utf8),
      errors: ["installing: arm64 OK"], failure: nil, digest: nil)
    let change = try #require(
      RegistrationChange.comparing(
        plan, RegistrationResult(installer: installer), with: Self.empty, isEverything: true
      ).first)
    #expect(change.outcome == .failed)
    #expect(!change.holds)
    #expect(change.promise == "installing: arm64 OK")
  }

  @Test func whatTheImageLacksIsNoFailureOfEverything() throws {
    let plan = RegistrationPlan.planning([Self.arm64], on: Self.empty, replaces: false)
    let words =
      #"installing: arm64 cannot register "/usr/bin/qemu-aarch64": no such file or directory"#
    let installer = InstallerReport(output: [], errors: [words], failure: nil, digest: nil)
    let outcomes = [true, false].map { isEverything in
      RegistrationChange.comparing(
        plan, RegistrationResult(installer: installer), with: Self.empty,
        isEverything: isEverything
      ).first?.outcome
    }
    #expect(outcomes == [.unavailable, .failed])
  }

  @Test func anOldHandlerThatStandsAgainIsNoSuccess() throws {
    let plan = RegistrationPlan.planning([Self.arm64], on: Sample.host(), replaces: true)
    let architecture = try #require(Architecture.named("arm64"))
    let change = RegistrationChange.comparing(
      plan, RegistrationResult(undone: [architecture]), with: Sample.host(), isEverything: false)
    #expect(change.map(\.outcome) == [.failed])
  }

  @Test func garbageIsNoPromise() throws {
    let installer = InstallerReport(
      output: Array("Segmentation fault".utf8), errors: ["installing: arm OK"], failure: nil,
      digest: nil)
    #expect(installer.supported == nil)
    #expect(installer.promise(for: try #require(Architecture.named("arm64"))) == nil)
    #expect(installer.promise(for: try #require(Architecture.named("arm"))) == "installing: arm OK")
  }

  @Test func theImageIsNotAskedToRemoveWhatItWouldMistake() throws {
    let facts = Sample.host()
    let named = try #require(facts.binfmt.entries.value?.first)
    let architecture = try #require(Architecture.named("arm64"))
    let plain = RemovalPlan.planning(
      [architecture], entries: [], on: facts, release: { _ in nil })
    #expect(plain.misunderstood == nil)
    let stranger = facts.with { facts in
      let other = BinfmtFacts.EntryFile(
        name: KernelText("my-\(named.name)"), text: named.text)
      facts.binfmt.entries = .seen((facts.binfmt.entries.value ?? []) + [other])
    }
    let plan = RemovalPlan.planning(
      [], entries: [named.name], on: stranger, release: { _ in nil })
    #expect(plan.removed.map(\.name) == [named.name])
    #expect(plan.misunderstood?.taken == KernelText("my-\(named.name)"))
  }

  @Test func everyRemedyIsOfAFinding() {
    #expect(RemedyTable.names.filter { Check.named($0) == nil }.isEmpty)
  }
}
