import Facts
import Text

extension Fact {
  /// What `read` returns, or the failure about `path` that it throws.
  init(about path: KernelText, _ read: () throws(SystemCallError) -> Value) {
    do {
      self = .seen(try read())
    } catch {
      self = .failed(ReadFailure(path: path, errno: error.errno))
    }
  }
}

/// Sizes beyond which a file is not what it claims to be.
enum Limit {
  /// An entry: twice the kernel's largest, a `register` line of 1920 bytes with all its escapes,
  /// and the 100 interpreters of an announced bpf entry.
  static let entry = 128 * 1024
  /// A line or two of procfs, and os-release.
  static let status = 64 * 1024
  /// One file of the boot configuration.
  static let configuration = 1024 * 1024
  /// Tables that grow with the machine: mounts and modules.
  static let table = 16 * 1024 * 1024
}
