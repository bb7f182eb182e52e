import Facts
import Glibc
import Text

/// What container engines leave inside their containers.
package enum ContainerSigns {
  /// Docker's and podman's marker files.
  static let files = ["/.dockerenv", "/run/.containerenv"]

  /// The signs found; empty outside of a container.
  ///
  /// - `container` is the variable of systemd's container interface, which podman and LXC follow.
  ///   Its value is left out, as that of every variable.
  /// - The control groups of PID 1 tell only without a cgroup namespace; that they cannot be read
  ///   tells nothing.
  static func reading(
    environment: [String: String], processes: String, files: [String] = files
  ) -> Fact<[String]> {
    // A virtual machine whose disk was made from an image has the files, too.
    if isInInitialNamespaces(processes) { return .seen([]) }
    var signs: [String] = []
    for path in files {
      switch exists(path) {
      case .seen(true): signs.append(path)
      case .failed(let failure): return .failed(failure)
      default: break
      }
    }
    if environment["container"].map({ !$0.isEmpty }) == true { signs.append("variable container") }
    let groups = "\(processes)/1/cgroup"
    let text = Fact(about: KernelText(groups)) { () throws(SystemCallError) in
      KernelText(try readAll(path: groups, limit: Limit.table))
    }
    return .seen(signs + engines(in: text.value?.bytes ?? []).map { "\(groups): \($0)" })
  }

  /// The engines whose control groups a text in the format of `/proc/PID/cgroup` names.
  package static func engines(in text: [UInt8]) -> [String] {
    let paths = lines(of: text).map { String(decoding: $0, as: UTF8.self) }
    return ["docker", "kubepods", "libpod", "lxc"].filter { engine in
      paths.contains { path in
        path.split { "/.-:_".contains($0) }.contains { $0 == engine }
      }
    }
  }

  /// Whether this process is in those namespaces that came with the kernel and of which every
  /// container has at least one of its own; their numbers are fixed (`include/linux/proc_ns.h`).
  ///
  /// What cannot be read is no proof.
  private static func isInInitialNamespaces(_ processes: String) -> Bool {
    let initial = ["cgroup": 4_026_531_835, "pid": 4_026_531_836, "uts": 4_026_531_838]
    return initial.allSatisfy { name, number in
      var target = [CChar](repeating: 0, count: 64)
      let length = readlink("\(processes)/self/ns/\(name)", &target, target.count)
      let text = target.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
      return text == Array("\(name):[\(number)]".utf8)
    }
  }

  private static func exists(_ path: String) -> Fact<Bool> {
    Fact(about: KernelText(path)) { () throws(SystemCallError) in
      do throws(SystemCallError) {
        return try checked("access", path: path) { access(path, F_OK) } == 0
      } catch {
        guard error.errno == ENOENT || error.errno == ENOTDIR else { throw error }
        return false
      }
    }
  }
}
