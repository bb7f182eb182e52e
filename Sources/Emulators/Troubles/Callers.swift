extension Trouble {
  /// What takes so long under an emulator that it is taken for a hang, or that others give up on it,
  /// told by the commands that began it.
  static let ofCallers: [Trouble] = [
    Trouble(
      "registry-timeouts", programs: ["node"],
      consequence: "npm, yarn and pnpm give up on their registry under emulation, and try for ever",
      explanation: "Their timeouts are for a CPU that is ten times as fast.",
      remedy:
        "Give them more time and fewer connections: npm's fetch-timeout and maxsockets, yarn's "
        + "--network-timeout 600000, pnpm's fetch-timeout and network-concurrency.",
      evidence: [
        "https://github.com/nodejs/docker-node/issues/1335",
        "https://github.com/docker/build-push-action/issues/471",
      ],
      process: ProcessSign(
        .waitingForNetwork,
        words: ["npm", "npm-cli.js", "npx", "yarn", "yarn.js", "pnpm", "pnpm.cjs"])),
    Trouble(
      "node-assets", programs: ["node"], architectures: ["arm"],
      consequence: "builds of scripts and assets take hours on emulated 32-bit arm",
      remedy:
        "Build them in a stage FROM --platform=$BUILDPLATFORM: they are the same for every CPU.",
      evidence: [
        "https://github.com/docker/buildx/issues/317",
        "https://github.com/vercel/next.js/issues/60012",
      ],
      process: ProcessSign(
        .computing, .deadlocked, words: ["webpack", "terser", "vite", "next", "rollup"])),
    Trouble(
      "gems-from-source", of: .any, programs: compilers,
      consequence: "gems without a build for this CPU are compiled, which takes hours",
      remedy:
        "Use precompiled gems: bundle lock --add-platform for the target, and "
        + "--remove-platform ruby.",
      evidence: [
        "https://github.com/tonistiigi/binfmt/issues/164",
        "https://github.com/meme-search/meme-search/issues/122",
      ],
      process: ProcessSign(.slow, words: ["bundle", "bundler", "gem"])),
    Trouble(
      "wheels-from-source", of: .any, programs: compilers,
      consequence: "Python packages without a wheel for this CPU are compiled, which takes hours",
      remedy:
        "Demand wheels, so that their lack is seen at once: --only-binary :all:; build what has none "
        + "once, and keep it.",
      evidence: [
        "https://github.com/docker-library/python/issues/562",
        "https://github.com/pyca/cryptography/issues/7891",
      ],
      process: ProcessSign(.slow, words: ["pip", "pip3", "uv", "poetry"])),
    Trouble(
      "tests-of-wheels", of: .any, programs: ["python", "python3", "pytest"],
      consequence: "tests of foreign wheels run into the time limit of the job",
      remedy:
        "Leave them out with cibuildwheel's test-skip, and run them on a runner of that CPU.",
      evidence: ["https://github.com/pygeos/pygeos/issues/442"],
      process: ProcessSign(.slow, .computing, words: ["pytest", "tox", "nox"])),
    Trouble(
      "postinst", of: .any,
      consequence: "a program hangs that a package's own script starts when it is configured",
      remedy:
        "Keep services from being started: a /usr/sbin/policy-rc.d that exits with 101. Else install "
        + "the package in an image of that CPU.",
      evidence: [
        "https://github.com/Icinga/icinga2/issues/9832",
        "https://github.com/RPi-Distro/pi-gen/issues/209",
      ],
      process: ProcessSign(
        .deadlocked, .computing, .spinning, .waitingForNetwork, words: [".postinst"])),
  ]

  /// Programs of which many run where something is compiled from source.
  private static let compilers: Set<String> = ["cc1", "cc1plus", "rustc", "as", "ld"]
}
