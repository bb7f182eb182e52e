import CommandLineKit
import Rendering

/// Whether text is coloured.
enum ColourChoice: String, CaseIterable, Sendable {
  /// On a terminal, as the environment says.
  case auto
  case always
  case never
}

/// Options of a command that writes coloured text.
protocol Coloured: Sendable {
  var colour: ColourChoice { get set }
}

extension Option where Options: Coloured {
  static var colour: Option { .choice("color", "whether text is coloured", \.colour) }
}

extension Context {
  /// The context in which text has the colours that options ask for.
  func coloured(by options: some Coloured) -> Context {
    let isColoured: Bool
    switch options.colour {
    case .auto: return self
    case .always: isColoured = true
    case .never: isColoured = false
    }
    return Context(environment: environment, style: style.coloured(isColoured))
  }
}
