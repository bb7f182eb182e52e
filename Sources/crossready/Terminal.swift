import Glibc
import Rendering

extension TextStyle {
  /// The style for standard output: colours on a terminal, unless NO_COLOR is set
  /// (https://no-color.org), letters outside ASCII on one in a UTF-8 locale.
  init(environment: [String: String]) {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    // The first of these that is set decides (locale(7)).
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let name = locale.lowercased()
    self.init(
      isColoured: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
        && environment["TERM"] != "dumb",
      isUnicode: isTerminal && (name.contains("utf-8") || name.contains("utf8")),
      isRoot: geteuid() == 0)
  }
}
