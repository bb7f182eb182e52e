import Glibc
package import Hangs

extension LogReport {
  /// Searches a build log in a file, or in standard input for `-`, in memory that does not grow with
  /// it.
  package static func searching(_ path: String) throws(SystemCallError) -> LogReport {
    guard path != "-" else { return try searching(descriptor: 0, path) }
    // A named pipe is waited for: whoever names one as log will write to it.
    let file = OwnedDescriptor(
      owning: try checked("open", path: path) { open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) })
    return try searching(descriptor: file.raw, path)
  }

  private static func searching(
    descriptor: Int32, _ path: String
  ) throws(SystemCallError) -> LogReport {
    var search = LogSearch()
    posix_fadvise(descriptor, 0, 0, Int32(POSIX_FADV_SEQUENTIAL))
    var isMore = true
    while isMore {
      isMore = try search.take { buffer throws(SystemCallError) in
        try checked("read", path: path) { read(descriptor, buffer.baseAddress, buffer.count) }
      }
    }
    return search.report()
  }
}
