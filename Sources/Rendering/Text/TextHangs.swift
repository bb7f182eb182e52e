package import Dockerfiles
import Emulators
import Facts
package import Hangs
package import Logs
import Text

/// What emulated processes do, as a person reads it, in 80 columns: what matters most comes first.
package struct TextHangs {
  private let report: HangReport
  /// What the container's last words tell.
  private let lastWords: LogFinding?
  private let style: TextStyle
  /// What containers printed last, by their ids.
  private let lastLines: [String: [String]]

  /// The steps of the Dockerfile that is built.
  private let steps: DockerfileSteps?
  /// How many lines are read at once.
  private let longest: Int

  package init(
    _ report: HangReport, lastWords: LogFinding? = nil, style: TextStyle,
    steps: DockerfileSteps? = nil, lastLines: [String: [String]] = [:], longest: Int = 40
  ) {
    self.lastLines = lastLines
    self.steps = steps
    self.longest = longest
    self.report = report
    self.lastWords = lastWords
    self.style = style
  }

  /// The whole text: the answer and whom it is about first, and no more than a screen or two of it.
  package func rendered() -> String {
    var sections = [headline]
    var count = headline.count + 1
    let last = [words, remarks].filter { !$0.isEmpty }
    let limit = longest - last.reduce(0) { $0 + 1 + min($1.count, 10) }
    var alike: [Likeness: Int] = [:]
    var left: [ProcessTree] = []
    for tree in report.trees {
      let number = alike[Likeness(tree), default: 0]
      alike[Likeness(tree)] = number + 1
      guard number < 3, left.isEmpty || number == 0 else {
        left.append(tree)
        continue
      }
      let lines = self.tree(tree, limit: max(6, limit - count - 3))
      guard sections.count == 1 || count + lines.count + 3 <= limit else {
        left.append(tree)
        continue
      }
      sections.append(lines)
      count += lines.count + 1
    }
    if !left.isEmpty { sections.append(others(left)) }
    return (sections + last).map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// What makes two trees say the same.
  private struct Likeness: Hashable {
    let answer: HangAnswer
    let program: String?
    let verdict: HangVerdict

    init(_ tree: ProcessTree) {
      answer = tree.answer
      program = tree.culprit.process.guest.name
      verdict = tree.culprit.verdict
    }
  }

  /// Trees for which there is no room.
  private func others(_ trees: [ProcessTree]) -> [String] {
    let counts = HangAnswer.allCases.compactMap { answer -> String? in
      let count = trees.count { $0.answer == answer }
      return count == 0 ? nil : "\(count) \(answer.word)"
    }.joined(separator: ", ")
    return paragraph(
      "... \(trees.count) more like these (\(counts)). One of them: crossready diagnose --pid PID; all: "
        + "--format json", indent: 0)
  }

  private var headline: [String] {
    let count = report.trees.reduce(0) { $0 + $1.nodes.count }
    guard let answer = report.answer else {
      return wrapped(
        "No emulated process was seen in \(secondsText(report.seconds)).", width: 80)
    }
    let colour: TextStyle.Colour =
      switch answer {
      case .hangs: .red
      case .waits: .yellow
      case .works: .green
      }
    let processes = count == 1 ? "1 emulated process" : "\(count) emulated processes"
    let trees = report.trees.count == 1 ? "1 tree" : "\(report.trees.count) trees"
    return paragraph(HangSentence.of(report), indent: 0).map { style.coloured($0, colour) }
      + wrapped("\(processes) in \(trees), watched for \(secondsText(report.seconds)).", width: 80)
  }

  private func tree(_ tree: ProcessTree, limit: Int) -> [String] {
    let mark = tree.answer.word
    let colour: TextStyle.Colour =
      tree.answer == .hangs ? .red : tree.answer == .works ? .green : .yellow
    let platforms = Set(tree.nodes.compactMap(\.process.guest.architecture)).sorted()
      .map { "linux/\($0)" }.joined(separator: ", ")
    var lines = paragraph("\(mark) \(platforms)\(tree.container.map(place) ?? "")", indent: 0)
    if let first = lines.first {
      lines[0] = style.coloured(mark, colour) + first.dropFirst(mark.count)
    }
    if let step = tree.buildStep {
      let place = steps?.place(of: step).map { " (\($0))" } ?? ""
      lines += paragraph("step\(place): \(step.cut(to: 300))", indent: 2)
    }
    let culprit = node(tree.culprit, isCulprit: true, in: tree)
    let room = max(2, limit - lines.count - culprit.count)
    let shown = shownNodes(of: tree, atMost: room / 2)
    for one in tree.nodes where shown.contains(one.process.pid) {
      lines += one == tree.culprit ? culprit : node(one, isCulprit: false, in: tree)
    }
    let rest = tree.nodes.count - shown.count
    if rest > 0 { lines.append("  ... and \(rest) more process\(rest == 1 ? "" : "es")") }
    if let last = tree.container.flatMap({ lastLines[$0.id] }) {
      lines.append("  it printed last:")
      lines += last.map { "    " + style.shown($0).cut(to: 76) }
    }
    return lines
  }

  /// The process to blame and who began it, then others, of which several that are alike are few.
  private func shownNodes(of tree: ProcessTree, atMost limit: Int) -> Set<Int> {
    let byPID = Dictionary(tree.nodes.map { ($0.process.pid, $0) }) { first, _ in first }
    var shown: Set<Int> = [tree.culprit.process.pid, tree.root.process.pid]
    var next = byPID[tree.culprit.process.parent]
    while let one = next, shown.count <= limit, shown.insert(one.process.pid).inserted {
      next = byPID[one.process.parent]
    }
    var alike: [[String]: Int] = [:]
    for one in tree.nodes where shown.count <= limit {
      let kind = [one.process.guest.name ?? "", one.verdict.rawValue]
      alike[kind, default: 0] += 1
      if alike[kind, default: 0] <= 3 { shown.insert(one.process.pid) }
    }
    return shown
  }

  private func place(_ container: Container) -> String {
    let id = container.id.prefix(12)
    switch container.maker {
    case .buildkit:
      // buildx calls a builder's container after the builder's node.
      let builder =
        container.builderName ?? container.builderID.map { String($0.prefix(12)) }
        ?? container.builderProgram.map { $0 == "dockerd" ? "default of docker" : $0 }
      return " in a build step of BuildKit (\(id)\(builder.map { ", builder \($0)" } ?? ""))"
    case .buildah where container.id.hasPrefix("process "):
      return " in a build step of podman build (\(container.id))"
    case .buildah: return " in a build step of podman build (\(id))"
    default:
      let name =
        container.name.map { "container \($0) (\(container.maker.rawValue) \(id)" }
        ?? "a container (\(container.maker.rawValue) \(id)"
      return " in " + name + (container.image.map { ", image \($0)" } ?? "") + ")"
    }
  }

  private func node(_ node: JudgedProcess, isCulprit: Bool, in tree: ProcessTree) -> [String] {
    // Deep trees would leave no room for words.
    let indent = min(2 + 2 * node.depth, 30)
    let words = node.process.guest.arguments?.dropFirst().joined(separator: " ") ?? ""
    // What a program calls itself tells more, where one file is many programs.
    let own = node.process.guest.arguments?.first?.split(separator: "/").last
      .map { $0.hasPrefix("-") ? $0.dropFirst() : $0 }
    let program = name(node)
    let called = own.map { $0 == program ? program : "\($0) (\(program))" } ?? program
    let emulator = node.depth == 0 ? emulatorName(node.process) : ""
    let title = "\(node.process.pid) \(called) \(words)"
    let heading =
      String(repeating: " ", count: indent)
      + style.shown(title).cut(to: 80 - indent - emulator.count) + emulator
    let verdict = node.verdict.rawValue
    let evidence = paragraph(
      "\(verdict): \(node.evidence.joined(separator: "; "))", indent: indent + 2)
    // Of all but the process to blame one line says enough.
    let kept = isCulprit || evidence.count < 2 ? evidence : [evidence[0].cut(to: 76) + " ..."]
    let coloured = kept.enumerated().map { index, line -> String in
      guard index == 0 else { return line }
      let blanks = indent + 2
      return line.prefix(blanks) + style.coloured(verdict, colour(of: node))
        + line.dropFirst(blanks + verdict.count)
    }
    guard isCulprit else { return [heading] + coloured }
    return [heading] + coloured + age(node, indent: indent + 2) + advice(node, indent: indent + 2)
  }

  /// When it began, and what it has used since.
  private func age(_ node: JudgedProcess, indent: Int) -> [String] {
    guard let age = node.age else { return [] }
    return paragraph(
      "began \(durationText(age)) ago, and has used "
        + "\(HangSentence.processorText(node.processorSeconds)) of CPU time",
      indent: indent)
  }

  /// What to do: by what is certain, else by the process itself, and then what others had who saw the
  /// same.
  private func advice(_ node: JudgedProcess, indent: Int) -> [String] {
    var lines: [String] = []
    if let advice = node.advice { lines += paragraph("advice: \(advice)", indent: indent) }
    guard let cause = node.cause else { return lines }
    let isCertain = cause.process?.isCertain == true
    lines += paragraph(
      "\(isCertain ? "known cause" : "others met this"): \(cause.consequence)", indent: indent)
    lines += paragraph("see \(cause.evidence.joined(separator: "; "))", indent: indent + 2)
    // What was said of this process says it better.
    if isCertain, node.advice != nil { return lines }
    lines += paragraph(
      "\(isCertain ? "advice" : "what helped them"): \(cause.remedy)", indent: indent)
    lines += cause.commands(for: node.process).flatMap {
      HangText.paragraph(style.shownCommand($0), indent: indent + 2)
    }
    return lines
  }

  private func name(_ node: JudgedProcess) -> String { node.process.guest.name ?? "(ended)" }

  private func emulatorName(_ process: SampledProcess) -> String {
    guard let emulator = process.emulator else { return "" }
    let name = emulator.path.split(separator: "/").last ?? ""
    return style.shown(" [\(name)\(emulator.release.map { " \($0)" } ?? "")]").cut(to: 40)
  }

  private func colour(of node: JudgedProcess) -> TextStyle.Colour? {
    switch node.answer {
    case .hangs: .red
    case .waits: .yellow
    case .works: .green
    }
  }

  private var words: [String] {
    guard let lastWords else { return [] }
    return paragraph(
      "Its last words: \(lastWords.excerpt.cut(to: 240))", indent: 0)
      + paragraph("that means: \(lastWords.reason) (\(lastWords.cause.id))", indent: 2)
      + paragraph("advice: \(lastWords.remedy)", indent: 2)
      + lastWords.commands.flatMap {
        HangText.paragraph(style.shownCommand($0), indent: 4)
      }
  }

  private var remarks: [String] {
    var lines: [String] = []
    for (path, count) in report.memoryKills.sorted(by: { $0.key < $1.key }) {
      lines += paragraph(
        "The kernel killed \(count) process\(count == 1 ? "" : "es") of \(path) for want of memory: "
          + "allow more, or start fewer jobs at once.", indent: 0)
    }
    if report.hidesProcesses {
      lines += paragraph(
        "Other users' processes are hidden here (hidepid): run it as root.", indent: 0)
    } else if report.unseenCount > 0 {
      let count = report.unseenCount == 1 ? "1 process" : "\(report.unseenCount) processes"
      lines += paragraph(
        "\(count) could not be looked at\(style.isRoot ? "." : ": run it as root.")", indent: 0)
    }
    if report.trees.isEmpty {
      lines += paragraph(
        "Where does the build run? A remote builder and a virtual machine have processes of their "
          + "own: run crossready there. If it has ended, crossready diagnose FILE reads its "
          + "log.", indent: 0)
    }
    return lines
  }

  private func paragraph(_ text: String, indent: Int) -> [String] {
    HangText.paragraph(style.shown(text), indent: indent)
  }
}

extension Trouble {
  /// What ends it, for the platform of a process.
  func commands(for process: SampledProcess) -> [String] {
    let platform = process.guest.architecture.map { "linux/\($0)" } ?? "PLATFORM"
    return commands.map { $0.replacing("{platform}", with: platform) }
  }
}

/// What reports about hangs and logs share.
enum HangText {
  /// Lines of at most 80 columns; a word that is longer than that is broken.
  static func paragraph(_ text: String, indent: Int) -> [String] {
    wrapped(text, width: 80, indent: indent, hanging: indent + 2).flatMap { line -> [String] in
      guard line.count > 80 else { return [line] }
      let blanks = String(repeating: " ", count: indent + 2)
      return [String(line.prefix(80))]
        + line.dropFirst(80).pieces(of: 80 - blanks.count).map { blanks + $0 }
    }
  }
}
