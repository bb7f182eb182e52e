import Facts
import LinuxHost
import Platforms
import Repair

/// How `register` registers.
enum MethodName: String, CaseIterable, Sendable {
  /// The host's own emulators where it has sound ones, for the rest the image's.
  case auto
  case image
  case host
  /// As `image` was called at first.
  case container
}

/// Whose emulators are registered for which architectures of a plan.
struct MethodChoice {
  /// What registers first; nil where nothing is registered.
  var method: RegistrationMethod?
  /// The architectures that it has no emulator for, and the image may have.
  var rest: [Architecture] = []
}

extension RegisterOptions {
  /// Whose emulators are registered, as the user says it or as the host allows.
  func choice(
    _ plan: RegistrationPlan, _ kernel: KernelFacts, _ context: Context,
    _ display: ProgressDisplay
  ) throws -> MethodChoice {
    switch method {
    case .image, .container: MethodChoice(method: try imageMethod(kernel, context, display))
    case .host:
      MethodChoice(
        method: .host(try hostEmulators(plan, context), credentials: !leavesCredentialsOut))
    case .auto: try automaticChoice(plan, kernel, context, display)
    }
  }

  /// Whether nothing but the image is to register.
  func isByImage(_ context: Context) -> Bool {
    switch method {
    case .image, .container: return true
    case .host: return false
    case .auto:
      // Who names an image or an engine wants it.
      let isNamed = ["CROSSREADY_IMAGE", "CROSSREADY_ENGINE"].contains {
        context.environment[$0]?.isEmpty == false
      }
      return !(isRoot || isDryRun) || isEverything || isNamed
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
    let own = OwnEmulators(plan, persists: persists, context.environment)
    for (_, error) in own.missing {
      guard isEverything, case .noEmulator = error else { throw error }
    }
    return own.all
  }

  /// The host's own emulators for what it has sound ones for, and the image's for the rest.
  private func automaticChoice(
    _ plan: RegistrationPlan, _ kernel: KernelFacts, _ context: Context,
    _ display: ProgressDisplay
  ) throws -> MethodChoice {
    if isByImage(context) {
      return MethodChoice(method: try imageMethod(kernel, context, display))
    }
    let own = OwnEmulators(plan, persists: persists, context.environment)
    guard !own.lacking.isEmpty else {
      return own.choice(credentials: !leavesCredentialsOut, isImageThere: true)
    }
    do {
      let image = try imageMethod(kernel, context, display)
      guard !own.sound.isEmpty else { return MethodChoice(method: image) }
      return MethodChoice(
        method: .host(own.sound, credentials: !leavesCredentialsOut), rest: own.lacking)
    } catch let error as RegisteringError {
      if case .interrupted = error { throw error }
      // Without an image, what breaks some programs is better than nothing.
      let choice = own.choice(credentials: !leavesCredentialsOut, isImageThere: false)
      guard choice.method == nil else { return choice }
      guard case .noEngine(let engine, _) = error, let missing = own.missing.first?.error else {
        throw error
      }
      // The shorter way is to install an emulator.
      guard engine?.path != nil, case .noEmulator(let emulator) = missing else { throw missing }
      throw RegisteringError.noEngine(engine, lacking: emulator)
    }
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
