/// Splits a script into its commands: enough of the shell's grammar to tell which programs a RUN
/// starts, with which words. What it cannot know stays as it is written.
struct ShellScript {
  private(set) var commands: [ShellCommand] = []
  private var exported: [NameValue] = []
  private var directories: [String] = []
  private var words: [String] = []
  private var outputs: [String] = []
  private var nested: [String] = []

  // A script in a script in a script; deeper ones are text.
  private static let depthLimit = 3

  private static let keywords: Set<String> = [
    "if", "then", "else", "elif", "fi", "do", "done", "while", "until", "!", "{", "}", "time",
    "esac",
  ]
  private static let wrappers: Set<String> = [
    "sudo", "env", "exec", "command", "nice", "eatmydata",
  ]

  /// The commands of a RUN; none where another interpreter reads it.
  init(_ run: Run) {
    switch run.command {
    case .exec(let words):
      self.words = words
      endCommand(depth: 0)
    case .shell(let text):
      read(text, depth: 0)
      guard !run.heredocs.isEmpty else { return }
      // Bodies are a script if nothing, or a shell alone, stands in front of them.
      let names = commands.map(\.name).filter { !$0.isEmpty }
      guard names.allSatisfy({ ["sh", "bash", "ash", "dash"].contains($0) }) else { return }
      for heredoc in run.heredocs {
        let first = heredoc.body.prefix { $0 != "\n" }
        if first.hasPrefix("#!"), !first.contains("sh") { continue }
        read(heredoc.body, depth: 0)
      }
    }
  }

  private mutating func read(_ text: String, depth: Int) {
    var word: [UInt8] = []
    var isWord = false
    var isOutput = false
    var isInput = false
    let bytes = Array(text.utf8)
    var position = 0
    func endWord(_ script: inout ShellScript) {
      if isWord {
        let text = word.text
        if isOutput { script.outputs.append(text) } else if !isInput { script.words.append(text) }
        isOutput = false
        isInput = false
      }
      word = []
      isWord = false
    }
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\\"):
        guard position < bytes.count else { break }
        if bytes[position] != 0x0a {
          word += [byte, bytes[position]].dropFirst(bytes[position] == UInt8(ascii: "$") ? 0 : 1)
          isWord = true
        }
        position += 1
      case UInt8(ascii: "'"):
        isWord = true
        let end = bytes[position...].firstIndex(of: byte) ?? bytes.count
        word += bytes[position..<end]
        position = min(end + 1, bytes.count)
      case UInt8(ascii: "\""):
        isWord = true
        quoted(bytes, &position, into: &word)
      case UInt8(ascii: "$") where position < bytes.count && bytes[position] == UInt8(ascii: "("):
        isWord = true
        word += substitution(bytes, &position)
      case UInt8(ascii: "`"):
        isWord = true
        let end = bytes[position...].firstIndex(of: byte) ?? bytes.count
        nested.append(bytes[position..<end].text)
        word += bytes[(position - 1)..<end]
        position = min(end + 1, bytes.count)
      case UInt8(ascii: "#") where !isWord:
        position = bytes[position...].firstIndex(of: 0x0a) ?? bytes.count
      case UInt8(ascii: ">"), UInt8(ascii: "<"):
        // Digits in front of it are a descriptor.
        if word.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
          word = []
          isWord = false
        }
        endWord(&self)
        while position < bytes.count, bytes[position] == byte || bytes[position] == 0x7c {
          position += 1
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: "&") {
          position += 1
          isInput = true
        } else {
          isOutput = byte == UInt8(ascii: ">")
          isInput = !isOutput
        }
      case 0x0a, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("),
        UInt8(ascii: ")"):
        endWord(&self)
        endCommand(depth: depth)
      case _ where byte.isBlank: endWord(&self)
      default:
        isWord = true
        word.append(byte)
      }
    }
    endWord(&self)
    endCommand(depth: depth)
    guard depth < Self.depthLimit, !nested.isEmpty else { return }
    let inner = nested
    nested = []
    for script in inner { read(script, depth: depth + 1) }
  }

  private mutating func quoted(_ bytes: [UInt8], _ position: inout Int, into word: inout [UInt8]) {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\") where position < bytes.count:
        if bytes[position] == UInt8(ascii: "$") { word.append(byte) }
        word.append(bytes[position])
        position += 1
      case UInt8(ascii: "$") where position < bytes.count && bytes[position] == UInt8(ascii: "("):
        word += substitution(bytes, &position)
      default: word.append(byte)
      }
    }
  }

  /// A command substitution as it is written; what it holds is read later.
  private mutating func substitution(_ bytes: [UInt8], _ position: inout Int) -> ArraySlice<UInt8> {
    let start = position - 1
    var depth = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if depth == 0 { break }
    }
    let inner = bytes[start..<position].dropFirst(2).dropLast()
    nested.append(inner.text)
    return bytes[start..<position]
  }

  private mutating func endCommand(depth: Int) {
    defer {
      words = []
      outputs = []
    }
    var command = ShellCommand(assignments: exported, outputs: outputs, directories: directories)
    var rest = words[...]
    while let first = rest.first {
      if Self.keywords.contains(first) {
        rest.removeFirst()
      } else if Self.wrappers.contains(first.lastComponent) {
        rest.removeFirst()
        while rest.first?.hasPrefix("-") == true { rest.removeFirst() }
      } else if let equals = first.utf8.firstIndex(of: UInt8(ascii: "=")),
        equals > first.startIndex,
        first.utf8[..<equals].allSatisfy(\.isNamePart)
      {
        command.assignments.append(NameValue(word: first))
        rest.removeFirst()
      } else {
        break
      }
    }
    command.words = Array(rest)
    switch command.name {
    case "":
      // Assignments alone hold for the rest of the script.
      exported = command.assignments
      if outputs.isEmpty { return }
    case "export": exported += command.operands.map(NameValue.init(word:))
    case "cd": directories += command.operands.prefix(1)
    case "sh", "bash", "ash", "dash":
      if let text = command.value(of: "-c", "-ec", "-lc", "-exc", "-xc", "-euxc", "-eux", "-ce"),
        depth < Self.depthLimit
      {
        nested.append(text)
      }
    default: break
    }
    // Each command keeps what was exported so far: long scripts that export much are cut here.
    if exported.count > 100 { exported.removeFirst(50) }
    if directories.count > 20 { directories.removeFirst(10) }
    commands.append(command)
  }
}
