/// Why a text is no platform in containerd's grammar.
package enum PlatformSyntaxError: Error, Equatable, Sendable {
  case empty
  case wildcard
  case tooManyParts(Int)
  /// A part with characters outside letters, digits, `_`, `.` and `-`.
  case invalidPart(String)
  /// A single word that is neither an operating system nor an architecture.
  case unknownWord(String)
}

extension Platform {
  /// Reads a platform as containerd does; a single word may be an operating system, which then
  /// means this machine's architecture, or an architecture, which means Linux.
  package init(
    parsing text: String, native: String = Architecture.native?.name ?? ""
  ) throws(PlatformSyntaxError) {
    guard !text.isEmpty else { throw .empty }
    guard !text.contains("*") else { throw .wildcard }
    let parts = Self.splitOutsideParentheses(text)
    guard parts.count <= 3 else { throw .tooManyParts(parts.count) }
    let (os, version, features) = try Self.parse(os: parts[0])
    for part in parts.dropFirst() where !Self.isWord(part) { throw .invalidPart(part) }

    switch parts.count {
    case 1 where Self.knownSystems.contains(Self.normalize(os: os)):
      self.init(
        os: Self.normalize(os: os), architecture: native, osVersion: version, osFeatures: features)
    case 1:
      let (architecture, variant) = Self.normalize(architecture: os, variant: "")
      guard Self.knownArchitectures.contains(architecture), version.isEmpty, features.isEmpty
      else { throw .unknownWord(text) }
      let implied = architecture == "arm" && variant == "v7" ? "" : variant
      self.init(architecture: architecture, variant: implied)
    default:
      var (architecture, variant) = Self.normalize(
        architecture: parts[1], variant: parts.count == 3 ? parts[2] : "")
      // containerd prints what was asked for: a bare arm stays bare, and an explicit v8 stays.
      if parts.count == 2, architecture == "arm", variant == "v7" { variant = "" }
      if parts.count == 3, architecture == "arm64", variant.isEmpty { variant = "v8" }
      self.init(
        os: Self.normalize(os: os), architecture: architecture, variant: variant,
        osVersion: version, osFeatures: features)
    }
  }

  private static func splitOutsideParentheses(_ text: String) -> [String] {
    var depth = 0
    var parts = [""]
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == "/", depth <= 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  private static func parse(
    os part: String
  ) throws(PlatformSyntaxError) -> (name: String, version: String, features: [String]) {
    guard let open = part.firstIndex(of: "(") else {
      guard isWord(part) else { throw .invalidPart(part) }
      return (part, "", [])
    }
    let name = String(part[..<open])
    let details = part[part.index(after: open)...]
    let fields = details.dropLast().split(separator: "+", omittingEmptySubsequences: false)
    guard isWord(name), details.hasSuffix(")"), !fields.dropFirst().contains(""),
      fields.allSatisfy({ $0.isEmpty || isWord($0.filter { $0 != "%" }) })
    else { throw .invalidPart(part) }
    var decoded: [String] = []
    for field in fields {
      guard let text = percentDecoded(field) else { throw .invalidPart(part) }
      decoded.append(text)
    }
    return (name, decoded.first ?? "", decoded.dropFirst().sorted())
  }

  private static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
      guard digits.count == 2 else { return nil }
      bytes.append(UInt8(digits[0] << 4 | digits[1]))
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func isWord(_ part: String) -> Bool {
    !part.isEmpty
      && part.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || "0123456789_.-".unicodeScalars.contains(scalar))
      }
  }

  /// Go's GOOS list, which containerd knows by heart.
  private static let knownSystems: Set<String> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux",
    "nacl", "netbsd", "openbsd", "plan9", "solaris", "windows", "zos",
  ]

  /// The architectures that containerd accepts as a single word.
  private static let knownArchitectures: Set<String> = [
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le", "loong64",
    "mips", "mipsle", "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc", "riscv", "riscv64",
    "s390", "s390x", "sparc", "sparc64", "wasm",
  ]
}
