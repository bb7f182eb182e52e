import Text

/// A word of running text, safe at the start of a line.
func mdocWord(_ word: String) -> String {
  let text = mdocEscaped(printable(word), hyphen: nil)
  return text.hasPrefix(".") ? "\\&\(text)" : text
}

/// A text as exactly one argument of a macro.
func mdocArgument(_ text: String, hyphen: String? = "\\-") -> String {
  var argument = mdocEscaped(printable(text), hyphen: hyphen)
  // Macros call other macros found among their arguments, and set punctuation their own way.
  let isMacro =
    argument.count <= 3 && argument.first?.isUppercase == true
    && argument.dropFirst().first?.isLowercase == true
  if let first = argument.first, isMacro || "%.,:;()[]?!|".contains(first) {
    argument = "\\&\(argument)"
  }
  return argument.isEmpty || argument.contains(" ") ? "\"\(argument)\"" : argument
}

/// The text with every character that roff would interpret replaced.
///
/// `hyphen` stands for each `-`; with nil a `-` between two letters stays a hyphen and any other
/// becomes a minus, as roff may print a hyphen as a character that no program accepts as a dash.
func mdocEscaped(_ text: String, hyphen: String?) -> String {
  let scalars = Array(text.unicodeScalars)
  func isLetter(_ index: Int) -> Bool {
    scalars.indices.contains(index) && scalars[index].properties.isAlphabetic
  }
  var result = ""
  for (index, scalar) in scalars.enumerated() {
    let isWithinWord = isLetter(index - 1) && isLetter(index + 1)
    switch scalar {
    case "\\": result += "\\e"
    case "-": result += hyphen ?? (isWithinWord ? "-" : "\\-")
    case "'": result += isWithinWord && hyphen == nil ? "'" : "\\(aq"
    case "\"": result += "\\(dq"
    case "`": result += "\\(ga"
    case "^": result += "\\(ha"
    case "~": result += "\\(ti"
    case _ where scalar.isASCII: result += String(scalar)
    default:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
    }
  }
  return result
}
