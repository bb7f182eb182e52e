/// Programs that did not start.
extension LogCause {
  static let noHandler = LogCause(
    "exec-format-error", change: .builder,
    because:
      "the machine that builds cannot start programs of {platform}: it has no handler for them",
    explanation:
      "The kernel of the builder refused the step's first program. QEMU must be registered there "
      + "before the builder starts.",
    remedy:
      "Register an emulator there (in CI: in a step before the build), such as "
      + "QEMU from the package qemu-user-static or the binfmt image; then restart the builder.",
    commands: ["sudo crossready register {platform}"])

  /// The same outside of a build, where the platform was asked for.
  static let noHandlerThere = LogCause(
    "exec-format-error", change: .host,
    because: "{machine} cannot start programs of {platform}: it has no handler for them",
    explanation:
      "The platform was asked for, and the machine's kernel refused {file}. If it has a handler, the image "
      + "holds programs of another platform than it says: the first command decides.",
    remedy:
      "Register an emulator on the machine that runs it, such as QEMU from the package qemu-user-static "
      + "or the binfmt image; or use an image for its own platform.",
    commands: [
      "crossready audit {image}{for-platform}", "sudo crossready register {platform}",
    ])

  static let execUndecided = LogCause(
    "exec-format-error", change: .image,
    because: "{file} is for another CPU than {machine}, and nothing emulates it there",
    explanation:
      "Either the image is for another CPU than was meant, or this machine lacks a handler for it. The "
      + "command decides: it names the platforms of the image, and what in it is for another CPU.",
    remedy:
      "If the image was meant for this machine, build or pull it again for its platform, as with "
      + "--platform {host-or-amd64}. If it is meant to run emulated, register a handler on the machine "
      + "that runs it.",
    commands: ["sudo crossready register {platform}", "crossready audit {image}{for-host}"])

  /// The same of a container's script: its interpreter is refused, or the script itself.
  static let scriptUndecided = LogCause(
    "exec-format-error", change: .image,
    because:
      "the image of {file} is probably for another CPU than {machine}, and nothing emulates it there",
    explanation:
      "The kernel refused the script or the interpreter that it names behind #!. If the image is for "
      + "this machine, the script is at fault: it has no #! at its very beginning, or a byte order mark "
      + "(BOM) before it. The last command decides.",
    remedy:
      "Build or pull the image again for the machine's platform, as with --platform {host-or-amd64}; if it is "
      + "meant to run emulated, register a handler on the machine that runs it. A script at fault, whose "
      + "first bytes `head` shows, needs a first line such as #!/bin/sh.",
    commands: [
      "head -c 16 SCRIPT | od -c", "sudo crossready register {platform}",
      "crossready audit {image}{for-host}",
    ])

  static let imageForAnotherCPU = LogCause(
    "image-for-another-cpu", change: .image,
    because:
      "the image is for {platform}, and the machine that runs it is {host} without an emulator",
    explanation:
      "None of the image's programs can start there. Who built the image did so for the CPU of the "
      + "building machine, or the tag has no variant for the machine that runs it. The last command "
      + "decides which.",
    remedy:
      "Build or pull the image for the CPU that runs it (for AWS Lambda, set the function's architecture "
      + "or build for it), or choose a tag that has the platform (docker buildx imagetools inspect {image}). "
      + "If it is meant to run emulated, register a handler on the machine that runs it.",
    commands: [
      "sudo crossready register {platform}", "docker build --platform {host-or-amd64} .",
      "crossready audit {image}{for-host}",
    ])

  /// The same where the log names no platform.
  static let imageForUnnamedCPU = LogCause(
    "image-for-another-cpu", change: .image,
    because:
      "the image is for another CPU than {machine}, and nothing emulates it there",
    explanation: imageForAnotherCPU.explanation, remedy: imageForAnotherCPU.remedy,
    commands: ["docker build --platform {host-or-amd64} .", "crossready audit {image}{for-host}"])

  static let programForAnotherCPU = LogCause(
    "program-for-another-cpu", change: .dockerfile,
    because: "{file} is for another CPU than the rest of its image",
    explanation:
      "Other programs of the image ran, so the image itself fits. This file was downloaded or copied "
      + "for a fixed CPU. If it is a script, its #! line is missing instead.",
    remedy:
      "Choose the download by TARGETARCH (ARG TARGETARCH), or build the file in a "
      + "stage of the target platform. The first command tells for which CPU the file is, the second "
      + "which line of the Dockerfile brought it.",
    commands: ["file {file}", "crossready dockerfile{for-platform}"])

  static let notFound = LogCause(
    "exec-not-found", change: .builder,
    because:
      "programs of {platform} have a handler, but its emulator is not there in the container",
    explanation:
      "The handler lacks flag F, or its emulator is dynamically linked and finds no libraries in the "
      + "container. Less often the program's own loader is missing in the image, or what a script "
      + "names behind #!.",
    remedy: "Register a static emulator with flag F.",
    commands: ["sudo crossready register {platform}", "crossready check {platform}"])

  static let mixed = LogCause(
    "mixed-architectures", change: .dockerfile,
    because:
      "a program of {platform} was started in an image of another platform, where its loader is "
      + "missing",
    explanation:
      "The emulator runs, but the program's loader and libraries are not in the image. Another emulator "
      + "would not help.",
    remedy:
      "Build or run the whole image for one platform (--platform), or install the program for the "
      + "image's own platform (ARG TARGETARCH).",
    commands: ["docker build --platform {platform} .", "crossready audit {image}{for-platform}"])

  static let loops = LogCause(
    "exec-loops", change: .builder,
    because:
      "a handler takes the programs of its own emulator, or the automount of binfmt_misc is broken",
    remedy: "Look for the handler and remove it.",
    commands: ["crossready check", "crossready list"])

  static let snapInit = LogCause(
    "snap-init", change: .host,
    because: "the snap package of Docker cannot start containers with --init",
    remedy: "Leave --init out, or install Docker Engine from its own packages.")

  static let initFailed = LogCause(
    "init-exec-failed", change: .image,
    because:
      "the container's program could not be started; with --init, exec format error looks like "
      + "this where the image has no shell",
    remedy: "Ask the machine that runs it which platforms it can run.",
    commands: ["crossready check {platform}"])

  static let scriptInterpreter = LogCause(
    "script-interpreter", change: .project,
    because:
      "the script has CRLF line ends, or names an interpreter behind #! that the image lacks",
    explanation:
      "CRLF comes from a checkout on Windows: the kernel then looks for an interpreter whose name ends "
      + "with a carriage return.",
    remedy:
      "Write LF line ends (`*.sh text eol=lf` in .gitattributes), and name an interpreter behind #! that "
      + "the image has, such as /bin/sh.",
    commands: ["head -n 1 SCRIPT | od -c"])

  /// What the kernel answers with ENOEXEC (execve(2)), where the script's image is known to run.
  static let scriptRefused = LogCause(
    "script-interpreter", change: .project,
    because:
      "the script has no #! at its very beginning, or a byte order mark (BOM) before it",
    explanation:
      "If its first bytes are sound, its interpreter is for another CPU: then compare the image's platform "
      + "with the machine's (docker image inspect, uname -m).",
    remedy: "Write a first line such as #!/bin/sh, without a BOM.",
    commands: ["head -c 16 SCRIPT | od -c"])

  static let loaderMissing = LogCause(
    "loader-missing", change: .image,
    because: "{file}, or the loader or interpreter that it needs, is not in the image",
    explanation:
      "Usually a program for glibc in an image with musl or without a C library.",
    remedy:
      "Link the program statically, or use an image with the C library that it was built for.",
    commands: ["file PROGRAM"])

  static let nixSystem = LogCause(
    "no-handler-for-nix", change: .builder,
    because: "Nix has neither an emulator nor a remote builder for {file}",
    remedy:
      "On NixOS add the system to boot.binfmt.emulatedSystems; elsewhere register a handler and add the "
      + "system to extra-platforms in nix.conf; or configure a remote builder of that CPU.",
    commands: ["sudo crossready register {platform}"])

  static let ownVerdict = LogCause(
    "crossready-verdict", change: .builder,
    because: "crossready itself refused: {file}",
    explanation: "The log holds the report of a crossready that judged the machine of the job.",
    remedy: "Do what that report says behind `fix`, on the machine that it judged.",
    commands: ["crossready check {platform}"])

  static let kernelTooOld = LogCause(
    "kernel-too-old", change: .builder,
    because: "the kernel refuses to register handlers with flag F, which needs Linux 4.8",
    remedy:
      "Use a newer kernel on the machine that builds, or put a static emulator into every image.",
    commands: ["uname -r"])
}
