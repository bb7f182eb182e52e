import FoundationEssentials
import Testing

/// A block of code below "Recipes" in the README.
struct Recipe {
  /// The lines; of a comparison those that it leads to.
  let text: String
  /// The lines that a comparison takes away.
  let deleted: [String]

  /// - Parameters:
  ///   - section: The heading that the block stands below.
  ///   - language: What the block's fence names.
  ///   - position: Which one of this language it is, from 0.
  init(_ section: String, _ language: String, _ position: Int = 0) throws {
    let readme = try String(
      contentsOf: URL(filePath: TestHost.packageDirectory + "/README.md"), encoding: .utf8)
    let below = readme.split(separator: "\n### \(section)\n", maxSplits: 1)
    let text = try #require(below.count == 2 ? below.last : nil, "no recipe \(section)")
    let end = text.firstRange(of: "\n## ")?.lowerBound ?? text.endIndex
    let blocks = text[..<end].split(separator: "\n### ")[0].split(separator: "```\(language)\n")
    try #require(blocks.count > position + 1, "\(section) has no such block")
    let lines = blocks[position + 1].split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0 != "```" }
    let isComparison = language == "diff"
    deleted = lines.filter { isComparison && $0.hasPrefix("-") }.map { String($0.dropFirst()) }
    self.text = lines.filter { !isComparison || !$0.hasPrefix("-") }
      .map { $0.dropFirst(isComparison ? 1 : 0) + "\n" }.joined()
  }

  /// What scripts find: the lines as `$recipe`, the image to register with, and where the release is.
  var environment: [String: String] {
    [
      "recipe": text, "release": TestHost.releaseDirectory,
      "CROSSREADY_IMAGE": "docker.io/tonistiigi/binfmt:stand-in",
    ]
  }
}

/// What a script begins with in which `crossready` is found as users find it.
let recipePrelude = """
  PATH=${crossready%/*}:$PATH
  cd $T
  printf %s "$recipe" > $T/recipe
  deb() { cp $release/crossready_*.deb $1/crossready_0.1.0_amd64.deb; }
  is_junit() { /usr/bin/python3 -c 'import sys, xml.etree.ElementTree as tree
  print(tree.parse(sys.argv[1]).getroot().tag)' $1; }

  """
