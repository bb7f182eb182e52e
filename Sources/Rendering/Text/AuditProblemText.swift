package import Images
import LinuxNames

extension AuditProblem {
  /// What could not be seen, why, and what to do.
  package var message: String { "\(subject): \(reason.text)" }
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
