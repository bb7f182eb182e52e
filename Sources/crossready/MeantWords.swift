import CommandLineKit

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

  /// Options.
  private static let options = [
    "--json": "--format json", "--sarif": "--format sarif", "--github": "--format github",
    "--arch": "--platform", "--debug": "--verbose", "--install": "register", "-V": "--version",
    "--force": "--replace", "--yes": "--replace", "--permanent": "--persist",
  ]

  /// The mistake with the word that was meant, where the command line has nothing like it.
  static func improving(_ error: UsageError) -> UsageError {
    guard case .unknownOption(let word, let command, nil) = error else { return error }
    return .unknownOption(word: word, command: command, nearest: options[word])
  }
}
