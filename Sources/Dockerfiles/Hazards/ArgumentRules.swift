import Platforms

extension Scene {
  /// Platform arguments whose value is not BuildKit's.
  var argumentHazards: [Hazard] {
    defaults + ordered.flatMap { view in view.steps.compactMap { undeclared(view, $0) } }
  }

  private static let names = ["TARGETARCH", "TARGETPLATFORM", "TARGETOS", "TARGETVARIANT"]

  /// ARGs that give a platform argument a value of their own.
  private var defaults: [Hazard] {
    var found: [Hazard] = []
    var judged: Set<String> = []
    func judge(
      _ instruction: Instruction, platform: Platform, value: (String) -> String?, user: Int?
    ) {
      guard case .argument(let declarations) = instruction.operation, let user else { return }
      for declaration in declarations where declaration.value != nil {
        let name = declaration.name
        guard isPredefined(name), plan.request.arguments[name] == nil,
          let wanted = plan.request.predefined[name], let value = value(name), value != wanted,
          // Once for each stage: the same line again is the same cause.
          judged.insert("\(user) \(name)").inserted
        else { continue }
        let uses = usage(of: name, from: user)
        guard let first = uses.first else { continue }
        // A wrong build platform makes builds slow, and only the target's own values make them wrong.
        let isCertain = name == "TARGETARCH" || name == "TARGETPLATFORM"
        found.append(
          Hazard(
            kind: .platformArgumentDefault, line: instruction.line,
            certainty: isCertain ? .certain : .possible, platforms: [target],
            chain: [
              Hazard.Link(
                line: instruction.line, text: "ARG \(instruction.text)".shortened,
                platform: platform),
              first,
            ],
            repair: "in line \(instruction.line), write `ARG \(name)`; BuildKit's value here is "
              + "\(wanted), not \(value)"))
      }
    }
    for view in ordered {
      for (position, instruction) in view.stage.instructions.enumerated() {
        judge(
          instruction, platform: view.stage.platform,
          value: { view.stage.variables.value(of: $0, before: position + 1)?.text },
          user: view.index)
      }
    }
    for global in file.globals {
      guard case .argument(let declarations) = global.operation else { continue }
      judge(
        global, platform: target,
        value: { name in
          let text = declarations.last { $0.name == name }?.value ?? nil
          return text.flatMap { $0.contains("$") ? nil : $0.filter { $0 != "\"" && $0 != "'" } }
        }, user: -1)
    }
    return found
  }

  /// Lines that read a variable: in a stage and those built from it, or with -1 in any FROM, and in
  /// the stages that declare it again.
  private func usage(of name: String, from user: Int) -> [Hazard.Link] {
    if user == -1 {
      let froms = ordered.filter { view in
        reads(name, view.stage.platformFlag ?? "") || reads(name, file.stages[view.index].base)
      }
      if let first = froms.first { return [link(from: first.index)] }
    }
    for view in ordered where user == -1 || view.lineage.contains(user) {
      var isDeclared = user != -1
      for (position, instruction) in view.stage.instructions.enumerated() {
        if case .argument(let declarations) = instruction.operation {
          if user == -1, declarations.contains(where: { $0.name == name && $0.value == nil }) {
            isDeclared = true
          }
          if !declarations.contains(where: { reads(name, $0.value ?? "") }) { continue }
        }
        let texts = [instruction.text] + instruction.flags + bodies(of: instruction)
        // Where there is no value, a default of the file's own is used.
        guard isDeclared, texts.contains(where: { reads(name, $0) }) else { continue }
        if instruction.keyword == "LABEL" { continue }
        return [link(stage: view.index, position: position)]
      }
    }
    return []
  }

  private func bodies(of instruction: Instruction) -> [String] {
    if case .run(let run) = instruction.operation { run.heredocs.map(\.body) } else { [] }
  }

  private func reads(_ name: String, _ text: String) -> Bool {
    references(to: name, in: text).isEmpty == false
  }

  /// What follows each `$NAME` or `${NAME` in a text; for those in braces up to the closing one.
  func references(to name: String, in text: String) -> [String] {
    let bytes = Array(text.utf8)
    let wanted = Array(name.utf8)
    var found: [String] = []
    var position = 0
    while let dollar = bytes[position...].firstIndex(of: UInt8(ascii: "$")) {
      position = dollar + 1
      if dollar > 0, bytes[dollar - 1] == UInt8(ascii: "\\") { continue }
      var rest = bytes[position...]
      let isBraced = rest.first == UInt8(ascii: "{")
      if isBraced { rest = rest.dropFirst() }
      guard rest.starts(with: wanted) else { continue }
      rest = rest.dropFirst(wanted.count)
      if let next = rest.first, next.isNamePart { continue }
      found.append(isBraced ? rest.prefix { $0 != UInt8(ascii: "}") }.text : "")
    }
    return found
  }

  /// A step that reads a platform argument which its stage does not declare.
  private func undeclared(_ view: StageView, _ step: StepView) -> Hazard? {
    for name in ["TARGETARCH", "TARGETPLATFORM"] where step.script.mentions([name]) {
      guard view.stage.variables.value(of: name, before: step.step.position) == nil,
        !step.script.mentions(["\(name)=", "read \(name)", "in \(name)", "\(name):="]),
        // What is read from elsewhere may set it, as `eval "$(xx-info env)"` does.
        !step.commands.contains(where: { [".", "source", "eval"].contains($0.name) })
      else { continue }
      for command in step.commands where !["echo", "printf"].contains(command.name) {
        let words =
          command.words + command.assignments.compactMap(\.value) + command.outputs
        for word in words {
          guard let reference = references(to: name, in: word).first else { continue }
          // A fallback that asks the machine is meant to be used.
          if reference.contains("$(") || reference.contains("`") { continue }
          if reference.hasPrefix(":-") || reference.hasPrefix("-") {
            let fallback = reference.drop { $0 == ":" || $0 == "-" }
            if fallback == target.architecture || fallback == target.description { continue }
          } else if ["go", "make"].contains(command.name), !isForeign(view) {
            // An empty GOARCH is that of the stage.
            continue
          }
          return hazard(
            .platformArgumentNotInScope, step.step, .certain,
            repair: "put `ARG \(name)` into the stage, in front of line \(step.step.line)")
        }
      }
    }
    return nil
  }
}
