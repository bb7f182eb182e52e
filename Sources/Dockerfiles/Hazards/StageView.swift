import Platforms

/// A RUN, and what is known where it is executed.
struct StepView {
  let step: Step
  let commands: [ShellCommand]
  /// All that the shell reads, comments and all.
  let script: String
  /// The working directory.
  let directory: String
  /// What the script mentions anywhere.
  let asksTarget: Bool
  let asksHost: Bool
  let namesCrossCompiler: Bool
  let namesGOARCH: Bool
  let setsUpCross: Bool

  init(step: Step, commands: [ShellCommand], directory: String) {
    self.step = step
    self.commands = commands
    self.directory = directory
    script = step.run.script
    asksTarget = script.mentions(CPUWords.target)
    asksHost = script.mentions(CPUWords.host)
    namesCrossCompiler = script.mentions(CPUWords.crossCompiler)
    namesGOARCH = script.mentions(["GOARCH"])
    setsUpCross = script.mentions([
      "xx-", "musl-cross", "zig", ".cargo/config", "CARGO_BUILD_TARGET",
    ])
  }
}

/// A stage, and what the rules ask of it.
struct StageView {
  let index: Int
  let stage: PlannedStage
  /// The stage and those that it is built from, the stage itself first.
  let lineage: [Int]
  /// Whether the choice of its base depends on the target's CPU.
  let isChosenByTarget: Bool
  /// The steps that are executed.
  let steps: [StepView]
  /// The working directory in front of each instruction, and behind the last.
  let directories: [String]
  /// The names of packages that it and the stages below it install.
  let packages: Set<String>
  /// Lock files that it copies out of the context.
  let locks: [String]
  /// Whether one of its steps prepares compiling for another CPU.
  let setsUpCross: Bool
  /// Whether packages for that are installed.
  let hasCrossPackages: Bool
  /// Commands that copy or move files, with where they are executed; the first of them.
  let transfers: [(position: Int, sources: [String], target: String)]
  /// How many commands name the CPU that they compile for, by program.
  let fixedBuilds: [String: Int]
}

/// Paths inside a stage, absolute and without a slash at the end.
enum Path {
  /// The path as seen from a directory.
  static func resolved(_ path: String, in directory: String) -> String {
    let whole = path.hasPrefix("/") ? path : directory + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// Whether one is the other, or a directory above it.
  static func holds(_ directory: String, _ path: String) -> Bool {
    directory == "/" || path == directory || path.hasPrefix(directory + "/")
  }

  /// The path up to what is only known when it is executed.
  static func known(_ path: String) -> String {
    guard let end = path.firstIndex(where: { "*?$`[".contains($0) }) else { return path }
    let head = path[..<end]
    return String(head[..<(head.lastIndex(of: "/") ?? head.startIndex)])
  }
}

extension String {
  /// At most 80 characters of it, in one line.
  var shortened: String {
    let words = utf8.prefix(400).split { $0.isBlank }.map { String($0) ?? "" }
    let line = words.joined(separator: " ")
    return line.count > 80 ? line.prefix(77) + "..." : line
  }
}

extension ShellCommand {
  private static let installers: [String: String] = [
    "apt-get": "install", "apt": "install", "apk": "add", "dnf": "install", "yum": "install",
    "microdnf": "install", "zypper": "install", "xx-apk": "add", "xx-apt": "install",
    "xx-apt-get": "install", "pacman": "-S",
  ]

  /// The packages that a package manager of a distribution installs.
  var installedPackages: [String] {
    guard let verb = Self.installers[name], words.contains(verb) else { return [] }
    return operands.filter { $0 != verb }
  }
}
