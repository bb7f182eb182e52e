internal import ArchProbes
import Platforms

/// One of the embedded probe programs, perhaps with a marked header.
struct ProbeProgram {
  /// The platform it was built for.
  let platform: String
  /// Whether it is position-independent.
  let isPositionIndependent: Bool
  /// Its name in the root, where every variant has one of its own.
  private(set) var fileName: String
  /// The ELF file.
  private(set) var bytes: [UInt8]

  /// All programs that are embedded.
  static let all: [ProbeProgram] = {
    var programs: [ProbeProgram] = []
    var index: Int32 = 0
    while let probe = arch_probe_at(index)?.pointee {
      let platform = String(cString: probe.platform)
      let isPIE = probe.position_independent == 1
      programs.append(
        ProbeProgram(
          platform: platform, isPositionIndependent: isPIE,
          fileName: platform.split(separator: "/").joined(separator: "-") + (isPIE ? "-pie" : ""),
          bytes: Array(UnsafeBufferPointer(start: probe.bytes, count: Int(probe.size)))))
      index += 1
    }
    return programs
  }()

  /// The fixed build for a platform.
  static func fixed(for platform: String) -> ProbeProgram? {
    all.first { $0.platform == platform && !$0.isPositionIndependent }
  }

  /// What a probe of a platform starts: the position-independent build, else the program again;
  /// marked as GNU's OSABI, which handlers with a strict mask miss.
  static func child(for platform: String) -> ProbeProgram? {
    let candidates = all.filter { $0.platform == platform }
    return (candidates.first(where: \.isPositionIndependent) ?? candidates.first)?
      .marked(at: 7, with: 3, as: "gnu")
  }

  /// The program with the last byte of `EI_PAD` set: the kernel's own loader ignores it, and the
  /// usual masks of handlers do not, so that only the CPU can run it.
  var unhandled: ProbeProgram { marked(at: 15, with: 1, as: "unhandled") }

  /// How facts name it in a chain.
  var title: String { isPositionIndependent ? "\(platform) pie" : platform }

  private func marked(at offset: Int, with byte: UInt8, as word: String) -> ProbeProgram {
    var copy = self
    copy.bytes[offset] = byte
    copy.fileName += "-\(word)"
    return copy
  }
}
