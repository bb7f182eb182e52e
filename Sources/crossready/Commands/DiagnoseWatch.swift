import Dockerfiles
import Facts
import Glibc
import Hangs
import LinuxHost
import Rendering

/// `diagnose --watch`.
extension DiagnoseOptions {
  /// Writes a report after each interval, until a signal ends this process, or, with `--hung-for`,
  /// something has got nowhere for longer than that.
  func watch(_ context: Context, _ steps: DockerfileSteps?) throws -> Answer {
    var sampler = ProcessSampler(stopsThreads: stopsThreads)
    do {
      var samples = try sampler.samples(every: interval.seconds)
      while true {
        try samples.nameContainers(environment: context.environment)
        let all = HangReport.judging(samples)
        // What is watched may not have begun yet, or be over.
        let report = (try? narrowed(all)) ?? all.narrowedToNothing
        do throws(SystemCallError) {
          try StandardStream.output.write(page(report, context, steps))
        } catch {
          if error.errno == EPIPE {
            return Answer(text: "", status: all.exitStatus(hungFor: hungFor))
          }
          throw Failure.outputUnwritable(error)
        }
        if hungFor.map(report.isStuck(longerThan:)) == true { return Answer(text: "", status: .no) }
        sampler.wait(interval.seconds)
        samples = ProcessSamples(
          first: samples.second, second: try sampler.sample(isLast: true))
      }
    } catch let error as SystemCallError {
      throw Failure.processesUnreadable(error)
    }
  }

  /// One report: on a terminal from its top, and no longer than it.
  private func page(
    _ report: HangReport, _ context: Context, _ steps: DockerfileSteps?
  ) -> String {
    var size = winsize()
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let rows =
      isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 8
      ? Int(size.ws_row) : 40
    let text = TextHangs(report, style: context.style, steps: steps, longest: rows - 3).rendered()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let shown = lines.prefix(rows - 2).map(String.init) + ["", "(seen at \(Self.timeOfDay))"]
    // Home, and everything below it cleared (ECMA-48).
    return (isTerminal ? "\u{1b}[H\u{1b}[2J" : "")
      + context.shielded(shown.joined(separator: "\n")) + (isTerminal ? "" : "\n\n")
  }

  /// Hours, minutes and seconds of the clock on the wall.
  private static var timeOfDay: String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return [parts.tm_hour, parts.tm_min, parts.tm_sec].map { ($0 < 10 ? "0" : "") + "\($0)" }
      .joined(separator: ":")
  }
}
