/// As much of XML as a test needs that must not trust what it reads: elements, attributes, nesting.
struct XMLElement {
  let name: String
  let attributes: [String: String]
  var children: [XMLElement] = []

  /// The document is not well formed: where.
  struct Malformed: Error {
    let rest: String
  }

  /// Reads a document of one root element, after an XML declaration.
  static func parsing(_ text: String) throws -> XMLElement {
    var rest = text[...]
    guard rest.hasPrefix("<?xml "), let end = rest.firstRange(of: "?>") else {
      throw Malformed(rest: String(rest.prefix(40)))
    }
    rest = rest[end.upperBound...]
    var open: [XMLElement] = []
    while true {
      let content = rest.prefix { $0 != "<" }
      // Text may hold no markup, and entities only.
      guard !content.contains(">") else { throw Malformed(rest: String(content.prefix(40))) }
      rest = rest.dropFirst(content.count)
      guard let close = rest.firstIndex(of: ">") else {
        throw Malformed(rest: String(rest.prefix(40)))
      }
      let tag = rest[rest.index(after: rest.startIndex)..<close]
      rest = rest[rest.index(after: close)...]
      if tag.hasPrefix("/") {
        guard let element = open.popLast(), element.name == tag.dropFirst() else {
          throw Malformed(rest: String(tag))
        }
        if open.isEmpty { return element }
        open[open.count - 1].children.append(element)
        continue
      }
      let isEmpty = tag.hasSuffix("/")
      let element = try XMLElement(tag: isEmpty ? tag.dropLast() : tag)
      if isEmpty {
        guard !open.isEmpty else { return element }
        open[open.count - 1].children.append(element)
      } else {
        open.append(element)
      }
    }
  }

  private init(tag: Substring) throws {
    name = String(tag.prefix { $0 != " " })
    var rest = tag.dropFirst(name.count)
    var attributes: [String: String] = [:]
    while rest.first == " " {
      rest = rest.dropFirst()
      let key = rest.prefix { $0 != "=" }
      rest = rest.dropFirst(key.count)
      guard rest.hasPrefix("=\"") else { throw Malformed(rest: String(rest)) }
      let value = rest.dropFirst(2).prefix { $0 != "\"" }
      guard !value.contains("<") else { throw Malformed(rest: String(value)) }
      rest = rest.dropFirst(value.count + 3)
      guard attributes.updateValue(String(value), forKey: String(key)) == nil else {
        throw Malformed(rest: String(key))
      }
    }
    guard rest.isEmpty, !name.isEmpty else { throw Malformed(rest: String(rest)) }
    self.attributes = attributes
  }
}
