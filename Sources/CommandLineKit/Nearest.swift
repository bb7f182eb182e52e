/// The candidate that a misspelled word most likely means, or nil if none is close.
///
/// Letter case does not count. A word that only lacks its end is close; otherwise the number of
/// letters inserted, left out, replaced or swapped must be small for the word's length. Of equally
/// close candidates one with the same letters is returned, else the first.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  // Nobody misspells a word this long, and the table below grows with its square.
  let longest = 64
  let typed = Array(word.lowercased())
  guard !typed.isEmpty, typed.count <= longest else { return nil }
  var best: (candidate: String, distance: Int)?
  let sorted = typed.sorted()
  for candidate in candidates {
    let letters = Array(candidate.lowercased())
    guard letters.count <= longest else { continue }
    let isStart = typed.count > 1 && letters.starts(with: typed)
    let distance = isStart ? min(1, letters.count - typed.count) : edits(from: typed, to: letters)
    guard isStart || distance <= tolerance(typed.count) else { continue }
    // A letter in another place is likelier than another letter.
    let weight = 2 * distance - (letters.sorted() == sorted ? 1 : 0)
    if let best, best.distance <= weight { continue }
    best = (candidate, weight)
  }
  return best?.candidate
}

private func tolerance(_ length: Int) -> Int {
  switch length {
  case ...1: 0
  case ...4: 1
  case ...7: 2
  default: 3
  }
}

/// How many letters must be inserted, left out, replaced or swapped with their neighbour.
private func edits(from source: [Character], to target: [Character]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...target.count)
  for (row, letter) in source.enumerated() {
    var current = [row + 1]
    for (column, other) in target.enumerated() {
      var cost = min(previous[column + 1] + 1, current[column] + 1)
      cost = min(cost, previous[column] + (letter == other ? 0 : 1))
      if row > 0, column > 0, letter == target[column - 1], source[row - 1] == other {
        cost = min(cost, beforePrevious[column - 1] + 1)
      }
      current.append(cost)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[target.count]
}
