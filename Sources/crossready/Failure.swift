import Dockerfiles
import Facts
import LinuxHost
import LinuxNames
import Logs
import Repair
import Reports
import Targets
import Text

/// Why a command has no answer.
enum Failure: Error {
  case factsUnreadable(SystemCallError)
  case factsNoJSON(path: String, detail: String)
  case factsOfNewerSchema(path: String, schema: Int)
  case factsIncomplete(path: String, detail: String)
  case entriesUnreadable(ReadFailure?)
  case outputUnwritable(SystemCallError)
  case notCleaned(EngineFacts?)
  case needsRoot(String)
  case noImageToRemove(String, EngineCall)
  case wouldHijack(KernelText)
  case imageWouldRemove(KernelText, insteadOf: KernelText)
  case processesUnreadable(SystemCallError)
  case factsWithoutProcesses(path: String)
  case factsWithoutContainers(path: String)
  case processNotEmulated(Int)
  case containerWithoutEmulation(String)
  case logUnreadable(SystemCallError)
  case logUnusable(path: String, UnusableLog)
  case dockerfileUnreadable(SystemCallError)
  case dockerfileRefused(path: String, DockerfileError)
  case targetsUnreadable(SystemCallError)
  case targetsRefused(TargetsFile, TargetError)
  case targetsOfOther(TargetsFile)
  case auditImpossible(AuditReadingError)

  /// The exit status that goes with it.
  var status: ExitStatus {
    switch self {
    case .needsRoot, .noImageToRemove, .imageWouldRemove, .wouldHijack: .no
    default: .couldNotTell
    }
  }

  /// What was read, where, and what to do.
  var message: String {
    switch self {
    case .factsUnreadable(let error):
      "cannot read the facts in '\(error.path ?? "-")': \(ErrorNumber.text(error.errno)); "
        + "give a file that 'crossready facts' wrote"
    case .factsNoJSON(let path, let detail):
      "'\(path)' is no facts file: \(detail); write it again with 'crossready facts > FILE'"
    case .factsOfNewerSchema(let path, let schema):
      "the facts in '\(path)' have schema \(schema), and this crossready knows "
        + "\(HostFacts.currentSchema); use the crossready that wrote them, or a newer one"
    case .factsIncomplete(let path, let detail):
      "'\(path)' is no complete facts file: \(detail); write it again with "
        + "'crossready facts > FILE'"
    case .entriesUnreadable(let failure):
      if let failure {
        "cannot read the entries: \(failure.path): \(ErrorNumber.text(failure.errno)); "
          + "'crossready check' tells why"
      } else {
        "cannot read the entries; 'crossready check' tells why"
      }
    case .needsRoot(let option):
      "\(option) needs root; nothing was changed, run the same with sudo"
    case .noImageToRemove(let image, let call):
      "the engine does not have \(image), which removes handlers without root, and cannot pull it: "
        + (call.words.lines.first.map { "\"\($0.prefix(300))\"" } ?? "it said nothing")
        + "; nothing was changed, name another image with --image, or run the same with sudo"
    case .wouldHijack(let name):
      "binfmt_misc is switched off, and switched on the entry \(name) would take every program of this "
        + "host; remove it first, as root: \(Shell.removing(name))"
    case .imageWouldRemove(let taken, let wanted):
      "the binfmt image would remove \(taken) in place of \(wanted); nothing was changed, run the same "
        + "with sudo, which needs no image"
    case .notCleaned(let engine):
      "cannot remove the probe images: "
        + (engine.map { "\($0.program) \(state(of: $0))" } ?? "there is no engine") + "; "
        + (engine?.answer == nil
          ? "'crossready verify' tells why" : "end what uses them, and run this again")
    case .outputUnwritable(let error): WritingError.failed(error).message
    case .processesUnreadable(let error):
      "cannot list the processes: \(error.path ?? "/proc"): \(ErrorNumber.text(error.errno)); "
        + "mount procfs on /proc"
    case .factsWithoutProcesses(let path):
      "the facts in '\(path)' hold no processes; write them with 'crossready facts --processes'"
    case .factsWithoutContainers(let path):
      "the facts in '\(path)' hold no containers; write them with 'crossready facts --containers', "
        + "or judge them with 'crossready check --facts'"
    case .processNotEmulated(let pid):
      "no emulated process has the id \(pid); 'crossready diagnose' lists those there are"
    case .containerWithoutEmulation(let name):
      "no emulated process was seen in a container '\(name)'; 'crossready diagnose' as root lists "
        + "those there are"
    case .dockerfileUnreadable(let error):
      "cannot read the Dockerfile '\(error.path ?? "-")': \(ErrorNumber.text(error.errno)); give a "
        + "Dockerfile, the directory of one, or '-' for standard input"
    case .targetsUnreadable(let error):
      "cannot read '\(error.path ?? "-")': \(ErrorNumber.text(error.errno)); give a file, or '-' for "
        + "standard input"
    case .targetsRefused(let file, let error): file.message(of: error)
    case .targetsOfOther(let file): file.messageOfOther
    case .dockerfileRefused(let path, let error):
      "\(path == "-" ? "standard input" : path): \(error.message)"
    case .auditImpossible(let error): error.message
    case .logUnreadable(let error):
      "cannot read the log '\(error.path ?? "-")': \(ErrorNumber.text(error.errno)); give a file, or "
        + "'-' for standard input"
    case .logUnusable(let path, let log): unusable(path, log)
    }
  }

  private func unusable(_ path: String, _ log: UnusableLog) -> String {
    let name = path == "-" ? "standard input" : "'\(path)'"
    let input = path == "-" ? "" : " \(Shell.quoted(path))"
    return switch log {
    case .empty:
      "\(name) is empty; was the build's output written to it, also that of standard error (2>&1)?"
    case .compressed(let program, let command):
      "\(name) is compressed with \(program); unpack it: \(command)\(input) | crossready diagnose -"
    case .binary: "\(name) is no text, and so no log; give the text that the build printed"
    case .page: "\(name) is a web page; save the log itself, which CI systems offer as raw text"
    }
  }

  private func state(of engine: EngineFacts) -> String {
    guard engine.path != nil else { return "is not installed" }
    guard engine.answer != nil else { return "does not answer" }
    let words = engine.call?.words.lines.first.map { ": \"\($0.prefix(300))\"" } ?? ""
    return "refused\(words)"
  }
}
