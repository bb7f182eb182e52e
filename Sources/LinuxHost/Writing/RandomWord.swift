/// A word that nobody can guess.
package enum RandomWord {
  /// 128 bits of the kernel's random numbers (random(4)), in hexadecimal.
  package static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in String(generator.next(), radix: 16) }.joined()
  }
}
