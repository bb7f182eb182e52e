import Glibc

/// Writes all bytes to an open file; `path` is what an error names.
///
/// One that takes nothing now, as a terminal or pipe that somebody else made non-blocking, is waited
/// for.
func writeAll(_ bytes: [UInt8], to number: Int32, path: String? = nil) throws(SystemCallError) {
  var rest = bytes[...]
  while !rest.isEmpty {
    do throws(SystemCallError) {
      let count = try checked("write", path: path) {
        rest.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
      }
      rest = rest.dropFirst(count)
    } catch {
      guard error.errno == EAGAIN else { throw error }
      var ready = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
      poll(&ready, 1, -1)
    }
  }
}
