import Emulators
import LinuxHost
import Platforms
import Readiness
import Repair

/// What emulators the host has of its own for what a plan registers.
struct OwnEmulators {
  /// Those of which nothing is known that breaks any guest.
  var sound: [HostEmulator] = []
  /// Those that are better than nothing.
  var faulty: [HostEmulator] = []
  /// What it has none for, and why.
  var missing: [(architecture: Architecture, error: RegisteringError)] = []

  init(_ plan: RegistrationPlan, persists: Bool, _ environment: [String: String]) {
    let wanted = persists ? plan.handled : plan.installed
    for step in plan.steps where wanted.contains(step.architecture) {
      do throws(RegisteringError) {
        let emulator = try HostEmulator.finding(
          step.architecture, named: step.ownEmulators, as: step.running, environment: environment)
        if emulator.fault?.host == .breaksAnyGuest {
          faulty.append(emulator)
        } else {
          sound.append(emulator)
        }
      } catch {
        missing.append((step.architecture, error))
      }
    }
  }

  var isLackingAny: Bool { !lacking.isEmpty }

  var lacking: [Architecture] { faulty.map(\.architecture) + missing.map(\.architecture) }

  /// All of them; said is what is known of those that break something.
  ///
  /// - Parameter isImageThere: whether the image may serve instead.
  func choice(credentials: Bool, isImageThere: Bool) -> MethodChoice {
    let all = sound + faulty
    guard !all.isEmpty else { return MethodChoice() }
    for emulator in all {
      guard let fault = emulator.fault, let version = emulator.version else { continue }
      complain(
        "\(emulator.path) is QEMU \(version.release), of which is known: \(fault.consequence)"
          + (isImageThere && BinfmtImage.supports(emulator.architecture)
            ? "; a newer release comes with --method image" : ""))
      break
    }
    return MethodChoice(
      method: .host(all, credentials: credentials), rest: missing.map(\.architecture))
  }
}

extension HostEmulator {
  /// What is known of its release.
  fileprivate var fault: Trouble? {
    version.flatMap { Trouble.shown(byHostWith: $0.number, for: architecture.name) }
  }
}
