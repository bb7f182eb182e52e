extension Planner {
  /// Finds the stages and images that COPY and mounts of a stage take files from.
  mutating func resolveSources(of stage: Int, from first: Int) throws(DockerfileError) {
    for position in stages[stage].instructions.indices.dropFirst(first) {
      let instruction = stages[stage].instructions[position]
      switch instruction.operation {
      case .copy(let copy):
        guard let from = copy.from else { continue }
        guard !from.dropLast().contains("$") else {
          throw DockerfileError(line: instruction.line, .variableInFrom(from))
        }
        let place = try place(of: from, takesNumbers: true, line: instruction.line)
        // Without a source of its own, nothing is taken from there.
        guard !copy.sources.isEmpty else { continue }
        add(
          PlannedStage.Source(
            place: place, paths: copy.sources, destination: copy.destination, isMount: false),
          to: stage, position, line: instruction.line)
      case .run(let run):
        for mount in run.mounts {
          guard let from = mount.from, !from.isEmpty, mount.takesFiles else { continue }
          let place = try place(of: from, takesNumbers: false, line: instruction.line)
          let path = mount["source"] ?? mount["src"]
          let target = mount["target"] ?? mount["dst"] ?? mount["destination"] ?? ""
          add(
            PlannedStage.Source(
              place: place, paths: path.map { [$0] } ?? [], destination: target, isMount: true),
            to: stage, position, line: instruction.line)
        }
      default: continue
      }
    }
  }

  private mutating func add(
    _ source: PlannedStage.Source, to stage: Int, _ position: Int, line: Int
  ) {
    stages[stage].sources[position, default: []].append(source)
    if case .stage(let index) = source.place { edges[stage].append((index, line)) }
  }

  private func place(
    of name: String, takesNumbers: Bool, line: Int
  ) throws(DockerfileError) -> PlannedStage.Source.Place {
    if takesNumbers, let number = Int(name) {
      guard stages.indices.contains(number) else {
        throw DockerfileError(line: line, .noStageOfNumber(name))
      }
      return .stage(number)
    }
    if let index = lastByName[name.lowercased()] { return .stage(index) }
    return request.context(named: name) == nil ? .image(name) : .context
  }
}
