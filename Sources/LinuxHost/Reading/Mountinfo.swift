package import Facts
import Text

/// `/proc/PID/mountinfo` (proc_pid_mountinfo(5)).
package enum Mountinfo {
  /// The mounts at one directory that a path walk can reach, the topmost last.
  ///
  /// Lines that are not in the format are left out.
  package static func mounts(in text: [UInt8], at directory: String) -> [BinfmtFacts.Mount] {
    let point = Array(directory.utf8)
    let all = lines(of: text).compactMap(Line.init)
    return all.filter { line in
      // A mount on the way there, below the same parent, hides what was there before: a container's
      // read-only /proc/sys does, and so does a /proc of its own.
      line.point == point
        && !all.contains { $0.parent == line.parent && point.starts(with: $0.point + Line.slash) }
    }.map(\.mount)
  }

  /// All mounts, in the order in which they were made.
  static func all(in text: [UInt8]) -> [MountTable.Mount] {
    lines(of: text).compactMap(Line.init).map { line in
      MountTable.Mount(point: line.point, type: line.mount.type.bytes)
    }
  }

  private struct Line {
    static let slash = [UInt8(ascii: "/")]

    let parent: Int
    let point: [UInt8]
    let mount: BinfmtFacts.Mount

    init?(_ line: ArraySlice<UInt8>) {
      let fields = line.split(separator: UInt8(ascii: " ")).map(Array.init)
      guard fields.count >= 10, let parent = Int(String(decoding: fields[1], as: UTF8.self)),
        let end = fields[6...].firstIndex(of: [UInt8(ascii: "-")]), end + 1 < fields.count
      else { return nil }
      self.parent = parent
      point = Self.unescaped(fields[4])
      mount = BinfmtFacts.Mount(
        device: String(decoding: fields[2], as: UTF8.self),
        type: KernelText(Self.unescaped(fields[end + 1])),
        options: KernelText(Self.unescaped(fields[5])))
    }

    /// Undoes the kernel's escapes, a backslash and three octal digits (`mangle` in `fs/seq_file.c`).
    private static func unescaped(_ field: [UInt8]) -> [UInt8] {
      guard field.contains(UInt8(ascii: "\\")) else { return field }
      var result: [UInt8] = []
      var rest = field[...]
      while let byte = rest.popFirst() {
        let digits = rest.prefix(3).map { Int($0) - Int(UInt8(ascii: "0")) }
        guard byte == UInt8(ascii: "\\"), digits.count == 3,
          digits.allSatisfy({ (0...7).contains($0) }), digits[0] < 4
        else {
          result.append(byte)
          continue
        }
        result.append(UInt8(digits[0] << 6 | digits[1] << 3 | digits[2]))
        rest = rest.dropFirst(3)
      }
      return result
    }
  }
}
