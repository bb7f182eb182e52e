import Text

extension Program {
  /// What is wrong with the declaration, for a test that expects nothing.
  package func defects() -> [String] {
    outline.defects + misparsedExamples
  }

  /// Examples that the program itself would reject.
  private var misparsedExamples: [String] {
    let outline = outline
    let all = outline.examples + outline.commands.flatMap(\.examples)
    return all.compactMap { example in
      // Only a shell could say what the words of such a line are.
      guard !example.command.contains(where: { "|&;<>()$`\\\"'*?[#~{".contains($0) }) else {
        return nil
      }
      let words = example.command.split(separator: " ").map(String.init)
      guard words.first == outline.name else { return nil }
      do throws(UsageError) {
        _ = try parse(Array(words.dropFirst()))
        return nil
      } catch {
        return "example '\(example.command)': \(error.message)"
      }
    }
  }
}

extension ProgramDescription {
  fileprivate var defects: [String] {
    var defects = summaryDefects(of: summary, in: name)
    if date.split(separator: "-").map(\.count) != [4, 2, 2] {
      defects.append("date '\(date)' is not of the form 2026-11-21")
    }
    if command(named: defaultCommand) == nil {
      defects.append("default command '\(defaultCommand)' does not exist")
    }
    defects += repeated(commands.map(\.name)).map { "command '\($0)' is declared twice" }
    defects += repeated(exitStatuses.map { String($0.code) }).map {
      "exit status \($0) is declared twice"
    }
    if exitStatuses.isEmpty { defects.append("no exit status is documented") }
    if examples.isEmpty { defects.append("the program has no example") }
    defects += examples.filter { $0.meaning.isEmpty }.map { "example '\($0.command)': no meaning" }
    defects += commands.flatMap(\.defects)
    return defects + wideLines
  }

  /// Lines that wrapping could not make fit, such as a long example.
  private var wideLines: [String] {
    let texts = [help, shortHelp] + commands.map(help(for:)) + commands.map(shortHelp(for:))
    let lines = texts.flatMap { $0.split(separator: "\n") }
    return unique(lines.filter { $0.count > 80 }).map { "wider than 80 columns: \($0)" }
  }
}

extension CommandDescription {
  fileprivate var defects: [String] {
    var defects = summaryDefects(of: summary, in: name)
    if !isName(name) { defects.append("command '\(name)': not a lower-case name") }
    if examples.isEmpty { defects.append("\(name): no example") }
    defects += examples.filter { $0.meaning.isEmpty }.map { "example '\($0.command)': no meaning" }
    defects += repeated(options.map(\.long)).map { "\(name): option '--\($0)' is declared twice" }
    defects += repeated(options.compactMap(\.short).map(String.init)).map {
      "\(name): option '-\($0)' is declared twice"
    }
    defects += options.flatMap { option in option.defects.map { "\(name): \($0)" } }
    if let operands { defects += operands.defects(beside: options).map { "\(name): \($0)" } }
    return defects
  }
}

extension OptionDescription {
  fileprivate var defects: [String] {
    var defects = helpDefects(of: help, in: "option '--\(long)'")
    if !isName(long) { defects.append("option '--\(long)': not a lower-case name") }
    if let short, !short.isASCII || !(short.isLetter || short.isNumber) {
      defects.append("option '-\(short)': neither letter nor digit")
    }
    if let value, value.placeholder.isEmpty || value.placeholder != value.placeholder.uppercased() {
      defects.append("option '--\(long)': placeholder is not in upper case")
    }
    return defects
  }
}

extension OperandsDescription {
  fileprivate func defects(beside options: [OptionDescription]) -> [String] {
    var defects = helpDefects(of: help, in: "operand \(placeholder)")
    if placeholder.isEmpty || placeholder != placeholder.uppercased() {
      defects.append("operand '\(placeholder)': placeholder is not in upper case")
    }
    if let alternative, !options.contains(where: { $0.long == alternative && $0.value == nil }) {
      defects.append("operand \(placeholder): alternative '--\(alternative)' is no flag")
    }
    return defects
  }
}

private func summaryDefects(of summary: String, in place: String) -> [String] {
  let limit = 60
  let length = summary.count > limit ? ["\(place): longer than \(limit) columns"] : []
  return helpDefects(of: summary, in: place) + length
}

private func helpDefects(of text: String, in place: String) -> [String] {
  guard let first = text.first else { return ["\(place): no help"] }
  var defects: [String] = []
  // An abbreviation such as JSON may start a text.
  if first.isUppercase, text.dropFirst().first?.isUppercase != true {
    defects.append("\(place): starts with a capital")
  }
  if text.hasSuffix(".") { defects.append("\(place): ends with a full stop") }
  return defects
}

private func isName(_ text: String) -> Bool {
  guard let first = text.first, first != "-" else { return false }
  return text.allSatisfy { $0 == "-" || $0.isASCII && ($0.isLowercase || $0.isNumber) }
}

private func repeated(_ values: [String]) -> [String] {
  unique(values.filter { value in values.count { $0 == value } > 1 })
}

private func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
  var seen: Set<Value> = []
  return values.filter { seen.insert($0).inserted }
}
