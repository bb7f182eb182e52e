import Glibc
import Images

/// A directory that holds an image as an archive would.
struct LayoutDirectory {
  private let directory: Int32

  /// More files than any layout has.
  private static let most = 100_000

  /// - Parameter directory: an open directory, which must stay open; nil where it holds no image.
  init?(_ directory: Int32) {
    self.directory = directory
    let isLayout = Self.bytes("oci-layout", in: directory) != nil
    guard isLayout || Self.bytes("manifest.json", in: directory).map(ArchiveScan.isImage) == true
    else { return nil }
  }

  /// Hands all files to a scan that may be documents or layers, wherever a layout has them.
  func hand(to scan: ArchiveScan, _ signals: SignalWatch) throws {
    var count = 0
    var waiting: [(path: TreePath, depth: Int)] = [(TreePath(""), 0)]
    while let (path, depth) = waiting.popLast() {
      for name in try names(in: path) {
        count += 1
        guard count <= Self.most else {
          scan.report(path.relative, .tooMany)
          return
        }
        let entry = path.appending(name)
        var status = stat()
        let text = Self.terminated(entry)
        guard fstatat(directory, text, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
          scan.report(entry.relative, .unreadable(errno: errno))
          continue
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: if depth < 2 { waiting.append((entry, depth + 1)) }
        case S_IFLNK: scan.take(link: try readLink(entry.bytes, in: directory), at: entry.bytes)
        case S_IFREG: try hand(entry, to: scan, signals)
        default: break
        }
      }
    }
  }

  private func hand(
    _ path: TreePath, to scan: ArchiveScan, _ signals: SignalWatch
  ) throws {
    let owned: OwnedDescriptor
    do throws(SystemCallError) {
      owned = try RegularFile(opening: path.bytes, in: directory).taken()
    } catch {
      scan.report(path.relative, .unreadable(errno: error.errno))
      return
    }
    var status = stat()
    guard fstat(owned.raw, &status) == 0 else { return }
    try scan.take(
      file: path.bytes, size: UInt64(clamping: status.st_size),
      FileSource(owning: owned, path: path.relative, signals: signals))
  }

  private func names(in path: TreePath) throws(SystemCallError) -> [[UInt8]] {
    let opened = openat(
      directory, path.bytes.isEmpty ? [0x2e, 0] : Self.terminated(path), Self.flags | O_DIRECTORY)
    guard opened >= 0, let stream = fdopendir(opened) else {
      throw SystemCallError(call: "open", path: path.relative, errno: errno)
    }
    defer { closedir(stream) }
    return try namesLeft(in: stream, path: path.relative)
  }

  private static let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY

  private static func terminated(_ path: TreePath) -> [CChar] {
    path.bytes.map { CChar(bitPattern: $0) } + [0]
  }

  /// A small file; nil where there is none.
  private static func bytes(_ name: String, in directory: Int32) -> [UInt8]? {
    do throws(SystemCallError) {
      return try RegularFile(opening: Array(name.utf8), in: directory).read(at: 0, count: 1 << 20)
    } catch {
      return nil
    }
  }
}
