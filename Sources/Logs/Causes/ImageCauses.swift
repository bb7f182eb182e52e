import Emulators

private let targetStage =
  "Install it (npm ci, pip install) in a stage of the target platform, one whose FROM names no other, or "
  + "cross-compile it; copy it from no other stage, and keep node_modules out of the build context "
  + "(.dockerignore)"

private let targetLines = "The last command names the lines that do otherwise."

private let targetCommands = [
  "docker build --platform {platform} --no-cache .", "crossready dockerfile{for-platform}",
]

/// Images, packages and what is in them; builders and registrations.
extension LogCause {
  static let foreignLibrary = LogCause(
    "foreign-library", change: .dockerfile,
    because: "{file} was compiled for another CPU or C library than the program that loads it",
    explanation:
      "It was compiled or installed for another machine: by npm or pip in a stage of the build platform, "
      + "or copied with node_modules from the host.",
    remedy: targetStage + ". For Python, pip install --platform names the target. " + targetLines,
    commands: targetCommands)

  static let jniLibrary = LogCause(
    "foreign-library", change: .packages,
    because: "{file} was compiled for another CPU than the Java that loads it",
    explanation:
      "A jar holds such a library for some CPUs, and unpacks the one that it takes for its own.",
    remedy:
      "Use a release of that jar which has a build for this CPU (unzip -l FILE.jar lists them), or compile "
      + "the library in a stage of the target platform.")

  static let missingModule = LogCause(
    "foreign-library", change: .dockerfile,
    because: "the native module {file} is missing or was compiled for another CPU",
    remedy: targetStage + ". " + targetLines, commands: targetCommands)

  static let damagedLibrary = LogCause(
    "damaged-library", change: .image,
    because:
      "{file} is no library for Linux: compiled on another system, damaged, or only in place of one",
    remedy: "Ask what it is.", commands: ["file LIBRARY"])

  static let packageForAnotherCPU = LogCause(
    "package-for-another-cpu", change: .dockerfile,
    because: "a package is for another CPU than the system that it is installed in",
    remedy:
      "Where the Dockerfile or the manifest names the package, choose it by TARGETARCH, or by "
      + "dpkg --print-architecture.",
    commands: ["crossready dockerfile{for-platform}"])

  static let lockFile = LogCause(
    "lock-file-lacks-platform", change: .packages,
    because: "the lock file was made for other platforms, and lacks packages for {platform}",
    remedy:
      "Add the platform to the lock file (bundle lock --add-platform, poetry lock, uv lock), or make it "
      + "again: remove package-lock.json and node_modules and install.")

  static let crossCompiler = LogCause(
    "cross-compiler-missing", change: .dockerfile,
    because: "code for another CPU was given to a compiler, assembler or linker that is not for it",
    remedy:
      "Install and name a cross compiler (CC=aarch64-linux-gnu-gcc and its like), set CGO_ENABLED=0, or "
      + "compile in a stage of the target platform.",
    commands: ["crossready dockerfile{for-platform}"])

  static let lacksPlatform = LogCause(
    "image-lacks-platform", change: .image,
    because: "the image does not exist for {asked}",
    remedy:
      "Choose another tag or image that has it, build it, or ask for a platform that the image has (such "
      + "as --platform linux/amd64, `platform: linux/amd64` in compose, or a node selector on "
      + "kubernetes.io/arch).",
    commands: ["docker buildx imagetools inspect {image}"])

  static let substituted = LogCause(
    "platform-substituted", change: .image,
    because: "an image of another platform has the same name: wanted was {platform}",
    remedy: "Remove the local image and pull it for the platform, or choose a tag that has it.",
    commands: [
      "docker pull --platform {platform} {image}", "docker buildx imagetools inspect {image}",
    ])

  static let differs = LogCause(
    "platform-differs", change: .nothing,
    because: "the image is for {platform}, another platform than the machine's",
    explanation: "The container runs emulated. That alone is no error.",
    remedy: "If it was not meant, name the platform with --platform.")

  static let notMounted = LogCause(
    "binfmt-not-mounted", change: .builder,
    because:
      "binfmt_misc is not mounted there, or not part of the kernel, or the job has no right to it",
    remedy:
      "Register there as root: what is needed is loaded and mounted first, where that can be.",
    commands: ["sudo crossready register {platform}"])

  static let registeringFailed = LogCause(
    "registering-failed", change: .builder,
    because: "registering handlers failed, and docker/setup-qemu-action does not say so",
    explanation: "Its answer, which should be JSON, was empty.",
    remedy: "Ask there what is missing.", commands: ["crossready check"])

  static let brokenJSON = LogCause(
    "registering-failed", change: .project, because: "JSON was empty or cut off",
    remedy:
      "It has to do with platforms only if docker/setup-qemu-action or tonistiigi/binfmt printed it."
  )

  static let systemdBinfmt = LogCause(
    "systemd-binfmt", change: .builder, because: "systemd could not register a handler",
    remedy: "Ask there which.",
    commands: ["systemctl status systemd-binfmt", "crossready check"])

  static let singlePlatform = LogCause(
    "builder-single-platform", change: .builder,
    because:
      "Docker's own builder without the containerd image store builds one platform at a time",
    remedy: "Use a builder that can build several.",
    commands: ["docker buildx create --driver docker-container --use"])

  static let builderLacksPlatform = LogCause(
    "builder-lacks-platform", change: .builder,
    because: "the builder has no handler for {platform}",
    remedy: "Register a handler there: BuildKit looks for new ones at most every 20 seconds.",
    commands: ["sudo crossready register {platform}"])

  static let builderLacksLevel = LogCause(
    "builder-lacks-platform", change: .builder,
    because: "the builder has no emulator for this level of the platform ({platform})",
    remedy: "Build for a lower level, such as linux/amd64/v2.")

  static let packageScript = LogCause(
    "package-script-failed", change: .nothing, because: "a package's script failed",
    remedy: "The lines before it say why.")

  static let stepFailed = LogCause(
    "step-failed", change: .nothing, because: "the step failed with {file}",
    remedy: "The step's last lines say why.")

  /// Every cause that is known.
  package static let table =
    ofBuilds + Trouble.table.filter { $0.log != nil }.map { LogCause($0) }

  /// Those that are no troubles of emulators: images, packages, builders, machines and jobs.
  package static let ofBuilds: [LogCause] = [
    noHandler, noHandlerThere, execUndecided, scriptUndecided, imageForAnotherCPU,
    imageForUnnamedCPU, programForAnotherCPU,
    notFound, mixed, loops, snapInit, initFailed, scriptInterpreter, scriptRefused, loaderMissing,
    nixSystem,
    ownVerdict, kernelTooOld, hung, stepCancelled, tooSlow, outOfMemory, bundledEmulator,
    setuidIgnored, oldSeccomp, foreignLibrary, jniLibrary, missingModule, damagedLibrary,
    packageForAnotherCPU, lockFile, crossCompiler, lacksPlatform, substituted, differs,
    notMounted, registeringFailed, brokenJSON, systemdBinfmt, singlePlatform,
    builderLacksPlatform, builderLacksLevel, packageScript, stepFailed,
  ]
}
