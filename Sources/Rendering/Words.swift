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

/// A word of a table, in its colour.
struct Word: Hashable {
  let text: String
  let colour: TextStyle.Colour?

  init(_ text: String, _ colour: TextStyle.Colour? = nil) {
    self.text = text
    self.colour = colour
  }
}

/// The one table of words for verdicts, states and severities.
enum Words {
  /// A verdict in a table; of what nobody asked for it is enough that nothing is registered.
  static func verdict(_ verdict: Verdict, counts: Bool, at broken: Link?) -> Word {
    switch verdict {
    case .ready: Word(self.verdict(verdict), .green)
    case .degraded, .unknown: Word(self.verdict(verdict), .yellow)
    case .notReady:
      counts
        ? Word("NOT READY", .red)
        : Word(broken == .handler ? "no handler" : self.verdict(verdict))
    }
  }

  /// The verdict on a platform whose handler is disabled, where nobody asked for it.
  static let disabled = Word("disabled", .yellow)

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
  static func state(_ state: LinkState, counts: Bool = true) -> Word {
    switch state {
    case .passed: Word("ok", .green)
    case .degraded: Word("partly", .yellow)
    case .failed: counts ? Word("FAILED", .red) : Word("none")
    case .notNeeded, .notChecked: Word("-")
    case .unknown: Word("?", .yellow)
    }
  }

  /// The first link of the host that is broken, in a table that has one word for the host.
  static func broken(_ link: Link, counts: Bool) -> Word {
    counts ? Word(link.rawValue.uppercased(), .red) : Word("none")
  }

  /// What became of a platform, in a table.
  static func outcome(_ outcome: RegistrationChange.Outcome) -> Word {
    switch outcome {
    case .kept, .registered, .replaced, .removed: Word(outcome.rawValue, .green)
    case .refused, .failed: Word(outcome.rawValue.uppercased(), .red)
    case .unavailable: Word("not in image")
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
