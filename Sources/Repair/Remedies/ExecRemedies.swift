import Emulators
import Readiness
import Reports
import Text

extension RemedyTable {
  static let execRemedies: [String: Planner] = [
    "address-space-limited": { _ in
      Remedy(
        "lift the limit in the shell or unit that starts the work",
        commands: ["ulimit -v unlimited"], needsRoot: false)
    },
    "exec-format-error": { Remedy.registering($0) },
    "exec-interpreter-not-found": { subjects in
      Remedy.removingFailing(subjects, "replace the entry")
    },
    "exec-loops": { subjects in Remedy.removingFailing(subjects, "replace the entry") },
    "exec-timed-out": { subjects in Remedy.removingFailing(subjects, "replace the emulator") },
    "exec-crashed": { subjects in
      subjects.contains { $0.outcomes.first == .crashed(signal: 31) }
        ? Remedy("run the work outside of the unit or container whose seccomp filter forbids it")
        : Remedy.removingFailing(subjects, "replace the emulator")
    },
    "exec-failed": { subjects in
      if subjects.contains(where: { $0.shortage != nil }) {
        return Remedy(
          "check again when the host has processes to spare, or raise their limit: ulimit -u, TasksMax= "
            + "of a unit, pids.max of a container", needsRoot: false)
      }
      return subjects.allSatisfy { $0.handler != nil }
        ? Remedy.removingFailing(subjects, "replace the emulator")
        : Remedy("read the evidence: the system refuses to run the probe")
    },
    "exec-pie-failed": { Remedy.wideningMask($0) },
    "exec-child-failed": { subjects in Remedy.removingFailing(subjects, "replace the emulator") },
    "environment-overrides-emulator": { subjects in
      let variables = subjects.first?.host.facts.process.emulatorVariables.value ?? [:]
      let names = variables.keys.filter { EmulatorVariables.readByQEMU.contains($0) }.sorted()
      return Remedy(
        "unset them", commands: ["unset " + names.joined(separator: " ")], needsRoot: false)
    },
  ]
}
