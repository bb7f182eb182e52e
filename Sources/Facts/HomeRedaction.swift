import Binfmt
import Text

extension HostFacts {
  /// The same facts with `~` instead of the home directory, wherever a path may stand.
  ///
  /// Entries, configuration and files are rewritten alike, so that they still belong together.
  package func redactingHome(_ home: String) -> HostFacts {
    guard let home = Self.homePath(home) else { return self }
    func redacted(_ text: KernelText) -> KernelText {
      KernelText(Self.redacted(text.bytes, home: home))
    }
    func redacted(_ text: OutsideText) -> OutsideText { OutsideText(redacted(text.text)) }
    func redacted<Value>(_ fact: Fact<Value>, _ change: (Value) -> Value) -> Fact<Value> {
      switch fact {
      case .seen(let value): .seen(change(value))
      case .failed(let failure):
        .failed(ReadFailure(path: redacted(failure.path), errno: failure.errno))
      case .notAsked: .notAsked
      }
    }
    func redacted(_ files: [ConfigurationFile]) -> [ConfigurationFile] {
      files.map { ConfigurationFile(path: $0.path, text: redacted($0.text)) }
    }
    var facts = self
    facts.binfmt.entries = redacted(binfmt.entries) { files in
      files.map { BinfmtFacts.EntryFile(name: $0.name, text: redacted($0.text, redacted)) }
    }
    facts.interpreters = interpreters.map { interpreter in
      var interpreter = interpreter
      interpreter.path = redacted(interpreter.path)
      interpreter.file = redacted(interpreter.file) { $0 }
      return interpreter
    }
    facts.boot.binfmtD = redacted(boot.binfmtD, redacted)
    facts.boot.updateBinfmts = redacted(boot.updateBinfmts, redacted)
    facts.process.emulatorVariables = redacted(process.emulatorVariables) { variables in
      variables.mapValues { redacted(KernelText($0)).string ?? $0 }
    }
    for index in facts.probing.runs.indices {
      facts.probing.runs[index].output = redacted(facts.probing.runs[index].output)
      facts.probing.runs[index].errors = redacted(facts.probing.runs[index].errors)
    }
    for index in facts.containers.runs.indices {
      let run = facts.containers.runs[index].run
      facts.containers.runs[index].run.output = redacted(run.output)
      facts.containers.runs[index].run.errors = redacted(run.errors)
    }
    facts.containers.loadFailure?.words = redacted(containers.loadFailure?.words ?? "")
    for index in facts.containers.engines.indices {
      let engine = facts.containers.engines[index]
      facts.containers.engines[index].path = engine.path.map(redacted)
      facts.containers.engines[index].call?.words = redacted(engine.call?.words ?? "")
    }
    return facts
  }

  /// The home directory without a slash at its end; nil for one that would take away all paths.
  static func homePath(_ home: String) -> [UInt8]? {
    let home = Array(home.utf8.reversed().drop { $0 == UInt8(ascii: "/") }.reversed())
    return home.first == UInt8(ascii: "/") ? home : nil
  }

  /// Replaces the home directory where a path begins with it.
  static func redacted(_ text: [UInt8], home: [UInt8]) -> [UInt8] {
    let prefix = home + [UInt8(ascii: "/")]
    var result: [UInt8] = []
    var rest = text[...]
    while let byte = rest.first {
      if byte == prefix[0], !isPartOfPath(result.last), rest.starts(with: prefix) {
        result += Array("~/".utf8)
        rest = rest.dropFirst(prefix.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static func isPartOfPath(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    let scalar = UnicodeScalar(byte)
    return scalar.properties.isAlphabetic || "0123456789/._-~".unicodeScalars.contains(scalar)
  }
}
