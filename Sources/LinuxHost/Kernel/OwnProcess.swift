import CLinux
package import Facts
import Glibc
import Text

extension ProcessFacts {
  /// Looks at this process and the world it sees.
  /// - Parameter processes: where procfs is mounted.
  package static func reading(
    environment: [String: String], processes: String = "/proc"
  ) -> ProcessFacts {
    func fact<Value>(_ file: String, _ parse: ([UInt8]) -> Value) -> Fact<Value> {
      let path = "\(processes)/self/\(file)"
      return Fact(about: KernelText(path)) { () throws(SystemCallError) in
        parse(try readAll(path: path, limit: Limit.status))
      }
    }
    var facts = ProcessFacts()
    facts.isRoot = .seen(geteuid() == 0)
    facts.userNamespaceMap = fact("uid_map") { KernelText($0) }
    facts.seesItselfInProc = seesItself(processes)
    facts.containerSigns = ContainerSigns.reading(environment: environment, processes: processes)
    facts.addressSpaceLimit = fact("limits", addressSpaceLimit)
    facts.pageSize = .seen(Int(getpagesize()))
    facts.deniesWritableExecutableMemory = memoryRule()
    facts.seccompMode = fact("status", seccompMode)
    facts.emulatorVariables = .seen(environment.filter { $0.key.hasPrefix("QEMU_") })
    return facts
  }

  /// Whether a procfs shows the processes that this one may name by their numbers: one that was
  /// mounted for another PID namespace shows others under the same numbers (pid_namespaces(7)).
  package static func seesItself(_ processes: String = "/proc") -> Fact<Bool> {
    let path = "\(processes)/self"
    return Fact(about: KernelText(path)) { () throws(SystemCallError) in
      do throws(SystemCallError) {
        guard String(decoding: try readLink(path), as: UTF8.self) == String(getpid()) else {
          return false
        }
        // The number may be the same by chance; in another namespace's procfs it is one of several.
        let status = try readDirectly(path: "\(path)/status", limit: Limit.status)
        let numbers = lines(of: status).map(words).first { $0.first == Array("NSpid:".utf8) }
        return numbers.map { $0.count == 2 } ?? true
      } catch {
        // Not visible there at all, while others are.
        guard error.errno == ENOENT, access("\(processes)/version", F_OK) == 0 else { throw error }
        return false
      }
    }
  }

  /// The soft limit of the address space in a text in the format of `/proc/PID/limits`.
  ///
  /// Nil for `unlimited`. proc_pid_limits(5).
  package static func addressSpaceLimit(in text: [UInt8]) -> UInt64? {
    let name = Array("Max address space".utf8)
    let line = lines(of: text).first { $0.starts(with: name) }
    let soft = line.flatMap { words(of: $0.dropFirst(name.count)).first }
    return soft.flatMap { UInt64(String(decoding: $0, as: UTF8.self)) }
  }

  /// The number behind `Seccomp:` in a text in the format of `/proc/PID/status`.
  ///
  /// The line is missing, and the mode 0, where the kernel has no seccomp. proc_pid_status(5).
  package static func seccompMode(in text: [UInt8]) -> Int {
    let line = lines(of: text).map(words).first { $0.first == Array("Seccomp:".utf8) }
    return line?.last.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
  }

  /// PR_GET_MDWE(2const); EINVAL is the answer of a kernel before 6.3, which has no such rule.
  private static func memoryRule() -> Fact<Bool> {
    Fact(about: "prctl(PR_GET_MDWE)") { () throws(SystemCallError) in
      do throws(SystemCallError) {
        return try checked("prctl") { clinux_memory_deny_write_execute() } & 1 == 1
      } catch {
        guard error.errno == EINVAL else { throw error }
        return false
      }
    }
  }
}
