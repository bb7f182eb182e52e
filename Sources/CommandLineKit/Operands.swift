import Text

/// The words that a command takes besides options.
package struct Operands<Options>: Sendable {
  let description: OperandsDescription
  let apply: @Sendable (String, inout Options) throws(UsageError) -> Void
  let applyTrailing: (@Sendable (String, inout Options) throws(UsageError) -> Void)?
  /// Whether all words behind the first operand are operands, whatever they begin with.
  let takesRest: Bool

  /// Declares operands.
  ///
  /// `alternative` is the long name of a flag that stands in for all of them, such as `all`:
  /// then exactly one of the two is required. With `trailing`, the words behind `--` are not
  /// operands, but handed to `applyTrailing` as they are. With `takesRest`, all words behind the
  /// first operand are operands: those of another command.
  package init(
    placeholder: String, repeats: Bool = false, required: Bool = false,
    alternative: String? = nil, help: String, completing completion: Completion = .nothing,
    trailing: TrailingDescription? = nil, takesRest: Bool = false,
    apply: @escaping @Sendable (String, inout Options) throws(UsageError) -> Void,
    applyTrailing: (@Sendable (String, inout Options) throws(UsageError) -> Void)? = nil
  ) {
    description = OperandsDescription(
      placeholder: placeholder, repeats: repeats, required: required, alternative: alternative,
      help: help, completion: completion, trailing: trailing)
    self.apply = apply
    self.takesRest = takesRest
    self.applyTrailing = applyTrailing
  }
}

extension Operands {
  /// One required operand, which is one of a few words.
  /// - Parameter kind: what the words are, as in `no shell 'x'`.
  package static func choice<Value: CaseIterable & RawRepresentable & Sendable>(
    _ placeholder: String, of kind: String,
    _ keyPath: any WritableKeyPath<Options, Value> & Sendable
  ) -> Operands where Value.RawValue == String {
    let names = Value.allCases.map(\.rawValue)
    return Operands(
      placeholder: placeholder, required: true, help: "the \(kind): \(alternatives(names))",
      completing: .words { names },
      apply: { word, options throws(UsageError) in
        guard let value = Value(rawValue: word), names.contains(word) else {
          throw .custom(
            problem: "no \(kind) \(quoted(word))",
            hint: nearest(to: word, among: names).map { "did you mean '\($0)'?" }
              ?? "there are \(names.joined(separator: ", "))")
        }
        options[keyPath: keyPath] = value
      })
  }
}
