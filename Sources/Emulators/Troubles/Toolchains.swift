extension Trouble {
  /// Compilers, runtimes and package managers that no release of an emulator runs soundly.
  static let ofToolchains: [Trouble] = [
    Trouble(
      "node-mremap", programs: ["node"], architectures: ["s390x"],
      consequence: "node 19 and newer ask for memory in a way that QEMU refuses for ever",
      remedy: "run this step natively: build scripts and assets in a stage with "
        + "FROM --platform=$BUILDPLATFORM",
      evidence: ["https://github.com/nodejs/docker-node/issues/1798"],
      process: ProcessSign(.spinning)),
    Trouble(
      "go-hangs", programs: goTools,
      consequence: "Go's own tools are known to deadlock under qemu-user",
      remedy: "cross-compile in a stage with FROM --platform=$BUILDPLATFORM and GOARCH=$TARGETARCH",
      evidence: ["https://github.com/golang/go/issues/70329"], process: ProcessSign(.deadlocked)),
    goRuntime,
    Trouble(
      "dotnet", programs: ["dotnet"],
      consequence: ".NET is not supported under QEMU; its write-xor-execute memory makes it hang",
      remedy: "set DOTNET_EnableWriteXorExecute=0, or build in a stage with "
        + "FROM --platform=$BUILDPLATFORM and dotnet publish -a $TARGETARCH",
      evidence: ["https://github.com/dotnet/runtime/issues/97228"],
      process: ProcessSign(.deadlocked, .sleeping, .spinning)),
    dotnet,
    Trouble(
      "jvm", programs: ["java", "javac", "gradle"],
      consequence: "Java programs, gradle above all, are known to stop under QEMU at no CPU use",
      remedy: "build classes in a stage with FROM --platform=$BUILDPLATFORM: they are the same for "
        + "every platform",
      evidence: ["https://github.com/docker/setup-qemu-action/issues/42"],
      process: ProcessSign(.deadlocked, .sleeping)),
    jvm,
    Trouble(
      "conda", programs: ["conda", "mamba", "micromamba"], architectures: ["arm64"],
      consequence: "mamba is known to hang now and then on emulated arm64",
      remedy: "start the step again; create the environment on an arm64 machine if it stays",
      evidence: ["https://github.com/mamba-org/mamba/issues/1611"],
      process: ProcessSign(.deadlocked, .sleeping, .spinning)),
  ]

  package static let goRuntime = Trouble(
    "go-runtime",
    consequence: "Go's toolchain, or a Go program of {platform}, crashed under the emulator",
    remedy:
      "Cross-compile: build in a stage FROM --platform=$BUILDPLATFORM with GOARCH=$TARGETARCH (Go's "
      + "output for a target is the same on every builder); else use a runner of that CPU.",
    log: LogSign(
      change: .dockerfile, .program("~rt_sigaction failure"),
      .program("~failed to create new OS thread *errno=22")))

  package static let jvm = Trouble(
    "jvm",
    consequence: "the Java virtual machine of {platform} crashed under its emulator",
    remedy:
      "Class files are the same for every CPU: compile them in a stage FROM --platform=$BUILDPLATFORM. "
      + "What runs Java itself needs a machine of that CPU, or an image for this one.",
    log: LogSign(change: .dockerfile, .program("~Port Library failed to initialize")))

  package static let dotnet = Trouble(
    "dotnet", consequence: "the .NET SDK does not work under QEMU",
    explanation: "Microsoft does not support .NET under QEMU (dotnet/dotnet-docker#5355).",
    remedy:
      "Put the SDK in a stage FROM --platform=$BUILDPLATFORM, and publish for the target: dotnet publish "
      + "-a $TARGETARCH.",
    log: LogSign(change: .dockerfile))
}
