import FoundationEssentials

/// One line of BuildKit's `--progress=rawjson`: a `SolveStatus` of its client, or one member of it
/// where it is spread over lines, as buildx prints it.
struct RawJSONLine {
  private(set) var vertexes: [Vertex] = []
  private(set) var logs: [Log] = []

  struct Vertex: Decodable {
    let digest: String
    let name: String?
  }

  struct Log: Decodable {
    let vertex: String
    /// The output of the step.
    let data: Data?
  }

  private struct SolveStatus: Decodable {
    let vertexes: [Vertex]?
    let logs: [Log]?
  }

  private struct Member: Decodable {
    let name: String?
    let data: Data?
  }

  /// Whether a line that begins so may be one.
  static func isPossible(_ bytes: some Sequence<UInt8>) -> Bool {
    let first = bytes.first { $0 != UInt8(ascii: " ") }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "\"")
  }

  /// Reads a line; nil if it is none, or not a whole one: a log may begin in the middle of a line,
  /// or hold other JSON.
  /// - Parameter lead: what stands before it.
  init?(_ bytes: some Collection<UInt8>, after lead: () -> [UInt8]) {
    guard Self.isPossible(bytes) else { return nil }
    var line = Array(bytes.drop { $0 == UInt8(ascii: " ") })
    while let last = line.last, [UInt8(ascii: ","), UInt8(ascii: "\r")].contains(last) {
      line.removeLast()
    }
    if line.first == UInt8(ascii: "{") {
      guard let status = try? JSONDecoder().decode(SolveStatus.self, from: Data(line)) else {
        return nil
      }
      vertexes = status.vertexes ?? []
      logs = status.logs ?? []
      return
    }
    let object = [UInt8(ascii: "{")] + line + [UInt8(ascii: "}")]
    guard let member = try? JSONDecoder().decode(Member.self, from: Data(object)) else {
      return nil
    }
    if let name = member.name, let digest = Self.last("digest", in: lead()) {
      vertexes = [Vertex(digest: digest, name: name)]
    } else if let data = member.data, let vertex = Self.last("vertex", in: lead()) {
      logs = [Log(vertex: vertex, data: data)]
    } else {
      return nil
    }
  }

  /// The value of the last member with a name; a digest holds nothing that JSON escapes.
  private static func last(_ name: String, in bytes: [UInt8]) -> String? {
    let key = Array("\"\(name)\": \"".utf8)
    // By bytes: as text, this took more time than all the rest of a log of such lines.
    let start = bytes.withUnsafeBytes { bytes in
      stride(from: bytes.count - key.count, through: 0, by: -1).first { place in
        bytes[place] == key[0] && bytes[place...].starts(with: key)
      }
    }
    guard let start else { return nil }
    let value = bytes[(start + key.count)...].prefix { $0 != UInt8(ascii: "\"") }
    return String(decoding: value, as: UTF8.self)
  }
}

/// A text in base64, which rawjson writes output in, wherever in the output it begins: the digits
/// that depend on the text alone, for each of three places in a group of three bytes.
func base64Forms(of text: [UInt8]) -> [[UInt8]] {
  (0..<3).map { lead in
    let padded = [UInt8](repeating: 0, count: lead) + text
    let digits = Array(Data(padded).base64EncodedString().utf8)
    let first = (8 * lead + 5) / 6
    let end = 8 * padded.count / 6
    return Array(digits[first..<end])
  }
}
