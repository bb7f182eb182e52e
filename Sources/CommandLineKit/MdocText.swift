import Text

// Running text in mdoc: plain words are filled into lines, and each macro has a line of its own,
// on which everything that touches it without white space must stand too.

/// The inlines as lines of mdoc source.
func mdocLines(_ inlines: [ManualPage.Inline]) -> [String] {
  var lines: [String] = []
  var line: [String] = []
  func flush() {
    if !line.isEmpty { lines.append(line.joined(separator: " ")) }
    line = []
  }
  let chunks = chunks(of: inlines)
  for (index, chunk) in chunks.enumerated() {
    guard case .word(let word) = chunk[0], chunk.count == 1 else {
      flush()
      lines.append(macroLine(chunk))
      continue
    }
    let next = index + 1 < chunks.count ? chunks[index + 1][0] : nil
    let ends = endsSentence(word, before: next)
    // mandoc and groff take a stop at the end of any line for the end of a sentence.
    line.append(mdocWord(word) + (!ends && hasStop(word) ? "\\&" : ""))
    if ends || line.reduce(0, { $0 + $1.count + 1 }) > 70 { flush() }
  }
  flush()
  return lines
}

/// The inlines as arguments of one macro.
func mdocArguments(_ inlines: [ManualPage.Inline]) -> String {
  chunks(of: inlines).map(arguments(of:)).joined(separator: " ")
}

private enum Atom {
  case word(String)
  case macro(String)
  /// A macro that would enclose the rest of its line, and a spelling that ends by itself.
  case enclosure(toLineEnd: String, closed: String)
}

/// The atoms, together where no white space is between them.
private func chunks(of inlines: [ManualPage.Inline]) -> [[Atom]] {
  var chunks: [[Atom]] = []
  var isGlued = false
  func add(_ atom: Atom) {
    if isGlued, let last = chunks.indices.last {
      chunks[last].append(atom)
    } else {
      chunks.append([atom])
    }
  }
  for inline in inlines {
    guard case .text(let text) = inline else {
      add(atom(for: inline))
      isGlued = true
      continue
    }
    if text.first?.isWhitespace == true { isGlued = false }
    for word in text.split(whereSeparator: \.isWhitespace) {
      add(.word(String(word)))
      isGlued = false
    }
    if let last = text.last { isGlued = !last.isWhitespace }
  }
  return chunks
}

private func atom(for inline: ManualPage.Inline) -> Atom {
  switch inline {
  case .text(let text): .word(text)
  case .flag(let flag):
    .macro("Fl \(mdocArgument(flag.hasPrefix("-") ? String(flag.dropFirst()) : flag))")
  case .argument(let name): .macro("Ar \(mdocArgument(name))")
  case .command(let name): .macro("Cm \(mdocArgument(name))")
  case .program(let name): .macro("Nm \(mdocArgument(name, hyphen: "-"))")
  case .path(let path): .macro("Pa \(mdocArgument(path))")
  case .environment(let name): .macro("Ev \(mdocArgument(name))")
  case .literal(let text):
    .enclosure(
      toLineEnd: "Ql \(mdocArgument(text))", closed: "So Li \(mdocArgument(text)) Sc")
  case .emphasis(let text): .macro("Em \(mdocArgument(text))")
  case .reference(let page): .macro("Xr \(mdocArgument(page.name, hyphen: "-")) \(page.section)")
  case .optional(let inlines):
    .enclosure(
      toLineEnd: "Op \(mdocArguments(inlines))", closed: "Oo \(mdocArguments(inlines)) Oc")
  }
}

private func macroLine(_ chunk: [Atom]) -> String {
  guard case .enclosure(let macro, _) = chunk[0] else { return "." + arguments(of: chunk) }
  if chunk.count == 1 { return ".\(macro)" }
  if chunk.count == 2, let stops = stops(chunk[1]) { return ".\(macro)\(stops)" }
  return "." + arguments(of: chunk)
}

private func arguments(of chunk: [Atom]) -> String {
  if case .word(let word) = chunk[0], chunk.count == 1 { return mdocArgument(word) }
  var result = ""
  for (index, atom) in chunk.enumerated() {
    let isLast = index == chunk.count - 1
    if index > 0, isLast, let stops = stops(atom) { return result + stops }
    if index > 0 { result += " Ns " }
    switch atom {
    case .word(let word): result += "No \(mdocArgument(word))"
    case .macro(let macro): result += macro
    case .enclosure(_, let closed): result += closed
    }
  }
  return result
}

/// A word of nothing but closing punctuation, as the arguments that mdoc sets without a blank.
private func stops(_ atom: Atom) -> String? {
  guard case .word(let word) = atom, word.allSatisfy({ ".,:;)]?!".contains($0) }) else {
    return nil
  }
  return word.map { " \($0)" }.joined()
}

private func hasStop(_ word: String) -> Bool {
  let end = word.last { !"\"')]".contains($0) }
  return end == "." || end == "?" || end == "!"
}

private func endsSentence(_ word: String, before next: Atom?) -> Bool {
  guard hasStop(word), !word.hasSuffix("...") else { return false }
  guard case .word(let following) = next else { return true }
  return following.first { $0.isLetter || $0.isNumber }?.isUppercase ?? false
}
