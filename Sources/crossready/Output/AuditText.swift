import Facts
import Images
import LinuxHost
import LinuxNames

/// The findings of `audit` as `explain` tells them.
enum AuditText {
  /// The names of all.
  static let names = AuditKind.allCases.map(\.rawValue)

  /// All of them.
  static var section: CatalogueSection {
    CatalogueSection(
      title: "finding in an image or directory, for audit",
      rows: AuditKind.allCases.map { kind in
        CatalogueSection.Row(
          name: kind.rawValue, meaning: kind.summary, kind: "finding of `audit`",
          rest: [kind.explanation]
            + (kind.symptom.isEmpty ? [] : ["What shows: \(kind.symptom)."])
            + ["Repair: \(kind.repair)."])
      })
  }
}

extension AuditProblem {
  /// What could not be seen, why, and what to do.
  var message: String { "\(subject): \(reason.text)" }
}

extension AuditProblem.Reason {
  fileprivate var text: String {
    switch self {
    case .unreadable(let errno): "cannot be read: \(ErrorNumber.text(errno)); run as root"
    case .archive(let error): error.text
    case .missingProgram(let name): "\(name), which unpacks it, is not installed; install \(name)"
    case .failed(let program, let words): "\(program) cannot unpack it: \(words); write it again"
    case .unanswered(let program, let words):
      "\(program) does not tell: \(words); see that it answers, and run this again"
    case .packed(let name):
      "it is packed with \(name), which is not read; pack it with gzip or zstd"
    case .absent: "it is named, and not there; save the image again"
    case .damagedDocument: "it is not what an image has there; save the image again"
    case .tooDeep: "directories below are too deep to be read; audit them on their own"
    case .tooMany: "there is more than is read; audit parts of it"
    }
  }
}

extension TarError {
  fileprivate var text: String {
    switch self {
    case .cutOff: "the archive is cut off; write it again"
    case .damagedHeader: "the archive is damaged; write it again"
    case .oversizedName: "the archive has a name of more than 4096 bytes; write it again"
    case .tooManyEntries: "it has more files than are read; audit parts of it"
    case .tooLarge: "it unpacks to more than 1 TiB; audit parts of it"
    }
  }
}

extension AuditReadingError {
  /// Why there is nothing to audit, and what to do.
  var message: String {
    switch self {
    case .unreadable(let error):
      "cannot read '\(error.path ?? "-")': \(ErrorNumber.text(error.errno)); give a directory, an "
        + "archive, an image or '-'"
    case .noArchive(let path):
      "\(path) is no archive, image or program; give what "
        + "'docker save' writes, a directory or the name of an image"
    case .notUnpacked(let problem): problem.message
    case .noImage(let name, let words):
      "there is no file, and no image of an engine or registry, '\(name)': \(words); pull it, log in "
        + "to its registry, or correct the name"
    case .noEngine(let name, let engines):
      (name.map { "there is no file '\($0)', and no engine to ask for an image of that name" }
        ?? "no engine can be asked for its containers")
        + ": \(engines.map(state).joined(separator: ", ")); "
        + (name == nil
          ? "run this as root where docker or podman is" : "give a path, or start docker or podman")
    }
  }

  private func state(of engine: EngineFacts) -> String {
    "\(engine.program) "
      + (engine.path == nil ? "is not installed" : "does not answer")
  }
}
