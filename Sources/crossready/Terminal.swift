import Glibc
import Rendering

extension TextStyle {
  /// The style for standard output: colours on a terminal, or where CLICOLOR_FORCE is set
  /// (https://bixense.com/clicolors), unless NO_COLOR is (https://no-color.org); letters outside ASCII
  /// on a terminal in a UTF-8 locale.
  init(environment: [String: String]) {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    // The first of these that is set decides (locale(7)).
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let name = locale.lowercased()
    let force = environment["CLICOLOR_FORCE"] ?? ""
    let isForced = !force.isEmpty && force != "0"
    self.init(
      isColoured: (environment["NO_COLOR"] ?? "").isEmpty
        && (isForced || isTerminal && environment["TERM"] != "dumb"),
      isUnicode: isTerminal && (name.contains("utf-8") || name.contains("utf8")),
      isRoot: geteuid() == 0, isTerminal: isTerminal)
  }
}
