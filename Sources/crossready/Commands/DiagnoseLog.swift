import LinuxHost
import Logs
import Rendering

extension DiagnoseOptions {
  /// Reads a build log, and renders what it tells.
  func logAnswer(_ path: String, _ context: Context) throws -> Answer {
    let report = try logReport(path)
    let source = LogSource.file(path)
    let text = { TextLog(report, source, style: context.style).rendered() }
    if format == .github {
      // What stands in the log must not be taken for a command.
      let fenced = GitHubReport.fenced(text(), by: RandomWord.make())
      return Answer(
        text: LogSentence.annotations(report, source) + fenced, status: report.exitStatus)
    }
    return try Answer(in: format == .json ? .json : .text, status: report.exitStatus, text: text) {
      Document(.log, LogDocument(report))
    }
  }

  private func logReport(_ path: String) throws -> LogReport {
    var reader = LogReader(host: hostPlatform)
    do throws(SystemCallError) {
      let log = try ByteStream(opening: path)
      var isMore = true
      while isMore {
        isMore = try reader.take { buffer throws(SystemCallError) in try log.read(into: buffer) }
      }
    } catch {
      throw Failure.logUnreadable(error)
    }
    do throws(UnusableLog) {
      return try reader.report()
    } catch {
      throw Failure.logUnusable(path: path, error)
    }
  }
}
