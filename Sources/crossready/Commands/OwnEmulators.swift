import Emulators
import LinuxHost
import Platforms
import Readiness
import Repair

/// What emulators the host has of its own for what a plan registers.
struct OwnEmulators {
  /// An emulator, and what is known of its release.
  private struct Known {
    let emulator: HostEmulator
    let version: EmulatorVersion?
    let fault: Trouble?

    init(_ emulator: HostEmulator) {
      self.emulator = emulator
      version = emulator.version
      fault = version.flatMap {
        Trouble.shown(byHostWith: $0.number, for: emulator.architecture.name)
      }
    }

    var breaksAnyGuest: Bool { fault?.host == .breaksAnyGuest }
  }

  private var known: [Known] = []
  /// What it has none for, and why.
  private(set) var missing: [(architecture: Architecture, error: RegisteringError)] = []

  init(_ plan: RegistrationPlan, persists: Bool, _ environment: [String: String]) {
    let wanted = plan.needingEmulator(persists: persists)
    for step in plan.steps where wanted.contains(step.architecture) {
      do throws(RegisteringError) {
        known.append(
          Known(
            try HostEmulator.finding(
              step.architecture, named: step.ownEmulators, entryName: step.entryName,
              as: step.running, environment: environment)))
      } catch {
        guard case .noEmulator(var emulator) = error else {
          missing.append((step.architecture, error))
          continue
        }
        emulator.advice = step.gettingEmulator
        missing.append((step.architecture, .noEmulator(emulator)))
      }
    }
  }

  /// All of them, in the order of the plan.
  var all: [HostEmulator] { known.map(\.emulator) }

  /// Those of which nothing is known that breaks any guest.
  var sound: [HostEmulator] { known.filter { !$0.breaksAnyGuest }.map(\.emulator) }

  /// What it has no sound one for.
  var lacking: [Architecture] {
    known.filter(\.breaksAnyGuest).map(\.emulator.architecture) + missing.map(\.architecture)
  }

  /// All of them; said is what is known of those that break something.
  ///
  /// - Parameter isImageThere: whether the image may serve instead.
  func choice(credentials: Bool, isImageThere: Bool) -> MethodChoice {
    let soundFirst = known.filter { !$0.breaksAnyGuest } + known.filter(\.breaksAnyGuest)
    guard !soundFirst.isEmpty else { return MethodChoice() }
    for known in soundFirst {
      guard let fault = known.fault, let version = known.version else { continue }
      complain(
        "\(known.emulator.path) is QEMU \(version.release), which has a known defect: \(fault.consequence)"
          + (isImageThere && BinfmtImage.supports(known.emulator.architecture)
            ? "; a newer release comes with --method image" : ""))
      break
    }
    return MethodChoice(
      method: .host(soundFirst.map(\.emulator), credentials: credentials),
      rest: missing.map(\.architecture))
  }
}
