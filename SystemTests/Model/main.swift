import Glibc
import HostModel

// Tries the plans on hosts in any state, on all processors: `model STATES SEED [FIRST]`, FIRST being the
// number of the first. Prints what breaks a rule, with the simplest host that does; the exit status is 1
// then.

let numbers = CommandLine.arguments.dropFirst().compactMap { UInt32($0) }
guard numbers.count == 2 || numbers.count == 3 else {
  print("usage: model STATES SEED [FIRST]")
  exit(64)
}
let (states, seed) = (Int(numbers[0]), UInt64(numbers[1]))

let start = ContinuousClock.now
let first = numbers.count > 2 ? Int(numbers[2]) : 0
let violations = await ModelSearch.violations(seed: seed, states: first..<first + states)
for violation in violations { print(try violation.explained(seed: seed)) }
print("\(states) states, \(violations.count) rules broken, in \(ContinuousClock.now - start)")
exit(violations.isEmpty ? 0 : 1)
