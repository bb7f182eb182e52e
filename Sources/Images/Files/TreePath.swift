/// Where a file is in an image: names below its root, which need be no text.
package struct TreePath: Sendable, Hashable, Comparable {
  /// The names, with a slash between them and none before; empty for the root.
  package let bytes: [UInt8]

  private init(joined bytes: [UInt8]) { self.bytes = bytes }

  /// Reads a path as it is written anywhere. `..` does not lead above the root.
  package init(_ path: some Collection<UInt8>) {
    var parts: [ArraySlice<UInt8>] = []
    let path = Array(path)
    for part in path.split(separator: Self.slash) {
      if part.elementsEqual([Self.dot]) { continue }
      if part.elementsEqual([Self.dot, Self.dot]) {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    bytes = Array(parts.joined(separator: [Self.slash]))
  }

  /// Reads a path that is text.
  package init(_ path: String) { self.init(Array(path.utf8)) }

  static let root = TreePath(joined: [])
  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")

  /// The names.
  var parts: [ArraySlice<UInt8>] { bytes.split(separator: Self.slash) }

  /// How many bytes of memory an entry of a tree takes under it, roughly: names of others can be long.
  package var weight: Int { bytes.count + 512 }

  /// The last name; empty for the root.
  package var name: ArraySlice<UInt8> {
    bytes.lastIndex(of: Self.slash).map { bytes[($0 + 1)...] } ?? bytes[...]
  }

  /// The directory that it is in; nil for the root.
  package var parent: TreePath? {
    if bytes.isEmpty { return nil }
    return TreePath(joined: bytes.lastIndex(of: Self.slash).map { Array(bytes[..<$0]) } ?? [])
  }

  /// A name in this directory.
  package func appending(_ name: some Collection<UInt8>) -> TreePath {
    TreePath(joined: bytes.isEmpty ? Array(name) : bytes + [Self.slash] + name)
  }

  /// The path as a person reads it, from the root.
  package var absolute: String { "/" + String(decoding: bytes, as: UTF8.self) }

  /// The path as it is written below a directory.
  package var relative: String { String(decoding: bytes, as: UTF8.self) }

  package static func < (left: Self, right: Self) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
