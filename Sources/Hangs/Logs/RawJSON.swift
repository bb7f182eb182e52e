import FoundationEssentials

/// One line of BuildKit's `--progress=rawjson`: a `SolveStatus` of its client.
struct RawJSONLine: Decodable {
  let vertexes: [Vertex]?
  let logs: [Log]?

  struct Vertex: Decodable {
    let digest: String
    let name: String?
  }

  struct Log: Decodable {
    let vertex: String
    /// The output of the step.
    let data: Data?
  }

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.first == UInt8(ascii: "{") else { return nil }
    // A log may begin in the middle of a line, or hold other JSON.
    guard let line = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
    self = line
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
