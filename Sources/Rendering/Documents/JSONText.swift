import Facts
import FoundationEssentials

/// JSON as all commands write it: indented, keys sorted, so that equal answers are equal bytes.
package enum JSONText {
  /// The value as text that ends with a newline.
  /// - Parameter revealsPrivate: whether what is `Private` is written; facts are sent to others.
  package static func encoding(_ value: some Encodable, revealsPrivate: Bool = true) throws
    -> String
  {
    let encoder = JSONEncoder()
    encoder.userInfo[.revealsPrivate] = revealsPrivate
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
    // The runner of GitHub's workflows takes this for the beginning of a command, wherever it stands.
    let parts = text.split(separator: "##[", omittingEmptySubsequences: false)
    return parts.joined(separator: "#\\u0023[") + "\n"
  }
}
