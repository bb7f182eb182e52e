/// How bake and compose mark what they put in, and a text that only looks like it.
enum Interpolation {
  /// HCL's `${...}` and `%{...}`, where a doubled sign stands for itself.
  case bake
  /// Arguments and Dockerfiles as bake prints them: buildx before 0.23 does not double their signs, so
  /// what looks like an expression is text.
  case bakeText
  /// `$NAME` and `${...}`; `compose config` doubles every dollar sign that is none of these.
  case compose

  /// The text that is meant; nil where an expression is left in it, which only the program resolves.
  func resolved(_ text: String) -> String? {
    var meant: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let sign = rest.popFirst() {
      if let escaped = escape(sign, rest) {
        meant += escaped
        rest = rest.dropFirst(escaped.count)
      } else if begins(sign, rest) {
        return nil
      } else {
        meant.append(sign)
      }
    }
    return String(decoding: meant, as: UTF8.self)
  }

  /// What a sign and the text behind it stand for, if the sign is doubled.
  private func escape(_ sign: UInt8, _ rest: ArraySlice<UInt8>) -> [UInt8]? {
    guard signs.contains(sign), rest.first == sign else { return nil }
    switch self {
    case .bake, .bakeText:
      let brace = UInt8(ascii: "{")
      return rest.dropFirst().first == brace ? [sign, brace] : nil
    case .compose: return [sign]
    }
  }

  /// Whether an expression begins here.
  private func begins(_ sign: UInt8, _ rest: ArraySlice<UInt8>) -> Bool {
    guard self != .bakeText, signs.contains(sign), let next = rest.first else { return false }
    if next == UInt8(ascii: "{") { return true }
    let isName = next == UInt8(ascii: "_") || UnicodeScalar(next).properties.isAlphabetic
    return self == .compose && isName
  }

  private var signs: [UInt8] {
    switch self {
    case .bake, .bakeText: [UInt8(ascii: "$"), UInt8(ascii: "%")]
    case .compose: [UInt8(ascii: "$")]
    }
  }
}

/// The values of a target or service, by their keys.
struct Values {
  /// The target's or service's name.
  let owner: String
  let interpolation: Interpolation

  func text(_ value: String?, _ key: String) throws(TargetError) -> String? {
    guard let value else { return nil }
    guard let meant = interpolation.resolved(value) else {
      throw .unresolvedValue(of: owner, key: key, value: value)
    }
    return meant
  }

  func list(_ values: [String]?, _ key: String) throws(TargetError) -> [String] {
    var meant: [String] = []
    for value in values ?? [] {
      if let text = try text(value, key) { meant.append(text) }
    }
    return meant
  }

  func table(_ values: [String: String?]?, _ key: String) throws(TargetError) -> [String: String?] {
    var meant: [String: String?] = [:]
    for (name, value) in (values ?? [:]).sorted(by: { $0.key < $1.key }) {
      meant.updateValue(try text(value, "\(key).\(name)"), forKey: name)
    }
    return meant
  }
}
