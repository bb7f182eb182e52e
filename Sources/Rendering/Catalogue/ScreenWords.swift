import Text

/// The words of the screens: columns, verdicts, states, severities, answers and flags.
package enum ScreenWords {
  private typealias Row = CatalogueSection.Row

  /// The names of all, as they are printed.
  package static let names = rows.map(\.name)

  /// All of them.
  package static var section: CatalogueSection {
    CatalogueSection(title: "word of the reports", rows: rows)
  }

  /// The name that a word stands for, in whatever letters it is typed.
  package static func name(for word: String) -> String? {
    names.first { $0 == word } ?? names.first { $0.lowercased() == word.lowercased() }
  }

  private static let rows = [
    Row(
      name: "kernel", meaning: "the first link of the chain: binfmt_misc is known, mounted and on"),
    Row(
      name: "handler",
      meaning:
        "the second link: an enabled entry of binfmt_misc takes the platform's programs, with "
        + "the right flags and mask"),
    Row(
      name: "emulator",
      meaning:
        "the third link: the handler's program, usually QEMU, is there, for this CPU, static "
        + "and free of known defects"),
    Row(
      name: "exec", meaning: "the fourth link: a probe of the platform ran in an empty root"),
    Row(
      name: "container", meaning: "the fifth link, of `verify`: the probe ran in a container"),
    Row(
      name: "builder",
      meaning: "the last link, of `verify`: the builder of `docker buildx` offers the platform"),
    Row(name: "ready", meaning: "programs of the platform run, with all that users need"),
    Row(
      name: "degraded",
      meaning: "programs of the platform run, but something that users need does not work, such as "
        + "setuid programs; with --strict that is not enough"),
    Row(
      name: "notReady",
      meaning: "programs of the platform do not run; the first broken link says why"),
    Row(
      name: "unknown", meaning: "it could not be determined whether programs of the platform run"),
    Row(name: "ok", meaning: "state of a link: in order"),
    Row(name: "partly", meaning: "state of a link: it works, but a finding degrades it"),
    Row(name: "FAILED", meaning: "state of a link: broken, which makes the platform not ready"),
    Row(
      name: "none",
      meaning:
        "state of a link: nothing is registered, which is a fault only where it was asked for"),
    Row(name: "off", meaning: "state of a link: a handler is registered, and disabled"),
    Row(name: "BLOCKS", meaning: "severity of a finding: the link is broken"),
    Row(name: "HIDES", meaning: "severity of a finding: the state of the link is unknown"),
    Row(name: "DEGRADES", meaning: "severity of a finding: the link works, but not for everything"),
    Row(name: "NOTE", meaning: "severity of a finding: it changes no verdict; -v shows it"),
    Row(
      name: "CERTAIN", meaning: "of `dockerfile` and `audit`: proven, which makes the exit status 1"
    ),
    Row(
      name: "POSSIBLE", meaning: "of `dockerfile` and `audit`: likely, which changes no exit status"
    ),
    Row(
      name: "HANGS", meaning: "answer of `diagnose`: nothing that was seen will ever set it going"),
    Row(
      name: "WAITS", meaning: "answer of `diagnose`: it gets nowhere now, and may go on by itself"),
    Row(name: "WORKS", meaning: "answer of `diagnose`: it makes progress"),
    Row(
      name: "F",
      meaning:
        "flag of a handler (fix binary): the kernel opens the emulator when it is registered, so "
        + "that containers, whose files do not hold it, can use it"),
    Row(
      name: "C",
      meaning:
        "flag of a handler (credentials): setuid programs get their owner's rights; implies O"),
    Row(
      name: "P",
      meaning: "flag of a handler (preserve argv[0]): programs see the name they were called by"),
    Row(
      name: "O",
      meaning: "flag of a handler (open binary): the emulator gets the program as an open file"),
  ]
}
