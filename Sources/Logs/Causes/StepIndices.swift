/// Where steps stand in a list, by their names.
///
/// BuildKit numbers them from 1, so that most are found without hashing.
struct StepIndices {
  /// By the number of a step: 1 more than its index, 0 for none.
  private var byNumber: [Int32] = []
  private var others: [StepName: Int] = [:]

  /// No build has as many steps; larger numbers are looked up as other names are.
  private static var numberLimit: Int { 1 << 16 }

  subscript(name: StepName) -> Int? {
    get {
      guard case .number(let number) = name, number < Self.numberLimit else { return others[name] }
      guard number < byNumber.count, byNumber[number] > 0 else { return nil }
      return Int(byNumber[number]) - 1
    }
    set {
      guard case .number(let number) = name, number < Self.numberLimit else {
        others[name] = newValue
        return
      }
      if number >= byNumber.count {
        let missing = min(Self.numberLimit, max(64, 2 * number)) - byNumber.count
        byNumber.append(contentsOf: repeatElement(0, count: missing))
      }
      byNumber[number] = Int32((newValue ?? -1) + 1)
    }
  }
}
