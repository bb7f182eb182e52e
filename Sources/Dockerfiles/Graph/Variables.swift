/// The variables of one stage, at every place in it.
package struct Variables: Sendable {
  /// A value, and where it comes from.
  package struct Value: Hashable, Sendable {
    /// The value.
    package let text: String
    /// Where it comes from.
    package let origin: Origin
  }

  /// Where a value comes from.
  package enum Origin: Hashable, Sendable {
    /// BuildKit's own, or of an ARG before the first FROM, which the stage's ARG brings in.
    case inherited
    case buildArgument
    /// The default of an ARG, in this line.
    case argument(line: Int)
    /// An ENV in this line.
    case environment(line: Int)
  }

  /// What the stage begins with.
  let initial: [String: Value]
  private var changes: [String: [(position: Int, value: Value)]] = [:]
  /// What the image holds, which stages built from it begin with.
  private var image: [String: Value]

  /// - Parameter base: the variables of the stage behind FROM.
  init(base: Variables?) {
    guard let base else {
      initial = [:]
      image = [:]
      return
    }
    var values = base.initial
    for (name, history) in base.changes { if let last = history.last { values[name] = last.value } }
    // What ENV has put into the image outranks an ARG, even a later one.
    values.merge(base.image) { $1 }
    initial = values
    image = base.image
  }

  /// How many there are.
  var count: Int { initial.count + changes.count }

  mutating func set(_ name: String, _ value: Value, at position: Int) {
    changes[name, default: []].append((position, value))
    if case .environment = value.origin { image[name] = value }
  }

  /// The value in front of an instruction, counted from 0 within its stage.
  package func value(of name: String, before position: Int) -> Value? {
    guard let history = changes[name] else { return initial[name] }
    // By halves: there may be as many changes as instructions.
    var low = 0
    var high = history.count
    while low < high {
      let middle = (low + high) / 2
      if history[middle].position < position { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? initial[name] : history[low - 1].value
  }
}
