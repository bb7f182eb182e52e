extension Trouble {
  /// Compilers, runtimes and package managers that no release of an emulator runs soundly.
  static let ofToolchains: [Trouble] = [
    Trouble(
      "node-mremap", programs: ["node"], architectures: ["s390x"],
      consequence: "node 19 and newer ask for memory in a way that QEMU refuses for ever",
      remedy:
        "Build what is the same for every CPU, as scripts and assets, in a stage FROM "
        + "--platform=$BUILDPLATFORM. What is not needs a runner of that CPU, or node 18.",
      evidence: ["https://github.com/nodejs/docker-node/issues/1798"],
      process: ProcessSign(.spinning, kernelShare: 0.25, isCertain: true)),
    Trouble(
      "go-hangs", programs: goTools,
      consequence: "Go's own tools are known to deadlock under qemu-user",
      remedy: "Cross-compile: \(crossCompiledGo).",
      evidence: ["https://github.com/golang/go/issues/70329"], process: ProcessSign(.deadlocked)),
    goRuntime, dotnet, jvm,
    Trouble(
      "conda", programs: ["conda", "mamba", "micromamba"], architectures: ["arm64"],
      consequence: "mamba is known to hang now and then on emulated arm64",
      remedy: "Start the step again; create the environment on an arm64 machine if it stays.",
      evidence: ["https://github.com/mamba-org/mamba/issues/1611"],
      process: ProcessSign(.deadlocked)),
  ]

  package static let goRuntime = Trouble(
    "go-runtime",
    consequence: "Go's toolchain, or a Go program of {platform}, crashed under the emulator",
    remedy: "Cross-compile: \(crossCompiledGo); else use a runner of that CPU.",
    evidence: ["https://github.com/golang/go/issues/13024"],
    log: LogSign(
      change: .dockerfile, .program("~rt_sigaction failure"),
      .program("~failed to create new OS thread *errno=22")))

  package static let dotnet = Trouble(
    "dotnet", programs: ["dotnet"],
    consequence: ".NET does not work under QEMU: it hangs, or its SDK fails",
    explanation:
      "Microsoft does not support .NET under QEMU. Its write-xor-execute memory is what makes it hang.",
    remedy:
      "Put the SDK in a stage FROM --platform=$BUILDPLATFORM and publish for the target: dotnet publish "
      + "-a $TARGETARCH (its output for a target is the same on every builder). Against a hang, "
      + "DOTNET_EnableWriteXorExecute=0 helps, too.",
    evidence: [
      "https://github.com/dotnet/dotnet-docker/issues/5355",
      "https://github.com/dotnet/runtime/issues/97228",
    ],
    process: ProcessSign(.deadlocked), log: LogSign(change: .dockerfile))

  package static let jvm = Trouble(
    "jvm", programs: ["java", "javac", "gradle"],
    consequence: "Java's virtual machine crashes under QEMU, or stops without using the CPU",
    remedy:
      "Class files are the same for every CPU: compile them in a stage FROM --platform=$BUILDPLATFORM. "
      + "What runs Java itself needs a machine of that CPU, or an image for this one.",
    evidence: [
      "https://github.com/docker/setup-qemu-action/issues/42",
      "https://github.com/ibmruntimes/Semeru-Runtimes/issues/5",
    ],
    process: ProcessSign(.deadlocked),
    log: LogSign(change: .dockerfile, .program("~Port Library failed to initialize")))
}
