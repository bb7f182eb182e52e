import Readiness
import Reports
import Text

extension RemedyTable {
  static let containerRemedies: [String: Planner] = [
    "engine-unreachable": { subjects in
      guard let host = subjects.first?.host, let engine = host.engine, engine.program == "docker",
        engine.call?.timedOut != true, subjects.allSatisfy({ $0.containerOutcome != .engineLost }),
        host.facts.system.isBootedBySystemd.value == true
      else { return nil }
      return Remedy("start the engine's service", commands: ["systemctl start docker"])
    },
    "container-exec-failed": { subjects in
      guard let subject = subjects.first(where: \.diedOfForeignFile) else { return nil }
      return Remedy(
        "build the image for \(subject.platform), or its files in a step of that platform: "
          + "'crossready dockerfile' shows where the Dockerfile goes wrong")
    },
    "container-setuid-ignored": { subjects in
      // The commands stand beside that finding already, and once is enough.
      subjects.allSatisfy { $0.handler?.flags.usesCredentialsOfProgram == false }
        ? Remedy("register the handler again with flag C, as for handler-lacks-credentials") : nil
    },
  ]
}
