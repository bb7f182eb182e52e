import CommandLineKit
import Platforms

extension Option {
  /// The platforms that files are looked at for.
  static func platforms(
    _ help: String, _ keyPath: any WritableKeyPath<Options, [Platform]> & Sendable
  ) -> Option {
    .value(
      "platform", "PLATFORM", help, repeats: true, completing: .platforms,
      apply: { word, options throws(UsageError) in
        try options[keyPath: keyPath].append(platformsIn: word)
      })
  }

  /// What is left out of a report about files.
  ///
  /// - Parameters:
  ///   - kind: what it is, e.g. `hazard`.
  ///   - names: all of its names.
  static func ignoring(
    _ kind: String, among names: @escaping @Sendable () -> [String],
    _ keyPath: any WritableKeyPath<Options, Set<String>> & Sendable
  ) -> Option {
    .value(
      "ignore", kind.uppercased(), "leave this \(kind) out; may be repeated", repeats: true,
      completing: .words(names),
      apply: { word, options throws(UsageError) in
        for name in word.split(separator: ",", omittingEmptySubsequences: false) {
          options[keyPath: keyPath].insert(try String(name).asName(of: kind, among: names()))
        }
      })
  }
}
