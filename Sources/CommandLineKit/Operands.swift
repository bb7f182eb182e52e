/// The words that a command takes besides options.
package struct Operands<Options>: Sendable {
  let description: OperandsDescription
  let apply: @Sendable (String, inout Options) throws(UsageError) -> Void

  /// Declares operands.
  ///
  /// `alternative` is the long name of a flag that stands in for all of them, such as `all`:
  /// then exactly one of the two is required.
  package init(
    placeholder: String, repeats: Bool = false, required: Bool = false,
    alternative: String? = nil, help: String,
    apply: @escaping @Sendable (String, inout Options) throws(UsageError) -> Void
  ) {
    description = OperandsDescription(
      placeholder: placeholder, repeats: repeats, required: required, alternative: alternative,
      help: help)
    self.apply = apply
  }
}
