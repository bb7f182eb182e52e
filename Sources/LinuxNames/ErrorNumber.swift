/// Error numbers of Linux, for facts that may have been read on another machine.
package enum ErrorNumber {
  /// The sentence of strerror(3) with the number's name.
  package static func text(_ number: Int32) -> String {
    names[number].map { "\($0.1) (\($0.0))" } ?? "error \(number)"
  }

  private static let names: [Int32: (String, String)] = [
    1: ("EPERM", "operation not permitted"),
    2: ("ENOENT", "no such file or directory"),
    3: ("ESRCH", "no such process"),
    5: ("EIO", "input/output error"),
    7: ("E2BIG", "argument list too long"),
    8: ("ENOEXEC", "exec format error"),
    9: ("EBADF", "bad file descriptor"),
    11: ("EAGAIN", "resource temporarily unavailable"),
    12: ("ENOMEM", "cannot allocate memory"),
    13: ("EACCES", "permission denied"),
    16: ("EBUSY", "device or resource busy"),
    17: ("EEXIST", "file exists"),
    19: ("ENODEV", "no such device"),
    20: ("ENOTDIR", "not a directory"),
    21: ("EISDIR", "is a directory"),
    22: ("EINVAL", "invalid argument"),
    23: ("ENFILE", "too many open files in system"),
    24: ("EMFILE", "too many open files"),
    26: ("ETXTBSY", "text file busy"),
    27: ("EFBIG", "file too large"),
    28: ("ENOSPC", "no space left on device"),
    30: ("EROFS", "read-only file system"),
    32: ("EPIPE", "broken pipe"),
    36: ("ENAMETOOLONG", "file name too long"),
    38: ("ENOSYS", "function not implemented"),
    40: ("ELOOP", "too many levels of symbolic links"),
    80: ("ELIBBAD", "accessing a corrupted shared library"),
    107: ("ENOTCONN", "transport endpoint is not connected"),
    110: ("ETIMEDOUT", "connection timed out"),
  ]
}
