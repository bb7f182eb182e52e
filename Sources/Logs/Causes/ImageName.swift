/// Names of images, as messages about them hold them.
enum ImageName {
  /// What stands before a name, and what ends it.
  private static let places: [(before: String, end: Character)] = [
    // docker's, containerd's and the kubelet's.
    ("image with reference ", " "), ("Unable to find image '", "'"), ("pull image \"", "\""),
    ("unpack image \"", "\""), ("resolve reference \"", "\""), ("load metadata for ", " "),
    // skopeo's and podman's.
    ("docker://", " "),
  ]

  /// The name in a message; nil where there is none.
  static func named(in text: String) -> String? {
    for place in places {
      guard let start = text.firstRange(of: place.before)?.upperBound else { continue }
      let name = text[start...].prefix { $0 != place.end && !"\"',;".contains($0) }
      let word = String(name.last == ":" ? name.dropLast() : name)
      if isName(word) { return word }
    }
    return nil
  }

  /// Whether a word can be given to an engine as it is (distribution/reference).
  static func isName(_ word: String) -> Bool {
    guard let first = word.utf8.first, word.utf8.count <= 255 else { return false }
    return first.isNamePart && first != UInt8(ascii: "-") && first != UInt8(ascii: ".")
      && word.utf8.allSatisfy { $0.isNamePart || "/:@".utf8.contains($0) }
  }
}
