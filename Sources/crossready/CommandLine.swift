import CommandLineKit
import LinuxHost
import Platforms
import Rendering
import Reports

/// The command line, declared once: parsing, help and the man page derive from it.
let program: Program<Context, Answer> = Program(
  name: Identity.name, version: Identity.version, build: ProcessEnvironment.commit,
  date: Identity.date,
  summary: "tell whether a host can run containers for other CPUs",
  description: [
    "A Linux host runs programs of other CPUs through binfmt_misc and an emulator such as QEMU. "
      + "crossready reads what is registered, executes a tiny probe for every platform, and gives "
      + "one verdict per platform: `ready`, `degraded`, `not ready` or `unknown`. For each that "
      + "is not ready it names the first broken link of the chain kernel, handler, emulator, "
      + "exec, container and builder, with the evidence and the command that repairs it.",
    "`check`, `list`, `dockerfile`, `audit`, `facts` and `explain` need no root, no container engine and no network, and "
      + "change nothing. `verify` starts containers of an image that crossready makes itself. Only "
      + "`register` and `unregister` change what the host has.",
  ],
  defaultCommand: "check",
  commands: [
    checkCommand, verifyCommand, listCommand, registerCommand, unregisterCommand, diagnoseCommand,
    dockerfileCommand, auditCommand, factsCommand, schemaCommand, explainCommand,
    completionsCommand, binfmtImageCommand,
  ],
  exitStatuses: ExitStatus.allCases.map {
    ExitStatusNote(code: Int($0.rawValue), meaning: $0.meaning)
  },
  environment: [
    ManualEntry(
      name: "CROSSREADY_ENGINE",
      meaning: "The container engine to use, unless `--engine` names one."),
    ManualEntry(
      name: "CROSSREADY_PLATFORMS",
      meaning: "The platforms of `check`, `verify` and `register`, unless the command line names "
        + "some."),
    ManualEntry(
      name: "CROSSREADY_IGNORE",
      meaning:
        "Findings that `check` and `verify` report as notes, separated by commas, beside those "
        + "of `--ignore`."),
    ManualEntry(
      name: "DOCKER_HOST, DOCKER_CONTEXT, CONTAINER_HOST",
      meaning: "Where engines are, as `docker(1)` and `podman(1)` read them. Where one of the "
        + "first two names an engine, no other is asked."),
    ManualEntry(
      name: "DOCKER_DEFAULT_PLATFORM",
      meaning: "The platform of images and services that name none, as docker and compose take "
        + "it."),
    ManualEntry(
      name: "BUILDX_BUILDER",
      meaning: "The builder to judge where `--builder` names none, as buildx reads it."),
    ManualEntry(
      name: "GITHUB_ACTIONS, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY",
      meaning: "If the first is `true`, reports are written for GitHub Actions, and the platforms "
        + "that execute and a summary are appended to the files that the others name."),
    ManualEntry(
      name: "CROSSREADY_IMAGE",
      meaning: "The binfmt image that `register` uses, unless `--image` names one."),
    ManualEntry(
      name: "NO_COLOR, CLICOLOR_FORCE",
      meaning:
        "If the first is set and not empty, text is never coloured; if the second is, and not "
        + "`0`, also where it goes to no terminal."),
    ManualEntry(
      name: "QEMU_*", meaning: "Not passed to the probes; those that change emulators are reported."
    ),
    ManualEntry(
      name: "TMPDIR",
      meaning: "Where probes are written if no empty root can be mounted; then /tmp, /var/tmp and "
        + "/dev/shm are tried."),
  ],
  files: [
    ManualEntry(
      name: "/proc/sys/fs/binfmt_misc", meaning: "The kernel's handlers for foreign programs."),
    ManualEntry(
      name: "/etc/binfmt.d",
      meaning: "What is registered at boot, see `binfmt.d(5)`; also below "
        + "/run, /usr/local/lib and /usr/lib."),
    ManualEntry(
      name: "/usr/local/lib/crossready",
      meaning: "The emulators that `register --persist` copies out of the image, each release in a "
        + "directory of its own."),
    ManualEntry(
      name: "/var/lib/binfmts", meaning: "The same for hosts with `update-binfmts(8)`."),
  ],
  seeAlso: [
    ManualReference(name: "binfmt.d", section: 5),
    ManualReference(name: "crossready-findings", section: 7),
    ManualReference(name: "update-binfmts", section: 8),
  ],
  examples: [
    Example(command: "crossready linux/arm64", meaning: "Is this host ready?"),
    Example(command: "crossready diagnose app.log", meaning: "Why `exec format error`?"),
    Example(command: "crossready dockerfile", meaning: "Is my Dockerfile right?"),
    Example(command: "crossready audit app:latest", meaning: "Is this image right?"),
    Example(command: "crossready", meaning: "Which platforms does this host run?"),
    Example(
      command: "crossready --strict linux/arm64 linux/arm/v7",
      meaning: "A preflight: exit with 0 only if both are ready."),
    Example(
      command: "crossready facts > host.json", meaning: "Take a host's facts to a bug report."),
    Example(command: "crossready explain no-handler", meaning: "What does a finding mean?"),
  ])
