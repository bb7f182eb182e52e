package import Glibc

/// Why a file was not written. What was there is as it was.
package enum WritingError: Error, Equatable, Sendable {
  /// A system call failed.
  case failed(SystemCallError)
  /// The path names something else than a regular file: a pipe, a device, a directory.
  case notRegular(path: String)
  /// The path's last part is a symbolic link, which may lead anywhere.
  case link(path: String)
  /// The file has more than one name, so that it may be somebody's under another.
  case manyNames(path: String)
  /// Root would write what this user owns, or follow what this user has made.
  case foreign(path: String, owner: uid_t)
  /// Others than root may change what is in the directory.
  case unsafeDirectory(path: String)

  init(_ call: String, _ path: String) {
    self = .failed(SystemCallError(call: call, path: path, errno: errno))
  }
}

/// Passes a failed call on in the room's own type.
func writing<Result>(_ body: () throws(SystemCallError) -> Result) throws(WritingError) -> Result {
  do throws(SystemCallError) {
    return try body()
  } catch {
    throw .failed(error)
  }
}
