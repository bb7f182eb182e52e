/// A line of a builder that runs one step at a time: docker's older one, podman and buildah, kaniko.
enum ClassicLine {
  case step(title: Bytes)
  /// The step before this line ended well.
  case done
  /// A line about a step that is none of its output.
  case other

  /// Nil if it is none.
  init?(_ line: Bytes) {
    guard let first = line.first else { return nil }
    switch first {
    case UInt8(ascii: "S"): self.init(step: line)
    case UInt8(ascii: "["):
      // podman numbers stages: `[2/2] STEP 3/5: RUN make`.
      guard let end = line.find(UInt8(ascii: "]")), end < 16, line.holds(" STEP ", at: end + 1)
      else { return nil }
      self.init(step: line.dropping(end + 2))
    case UInt8(ascii: "R") where line.starts(with: "RUN "): self = .step(title: line)
    case UInt8(ascii: "-") where line.starts(with: "--> "): self = .done
    case 0x20 where line.starts(with: " ---> "):
      self = line.starts(with: " ---> Running in ") ? .other : .done
    default: return nil
    }
  }

  private init?(step line: Bytes) {
    guard line.starts(with: "STEP ") || line.starts(with: "Step "),
      let number = line.number(at: 5), number.end < line.count, line[number.end] == 0x2f,
      let total = line.number(at: number.end + 1)
    else { return nil }
    if line.holds(": ", at: total.end) {
      self = .step(title: line.dropping(total.end + 2))
    } else if line.holds(" : ", at: total.end) {
      self = .step(title: line.dropping(total.end + 3))
    } else {
      return nil
    }
  }
}
