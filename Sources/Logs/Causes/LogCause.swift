package import Emulators

/// A reason for which builds and containers of foreign platforms fail, as logs show it.
///
/// Its sentences and commands hold placeholders, which `CauseWords` fills.
package struct LogCause: Sendable, Hashable {
  /// What must change so that it goes away.
  package enum Place: String, Sendable, Codable, CaseIterable {
    /// The machine that builds.
    case builder
    /// The machine that runs the container.
    case host
    /// The image, or the platform that is asked for.
    case image
    /// The Dockerfile, or what else brings a file into the image.
    case dockerfile
    /// A lock file or a manifest of packages.
    case packages
    /// How the job is set up.
    case job
    /// A file of the project, such as a script.
    case project
    /// Nothing: it does no harm.
    case nothing
  }

  /// Its name, lower case with hyphens.
  package let id: String
  /// What must change.
  package let place: Place
  /// What it is, in a few words that follow "because": no capital, no full stop.
  package let reason: String
  /// Why it is so; may be empty.
  package let explanation: String
  /// What to change, and where.
  package let remedy: String
  /// Commands that do it, or decide what is undecided.
  package let commands: [String]

  init(
    _ id: String, change place: Place, because reason: String, explanation: String = "",
    remedy: String, commands: [String] = []
  ) {
    self.id = id
    self.place = place
    self.reason = reason
    self.explanation = explanation
    self.remedy = remedy
    self.commands = commands
  }
}

extension LogCause {
  /// A row of the catalogue of emulators' troubles, as a cause.
  package init(_ trouble: Trouble) {
    self.init(
      trouble.id, change: Place(trouble.log?.change ?? .builder), because: trouble.consequence,
      explanation: trouble.explanation, remedy: trouble.remedy, commands: trouble.commands)
  }
}

extension LogCause.Place {
  fileprivate init(_ place: LogSign.Place) {
    self =
      switch place {
      case .builder: .builder
      case .host: .host
      case .dockerfile: .dockerfile
      case .job: .job
      case .nothing: .nothing
      }
  }
}
