import Facts
import FoundationEssentials
import LinuxHost
import Rendering

/// A file that `crossready facts` wrote.
enum FactsFile {
  private static let limit = 64 << 20

  private struct Header: Decodable {
    let schema: Int
    let kind: String?
  }

  /// Reads the facts in a file, or in standard input for `-`.
  static func read(_ path: String) throws -> HostFacts {
    try decode(try bytes(of: path), path: path)
  }

  /// Reads the processes that facts in a file hold.
  static func readProcesses(_ path: String) throws -> ProcessSamples {
    let document = try decode(try bytes(of: path), path: path, as: FactsDocument.self)
    guard let processes = document.processes else {
      throw Failure.factsWithoutProcesses(path: path)
    }
    if let place = processes.implausiblePlace {
      throw Failure.factsIncomplete(
        path: path, detail: "processes.\(place) holds an invalid value")
    }
    return processes
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    do throws(SystemCallError) {
      return path == "-"
        ? try StandardStream.readInput(limit: limit) : try readAll(path: path, limit: limit)
    } catch {
      throw Failure.factsUnreadable(error)
    }
  }

  /// Reads facts out of JSON.
  static func decode(_ bytes: [UInt8], path: String) throws -> HostFacts {
    try decode(bytes, path: path, as: HostFacts.self)
  }

  private static func decode<Facts: Decodable>(
    _ bytes: [UInt8], path: String, as type: Facts.Type
  ) throws -> Facts {
    let data = Data(bytes)
    let decoder = JSONDecoder()
    do {
      // The schema decides whether the rest can be understood at all, so it is read first.
      let header = try decoder.decode(Header.self, from: data)
      guard header.schema <= HostFacts.currentSchema else {
        throw Failure.factsOfNewerSchema(path: path, schema: header.schema)
      }
      if let kind = header.kind, kind != DocumentKind.facts.rawValue {
        throw Failure.factsNoJSON(
          path: path, detail: "it is a document of the kind '\(kind)'")
      }
      return try decoder.decode(Facts.self, from: data)
    } catch let error as DecodingError {
      throw describe(error, path: path)
    }
  }

  private static func describe(_ error: DecodingError, path: String) -> Failure {
    switch error {
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? .factsNoJSON(path: path, detail: "it holds no complete JSON value")
        : .factsIncomplete(path: path, detail: "\(place(context)) holds an invalid value")
    case .keyNotFound(let key, let context):
      return .factsIncomplete(
        path: path, detail: "\(place(context)) has no \"\(key.stringValue)\"")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return .factsIncomplete(
        path: path, detail: "\(place(context)) holds a value of another type")
    @unknown default:
      return .factsIncomplete(path: path, detail: "it cannot be decoded")
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let keys = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return keys.isEmpty ? "the top level" : keys.joined(separator: ".")
  }
}
