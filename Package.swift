// swift-tools-version: 6.0
// No dependencies: the toolchain's own libraries are all this package uses.
// Modules are listed leaf first; an arrow never points down the list.

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// What runs once and is not timed is built for size.
let compactSettings = settings + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

let package = Package(
  name: "crossready",
  products: [.executable(name: "crossready", targets: ["crossready"])],
  targets: [
    .target(name: "CommandLineKit", swiftSettings: compactSettings),
    .target(name: "Platforms", swiftSettings: settings),
    .target(name: "Binfmt", dependencies: ["Platforms"], swiftSettings: settings),
    .target(
      name: "Readiness", dependencies: ["Binfmt", "Platforms"], swiftSettings: compactSettings),
    .target(name: "Hangs", dependencies: ["Platforms"], swiftSettings: settings),
    .target(name: "CLinux"),
    .target(name: "ArchProbes", exclude: ["probe.c", "rebuild"]),
    .target(
      name: "LinuxHost",
      dependencies: ["Readiness", "Hangs", "Binfmt", "Platforms", "ArchProbes", "CLinux"],
      swiftSettings: compactSettings),
    .executableTarget(
      name: "crossready",
      dependencies: ["CommandLineKit", "LinuxHost", "Readiness", "Hangs", "Binfmt", "Platforms"],
      swiftSettings: compactSettings),

    .testTarget(
      name: "CommandLineKitTests", dependencies: ["CommandLineKit"], swiftSettings: settings),
    .testTarget(name: "PlatformsTests", dependencies: ["Platforms"], swiftSettings: settings),
    .testTarget(
      name: "BinfmtTests", dependencies: ["Binfmt", "Platforms"], swiftSettings: settings),
    .testTarget(
      name: "ReadinessTests", dependencies: ["Readiness", "Binfmt", "Platforms"],
      swiftSettings: settings),
    .testTarget(
      name: "HangsTests", dependencies: ["Hangs", "Platforms"], swiftSettings: settings),
    .testTarget(
      name: "LinuxHostTests", dependencies: ["LinuxHost", "Hangs", "ArchProbes", "Platforms"],
      swiftSettings: settings),
    .testTarget(
      name: "crossreadyTests", dependencies: ["crossready"], exclude: ["Facts"],
      swiftSettings: settings),
    .testTarget(
      name: "SystemTests", dependencies: ["LinuxHost"], path: "SystemTests",
      exclude: ["Benchmark", "Fixtures", "engines", "package", "run"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
