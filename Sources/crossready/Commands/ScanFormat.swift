/// How the report about files is written.
enum ScanFormat: String, CaseIterable, Sendable {
  /// `github` on GitHub Actions, `text` elsewhere.
  case auto
  case text
  case json
  case github
  case sarif

  /// The format that is meant.
  func chosen(_ context: Context) -> ScanFormat {
    guard self == .auto else { return self }
    return context.isGitHub ? .github : .text
  }
}
