import Facts
import Hangs
import LinuxHost

extension LastLines {
  /// What those printed last that do not get on.
  static func observing(
    of report: HangReport, _ context: Context
  ) throws(Interrupted) -> [String: [String]] {
    let questions = report.treesToAskAbout.compactMap { tree in
      tree.container.map { container in
        Question(
          container, step: tree.buildStep, architecture: tree.root.process.guest.architecture)
      }
    }
    return try observing(questions, environment: context.environment)
  }
}

extension ProcessSamples {
  /// Takes two looks at this host.
  static func observing(
    every seconds: Double, stopsThreads: Bool = false, began: (Sample) -> Void = { _ in }
  ) throws -> ProcessSamples {
    var sampler = ProcessSampler(stopsThreads: stopsThreads)
    do throws(SystemCallError) {
      return try sampler.samples(every: seconds, began: began)
    } catch {
      throw Failure.processesUnreadable(error)
    }
  }

  /// Takes two looks at this host, and asks the engines for the names of containers.
  static func observing(
    every seconds: Double, stopsThreads: Bool, _ context: Context, began: (Sample) -> Void
  ) throws -> ProcessSamples {
    var samples = try observing(every: seconds, stopsThreads: stopsThreads, began: began)
    try samples.nameContainers(environment: context.environment)
    return samples
  }
}
