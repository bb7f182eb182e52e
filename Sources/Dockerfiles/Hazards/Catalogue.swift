/// What may be wrong with a Dockerfile, one row each.
package enum HazardKind: String, Sendable, CaseIterable {
  case nativeCodeInBuildStage = "native-code-in-build-stage"
  case crossEnvironmentMissing = "cross-env-missing"
  case cgoWithoutCrossCompiler = "cgo-without-cross-compiler"
  case hostArchitectureDownload = "host-arch-download-in-build-stage"
  case hardcodedDownload = "arch-hardcoded-download"
  case foreignPackages = "foreign-arch-packages"
  case platformArgumentDefault = "platform-arg-default"
  case platformArgumentNotInScope = "platform-arg-not-in-scope"
  case platformArgumentEmptied = "platform-arg-emptied"
  case targetStageOnBuildPlatform = "target-stage-on-build-platform"
  case constantPlatform = "constant-platform"
  case platformFlagIgnored = "platform-flag-ignored"
  case foreignToolInBuildStage = "foreign-tool-in-build-stage"
  case targetBinaryRunInBuildStage = "target-binary-run-in-build-stage"
  case prebuiltFromContext = "prebuilt-from-context"
  case sharedCache = "shared-cache-between-platforms"
  case slowStepUnderEmulation = "slow-step-under-emulation"
  case architectureProbe32Bit = "arch-probe-32bit"
  case variantLost = "variant-lost"
  case imagePinsArchitecture = "image-pins-arch"
  case imageNeverProduced = "image-for-platform-never-produced"

  /// What it is, as a clause.
  package var summary: String {
    switch self {
    case .nativeCodeInBuildStage:
      "code for the build platform's CPU is copied into the image for another"
    case .crossEnvironmentMissing: "the compiler is not told the target's CPU"
    case .cgoWithoutCrossCompiler: "cgo is on, but there is no C compiler for the target"
    case .hostArchitectureDownload:
      "the download is for the CPU that builds, and ends in the image"
    case .hardcodedDownload: "the download names one CPU for every platform"
    case .foreignPackages: "packages of one CPU are installed for every platform"
    case .platformArgumentDefault: "a default replaces the value that BuildKit would give"
    case .platformArgumentNotInScope: "the stage does not declare the platform argument it uses"
    case .platformArgumentEmptied:
      "before Docker 28, an ARG without a value before FROM empties the platform argument"
    case .targetStageOnBuildPlatform: "the image's own stage is built on the build platform"
    case .constantPlatform: "the stage has one fixed platform for every target"
    case .platformFlagIgnored: "--platform has no effect, because the base is a stage"
    case .foreignToolInBuildStage:
      "a tool is copied from an image of the target's CPU and executed on the build platform"
    case .targetBinaryRunInBuildStage:
      "a program compiled for the target is executed on the build platform"
    case .prebuiltFromContext: "what was built outside is copied into every platform's image"
    case .sharedCache: "platforms that build at the same time share one cache directory"
    case .slowStepUnderEmulation:
      "the step is emulated, though it could run natively"
    case .architectureProbe32Bit: "uname -m tells a 32-bit stage the CPU of the kernel"
    case .variantLost: "the variant of the target is not passed on"
    case .imagePinsArchitecture: "the image exists for one CPU only"
    case .imageNeverProduced: "no image for the platform is published"
    }
  }

  /// What it means, why it happens, in sentences.
  package var explanation: String {
    switch self {
    case .nativeCodeInBuildStage:
      "A stage with `FROM --platform=$BUILDPLATFORM` runs on the CPU that builds. What npm, pip, gem, "
        + "make and the like compile or fetch there is for that CPU; copied into an image for another, "
        + "it fails when it is loaded: `exec format error`, or a library that cannot be opened."
    case .crossEnvironmentMissing:
      "go, cargo and dotnet compile for the CPU that they run on unless they are told another. In a "
        + "stage of the build platform that is the wrong one for every other target."
    case .cgoWithoutCrossCompiler:
      "With CGO_ENABLED=1 and a foreign GOARCH, go needs a C compiler that makes code for that CPU. "
        + "The stage's own gcc does not: the build fails with errors of the assembler."
    case .hostArchitectureDownload:
      "In a stage of the build platform, `uname -m`, `dpkg --print-architecture` and BUILDARCH name the "
        + "CPU that builds. What is downloaded so is right for tools of that stage only."
    case .hardcodedDownload:
      "An address with amd64 or x86_64 in it fetches that CPU's program for every platform."
    case .foreignPackages:
      "A package name with `:arm64` or `:amd64` behind it installs that CPU's files for every platform."
    case .platformArgumentDefault:
      "`ARG TARGETARCH=amd64` does not mean \"if BuildKit gives none\": the default always wins over "
        + "BuildKit's value, in a stage and before FROM alike. Only --build-arg outranks it."
    case .platformArgumentNotInScope:
      "TARGETARCH and the like are known in FROM lines; inside a stage only behind `ARG TARGETARCH` in "
        + "that stage or one that it is built from. Without it the variable is empty, and go, for one, "
        + "then builds for the CPU it runs on."
    case .platformArgumentEmptied:
      "A bare `ARG TARGETARCH` before the first FROM is harmless in current frontends. Those of Docker "
        + "20.10 to 26 then replace the value by nothing, in FROM lines and in stages."
    case .targetStageOnBuildPlatform:
      "The image gets the target's label, but base image and all that is installed in it are for the "
        + "CPU that builds."
    case .constantPlatform:
      "`--platform=linux/amd64` in a FROM holds for every target: the label and the content of the other "
        + "platforms' images differ."
    case .platformFlagIgnored:
      "BuildKit takes --platform only for images. A stage that is built from a stage has its platform, "
        + "silently, so the steps run on another CPU than the file says."
    case .foreignToolInBuildStage:
      "An image named in COPY --from or in a mount is pulled for the target platform, also inside a stage "
        + "of the build platform. Its programs do not run there without a handler on the host."
    case .targetBinaryRunInBuildStage:
      "With GOARCH set for a whole stage, `go run`, `go generate` and `go test` compile for the target, too, "
        + "and then execute the result on the CPU that builds."
    case .prebuiltFromContext:
      "node_modules and programs in the build context were made for the machine of whoever built them. They "
        + "end in the image of every platform."
    case .sharedCache:
      "The id of a cache mount is its path unless it is given. Platforms of one build run at the same time and "
        + "write the same files, so one may take what the other compiled."
    case .slowStepUnderEmulation:
      "Work under emulation takes several times longer, and some compilers crash there. What makes files of no "
        + "CPU, or can cross-compile, can run natively in a stage of the build platform."
    case .architectureProbe32Bit:
      "A 32-bit container on a 64-bit kernel reads the kernel's CPU from `uname -m`: x86_64 for 386, "
        + "aarch64 or armv8l for arm."
    case .variantLost:
      "TARGETARCH is `arm` for arm/v5, v6 and v7; without TARGETVARIANT go compiles for v7, whose programs "
        + "crash on older CPUs."
    case .imagePinsArchitecture:
      "Repositories such as arm64v8/alpine hold images of one CPU, whatever --platform says."
    case .imageNeverProduced:
      "The image is known to be published for amd64 only, so that another platform cannot be built from it."
    }
  }

  /// What to write instead, in general.
  package var repair: String {
    switch self {
    case .nativeCodeInBuildStage:
      "install the packages in a stage without --platform, and copy them from there"
    case .crossEnvironmentMissing:
      "declare `ARG TARGETOS TARGETARCH` in the stage and pass them to the compiler"
    case .cgoWithoutCrossCompiler:
      "set CGO_ENABLED=0, or install a cross compiler and name it in CC, or compile in a stage without --platform"
    case .hostArchitectureDownload:
      "declare `ARG TARGETARCH` in the stage and choose the download by it"
    case .hardcodedDownload:
      "declare `ARG TARGETARCH` in the stage and put it, or a word chosen by it, into the address"
    case .foreignPackages: "leave the CPU out of the packages' names, or choose it by TARGETARCH"
    case .platformArgumentDefault:
      "remove the default; BuildKit sets the argument for every platform"
    case .platformArgumentNotInScope: "declare the argument in the stage, in front of the step"
    case .platformArgumentEmptied:
      "remove the line before FROM; FROM knows the argument without it"
    case .targetStageOnBuildPlatform: "remove the --platform flag"
    case .constantPlatform: "remove the --platform flag"
    case .platformFlagIgnored:
      "name the image itself behind FROM, or remove the flag if the platform is meant to be the base's"
    case .foreignToolInBuildStage:
      "give the image a stage of its own, `FROM --platform=$BUILDPLATFORM IMAGE AS tool`, and copy from that"
    case .targetBinaryRunInBuildStage:
      "set GOARCH on the `go build` line only, not for the whole stage"
    case .prebuiltFromContext:
      "build it inside the Dockerfile, or choose the file by TARGETARCH; keep node_modules out with .dockerignore"
    case .sharedCache: "give the mount an id with $TARGETPLATFORM in it, or sharing=locked"
    case .slowStepUnderEmulation: "add --platform=$BUILDPLATFORM to the FROM of this stage"
    case .architectureProbe32Bit: "ask TARGETARCH and TARGETVARIANT instead of uname"
    case .variantLost: "declare `ARG TARGETVARIANT` and pass `GOARM=${TARGETVARIANT#v}` to go"
    case .imagePinsArchitecture: "name the image without the CPU; --platform chooses it"
    case .imageNeverProduced:
      "use an image that is published for the platform, or do not build for it"
    }
  }
}
