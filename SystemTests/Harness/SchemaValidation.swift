import Foundation
import Testing

/// Holds documents against the schemas that the program prints.
enum SchemaValidation {
  /// What is wrong with a document; nothing for one that is as its kind's schema says.
  static func defects(of text: some StringProtocol) throws -> [String] {
    let document = try JSONSerialization.jsonObject(with: Data(text.utf8))
    guard let object = document as? [String: Any], let kind = object["kind"] as? String else {
      return ["the document has no kind"]
    }
    let schema = try schema(of: kind)
    return defects(of: document, schema, schema["$defs"] as? [String: Any] ?? [:], at: "$")
  }

  private static func schema(of kind: String) throws -> [String: Any] {
    let printed = try execute(TestHost.program, ["schema", kind])
    guard printed.status == 0 else { throw CommandFailed(description: printed.errors) }
    return try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any]
      ?? [:]
  }

  private static func defects(
    of value: Any, _ schema: [String: Any], _ definitions: [String: Any], at place: String
  ) -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = reference.replacing("#/$defs/", with: "")
      guard let target = definitions[name] as? [String: Any] else {
        return ["\(place): no definition of \(name)"]
      }
      return defects(of: value, target, definitions, at: place)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let all = choices.map { defects(of: value, $0, definitions, at: place) }
      return all.contains(where: \.isEmpty) ? [] : all.first ?? []
    }
    if let words = schema["enum"] as? [String], !words.contains(value as? String ?? "") {
      return ["\(place): \(value) is none of \(words)"]
    }
    guard let type = schema["type"] as? String else { return [] }
    guard isOf(type, value) else { return ["\(place): \(value) is no \(type)"] }
    if let items = schema["items"] as? [String: Any] {
      return (value as? [Any] ?? []).enumerated().flatMap { index, element in
        defects(of: element, items, definitions, at: "\(place)[\(index)]")
      }
    }
    guard let object = value as? [String: Any] else { return [] }
    let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let others = schema["additionalProperties"] as? [String: Any]
    // What a schema does not tell a reader has no way to know.
    let unknown =
      schema["properties"] == nil || schema["required"] == nil
      ? [] : object.keys.filter { properties[$0] == nil }
    return missing.map { "\(place): \($0) is missing" }
      + unknown.map { "\(place): \($0) is not in the schema" }
      + object.flatMap { key, value in
        (properties[key] ?? others).map {
          defects(of: value, $0, definitions, at: "\(place).\(key)")
        } ?? []
      }
  }

  private static func isOf(_ type: String, _ value: Any) -> Bool {
    let number = value as? NSNumber
    // Of a number only its encoding tells that it was true or false.
    let isBoolean = number.map { String(cString: $0.objCType) == "c" } ?? false
    return switch type {
    case "null": value is NSNull
    case "boolean": isBoolean
    case "integer": number.map { !isBoolean && $0.doubleValue.rounded() == $0.doubleValue } ?? false
    case "number": number != nil && !isBoolean
    case "string": value is String
    case "array": value is [Any]
    case "object": value is [String: Any]
    default: false
    }
  }
}

/// Expects a document to be as the schema of its kind says.
func expectSchema(of text: some StringProtocol) throws {
  let defects = try SchemaValidation.defects(of: text)
  #expect(defects.isEmpty, "\(defects.joined(separator: "\n"))")
}
