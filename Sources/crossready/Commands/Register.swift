import CommandLineKit
import Facts
import LinuxHost
import Platforms
import Text

/// The words of `register`.
struct RegisterOptions: Sendable, Equatable, Coloured {
  var colour = ColourChoice.auto
  var platforms: [Platform] = []
  var isEverything = false
  var engine: String?
  /// The binfmt image; nil for the default.
  var image: String?
  var method = MethodName.auto
  var replaces = false
  var persists = false
  /// Whether setuid programs are not to get their owner's rights.
  var leavesCredentialsOut = false
  var isDryRun = false
  var format = OutputFormat.text
  var timeout = Timeout()
}

let registerCommand = Command<Context, Answer>(
  name: "register", summary: "register handlers, then check that they work",
  description: [
    "Makes it so: what is missing is registered, what is disabled or broken is mended, what works is "
      + "left as it is. binfmt_misc is mounted and switched on where it is not. An old handler serves "
      + "until the new one is proven, and stands again if that fails; a new one that does not work is "
      + "taken away again. Emulators that are not QEMU, as Rosetta, FEX or box64, are kept in any case.",
    "The emulators are the host's own where it has static ones that work; for the rest those of the "
      + "binfmt image (tonistiigi/binfmt), which is named by its digest and runs as a privileged "
      + "container of docker or podman. That container says that all is well whatever happens, so the "
      + "host is read again from outside, and probes are run, before anything is called registered.",
    "Root is needed, but to have the image register what nothing is registered for: then access to the "
      + "engine is enough.",
  ],
  initial: RegisterOptions(),
  operands: Operands(
    placeholder: "PLATFORM", repeats: true,
    help: "a platform such as `linux/arm64`", completing: .platforms,
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word, orAll: true)
    }),
  options: [
    .flag("all", "all platforms that the image has and the CPU does not execute", \.isEverything),
    .flag("dry-run", "print what would be done, and end", \.isDryRun),
    .flag("replace", "also replace handlers that work", \.replaces),
    .flag("persist", "make it survive a reboot, through /etc/binfmt.d", \.persists),
    .choice("method", "whose emulators, this host's or those of the binfmt image", \.method),
    .flag(
      "no-credentials", "with the host's emulators: setuid programs, as sudo, get no rights",
      \.leavesCredentialsOut),
    .engine(\.engine), .image(\.image), .choice("format", "how the answer is written", \.format),
    .platform(\.platforms),
    .timeout(\.timeout), .colour,
  ],
  examples: [
    Example(
      command: "crossready register --persist linux/arm64 linux/arm/v7",
      meaning: "Make a runner ready, for good."),
    Example(
      command: "crossready register --dry-run --all", meaning: "What would be done?"),
    Example(
      command: "crossready register --method host linux/arm64",
      meaning: "Register the emulator that a package has installed."),
  ],
  checking: { options throws(UsageError) in
    if options.isEverything, !options.platforms.isEmpty {
      throw .custom(
        problem: "--all and PLATFORM exclude each other", hint: "give one of the two")
    }
    if options.method == .container { options.method = .image }
    if options.method == .auto, options.image != nil || options.engine != nil {
      options.method = .image
    }
    if options.leavesCredentialsOut {
      guard options.method != .image else {
        throw .custom(
          problem: "--no-credentials needs --method host",
          hint: "the binfmt image always registers with the flag C")
      }
      options.method = .host
    }
    let unused = options.image != nil ? "--image" : options.engine != nil ? "--engine" : nil
    if let unused, options.method == .host {
      throw .custom(
        problem: "\(unused) and --method host exclude each other",
        hint: "the emulators of the host are registered without an engine")
    }
  },
  run: { options, context in try options.answer(context.coloured(by: options)) })

extension RegisterOptions {
  /// Observes, plans, acts, observes again and judges.
  func answer(_ context: Context) throws -> Answer {
    var options = self
    if !isEverything { options.platforms = try context.platforms(given: platforms) }
    if let native = Architecture.native,
      options.platforms.contains(where: { $0.architecture == native.name })
    {
      throw UsageError.custom(
        problem: "linux/\(native.name) is this host's own platform: it needs no handler, and one "
          + "would take every program of the host",
        hint: "leave it out")
    }
    if options.platforms.isEmpty, !isEverything {
      throw UsageError.custom(
        problem: "no platform to register is named",
        hint: "name PLATFORM..., --all, or set CROSSREADY_PLATFORMS")
    }
    try options.requireRoot()
    return try RegisterRun(options: options, context: context).answer()
  }

  private func requireRoot() throws {
    guard !isRoot, !isDryRun else { return }
    let needing = [
      replaces ? "--replace" : nil, persists ? "--persist" : nil,
      method == .host ? "--method host" : nil,
    ].compactMap(\.self)
    if let option = needing.first { throw Failure.needsRoot(option) }
  }

  var isRoot: Bool { ProcessEnvironment.isRoot }
}

extension Option {
  /// The binfmt image, which two commands share.
  static func image(_ keyPath: any WritableKeyPath<Options, String?> & Sendable) -> Option {
    .value(
      "image", "IMAGE", "the binfmt image, instead of the one that is built in",
      apply: { word, options throws(UsageError) in
        options[keyPath: keyPath] = try word.asImageReference(of: "--image")
      })
  }
}
