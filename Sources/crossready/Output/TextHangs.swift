import CommandLineKit
import Emulators
import Facts
import Hangs
import Logs
import Text

/// What emulated processes do, as a person reads it, in 80 columns: what matters most comes first.
struct TextHangs {
  private let report: HangReport
  /// What the container's last words tell.
  private let lastWords: LogFinding?
  private let style: TextStyle

  init(_ report: HangReport, lastWords: LogFinding? = nil, style: TextStyle) {
    self.report = report
    self.lastWords = lastWords
    self.style = style
  }

  /// The whole text.
  func rendered() -> String {
    let sections =
      [headline] + report.trees.map(tree) + [words, remarks].filter { !$0.isEmpty }
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var headline: [String] {
    let count = report.trees.reduce(0) { $0 + $1.nodes.count }
    let time = secondsText(report.seconds)
    guard count > 0 else {
      return wrapped("No emulated process was seen in \(time).", width: 80)
    }
    let hanging = report.trees.filter(\.hangs)
    let answer: String
    if let first = hanging.first {
      let culprit = first.culprit
      let others = hanging.count == 1 ? "" : ", and \(hanging.count - 1) more"
      answer =
        "HANGS: \(style.shown(name(culprit)).cut(to: 40)) (\(culprit.process.pid)) is \(culprit.verdict.rawValue)\(others)"
    } else {
      let waiting = report.trees.filter { $0.root.verdict != .slow }.count
      answer =
        waiting == 0 ? "Nothing hangs: all of it works" : "Nothing hangs as far as can be seen"
    }
    let processes = count == 1 ? "1 emulated process" : "\(count) emulated processes"
    let trees = report.trees.count == 1 ? "1 tree" : "\(report.trees.count) trees"
    return wrapped("\(answer).", width: 80).map {
      style.coloured($0, hanging.isEmpty ? .green : .red)
    } + wrapped("\(processes) in \(trees), watched for \(time).", width: 80)
  }

  private func tree(_ tree: ProcessTree) -> [String] {
    let mark =
      tree.hangs ? "HANGS" : tree.nodes.allSatisfy { $0.verdict == .slow } ? "WORKS" : "WAITS"
    let colour: TextStyle.Colour = tree.hangs ? .red : mark == "WORKS" ? .green : .yellow
    let platforms = Set(tree.nodes.compactMap(\.process.guest.architecture)).sorted()
      .map { "linux/\($0)" }.joined(separator: ", ")
    var lines = paragraph("\(mark) \(platforms)\(tree.container.map(place) ?? "")", indent: 0)
    if let first = lines.first {
      lines[0] = style.coloured(mark, colour) + first.dropFirst(mark.count)
    }
    if let step = tree.buildStep { lines += paragraph("step: \(step.cut(to: 300))", indent: 2) }
    // Deep trees would leave no room for words.
    return lines + tree.nodes.flatMap { node($0, indent: min(2 + 2 * $0.depth, 30)) }
  }

  private func place(_ container: Container) -> String {
    let id = container.id.prefix(12)
    switch container.maker {
    case .buildkit:
      // buildx calls a builder's container after the builder's node.
      let builder = container.builderName ?? container.builderID.map { String($0.prefix(12)) }
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

  private func node(_ node: JudgedProcess, indent: Int) -> [String] {
    let words = node.process.guest.arguments?.dropFirst().joined(separator: " ") ?? ""
    // What a program calls itself tells more, where one file is many programs.
    let own = node.process.guest.arguments?.first?.split(separator: "/").last
      .map { $0.hasPrefix("-") ? $0.dropFirst() : $0 }
    let program = name(node)
    let called = own.map { $0 == program ? program : "\($0) (\(program))" } ?? program
    let emulator = node.depth == 0 ? emulatorName(node.process) : ""
    let title = "\(node.process.pid) \(called) \(words)"
    var lines = [
      String(repeating: " ", count: indent)
        + style.shown(title).cut(to: 80 - indent - emulator.count)
        + emulator
    ]
    let verdict = node.verdict.rawValue
    let evidence = paragraph(
      "\(verdict): \(node.evidence.joined(separator: "; "))", indent: indent + 2)
    lines += evidence.enumerated().map { index, line in
      guard index == 0 else { return line }
      let blanks = indent + 2
      return line.prefix(blanks) + style.coloured(verdict, colour(of: node))
        + line.dropFirst(blanks + verdict.count)
    }
    if let cause = node.cause {
      let lead = node.hangs ? "known cause" : "if it does not go on, the known cause"
      lines += paragraph("\(lead): \(cause.consequence)", indent: indent + 2)
      lines += paragraph("see \(cause.evidence.joined(separator: "; "))", indent: indent + 4)
      lines += paragraph("advice: \(cause.remedy)", indent: indent + 2)
      lines += cause.commands(for: node.process).flatMap {
        HangText.paragraph(style.shownCommand($0), indent: indent + 4)
      }
    } else if let advice = node.advice {
      lines += paragraph("advice: \(advice)", indent: indent + 2)
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
    if node.hangs { return .red }
    return node.verdict == .slow ? .green : .yellow
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
