import Glibc

/// Writes all bytes to an open file; `path` is what an error names.
func writeAll(_ bytes: [UInt8], to number: Int32, path: String? = nil) throws(SystemCallError) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = try checked("write", path: path) {
      rest.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
    }
    rest = rest.dropFirst(count)
  }
}
