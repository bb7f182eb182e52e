package import Text

extension Entry {
  /// Reads the text of an entry's file.
  ///
  /// There is no invalid text: lines, flags and types that are not known, such as those announced
  /// for bpf entries, are kept, so that one strange entry hides no other.
  package init(name: KernelText, text: KernelText) {
    var isEnabled = false
    var interpreter: KernelText?
    var flags = Flags("")
    var offset = 0
    var magic: [UInt8]?
    var mask: [UInt8]?
    var suffix: KernelText?
    var otherLines: [KernelText] = []

    for rawLine in text.bytes.split(separator: UInt8(ascii: "\n")) {
      let line = rawLine.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      let space = line.firstIndex(of: UInt8(ascii: " ")) ?? line.endIndex
      let key = String(decoding: line[..<space], as: UTF8.self)
      let value = line[space...].dropFirst()
      let word = value.drop { $0 == UInt8(ascii: " ") }
      let digits = key == "magic" || key == "mask" ? HexDigits.bytes(of: word) : nil
      switch key {
      case "enabled" where word.isEmpty:
        isEnabled = true
      case "disabled" where word.isEmpty:
        isEnabled = false
      case "interpreter" where interpreter == nil:
        interpreter = KernelText(value)
      case "flags:":
        flags = Flags(KernelText(word).description.filter { $0 != " " })
      case "offset" where Int(String(decoding: word, as: UTF8.self)) != nil:
        offset = Int(String(decoding: word, as: UTF8.self)) ?? 0
      case "magic" where digits != nil:
        magic = digits
      case "mask" where digits != nil:
        mask = digits
      case "extension":
        suffix = KernelText(value.first == UInt8(ascii: ".") ? value.dropFirst() : value)
      case "" where word.isEmpty:
        break
      default:
        otherLines.append(KernelText(rawLine))
      }
    }

    let match: Match =
      if let magic {
        .magic(Magic(offset: offset, bytes: magic, mask: mask))
      } else if let suffix {
        .fileExtension(suffix)
      } else {
        .unknown
      }
    self.init(
      name: name, isEnabled: isEnabled, interpreter: interpreter, flags: flags, match: match,
      otherLines: otherLines)
  }
}
