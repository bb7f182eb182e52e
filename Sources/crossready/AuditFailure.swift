import Facts
import LinuxHost
import LinuxNames
import Rendering

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
      "'\(name)' is neither a file nor an image that an engine or its registry has (\(words)); correct the "
        + "name, pull the image, or log in to its registry"
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
