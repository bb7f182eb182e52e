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
      consequence: "programs of Go, its own tools first, are known to deadlock under qemu-user",
      explanation:
        "Go stops its threads by signals, which now and then get lost there; fewer threads lose fewer.",
      remedy:
        "Cross-compile: \(crossCompiledGo). What must run there, run with GOMAXPROCS=1 and "
        + "GODEBUG=asyncpreemptoff=1.",
      evidence: [
        "https://github.com/golang/go/issues/70329", "https://github.com/golang/go/issues/67355",
        "https://github.com/golang/go/issues/36981",
      ],
      process: ProcessSign(.deadlocked, .sleeping)),
    Trouble(
      "uv-bytecode", programs: ["uv"],
      consequence: "uv waits for the python processes that compile bytecode",
      remedy:
        "Leave --compile-bytecode and UV_COMPILE_BYTECODE out where the step is emulated, or give the "
        + "workers more time: UV_COMPILE_BYTECODE_TIMEOUT.",
      evidence: [
        "https://github.com/astral-sh/uv/issues/6105",
        "https://github.com/astral-sh/uv/issues/11699",
      ],
      process: ProcessSign(.waitingForPipe)),
    Trouble(
      "cargo-index", programs: ["cargo"], architectures: ["arm", "386"],
      consequence: "cargo takes hours for the git index of crates.io on 32-bit CPUs, or all memory",
      remedy:
        "Use cargo 1.70 or newer, whose index is sparse; with an older one set "
        + "CARGO_NET_GIT_FETCH_WITH_CLI=true.",
      evidence: [
        "https://github.com/rust-lang/cargo/issues/10781",
        "https://github.com/rust-lang/docker-rust/issues/111",
      ],
      process: ProcessSign(.computing)),
    Trouble(
      "dart", releases: [ReleaseRange([7, 0])], programs: ["dart", "dartaotruntime", "sass"],
      consequence: "programs of Dart stop for ever under QEMU 7.0",
      remedy: replace, commands: replacement,
      evidence: ["https://github.com/sass/dart-sass/issues/2382"],
      process: ProcessSign(.deadlocked)),
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
