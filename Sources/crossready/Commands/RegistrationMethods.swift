import Facts
import LinuxHost
import Readiness
import Repair

/// How `register` registers.
enum MethodName: String, CaseIterable, Sendable {
  /// The host's own emulators where it has all that are wanted, else the image's.
  case auto
  case image
  case host
  /// As `image` was called at first.
  case container
}

extension RegisterOptions {
  /// Whose emulators are registered, as the user says it or as the host allows.
  func chosenMethod(
    _ plan: RegistrationPlan, _ kernel: KernelFacts, _ context: Context,
    _ display: ProgressDisplay
  ) throws -> RegistrationMethod {
    switch method {
    case .image, .container: try imageMethod(kernel, context, display)
    case .host: .host(try hostEmulators(plan, context), credentials: !leavesCredentialsOut)
    case .auto: try automaticMethod(plan, kernel, context, display)
    }
  }

  /// The image, run by an engine.
  func imageMethod(
    _ kernel: KernelFacts, _ context: Context, _ display: ProgressDisplay
  ) throws -> RegistrationMethod {
    .container(
      try BinfmtContainer.finding(
        engine: context.engine(given: engine), image: imageReference(image, context),
        kernel: kernel, environment: context.environment, timeout: timeout.duration,
        progress: display.show))
  }

  /// The host's emulators for what is wanted; of everything, those that there are.
  private func hostEmulators(
    _ plan: RegistrationPlan, _ context: Context
  ) throws(RegisteringError) -> [HostEmulator] {
    var emulators: [HostEmulator] = []
    let wanted = persists ? plan.handled : plan.installed
    for step in plan.steps where wanted.contains(step.architecture) {
      do throws(RegisteringError) {
        emulators.append(
          try HostEmulator.finding(
            step.architecture, named: step.ownEmulators, as: step.running,
            environment: context.environment))
      } catch {
        guard isEverything, case .noEmulator = error else { throw error }
      }
    }
    return emulators
  }

  /// The host's own emulators if it has a sound one for everything, else the image's.
  private func automaticMethod(
    _ plan: RegistrationPlan, _ kernel: KernelFacts, _ context: Context,
    _ display: ProgressDisplay
  ) throws -> RegistrationMethod {
    // Who names an image or an engine wants it.
    let isNamed = ["CROSSREADY_IMAGE", "CROSSREADY_ENGINE"].contains {
      context.environment[$0]?.isEmpty == false
    }
    guard isRoot || isDryRun, !isEverything, !isNamed else {
      return try imageMethod(kernel, context, display)
    }
    let emulators: [HostEmulator]
    do throws(RegisteringError) {
      emulators = try hostEmulators(plan, context)
    } catch {
      guard error.isOfHostEmulators else { throw error }
      do {
        return try imageMethod(kernel, context, display)
      } catch RegisteringError.noEngine(nil) {
        // The shorter way is to install an emulator.
        throw error
      }
    }
    let faults = emulators.compactMap { emulator in
      emulator.version.flatMap { version in
        KnownBadRelease.matching(version).map { (emulator, version, $0) }
      }
    }
    if faults.contains(where: \.2.breaksAnyGuest) {
      do {
        return try imageMethod(kernel, context, display)
      } catch let error as RegisteringError {
        // Without an image, what breaks some programs is better than nothing.
        if case .interrupted = error { throw error }
      }
    }
    if let (emulator, version, fault) = faults.first {
      complain(
        "\(emulator.path) is QEMU \(version.release), of which is known: \(fault.consequence); a newer "
          + "release comes with --method image")
    }
    return .host(emulators, credentials: !leavesCredentialsOut)
  }
}

/// The binfmt image: the option, else the variable, which is announced, else our own choice.
func imageReference(_ option: String?, _ context: Context) throws -> String {
  if let option { return option }
  guard let variable = context.environment["CROSSREADY_IMAGE"], !variable.isEmpty else {
    return BinfmtImage.pinned
  }
  complain("CROSSREADY_IMAGE names the image: \(variable)")
  return try variable.asImageReference(of: "CROSSREADY_IMAGE")
}
