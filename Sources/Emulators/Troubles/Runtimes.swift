extension Trouble {
  /// Programs whose runtime relies on what emulators get wrong now and then.
  static let ofRuntimes: [Trouble] = [
    Trouble(
      "collector-signals", programs: ["crystal", "guile", "guild", "mono", "mcs"],
      consequence: "garbage collectors that stop threads by signals deadlock under qemu-user",
      remedy: "Let one thread collect: GC_MARKERS=1. \(replace)", commands: replacement,
      evidence: ["https://github.com/dbhi/qus/issues/15"],
      process: ProcessSign(.deadlocked, .sleeping)),
    Trouble(
      "x265-threads", programs: ["ffmpeg", "x265"], architectures: ["arm64"],
      consequence: "the threads of x265 wait for each other on emulated arm64",
      remedy: "Use x265 4.1 or newer, or -threads 1; do not test encoders under emulation.",
      evidence: ["https://github.com/wader/static-ffmpeg/issues/619"],
      process: ProcessSign(.deadlocked, .computing)),
    Trouble(
      "erlang-jit", programs: ["beam.smp"],
      consequence: "the compiler of Erlang/OTP 25 and newer crashes or hangs under qemu-user",
      explanation: "It maps its memory twice, once to write and once to execute.",
      remedy: "Set ERL_FLAGS=\"+JMsingle true\" for the steps that are emulated.",
      evidence: [
        "https://github.com/erlang/docker-erlang-otp/issues/400",
        "https://github.com/elixir-lang/elixir/issues/13669",
      ],
      process: ProcessSign(.crashedAsInit, .deadlocked)),
    Trouble(
      "javac-arm", programs: ["javac"], architectures: ["arm"],
      consequence: "javac hangs on emulated 32-bit arm",
      remedy:
        "Compile in a stage FROM --platform=$BUILDPLATFORM: class files are the same for every CPU.",
      evidence: ["https://gitlab.com/postmarketOS/pmbootstrap/-/issues/679"],
      process: ProcessSign(.deadlocked)),
    Trouble(
      "reads-nothing", of: .any,
      consequence: "a loop that reads at the end of its input never ends",
      remedy: "Give it the input that it waits for; < /dev/null is at its end, too.",
      evidence: ["https://github.com/armbian/build/issues/2757"],
      process: ProcessSign(.spinning, readsNothing: true)),
  ]
}
