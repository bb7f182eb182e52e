package import Facts
import Glibc
import Text

extension SystemFacts {
  /// Reads what helps to choose a remedy.
  /// - Parameter osRelease: the places of os-release(5), the first that exists counts.
  package static func reading(
    environment: [String: String],
    osRelease: [String] = ["/etc/os-release", "/usr/lib/os-release"]
  ) -> SystemFacts {
    var facts = SystemFacts()
    for path in osRelease {
      let text = Fact(about: KernelText(path)) { () throws(SystemCallError) in
        try readAll(path: path, limit: Limit.status)
      }
      let release = text.value.map(OSRelease.init(parsing:))
      facts.distributions = release.map { .seen($0.distributions) } ?? text.withoutValue()
      facts.distributionVersion = release.map { .seen($0.version) } ?? text.withoutValue()
      if text.failure?.errno != ENOENT { break }
    }
    facts.isBootedBySystemd = .seen(access("/run/systemd/system", F_OK) == 0)
    let search = ProgramSearch(environment: environment)
    facts.programs = .seen(
      ["apt-get", "docker", "podman", "systemctl"].filter { search.path(of: $0) != nil })
    return facts
  }
}
