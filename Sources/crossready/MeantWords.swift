import CommandLineKit
import Platforms
import Text

/// Words of other tools, and what they are called here.
enum MeantWords {
  /// Commands.
  static let commands = [
    "doctor": "check", "status": "check", "info": "check", "test": "verify", "run": "verify",
    "ls": "list", "show": "list", "fix": "register", "repair": "register", "install": "register",
    "setup": "register", "enable": "register", "add": "register", "uninstall": "unregister",
    "remove": "unregister", "disable": "unregister", "hang": "diagnose", "debug": "diagnose",
    "logs": "diagnose", "why": "diagnose", "lint": "dockerfile", "build": "dockerfile",
    "scan": "audit", "inspect": "audit", "image": "audit",
  ]

  /// Options: what is meant, where the command has an option of that name.
  private static let options = [
    "--json": "--format json", "--sarif": "--format sarif", "--arch": "--platform",
    "--debug": "--verbose", "-V": "--version", "--permanent": "--persist",
    "--fail-on": "--strict",
  ]

  /// Options of another command.
  private static let elsewhere = [
    "--compose": "crossready verify --compose", "--bake": "crossready verify --bake",
  ]

  /// The mistake with the word that was meant, where the command line has nothing nearer.
  static func improving(_ error: UsageError) -> UsageError {
    switch error {
    case .unknownOption(let word, let command, let nearest):
      let meant = options[word].flatMap { has($0, command) ? $0 : nil }
      return .unknownOption(
        word: word, command: command, nearest: meant ?? elsewhere[word] ?? nearest)
    case .unexpectedOperand(let word, let command, _) where has("--platform", command):
      var platforms: [Platform] = []
      do throws(UsageError) {
        try platforms.append(platformsIn: word)
        return .custom(
          problem: "unexpected operand \(quoted(word))", hint: "give it as --platform \(word)")
      } catch {
        return .unexpectedOperand(word: word, command: command, limit: 1)
      }
    case .unknownCommand(let word, let program, let nearest):
      return .unknownCommand(word: word, program: program, nearest: commands[word] ?? nearest)
    default: return error
    }
  }

  private static func has(_ words: String, _ command: CommandName) -> Bool {
    if words == "--version" { return true }
    let parts = words.split(separator: " ").map(String.init)
    let option = program.outline.command(named: command.command ?? program.outline.defaultCommand)?
      .options.first { "--\($0.long)" == parts[0] }
    guard let option else { return false }
    return parts.count == 1 || option.value?.choices.contains(parts[1]) == true
  }
}
