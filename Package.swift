// swift-tools-version: 6.0
// No dependencies: the toolchain's own libraries are all this package uses.
// Modules are listed leaf first, by floors; an arrow never points down the list.

import PackageDescription

let fastSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// What runs once is built for size; what reads logs of gigabytes is not.
let settings = fastSettings + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

// The fuzzers' program has libFuzzer's main function, which only some toolchains have, and not ours.
let isFuzzing = Context.environment["CROSSREADY_FUZZERS"] != nil

let faceDependencies: [Target.Dependency] = [
  "CommandLineKit", "Rendering", "LinuxHost", "Repair", "Readiness", "Hangs", "Logs", "Dockerfiles",
  "Images",
  "Targets", "Facts", "Reports", "Emulators", "Binfmt", "Platforms", "LinuxNames", "Text",
]

let package = Package(
  name: "crossready",
  products: isFuzzing ? [] : [.executable(name: "crossready", targets: ["crossready"])],
  targets: [
    // Words.
    .target(name: "Text", swiftSettings: settings),
    .target(name: "LinuxNames", swiftSettings: settings),
    .target(name: "Platforms", swiftSettings: settings),
    .target(name: "Emulators", swiftSettings: settings),
    .target(name: "Binfmt", dependencies: ["Platforms", "Text"], swiftSettings: settings),
    .target(name: "Reports", dependencies: ["Platforms"], swiftSettings: settings),
    // What is observed.
    .target(
      name: "Facts", dependencies: ["Binfmt", "Platforms", "LinuxNames", "Text"],
      swiftSettings: settings),
    // Who judges it.
    .target(
      name: "Logs", dependencies: ["Emulators", "Reports", "Platforms"],
      swiftSettings: fastSettings),
    .target(
      name: "Dockerfiles", dependencies: ["Platforms", "Text"], swiftSettings: settings),
    .target(name: "Targets", swiftSettings: settings),
    .target(
      name: "Images", dependencies: ["Reports", "Platforms", "Text"], swiftSettings: fastSettings),
    .target(
      name: "Readiness",
      dependencies: [
        "Logs", "Facts", "Reports", "Emulators", "Binfmt", "Platforms", "LinuxNames", "Text",
      ],
      swiftSettings: settings),
    // Who plans what repairs it.
    .target(
      name: "Repair",
      dependencies: [
        "Readiness", "Facts", "Reports", "Emulators", "Binfmt", "Platforms", "Text",
      ],
      swiftSettings: settings),
    .target(
      name: "Hangs", dependencies: ["Reports", "Emulators", "Facts", "LinuxNames", "Text"],
      swiftSettings: settings),
    // The machine.
    .target(name: "CLinux"),
    .target(name: "ArchProbes", exclude: ["probe.c", "rebuild"]),
    .target(
      name: "LinuxHost",
      dependencies: [
        "Facts", "Images", "Emulators", "Binfmt", "Platforms", "LinuxNames", "Text", "ArchProbes",
        "CLinux",
      ],
      swiftSettings: settings),
    // The face.
    .target(
      name: "Rendering",
      dependencies: [
        "Repair", "Readiness", "Hangs", "Logs", "Dockerfiles", "Images", "Facts", "Reports",
        "Emulators", "Binfmt", "Platforms", "LinuxNames", "Text",
      ],
      swiftSettings: settings),
    .target(name: "CommandLineKit", dependencies: ["Text"], swiftSettings: settings),
    isFuzzing
      ? .target(
        name: "crossready", dependencies: faceDependencies, exclude: ["Main.swift"],
        swiftSettings: settings)
      : .executableTarget(
        name: "crossready", dependencies: faceDependencies, swiftSettings: settings),

    // Who writes the image that is released.
    .executableTarget(
      name: "write-image", dependencies: ["LinuxHost", "Images", "Platforms"],
      path: "SystemTests/Image", swiftSettings: settings),

    .testTarget(name: "TextTests", dependencies: ["Text"], swiftSettings: settings),
    .testTarget(
      name: "CommandLineKitTests", dependencies: ["CommandLineKit", "Text"],
      swiftSettings: settings),
    .testTarget(name: "PlatformsTests", dependencies: ["Platforms"], swiftSettings: settings),
    .testTarget(
      name: "BinfmtTests", dependencies: ["Binfmt", "Platforms", "Text"], swiftSettings: settings),
    .testTarget(
      name: "EmulatorsTests", dependencies: ["Emulators", "Platforms"], swiftSettings: settings),
    .testTarget(
      name: "FactsTests", dependencies: ["Facts", "Binfmt", "Text"], swiftSettings: settings),
    .testTarget(
      name: "ReadinessTests",
      dependencies: [
        "Repair", "Readiness", "Facts", "Reports", "Emulators", "Binfmt", "Platforms", "Text",
      ],
      swiftSettings: settings),
    .target(
      name: "HostModel",
      dependencies: [
        "Repair", "Readiness", "Facts", "Reports", "Emulators", "Binfmt", "Platforms", "Text",
      ],
      path: "Tests/HostModel", swiftSettings: settings),
    .testTarget(name: "RepairTests", dependencies: ["HostModel"], swiftSettings: settings),
    .testTarget(
      name: "DockerfilesTests", dependencies: ["Dockerfiles", "Platforms"],
      swiftSettings: settings),
    .testTarget(name: "TargetsTests", dependencies: ["Targets"], swiftSettings: settings),
    .testTarget(
      name: "ImagesTests", dependencies: ["Images", "Platforms"], swiftSettings: settings),
    .testTarget(
      name: "HangsTests", dependencies: ["Hangs", "Emulators", "Facts", "Platforms", "Text"],
      swiftSettings: settings),
    .testTarget(
      name: "LogsTests", dependencies: ["Logs", "Emulators", "Platforms"], swiftSettings: settings),
    .testTarget(
      name: "LinuxHostTests",
      dependencies: [
        "LinuxHost", "Facts", "Binfmt", "Images", "ArchProbes", "Platforms", "Text",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "RenderingTests",
      dependencies: [
        "Rendering", "Repair", "Readiness", "Hangs", "Logs", "Dockerfiles", "Images", "Facts",
        "Reports", "Emulators", "Platforms", "Text",
      ],
      exclude: ["Screens"], swiftSettings: settings),
    .testTarget(
      name: "crossreadyTests", dependencies: ["crossready"], exclude: ["Facts"],
      swiftSettings: settings),
    .testTarget(
      name: "SystemTests", dependencies: ["LinuxHost"], path: "SystemTests",
      exclude: [
        "Benchmark", "Booted", "Fixtures", "Fuzz", "Image", "Model", "Packaging", "engines",
        "Proof", "machines", "package", "proof", "run",
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

if isFuzzing {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["crossready"] + faceDependencies, path: "SystemTests/Fuzz",
      exclude: [
        "run", "build.log", "sample.Dockerfile", "arm.entry", "arm64.entry", "builder.info",
        "docker.info",
        "podman.info",
        "processes.json",
      ],
      swiftSettings: settings))
}

// Built where it is run, and released nowhere.
if Context.environment["CROSSREADY_MODEL"] != nil {
  package.targets.append(
    .executableTarget(
      name: "model", dependencies: ["HostModel"], path: "SystemTests/Model", exclude: ["run"],
      swiftSettings: fastSettings))
}
