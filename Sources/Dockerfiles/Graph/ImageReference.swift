/// The name of an image, by the grammar of distribution/reference.
package struct ImageReference: Hashable, Sendable {
  /// The name as it is written.
  package let text: String
  /// The registry; empty for Docker Hub.
  package let domain: String
  /// What stands between registry and tag.
  package let path: String
  /// The tag; nil if there is none.
  package let tag: String?

  /// Reads a name; nil if it is none.
  package init?(_ text: String) {
    self.text = text
    var rest = text[...]
    if let at = rest.firstIndex(of: "@") {
      let digest = rest[rest.index(after: at)...]
      guard digest.contains(":"), !digest.hasSuffix(":") else { return nil }
      rest = rest[..<at]
    }
    var tag: String?
    if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
      let word = rest[rest.index(after: colon)...]
      guard !word.isEmpty, word.utf8.count <= 128, word.first != ".", word.first != "-",
        word.utf8.allSatisfy({ $0.isNamePart || "-.".utf8.contains($0) })
      else { return nil }
      tag = String(word)
      rest = rest[..<colon]
    }
    self.tag = tag
    var domain = ""
    if let slash = rest.firstIndex(of: "/") {
      let first = rest[..<slash]
      if first.contains(".") || first.contains(":") || first == "localhost"
        || first.lowercased() != first
      {
        domain = String(first)
        rest = rest[rest.index(after: slash)...]
      }
    }
    self.domain = domain
    path = String(rest)
    let components = rest.split(separator: "/", omittingEmptySubsequences: false)
    guard components.allSatisfy({ Self.isComponent(Array($0.utf8)) }) else { return nil }
    let isID = path.utf8.count == 64 && path.allSatisfy(\.isHexDigit)
    guard !isID else { return nil }
  }

  /// The name as people write it: Docker Hub and `latest` left out.
  package var familiar: String {
    var name = path
    if domain.isEmpty || domain == "docker.io" {
      if name.hasPrefix("library/") { name = String(name.dropFirst("library/".count)) }
    } else {
      name = "\(domain)/\(name)"
    }
    return tag.map { $0 == "latest" ? name : "\(name):\($0)" } ?? name
  }

  /// Letters and digits, with single separators between them: a dot, one or two underscores, dashes.
  private static func isComponent(_ bytes: [UInt8]) -> Bool {
    func isWord(_ byte: UInt8) -> Bool {
      byte >= 0x61 && byte <= 0x7a || byte >= 0x30 && byte <= 0x39
    }
    guard let first = bytes.first, let last = bytes.last, isWord(first), isWord(last) else {
      return false
    }
    var separators: [UInt8] = []
    for byte in bytes {
      if isWord(byte) {
        separators = []
        continue
      }
      separators.append(byte)
      let isSeparator =
        separators == [0x2e] || separators == [0x5f] || separators == [0x5f, 0x5f]
        || separators.allSatisfy { $0 == 0x2d }
      guard isSeparator else { return false }
    }
    return true
  }
}
