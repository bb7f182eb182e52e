import Emulators
import Facts

/// What to do about a process.
struct Advice {
  let process: SampledProcess
  let judgement: ProcessJudgement
  let neighbours: [Int: Neighbour]
  /// Whether nothing but a service that idles has the other end of its pipe.
  let isLeftBehind: Bool

  /// The advice; nil where there is nothing to do.
  var text: String? {
    let again = "crossready diagnose --pid \(process.pid) --interval 60"
    switch judgement.verdict {
    // What ends a container and starts it in another way is for others than the steps of a build.
    case .crashedAsInit:
      guard isStep else { return nil }
      return
        "cancel the build. Put `; exit $?` behind the command, so that a shell stays PID 1 and the "
        + "step fails instead; what the step printed last tells why it crashed"
    case .spinning: return look
    case .computing:
      return
        "watch it longer: \(again) (as root, --sample tells whether it goes round in circles); or "
        + look
    case .deadlocked: return look
    case .zombieNotReaped:
      return isStep
        ? "its parent should wait for it"
        : "its parent should wait for it; start the container with --init if that is PID 1"
    case .stopped:
      guard let tracer = process.tracer, tracer > 0 else { return "kill -CONT \(process.pid)" }
      return "end \(neighbours[tracer]?.name ?? "process") (\(tracer)), or let it go on"
    case .frozen: return "docker unpause or podman unpause the container, or thaw its control group"
    case .uninterruptible:
      return "look at the disk, the network file system or the frozen file system: dmesg tells more"
    case .waitingForLock:
      guard let holders = judgement.peers, !holders.isEmpty else { return nil }
      return "end the process that holds the lock, or wait for it"
    case .waitingForPipe where judgement.peers?.isEmpty == true:
      return "nobody will ever write or read there; \(trace)"
    case .waitingForPipe where isLeftBehind:
      return
        "if what keeps it open is a service, start it with its output elsewhere: > /dev/null 2>&1"
    case .waitingForInput: return input
    case .waitingForNetwork: return network
    case .throttled: return "allow the container or the builder more CPU time"
    case .sleeping where judgement.waitsForOwnThreads: return look
    case .sleeping where isStep:
      return "a build step ends when its command does: leave out what only waits"
    case .unknown:
      return process.unread.isEmpty
        ? "watch it longer: \(again)" : "run crossready diagnose as root"
    default: return nil
    }
  }

  private var isStep: Bool { process.container?.maker.isBuilder == true }

  private var trace: String {
    "rerun the step with QEMU_STRACE=1 in its environment and keep the last lines"
  }

  /// How the program itself tells what it does, by its language; else how its emulator does.
  private var look: String {
    Language.of(process)?.look(process.pid) ?? (hasLateDebugger ? debug : trace)
  }

  /// Whether a debugger may come to its emulator at any time (QEMU 10.0, `gdbstub/user.c`).
  private var hasLateDebugger: Bool {
    process.emulator?.release.flatMap { Release(parsing: $0) }.map { $0 >= [10] } == true
  }

  private var debug: String {
    "rerun the step with QEMU_GDB=/tmp/%d.gdb,suspend=n in its environment: gdb-multiarch -ex "
      + "'target remote /tmp/PID.gdb' shows its stacks, in its root directory and with its own PID"
  }

  private var input: String {
    switch process.guest.name ?? "" {
    case let name where name.hasPrefix("git"):
      return
        "git asks for a name or a password: set GIT_TERMINAL_PROMPT=0 so that it fails instead, "
        + "and give it credentials"
    case "apt", "apt-get", "dpkg", "debconf", "frontend", "dpkg-reconfigure":
      return "use apt-get -y with DEBIAN_FRONTEND=noninteractive"
    case "ssh": return "use ssh -o BatchMode=yes, so that it fails instead of asking"
    case "ssh-keygen": return "remove the old key first, and give -N and -f"
    default: return "give it its input in another way: an option, a file, or < /dev/null"
    }
  }

  private var network: String {
    if judgement.target?.isListening == true {
      return isStep
        ? "a server never ends: start it in the step that uses it, in the background, or leave it to CMD"
        : "a server waits for clients; if nothing else should run, all is well"
    }
    if judgement.target?.name?.hasPrefix("unix") == true
      || judgement.target?.peers?.isEmpty == false
    {
      return "look at the process at the other end"
    }
    if judgement.call == "connect" || judgement.target?.name?.hasPrefix("tcp to") == true {
      return "try the same address from a container: name resolution, proxy, firewall, MTU"
    }
    return "look at who should answer"
  }
}

/// Languages whose programs tell what they do if they are asked, also under an emulator.
private struct Language {
  let programs: [String]
  let look: @Sendable (Int) -> String

  static func of(_ process: SampledProcess) -> Language? {
    guard let name = process.guest.language ?? process.guest.name else { return nil }
    return table.first { row in row.programs.contains { name == $0 || name.hasPrefix($0 + ".") } }
  }

  private static let table: [Language] = [
    Language(programs: ["java", "javac", "gradle", "mvn", "sbt"]) {
      "kill -QUIT \($0) makes it print all threads with their locks, and goes on"
    },
    Language(programs: ["go", "compile", "link", "asm", "cgo", "vet"]) {
      "kill -QUIT \($0) makes it print all goroutines, and ends it"
    },
    Language(programs: ["node"]) {
      "kill -USR1 \($0) opens its inspector, port 9229 of its network's 127.0.0.1, and it goes on"
    },
    Language(programs: ["python", "python2", "python3", "pypy3"]) {
      "rerun the step with PYTHONFAULTHANDLER=1 in its environment: then kill -ABRT of it (\($0) now) "
        + "prints its stacks, and ends it"
    },
    Language(programs: ["ruby"]) { "kill -INT \($0) makes it print where it is, and ends it" },
  ]
}
