import LinuxHost
import LinuxNames
import Text

extension WritingError {
  /// Whether the reader of a pipe has left: it has what it wanted, as head and grep -q.
  var isClosedPipe: Bool {
    if case .failed(let error) = self { error.errno == 32 } else { false }
  }

  /// What could not be written and why, and what to do.
  var message: String {
    switch self {
    case .failed(let error):
      "cannot write to \(error.path ?? "standard output"): \(ErrorNumber.text(error.errno)); "
        + advice(on: error)
    case .notRegular(let path):
      "\(path) is no regular file, so nothing is written to it; name a file, or write to a pipe "
        + "through standard output"
    case .link(let path):
      "\(path) is a symbolic link, which is not followed; name the file that it leads to"
    case .manyNames(let path):
      "\(path) has another name (a hard link), so it may be another file of somebody's; name a file "
        + "that has not"
    case .foreign(let path, let owner):
      "\(path) belongs to user \(owner), so root does not write there; remove it, name another "
        + "file, or run this as that user"
    case .unsafeDirectory(let path):
      "others than root may write in \(path), so nothing is installed there; take that right away: "
        + "chmod go-w \(Shell.quoted(path))"
    }
  }

  private func advice(on error: SystemCallError) -> String {
    switch (error.path, error.errno) {
    case (nil, _): "the report was not written; run the command again"
    case (_, 2), (_, 20): "create the directory or choose another file"
    case (_, 27): "raise the limit of file sizes (ulimit -f)"
    case (_, 28): "make room there or choose another file"
    default: "choose another file, or run as a user who may write there"
    }
  }
}
