/// The instructions that there are, and the flags that each takes (BuildKit's
/// instructions/parse.go); a flag that ends in an equals sign needs a value.
private let flagsByKeyword: [String: [String]] = [
  "ADD": ["chown=", "chmod=", "link", "keep-git-dir", "checksum=", "exclude=", "unpack"],
  "ARG": [], "CMD": [], "COPY": ["from=", "chown=", "chmod=", "link", "parents", "exclude="],
  "ENTRYPOINT": [], "ENV": [], "EXPOSE": [], "FROM": ["platform="],
  "HEALTHCHECK": ["interval=", "timeout=", "start-period=", "start-interval=", "retries="],
  "LABEL": [], "MAINTAINER": [], "ONBUILD": [],
  "RUN": ["mount=", "network=", "security=", "device="],
  "SHELL": [], "STOPSIGNAL": [], "USER": [], "VOLUME": [], "WORKDIR": [],
]

extension LogicalLine {
  /// Whether there is such an instruction.
  func checkKeyword() throws(DockerfileError) {
    guard flagsByKeyword[keyword] != nil else {
      throw DockerfileError(line: line, .unknownInstruction(keyword))
    }
  }

  /// The values of the flags, in order; a flag of no such name is an error.
  func checkedFlags() throws(DockerfileError) -> [NameValue] {
    let known = flagsByKeyword[keyword] ?? []
    var result: [NameValue] = []
    for flag in flags {
      let pair = NameValue(word: String(flag.dropFirst(2)))
      let needsValue = known.contains(pair.name + "=")
      guard needsValue || known.contains(pair.name) else {
        throw DockerfileError(line: line, .unknownFlag("--\(pair.name)"))
      }
      guard !needsValue || pair.value != nil else {
        throw DockerfileError(line: line, .flagWithoutValue("--\(pair.name)"))
      }
      let repeats = ["mount", "exclude", "device"].contains(pair.name)
      guard repeats || !result.contains(where: { $0.name == pair.name }) else {
        throw DockerfileError(line: line, .flagTwice("--\(pair.name)"))
      }
      result.append(pair)
    }
    return result
  }

  /// The instruction that the line is.
  func instruction(escape: UInt8, line other: Int? = nil) throws(DockerfileError) -> Instruction {
    try checkKeyword()
    let flags = try checkedFlags()
    return Instruction(
      line: other ?? line, keyword: keyword, text: rest,
      operation: try operation(flags, escape: escape), skipped: skipped, flags: self.flags,
      escape: escape)
  }

  private func operation(
    _ flags: [NameValue], escape: UInt8
  ) throws(DockerfileError) -> Instruction.Operation {
    switch keyword {
    case "ARG": return .argument(try arguments(escape: escape))
    case "ENV", "LABEL":
      let pairs = try pairs(escape: escape)
      guard !pairs.isEmpty else { throw DockerfileError(line: line, .missingArguments(keyword)) }
      if pairs.contains(where: \.name.isEmpty) {
        throw DockerfileError(line: line, .blankName(keyword))
      }
      if keyword == "ENV" { return .environment(pairs) }
      return .words(pairs.flatMap { [$0.name, $0.value ?? ""] })
    case "RUN": return .run(try run(flags))
    case "COPY", "ADD": return .copy(try copy(flags))
    case "SHELL":
      guard case .strings(let words) = JSONForm(rest), !words.isEmpty else {
        throw DockerfileError(line: line, .missingArguments(keyword))
      }
      return .shell(words)
    case "WORKDIR", "USER", "STOPSIGNAL", "MAINTAINER", "VOLUME", "EXPOSE":
      guard !rest.isEmpty else { throw DockerfileError(line: line, .missingArguments(keyword)) }
      if keyword == "MAINTAINER" { return .other }
      if keyword == "VOLUME", case .strings(let words) = JSONForm(rest) { return .words(words) }
      return .words(keyword == "EXPOSE" || keyword == "VOLUME" ? plainWords(of: rest) : [rest])
    case "ONBUILD":
      let inner = innermost
      guard !rest.isEmpty, !["ONBUILD", "FROM", "MAINTAINER"].contains(inner.keyword) else {
        throw DockerfileError(line: line, .onBuild(inner.keyword))
      }
      var kept = inner
      kept.heredocs = heredocs
      return .onBuild(Instruction.LogicalText(logical: kept))
    default: return .other
    }
  }

  private func arguments(escape: UInt8) throws(DockerfileError) -> [NameValue] {
    let words = quotedWords(of: rest, escape: escape)
    guard !words.isEmpty else { throw DockerfileError(line: line, .missingArguments(keyword)) }
    let pairs = words.map(NameValue.init(word:))
    if pairs.contains(where: \.name.isEmpty) {
      throw DockerfileError(line: line, .blankName(keyword))
    }
    return pairs
  }

  private func run(_ flags: [NameValue]) throws(DockerfileError) -> Run {
    var mounts: [Mount] = []
    for flag in flags where flag.name == "mount" { mounts.append(try mount(flag.value ?? "")) }
    if case .strings(let words) = JSONForm(rest) {
      return Run(command: .exec(words), heredocs: [], mounts: mounts)
    }
    return Run(command: .shell(rest), heredocs: heredocs, mounts: mounts)
  }

  /// The fields of a mount, which are a line of CSV.
  private func mount(_ text: String) throws(DockerfileError) -> Mount {
    var fields: [NameValue] = []
    for field in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = NameValue(word: String(field))
      let key = pair.name.lowercased()
      if key == "from", let value = pair.value, value.dropLast().contains("$") {
        throw DockerfileError(line: line, .variableInFrom(value))
      }
      fields.append(NameValue(key, pair.value))
    }
    return Mount(fields: fields)
  }

  private func copy(_ flags: [NameValue]) throws(DockerfileError) -> Copy {
    let words: [String]
    if case .strings(let list) = JSONForm(rest) {
      words = list
    } else {
      words = plainWords(of: rest)
    }
    guard let destination = words.last, words.count > 1 else {
      throw DockerfileError(line: line, .missingArguments(keyword))
    }
    let announced = Set(heredocs.map(\.name))
    func isHeredoc(_ word: String) -> Bool {
      Heredoc(word: word).map { announced.contains($0.name) } ?? false
    }
    guard !isHeredoc(destination) else { throw DockerfileError(line: line, .heredocAsDestination) }
    let from = flags.last { $0.name == "from" }?.value ?? nil
    return Copy(
      from: from.flatMap { $0.isEmpty ? nil : $0 },
      sources: words.dropLast().filter { !isHeredoc($0) }, destination: destination,
      isAdd: keyword == "ADD")
  }
}
