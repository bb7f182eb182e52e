import Dockerfiles
import Platforms
import Testing

/// Numbers that look random and are the same in every run (SplitMix64, Steele et al. 2014).
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

private let pieces = [
  "FROM ", "RUN ", "COPY ", "ADD ", "ARG ", "ENV ", "ONBUILD ", "WORKDIR ", "\n", "\n", "\n", " ",
  " ", "alpine", " AS a", " AS b", "a", "b", "--from=a ", "--from=0 ", "--platform=$BUILDPLATFORM ",
  "--mount=type=cache,target=/c ", "--mount=from=b,target=/c ", "<<E", "\nE\n", "\\\n", "\\", "`",
  "\"", "'", "$", "${", "}", "${a:-", "${a/b/", "#", "%", "*", "=", "a=b", "TARGETARCH",
  "$TARGETARCH",
  "npm ci", "go build -o /o", "curl https://x/amd64 -o /o", "$(", ")", "&&", ";", "|", ">", "<",
  "[",
  "]", "[\"a\"]", "{", "# check=skip=all\n", "# escape=`\n", "\r", "\t", "\u{feff}", "é", "/", ",",
  "-",
  "cargo build", "make", "pip install", "cp ", "/o ", "/x ", "uname -m",
]

private let lines = [
  "FROM a", "FROM --platform=$BUILDPLATFORM golang AS b", "RUN npm ci", "RUN go build -o /o/x .",
  "COPY --from=b /o ", "COPY node_modules ", "ENV GOARCH=", "ARG TARGETARCH", "ONBUILD RUN a ",
  "RUN curl https://x/amd64 -o /o/y ", "RUN --mount=from=b,target=/c cp /c ", "WORKDIR /", "RUN ",
]

struct GeneratedTests {
  /// Whatever stands in a file, it is an answer or a typed error.
  @Test(arguments: 0..<8)
  func nothingCrashes(_ seed: UInt64) {
    var generator = Generator(state: seed)
    var understood = 0
    for _ in 0..<1_500 {
      var text = Bool.random(using: &generator) ? "FROM alpine AS a\n" : ""
      // Few pieces for a line, or nearly every file is refused at its first.
      for _ in 0..<Int.random(in: 1..<10, using: &generator) {
        text += lines.randomElement(using: &generator) ?? ""
        for _ in 0..<Int.random(in: 0..<5, using: &generator) {
          text += pieces.randomElement(using: &generator) ?? ""
        }
        text += "\n"
      }
      if Int.random(in: 0..<4, using: &generator) > 0 { text += "\nFROM alpine\nRUN x\n" }
      if (try? hazards(text, for: [arm64, amd64])) != nil { understood += 1 }
    }
    #expect(understood > 50)
  }

  /// Bytes that are no text at all.
  @Test func bytesAreNoTrouble() {
    var generator = Generator(state: 1)
    for length in 0..<600 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      _ = try? Dockerfile(parsing: bytes)
      _ = try? Dockerfile(parsing: Array("FROM a\nRUN ".utf8) + bytes)
    }
  }

  @Test func growthIsBounded() throws {
    let doubling = "FROM a\nENV A=xx\n" + String(repeating: "ENV A=$A$A\n", count: 100)
    #expect(throws: DockerfileError.self) { try plan(doubling) }
    let nested = "FROM a\nENV A=" + String(repeating: "${a:-", count: 10_000)
    #expect(throws: DockerfileError.self) { try plan(nested) }
    let pattern =
      "FROM a\nENV A=\(String(repeating: "a", count: 30_000))\n"
      + "ENV B=${A//\(String(repeating: "*a", count: 10_000))b/}\n"
    #expect(throws: DockerfileError.self) { try plan(pattern) }
    let list = "FROM a\nRUN " + String(repeating: "[", count: 60_000)
    #expect(try plan(list).steps.count == 1)
  }

  /// Twice the file is about twice the work, whatever is in it. The best of several runs counts, and
  /// the limit is far from two: other programs run, too.
  @Test(arguments: [
    "RUN npm ci && go build -o /o . && cp /o /p\n", "ENV A=$A$TARGETARCH\nRUN echo $A\n",
    "COPY node_modules /x\nADD https://x/amd64 /y\n", "ARG TARGETARCH=amd64\nRUN $TARGETARCH\n",
    "RUN <<E\ncurl https://x/amd64 -o /y\nE\n", "RUN --mount=from=b,target=/c cp /c /d\n",
    "ONBUILD RUN a\n# check=skip=a\n", "RUN a \\\n  b\n",
  ])
  func workGrowsWithTheFile(_ lines: String) throws {
    func time(_ count: Int) throws -> Duration {
      let text =
        "FROM --platform=$BUILDPLATFORM golang AS b\nENV A=x\nFROM --platform=$BUILDPLATFORM node AS c\n"
        + String(repeating: lines, count: count).replacing("$A$", with: "$")
        + "FROM alpine\nCOPY --from=c / /\nRUN x\n"
      var best = Duration.seconds(1_000)
      for _ in 0..<3 {
        best = min(best, try ContinuousClock().measure { _ = try hazards(text) })
      }
      return best
    }
    #expect(try time(2_000) < time(500) * 12 + .milliseconds(200))
  }
}
