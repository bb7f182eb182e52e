/// One command of a script, as far as it can be told without executing it.
struct ShellCommand {
  /// Assignments in front of the command, and those that the script exported before.
  var assignments: [NameValue] = []
  /// The words, quotes removed, variables as they are written.
  var words: [String] = []
  /// Files that it writes by redirection.
  var outputs: [String] = []
  /// Directories that the script changed to before, in order.
  var directories: [String] = []

  /// The program's name without its directory.
  var name: String { words.first.map { $0.lastComponent } ?? "" }

  /// The words behind the program.
  var arguments: ArraySlice<String> { words.dropFirst() }

  /// Words that are no options.
  var operands: [String] { arguments.filter { !$0.hasPrefix("-") } }

  /// Whether one of the words is, or begins an assignment to, one of these options.
  func has(_ options: String...) -> Bool {
    arguments.contains { word in
      options.contains { word == $0 || word.hasPrefix($0 + "=") || word.hasPrefix($0 + ":") }
    }
  }

  /// The value of the first of these options, written with an equals sign or as the next word.
  func value(of options: String...) -> String? {
    for (index, word) in words.enumerated().dropFirst() {
      for option in options {
        if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
        if word == option, index + 1 < words.count { return words[index + 1] }
      }
    }
    return nil
  }
}

extension String {
  /// What stands behind the last slash.
  var lastComponent: String {
    guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return self }
    return String(self[index(after: slash)...])
  }

  /// Whether one of the words stands in the text.
  ///
  /// By bytes: the standard library compares whole characters, which takes many times longer.
  func mentions(_ words: [String]) -> Bool {
    let text = Array(utf8)
    return words.contains { word in
      let word = Array(word.utf8)
      guard let first = word.first, word.count <= text.count else { return false }
      let last = text.count - word.count
      var place = 0
      while place <= last {
        if text[place] == first, text[place..<(place + word.count)].elementsEqual(word) {
          return true
        }
        place += 1
      }
      return false
    }
  }
}
