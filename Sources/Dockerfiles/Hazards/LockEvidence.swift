/// What one lock file says.
struct LockEvidence {
  /// Its path in the build context.
  let path: String
  let evidence: Evidence

  init(_ path: String, _ evidence: Evidence) {
    self.path = path
    self.evidence = evidence
  }

  /// Why what is installed holds code for the CPU, or may: nil where a lock file says that it does not.
  static func reason(_ lock: LockEvidence?) -> String? {
    guard let lock else {
      return "no lock file beside the Dockerfile says which packages hold code for the CPU"
    }
    return switch lock.evidence {
    case .native(let names):
      "\(lock.list(names)) compile\(names.count == 1 ? "s" : "") or "
        + "download\(names.count == 1 ? "s" : "") code for the CPU"
    case .possible(let names): "\(lock.list(names)) may compile or download code for the CPU"
    case .none: nil
    }
  }

  /// Where no lock file tells, who installs a compiler compiles.
  static let compilerReason = "the stage installs a compiler, and no lock file says what for"

  /// Beyond these, names help nobody.
  private static let mostNames = 5

  private func list(_ names: [String]) -> String {
    let more = names.count - Self.mostNames
    return names.prefix(Self.mostNames).joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "") + " (\(path))"
  }
}
