import Facts
import Glibc
import Text

/// Where programs are looked for.
struct ProgramSearch {
  /// The absolute elements of PATH: an empty or relative one means whatever directory one happens
  /// to be in.
  let directories: [String]

  init(environment: [String: String]) {
    directories = (environment["PATH"] ?? "").split(separator: ":").filter { $0.first == "/" }
      .map(String.init)
  }

  /// The first file of that name that we may execute.
  func path(of program: String) -> String? {
    directories.lazy.map { "\($0)/\(program)" }.first { path in
      FileFacts.reading(at: KernelText(path)).value?.isRegular == true
        && faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0
    }
  }
}
