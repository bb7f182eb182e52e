/// What may be wrong with an image or a directory, one row each.
package enum AuditKind: String, Sendable, CaseIterable {
  case entrypointForeign = "entrypoint-foreign"
  case entrypointLoaderMissing = "entrypoint-loader-missing"
  case contentOfOtherCPU = "content-of-other-cpu"
  case imageLacksPlatform = "image-lacks-platform"
  case labelUnlikeIndex = "label-unlike-index"
  case identicalLayers = "identical-layers"
  case foreignLibrary = "foreign-library"
  case foreignProgram = "foreign-program"
  case foreignInterpreter = "foreign-interpreter"
  case variantMissing = "variant-for-cpu-missing"
  case loaderMissing = "loader-missing"
  case needs32BitCPU = "needs-32-bit-cpu"
  case foreignData = "foreign-data"
  case runningForeign = "running-foreign-container"

  /// Whether a file that is executed or loaded is for another CPU.
  package var isForeign: Bool {
    switch self {
    case .entrypointForeign, .contentOfOtherCPU, .foreignLibrary, .foreignProgram,
      .foreignInterpreter:
      true
    case .entrypointLoaderMissing, .imageLacksPlatform, .labelUnlikeIndex, .identicalLayers,
      .variantMissing, .loaderMissing, .needs32BitCPU, .foreignData, .runningForeign:
      false
    }
  }

  /// What it is, as a clause.
  package var summary: String {
    switch self {
    case .entrypointForeign: "the program that the container starts is for another CPU"
    case .entrypointLoaderMissing: "the loader of the program that the container starts is missing"
    case .contentOfOtherCPU: "the files are for another CPU than the label says"
    case .imageLacksPlatform: "the image is not for the platform that was asked for"
    case .labelUnlikeIndex: "the index and the image's own configuration name different CPUs"
    case .identicalLayers: "two platforms have the same layers"
    case .foreignLibrary: "a library or native module is for another CPU"
    case .foreignProgram: "a program is for another CPU"
    case .foreignInterpreter: "the interpreter of a script is for another CPU"
    case .variantMissing: "a package has builds for other CPUs, and none for this one"
    case .loaderMissing: "the loader of a program is missing"
    case .needs32BitCPU: "a 32-bit program needs a CPU that also runs 32-bit code"
    case .foreignData: "files of other CPUs that nothing here executes"
    case .runningForeign: "a container is for a CPU that this host cannot run"
    }
  }

  /// What whoever runs it will see; empty where nothing shows.
  package var symptom: String {
    switch self {
    case .entrypointForeign, .foreignProgram, .contentOfOtherCPU, .imageLacksPlatform,
      .foreignInterpreter, .runningForeign:
      "exec format error"
    case .entrypointLoaderMissing, .loaderMissing:
      "no such file or directory, although the program is there"
    case .foreignLibrary, .variantMissing:
      "cannot open shared object file: No such file or directory, although it is there; or wrong ELF "
        + "class; with musl: Exec format error"
    case .needs32BitCPU: "exec format error on CPUs without 32-bit mode"
    case .labelUnlikeIndex, .identicalLayers, .foreignData: ""
    }
  }

  /// Why it matters, in a few sentences.
  package var explanation: String {
    switch self {
    case .entrypointForeign:
      "The entrypoint of the configuration, found as the engine finds it, is a program for another "
        + "CPU, or a script whose interpreter is. The container ends at once."
    case .entrypointLoaderMissing:
      "A dynamically linked program names its loader by a path. Where the image does not have that "
        + "file, the kernel says that there is no such file, and means the loader. Usually a program "
        + "linked with glibc was copied into an image with musl, as Alpine, or into an empty one."
    case .contentOfOtherCPU:
      "Most programs and libraries are for another CPU than the platform that the image is labelled "
        + "with. The label comes from the build's --platform and proves nothing about the files: a "
        + "stage was built on the build platform, or a tarball of the wrong CPU was unpacked."
    case .imageLacksPlatform:
      "Where the image is to run, no image of it fits. Engines refuse it, or take another CPU's with "
        + "a warning, and the container dies with exec format error. It happens when an image that "
        + "was built on a laptop is pushed under the name that a fleet of another CPU pulls."
    case .labelUnlikeIndex:
      "Engines choose by the index, and run what the configuration describes. The index was put "
        + "together from images of the wrong CPU, as by docker manifest create."
    case .identicalLayers:
      "An index lists the same layers for two CPUs. If there is one compiled file in them, it is "
        + "wrong for at least one of the two."
    case .foreignLibrary:
      "The dynamic loader passes over a library of another CPU as if it were not there. It happens "
        + "when node_modules, site-packages or gems come from the build platform, a cache or the "
        + "developer's machine."
    case .foreignProgram:
      "It can be executed, lies outside the places where files of other CPUs belong, and no file for "
        + "this CPU stands beside it."
    case .foreignInterpreter:
      "A script is executed by the interpreter of its first line. That is for another CPU, and so all "
        + "its scripts fail."
    case .variantMissing:
      "Packages with compiled parts keep a folder for each CPU and choose when they run. The folder "
        + "for this CPU was not installed: npm, pnpm and yarn install only that of the machine that "
        + "they run on."
    case .loaderMissing:
      "The same as entrypoint-loader-missing, of a program that the container does not start itself."
    case .needs32BitCPU:
      "Programs for arm run on arm64 only where the CPU still has the 32-bit mode: Apple's, Ampere's "
        + "newer and most server CPUs have not."
    case .foreignData:
      "Test data, firmware, cross compilers' libraries and modules for a debugger hold files of other "
        + "CPUs on purpose. They are counted and change nothing."
    case .runningForeign:
      "The image or the entrypoint of a container of this host is for another CPU, and no handler of "
        + "this host runs it: it cannot start, however often the engine tries."
    }
  }

  /// What repairs it as a rule.
  package var repair: String {
    switch self {
    case .entrypointForeign, .contentOfOtherCPU:
      "build it again for this platform, and check the Dockerfile with `crossready dockerfile`"
    case .entrypointLoaderMissing, .loaderMissing:
      "build the program in an image of the same kind as the final one (glibc or musl), or link it "
        + "statically"
    case .imageLacksPlatform:
      "build for all platforms of the fleet: docker buildx build --platform LIST --push"
    case .labelUnlikeIndex, .identicalLayers:
      "build each platform with docker buildx build --platform, and make the index of those"
    case .foreignLibrary, .foreignProgram, .foreignInterpreter:
      "install or compile it in a stage of the target platform, without --platform=$BUILDPLATFORM"
    case .variantMissing:
      "install the packages in a stage of the target platform, or name the CPU: npm install --cpu=CPU"
    case .needs32BitCPU: "install the 64-bit build, or run it where the CPU has a 32-bit mode"
    case .foreignData: "nothing is to be done"
    case .runningForeign: "deploy an image for this host's CPU"
    }
  }
}
