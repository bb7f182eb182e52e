package import Hangs
import Readiness

extension ProcessSamples {
  /// The same with `~` instead of the home directory.
  package func redactingHome(_ home: String) -> ProcessSamples {
    guard let home = HostFacts.homePath(home) else { return self }
    return rewritingPaths { text in
      String(decoding: HostFacts.redacted(Array(text.utf8), home: home), as: UTF8.self)
    }
  }
}
