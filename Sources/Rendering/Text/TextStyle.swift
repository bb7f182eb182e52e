import Text

/// How text is written to the terminal or pipe at hand.
package struct TextStyle: Sendable {
  /// Whether colours may be used: on a terminal, unless NO_COLOR is set (https://no-color.org).
  let isColoured: Bool
  /// Whether letters outside ASCII may be written: on a terminal in a UTF-8 locale.
  let isUnicode: Bool
  /// Whether commands are shown to root, who needs no sudo.
  let isRoot: Bool

  /// Whether lines are read on a screen, where a few that are cut are better than many.
  let isTerminal: Bool

  package init(isColoured: Bool, isUnicode: Bool, isRoot: Bool, isTerminal: Bool = true) {
    self.isTerminal = isTerminal
    self.isColoured = isColoured
    self.isUnicode = isUnicode
    self.isRoot = isRoot
  }

  /// The same for a file: no colours, and ASCII only.
  package var plain: TextStyle {
    TextStyle(isColoured: false, isUnicode: false, isRoot: isRoot, isTerminal: false)
  }

  /// The same with colours, or without.
  package func coloured(_ isColoured: Bool) -> TextStyle {
    TextStyle(
      isColoured: isColoured, isUnicode: isUnicode, isRoot: isRoot, isTerminal: isTerminal)
  }

  /// The text as it may be shown: what could steer a terminal is escaped, and every letter outside
  /// ASCII where the output cannot take it. To be called before anything is measured or coloured.
  package func shown(_ text: String) -> String {
    let text = printable(text)
    guard !isUnicode, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    return text.unicodeScalars.map { scalar in
      scalar.isASCII ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }.joined()
  }

  /// The text in a colour, by its SGR number (ECMA-48).
  package func coloured(_ text: String, _ colour: Colour?) -> String {
    guard isColoured, let colour else { return text }
    return "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m"
  }

  /// The colours in use.
  package enum Colour: Int {
    case bold = 1
    case red = 31
    case green = 32
    case yellow = 33
  }
}

extension TextStyle {
  /// A line for a POSIX shell that root's rights are needed for.
  func asRoot(_ command: String) -> String {
    if isRoot { return command }
    return command.hasPrefix("crossready ")
      ? "sudo \(command)" : "sudo sh -c \(Shell.quoted(command))"
  }

  /// A command as its reader types it: root needs no `sudo`.
  package func shownCommand(_ command: String) -> String {
    shown(isRoot ? command.behindSudo ?? command : command)
  }
}

extension String {
  /// The command that `sudo` begins; nil for one that needs no root.
  var behindSudo: String? {
    let word = "sudo "
    return hasPrefix(word) ? String(dropFirst(word.count)) : nil
  }
}
