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
      long, short, help, of: Value.self, get: { $0[keyPath: keyPath] },
      set: { $1[keyPath: keyPath] = $0 })
  }

  /// An option whose value is one of a few words, and which has no value until it is given.
  package static func choice<Value: CaseIterable & RawRepresentable & Sendable>(
    _ long: String, short: Character? = nil, _ help: String,
    _ keyPath: any WritableKeyPath<Options, Value?> & Sendable
  ) -> Option where Value.RawValue == String {
    choice(
      long, short, help, of: Value.self, get: { $0[keyPath: keyPath] },
      set: { $1[keyPath: keyPath] = $0 })
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

  private static func choice<Value: CaseIterable & RawRepresentable & Sendable>(
    _ long: String, _ short: Character?, _ help: String, of type: Value.Type,
    get: @escaping @Sendable (Options) -> Value?,
    set: @escaping @Sendable (Value, inout Options) -> Void
  ) -> Option where Value.RawValue == String {
    let choices = Value.allCases.map(\.rawValue)
    let value = OptionValue(placeholder: long.uppercased(), choices: choices)
    return Option(
      long: long, short: short, help: help,
      effect: .value(value) { word, options throws(UsageError) in
        guard let value = Value(rawValue: word), choices.contains(word) else {
          throw .invalidChoice(
            option: "--\(long)", word: word, choices: choices,
            nearest: nearest(to: word, among: choices))
        }
        set(value, &options)
      },
      defaultChoice: { get($0)?.rawValue })
  }
}
