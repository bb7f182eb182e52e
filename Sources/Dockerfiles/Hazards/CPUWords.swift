import Platforms

/// Words in names of files and images that name a CPU.
enum CPUWords {
  /// Only words that mean nothing else: `arm` and `x86` are names of much.
  private static let words: [String: String] = [
    "amd64": "amd64", "x86_64": "amd64", "x64": "amd64", "aarch64": "arm64", "arm64": "arm64",
    "arm64v8": "arm64", "armv7": "arm", "armv7l": "arm", "armhf": "arm", "armv6": "arm",
    "arm32v7": "arm", "arm32v6": "arm", "i386": "386", "i686": "386", "ppc64le": "ppc64le",
    "ppc64el": "ppc64le", "s390x": "s390x", "riscv64": "riscv64",
  ]

  /// The architectures that a text names, each once.
  static func architectures(in text: String) -> [String] {
    var found: [String] = []
    var word: [UInt8] = []
    func end() {
      // A name may stand between underscores, as in `yq_linux_amd64`.
      let whole = word.text.lowercased()
      let parts =
        whole.contains("x86_64") ? ["x86_64"] : whole.split(separator: "_").map(String.init)
      for part in [whole] + parts {
        if let architecture = words[part], !found.contains(architecture) {
          found.append(architecture)
        }
      }
      word = []
    }
    for byte in text.utf8 {
      if byte.isNamePart { word.append(byte) } else { end() }
    }
    end()
    return found
  }

  /// Places of a script that ask for the target's CPU.
  static let target = [
    "TARGETARCH", "TARGETPLATFORM", "TARGETVARIANT", "xx-info", "xx-go", "xx-cargo", "xx-clang",
    "xx-apk", "xx-apt",
  ]
  /// Places of a script that tell a C compiler another CPU.
  static let crossCompiler = [
    "CROSS", "CC=", "--host", "--target", "linux-gnu", "linux-musl", "CMAKE_SYSTEM_PROCESSOR",
    "CMAKE_TOOLCHAIN", "toolchain", "GOARCH", "ARCH", "-march", "zig", "cross-file", "xx-",
  ]
  /// Places of a script that ask for the CPU that executes it.
  static let host = [
    "uname -m", "uname -p", "uname -i", "$(arch)", "dpkg --print-architecture", "apk --print-arch",
    "BUILDARCH", "BUILDPLATFORM", "uname -a", "rpm --eval", "dpkg-architecture",
  ]
}
