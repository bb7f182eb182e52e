extension Planner {
  /// Gives variables their values, and refuses what only then turns out to be wrong.
  mutating func evaluate(_ index: Int) throws(DockerfileError) {
    let stage = stages[index]
    switch stage.base {
    case .scratch: break
    case .stage(let base):
      stages[index].variables = Variables(base: stages[base].variables)
      try spend(stages[base].variables.count, line: stage.line)
    case .image(let name):
      guard request.context(named: name) != nil || ImageReference(name) != nil else {
        throw DockerfileError(line: stage.line, .imageName(name, missing: []))
      }
    }
    for position in stage.instructions.indices {
      let instruction = stage.instructions[position]
      let line = instruction.line
      switch instruction.operation {
      case .argument(let declarations):
        for declaration in declarations {
          try declare(declaration, in: index, at: position, line: line)
        }
      case .environment(let pairs):
        var values: [(String, String)] = []
        for pair in pairs {
          let name = try expanded(pair.name, in: index, at: position, line: line)
          values.append(
            (name, try expanded(pair.value ?? "", in: index, at: position, line: line)))
        }
        for (name, text) in values {
          let value = Variables.Value(text: text, origin: .environment(line: line))
          stages[index].variables.set(name, value, at: position)
        }
      case .words(let words):
        for word in words { _ = try expanded(word, in: index, at: position, line: line) }
      case .copy(let copy):
        for word in copy.sources + [copy.destination] {
          _ = try expanded(word, in: index, at: position, line: line)
        }
      case .run(let run): try checkMounts(run, in: index, at: position, line: line)
      case .shell, .onBuild, .other: break
      }
    }
    for sources in stages[index].sources {
      for source in sources.value {
        guard case .image(let name) = source.place, ImageReference(name) == nil else { continue }
        let line = stages[index].instructions[sources.key].line
        throw DockerfileError(line: line, .imageName(name, missing: []))
      }
    }
  }

  private mutating func declare(
    _ declaration: NameValue, in stage: Int, at position: Int, line: Int
  ) throws(DockerfileError) {
    let value: Variables.Value
    if let given = request.arguments[declaration.name] {
      value = Variables.Value(text: given, origin: .buildArgument)
    } else if let text = declaration.value {
      value = Variables.Value(
        // Later words of an ARG see the earlier ones.
        text: try expanded(text, in: stage, at: position + 1, line: line),
        origin: .argument(line: line))
    } else if let global = globals[declaration.name] {
      value = Variables.Value(text: global, origin: .inherited)
    } else {
      return
    }
    stages[stage].variables.set(declaration.name, value, at: position)
  }

  private mutating func checkMounts(
    _ run: Run, in stage: Int, at position: Int, line: Int
  ) throws(DockerfileError) {
    for mount in run.mounts {
      for field in mount.fields {
        guard Mount.keys.contains(field.name) || Mount.flags.contains(field.name),
          field.value != nil || Mount.flags.contains(field.name)
        else { throw DockerfileError(line: line, .mountField(field.name)) }
        guard let text = field.value, field.name != "from" else { continue }
        let value = try expanded(text, in: stage, at: position, line: line)
        guard field.name == "type" else { continue }
        guard ["bind", "cache", "tmpfs", "secret", "ssh"].contains(value.lowercased()) else {
          throw DockerfileError(line: line, .mountType(value))
        }
      }
    }
  }

  private mutating func expanded(
    _ text: String, in stage: Int, at position: Int, line: Int
  ) throws(DockerfileError) -> String {
    let variables = stages[stage].variables
    var expander = Expander(escape: file.escape) {
      variables.value(of: $0, before: position)?.text
    }
    let result = try expanding(line: line) { () throws(ExpansionError) in
      try expander.expand(text)
    }
    try spend(expander.cost, line: line)
    return result
  }
}
