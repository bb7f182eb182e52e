/// One instruction of a stage.
package struct Instruction: Sendable {
  /// The first line of it; for one that ONBUILD brings, the line of the FROM that triggers it.
  package let line: Int
  /// Its name, upper case.
  package let keyword: String
  /// Its text as it is written, flags and here-documents left out.
  package let text: String
  /// What it does.
  package let operation: Operation
  /// Names of checks that a comment above it mutes.
  package let skipped: [String]
  /// The flags as they are written.
  package let flags: [String]
  /// The character that escapes, in the file it comes from.
  let escape: UInt8

  /// What an instruction does.
  package enum Operation: Sendable {
    case argument([NameValue])
    case environment([NameValue])
    case run(Run)
    case copy(Copy)
    /// Words in which variables are replaced, and nothing else that matters here.
    case words([String])
    case shell([String])
    case onBuild(LogicalText)
    case other
  }

  /// An instruction that ONBUILD keeps.
  package struct LogicalText: Sendable {
    let logical: LogicalLine
  }
}

/// A RUN.
package struct Run: Sendable {
  /// The command: text for a shell, or the words of a list.
  package let command: Command
  /// The bodies behind it.
  package let heredocs: [Heredoc]
  /// Its mounts.
  package let mounts: [Mount]

  /// The forms of a command.
  package enum Command: Sendable {
    case shell(String)
    case exec([String])
  }

  /// All that a shell or interpreter gets to read.
  package var script: String {
    let bodies = heredocs.map(\.body)
    switch command {
    case .shell(let text): return ([text] + bodies).joined(separator: "\n")
    case .exec(let words): return words.joined(separator: " ")
    }
  }
}

/// A COPY or an ADD.
package struct Copy: Sendable {
  /// The stage or image that it copies from, as it is written; nil for the build context.
  package let from: String?
  /// What it copies, here-documents left out.
  package let sources: [String]
  /// Where to.
  package let destination: String
  /// Whether it is an ADD.
  package let isAdd: Bool
}

/// A mount of a RUN: a list of fields, of which variables are replaced late.
package struct Mount: Sendable {
  /// `key=value` as they are written, keys lower case.
  package let fields: [NameValue]
  /// The stage or image that it mounts from.
  package var from: String? { self["from"] }
  /// `bind` unless it says otherwise.
  package var type: String { self["type"]?.lowercased() ?? "bind" }

  /// Keys that need a value (BuildKit's instructions/commands_runmount.go), and those that do not.
  static let keys: Set<String> = [
    "type", "from", "source", "src", "target", "dst", "destination", "size", "id", "sharing",
    "mode", "uid", "gid", "env",
  ]
  static let flags: Set<String> = ["readonly", "ro", "readwrite", "rw", "required"]

  /// Whether it shows files of another stage or image. BuildKit accepts `from` everywhere else, too,
  /// and uses it nowhere.
  var takesFiles: Bool { !["tmpfs", "secret", "ssh"].contains(type) }

  /// The last value of a key.
  package subscript(key: String) -> String? { fields.last { $0.name == key }?.value ?? nil }
}
