// The rules of wording, for every sentence that a user sees:
//
// - Write as a colleague speaks: subject, verb, object. One idea a sentence.
// - The platform first, the consequence before the mechanism, the command last and alone.
// - No bare "it" or "one" without a noun in the same sentence.
// - The field's terms, one for a thing: handler, emulator, platform, builder, stage. A handler is
//   registered and runs programs; QEMU is not called "it".
// - "unknown" where an answer could not be had, with why. Never "could not be told".
// - A finding's summary is a clause without capital and full stop, that follows "PLATFORM: ".
// - An error says what was read, where, and after a semicolon what to do.

import Readiness
import Repair
import Reports

/// The one table of words for verdicts, states and severities.
enum Words {
  /// A verdict in a table; of what nobody asked for it is enough that nothing is registered.
  static func verdict(_ verdict: Verdict, counts: Bool, at broken: Link?) -> String {
    guard verdict == .notReady else { return self.verdict(verdict) }
    if counts { return "NOT READY" }
    return broken == .handler ? "no handler" : self.verdict(verdict)
  }

  /// A verdict in a sentence.
  static func verdict(_ verdict: Verdict) -> String {
    switch verdict {
    case .ready: "ready"
    case .degraded: "degraded"
    case .notReady: "not ready"
    case .unknown: "unknown"
    }
  }

  /// The state of a link in a table.
  static func state(_ state: LinkState, counts: Bool = true) -> String {
    switch state {
    case .passed: "ok"
    case .degraded: "partly"
    case .failed: counts ? "FAILED" : "none"
    case .notNeeded, .notChecked: "-"
    case .unknown: "?"
    }
  }

  /// What is to be done for a platform, and with which entries.
  static func action(_ action: RegistrationPlan.Action) -> (word: String, entries: [String]) {
    switch action {
    case .keepNative: ("keep", [])
    case .keep(let entry): ("keep", entry.map { [$0.name.description] } ?? [])
    case .install: ("register", [])
    case .remove(let entries): ("remove", entries.map(\.name.description))
    case .replace(let entries, _): ("replace", entries.map(\.name.description))
    case .refuse(let entries): ("refuse", entries.map(\.name.description))
    }
  }

  /// What runs a platform's programs.
  static func runner(of platform: PlatformReport) -> String {
    guard let emulator = platform.emulator else {
      return platform.execution == .native ? "this CPU" : "-"
    }
    return name(of: emulator)
  }

  /// An emulator's own name, with its release where that is known.
  static func name(of emulator: HandlerEmulator) -> String {
    [emulator.name.description, emulator.version].compactMap(\.self).joined(separator: " ")
  }

  /// The colour of a verdict or state in a table.
  static func colour(of word: String) -> TextStyle.Colour? {
    switch word {
    case "ready", "ok": .green
    case "degraded", "partly", "unknown", "?", "disabled": .yellow
    case "NOT READY", "FAILED", "KERNEL", "HANDLER", "EMULATOR", "EXEC": .red
    default: nil
    }
  }

  /// The word before a finding, and its colour.
  static func mark(_ severity: Severity) -> (word: String, colour: TextStyle.Colour?) {
    switch severity {
    case .blocks: ("BLOCKS", .red)
    case .hides: ("HIDES", .yellow)
    case .degrades: ("DEGRADES", .yellow)
    case .note: ("NOTE", nil)
    }
  }
}
