import Platforms

/// The words by which file names mean CPUs: Go's, the kernel's, Debian's, Node's and others'.
enum CPUWords {
  /// The architecture that a word means, in lower case; nil where it means none.
  static func name(_ word: String) -> String? { words[word] }

  private static let words: [String: String] = {
    var words: [String: String] = [
      "x64": "amd64", "linux64": "amd64", "x86": "386", "ia32": "386", "linux32": "386",
      "armv8": "arm64", "armeabi": "arm", "arm6": "arm", "arm7": "arm", "aarch": "arm64",
      "powerpc64le": "ppc64le",
    ]
    for architecture in Architecture.table {
      let all =
        [architecture.name] + architecture.debianNames
        + architecture.spellings.map(\.word).filter { $0.utf8.count > 2 }
      for word in all { words[word] = architecture.name }
    }
    // The kernel's names of it are those of others, too.
    words["x32"] = nil
    return words
  }()

  /// A name that means a CPU, and what is left of it without that.
  struct Reading: Hashable {
    /// The architecture.
    let cpu: String
    /// The rest: equal for names that differ in the CPU alone.
    let template: String
  }

  /// Reads one name of a path; nil where it names no CPU.
  static func reading(_ name: some Sequence<UInt8>) -> Reading? {
    var cpu: String?
    var rest: [Substring] = []
    let text = String(decoding: Array(name), as: UTF8.self).lowercased()
    var parts = text.split(whereSeparator: { "-_.+@".contains($0) })[...]
    while var part = parts.popFirst() {
      // The separator within x86_64 and aarch_64 is none.
      if part == "x86" || part == "aarch", parts.first == "64" {
        part = part == "x86" ? "amd64" : "arm64"
        parts.removeFirst()
      }
      if cpu == nil, let name = words[String(part)] {
        cpu = name
      } else if !environments.contains(String(part)) {
        rest.append(part == "linuxmusl" ? "linux" : part)
      }
    }
    return cpu.map { Reading(cpu: $0, template: rest.joined(separator: "-")) }
  }

  /// What tells C libraries and ABIs, and so differs between builds for two CPUs.
  private static let environments: Set<String> = [
    "gnu", "musl", "glibc", "gnueabi", "gnueabihf", "musleabi", "musleabihf", "eabi", "eabihf",
    "gnuabi64", "abi64", "unknown", "pc", "ibm", "v5", "v6", "v7", "v8",
  ]
}
