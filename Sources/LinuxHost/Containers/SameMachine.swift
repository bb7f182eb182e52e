import Facts
import Platforms
import Text

/// Whether an engine's containers run on the machine that this process runs on.
enum EngineMachine {
  case this
  case another
  /// No container told: how the engine's program ended.
  case unknown(EngineCall)

  /// Has a container of a few KiB, without any privileges, name the boot that it sees (random(4)): two
  /// machines may have the same kernel, and a local socket may lead to another one.
  static func asking(
    _ engine: Engine, timeout: Duration, _ signals: borrowing HeldSignals,
    _ progress: @escaping (Progress) -> Void
  ) throws(Interrupted) -> EngineMachine {
    // Without a service the engine's program itself starts containers.
    if engine.kind.isItsOwnService(engine.answer) { return .this }
    guard let native = Architecture.native else { return .unknown(EngineCall()) }
    var containers = Containers(
      engine: engine, plan: ContainerPlan(engine: nil, platforms: [], timeout: timeout),
      progress: progress, meanwhile: {})
    defer { containers.removeUnlessEnded() }
    guard let outcome = try containers.askForBoot(native: native, signals) else {
      return .unknown(EngineCall())
    }
    let key = Array("boot=".utf8)
    let told = lines(of: outcome.standardOutput).first { $0.starts(with: key) }
    guard let told = told?.dropFirst(key.count), !told.isEmpty,
      let own = try? readDirectly(path: "/proc/sys/kernel/random/boot_id", limit: Limit.status),
      let boot = lines(of: own).first
    else { return .unknown(containers.loadFailure ?? EngineCall(outcome)) }
    return told == boot ? .this : .another
  }
}
