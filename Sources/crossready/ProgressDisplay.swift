import CommandLineKit
import Glibc
import LinuxHost
import Text

/// Says on standard error what takes longer than a second: a table that changes on a terminal,
/// plain lines elsewhere.
final class ProgressDisplay {
  private let isTerminal: Bool
  private var step = ""
  private var parts: [(name: String, mark: String)] = []
  private var began = ProcessEnvironment.clock
  private var isShown = false
  private var drawn: [String] = []

  init(environment: [String: String]) {
    isTerminal = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
  }

  deinit { erase() }

  /// Takes note of what goes on.
  func show(_ progress: Progress) {
    switch progress {
    case .began(let step, let parts):
      // The same step again continues: what waited before it counts.
      if step != self.step {
        erase()
        began = ProcessEnvironment.clock
        isShown = false
      }
      self.step = step
      self.parts = parts.map { ($0, "...") }
    case .waited:
      if ProcessEnvironment.clock - began > .seconds(1) { draw() }
    case .ended(let part, let succeeded):
      guard parts.indices.contains(part) else { return }
      parts[part].mark = succeeded ? "ok" : "failed"
      if isShown { draw(ended: part) }
    case .finished:
      erase()
      isShown = false
      step = ""
    }
  }

  private func draw(ended: Int? = nil) {
    if isTerminal {
      let seconds = (ProcessEnvironment.clock - began) / .seconds(1)
      let lines =
        ["\(step) (\(Int(seconds)) s)"] + parts.map { "  \($0.name.padded(to: 14)) \($0.mark)" }
      guard lines != drawn else { return }
      erase()
      write(lines.map { printable($0).cut(to: 79) + "\n" }.joined())
      drawn = lines
    } else if !isShown {
      write("crossready: \(printable(step))\n")
    } else if let ended {
      write("crossready: \(parts[ended].name): \(parts[ended].mark)\n")
    }
    isShown = true
  }

  /// Takes the table away (ECMA-48: cursor up, erase to the end of the screen).
  private func erase() {
    guard !drawn.isEmpty else { return }
    write("\u{1b}[\(drawn.count)A\r\u{1b}[J")
    drawn = []
  }

  /// Who cannot be told of progress needs not be told that either.
  private func write(_ text: String) {
    do {
      try StandardStream.error.write(text)
    } catch {}
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
