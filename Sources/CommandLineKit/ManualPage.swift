/// A page of the manual as a value; `rendered()` makes mdoc(7) of it.
package struct ManualPage: Sendable, Equatable {
  /// The name of the page, in lower case.
  package var title: String
  /// The section of the manual, such as 1 for programs.
  package var section: Int
  /// The day of the last change, as `2026-11-21`.
  package var date: String
  /// What the page belongs to, such as `crossready 0.1.0`.
  package var operatingSystem: String
  /// The content.
  package var blocks: [Block]

  /// Composes a page.
  package init(
    title: String, section: Int, date: String, operatingSystem: String, blocks: [Block]
  ) {
    self.title = title
    self.section = section
    self.date = date
    self.operatingSystem = operatingSystem
    self.blocks = blocks
  }

  /// A part of a page that starts on a new line.
  package enum Block: Sendable, Equatable {
    /// A heading such as EXIT STATUS.
    case section(String)
    /// A heading within a section.
    case subsection(String)
    /// The content of the section NAME.
    case name(String, summary: String)
    /// One way to call a program, for the section SYNOPSIS.
    case synopsis(program: String, [Inline])
    /// Running text.
    case paragraph([Inline])
    /// Terms and their explanations.
    case taggedList([TaggedItem])
    /// Lines shown as they are, in the type of a terminal.
    case literal([String])
  }

  /// A term and its explanation.
  package struct TaggedItem: Sendable, Equatable {
    /// The term.
    package var tag: [Inline]
    /// The explanation.
    package var body: [Inline]

    /// Explains a term.
    package init(tag: [Inline], body: [Inline]) {
      self.tag = tag
      self.body = body
    }
  }

  /// A part of running text. Pieces touch each other unless a text has white space between them.
  package indirect enum Inline: Sendable, Equatable {
    /// Words as they are.
    case text(String)
    /// An option with its dashes.
    case flag(String)
    /// What the user fills in.
    case argument(String)
    /// The name of a command of the program.
    case command(String)
    /// The name of a program.
    case program(String)
    /// The name of a file.
    case path(String)
    /// The name of an environment variable.
    case environment(String)
    /// Something to type, in quotation marks.
    case literal(String)
    /// Words that matter.
    case emphasis(String)
    /// Another page.
    case reference(ManualReference)
    /// What can be left out, in brackets.
    case optional([Inline])
  }
}
