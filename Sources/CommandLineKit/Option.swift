/// An option of a command: its name, its help and what it does, in one place.
package struct Option<Options>: Sendable {
  enum Effect: Sendable {
    case flag(@Sendable (inout Options) -> Void)
    case value(OptionValue, @Sendable (String, inout Options) throws(UsageError) -> Void)
  }

  let long: String
  let short: Character?
  let help: String
  let effect: Effect
  /// Whether its value is an operand by another way.
  private(set) var isOperand = false
  /// The word that stands for the value in options nobody has touched yet.
  let defaultChoice: @Sendable (Options) -> String?

  /// An option without a value, which makes a property true.
  package static func flag(
    _ long: String, short: Character? = nil, _ help: String,
    _ keyPath: any WritableKeyPath<Options, Bool> & Sendable
  ) -> Option {
    Option(
      long: long, short: short, help: help, effect: .flag { $0[keyPath: keyPath] = true },
      defaultChoice: { _ in nil })
  }

  /// An option whose value is one of a few words.
  package static func choice<Value: CaseIterable & RawRepresentable & Sendable>(
    _ long: String, short: Character? = nil, _ help: String,
    _ keyPath: any WritableKeyPath<Options, Value> & Sendable
  ) -> Option where Value.RawValue == String {
    choice(
      long, short, help, among: Value.allCases.map(\.rawValue),
      get: { $0[keyPath: keyPath].rawValue },
      set: { word, options in
        if let value = Value(rawValue: word) { options[keyPath: keyPath] = value }
      })
  }

  /// An option whose value is one of a few words, and which has no value until it is given.
  package static func choice<Value: CaseIterable & RawRepresentable & Sendable>(
    _ long: String, short: Character? = nil, _ help: String,
    _ keyPath: any WritableKeyPath<Options, Value?> & Sendable
  ) -> Option where Value.RawValue == String {
    choice(
      long, short, help, among: Value.allCases.map(\.rawValue),
      get: { $0[keyPath: keyPath]?.rawValue },
      set: { word, options in options[keyPath: keyPath] = Value(rawValue: word) })
  }

  /// An option whose value is one of some words, of which the first holds where none is given.
  package static func choice(
    _ long: String, short: Character? = nil, _ help: String, among choices: [String],
    _ keyPath: any WritableKeyPath<Options, String> & Sendable
  ) -> Option {
    choice(
      long, short, help, among: choices, get: { $0[keyPath: keyPath] },
      set: { word, options in options[keyPath: keyPath] = word })
  }

  /// The option as another way to give an operand: where one is required, it is one.
  package var asOperand: Option {
    var option = self
    option.isOperand = true
    return option
  }

  /// An option whose value can be any word that `apply` accepts.
  ///
  /// Two different values for an option that does not repeat are an error, because "the last one
  /// wins" hides a mistake in a pipeline's configuration.
  package static func value(
    _ long: String, short: Character? = nil, _ placeholder: String, _ help: String,
    repeats: Bool = false, completing completion: Completion = .nothing,
    apply: @escaping @Sendable (String, inout Options) throws(UsageError) -> Void
  ) -> Option {
    Option(
      long: long, short: short, help: help,
      effect: .value(
        OptionValue(placeholder: placeholder, repeats: repeats, completion: completion), apply),
      defaultChoice: { _ in nil })
  }

  /// The option as its user sees it, when nothing is given yet but the initial options.
  func description(initial: Options) -> OptionDescription {
    var description = OptionDescription(long: long, short: short, help: help, value: nil)
    if case .value(let value, _) = effect {
      description.value = value
      description.value?.defaultChoice = defaultChoice(initial)
    }
    return description
  }

  private static func choice(
    _ long: String, _ short: Character?, _ help: String, among choices: [String],
    get: @escaping @Sendable (Options) -> String?,
    set: @escaping @Sendable (String, inout Options) -> Void
  ) -> Option {
    let value = OptionValue(placeholder: long.uppercased(), choices: choices)
    return Option(
      long: long, short: short, help: help,
      effect: .value(value) { word, options throws(UsageError) in
        guard choices.contains(word) else {
          throw .invalidChoice(
            option: "--\(long)", word: word, choices: choices,
            nearest: nearest(to: word, among: choices))
        }
        set(word, &options)
      },
      defaultChoice: get)
  }
}
