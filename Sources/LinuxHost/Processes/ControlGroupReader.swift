import Facts
import Text

/// Reads control groups, whichever hierarchies are mounted where.
struct ControlGroupReader {
  /// Where a hierarchy is mounted, and which of its groups is at that place.
  private struct Hierarchy {
    let point: String
    let root: String
    let isUnified: Bool
    let controllers: Set<String>
  }

  private let hierarchies: [Hierarchy]

  /// Finds the mounts in a text in the format of `/proc/self/mountinfo`.
  init(mountinfo text: [UInt8]) {
    hierarchies = lines(of: text).compactMap { line in
      let fields = words(of: line).map { String(decoding: $0, as: UTF8.self) }
      guard let end = fields.firstIndex(of: "-"), end + 3 < fields.count, fields.count > 5,
        fields[end + 1] == "cgroup" || fields[end + 1] == "cgroup2"
      else { return nil }
      return Hierarchy(
        point: fields[4], root: fields[3], isUnified: fields[end + 1] == "cgroup2",
        controllers: Set(fields[end + 3].split(separator: ",").map(String.init)))
    }
  }

  /// What a group's files say; nil where it is in no hierarchy that can be seen here.
  func group(_ path: String) -> ControlGroup {
    var group = ControlGroup(path: path)
    for hierarchy in hierarchies {
      guard let directory = directory(of: path, in: hierarchy) else { continue }
      if hierarchy.isUnified {
        let events = values("\(directory)/cgroup.events")
        group.isFrozen = events["frozen"].map { $0 == 1 } ?? group.isFrozen
        readProcessor(values("\(directory)/cpu.stat"), into: &group)
        group.memoryKills = values("\(directory)/memory.events")["oom_kill"] ?? group.memoryKills
      } else if hierarchy.controllers.contains("freezer") {
        let state = text("\(directory)/freezer.state")
        if let state { group.isFrozen = state.hasPrefix("FROZEN") }
      } else if hierarchy.controllers.contains("cpu") {
        readProcessor(values("\(directory)/cpu.stat"), into: &group)
      } else if hierarchy.controllers.contains("memory") {
        let kills = values("\(directory)/memory.oom_control")["oom_kill"]
        group.memoryKills = kills ?? group.memoryKills
      }
    }
    return group
  }

  private func readProcessor(_ values: [String: Int], into group: inout ControlGroup) {
    group.periods = values["nr_periods"] ?? group.periods
    group.throttledPeriods = values["nr_throttled"] ?? group.throttledPeriods
  }

  /// In a container the mount shows only the groups below its own.
  private func directory(of path: String, in hierarchy: Hierarchy) -> String? {
    if hierarchy.root == "/" { return hierarchy.point + path }
    guard path.hasPrefix(hierarchy.root) else { return nil }
    return hierarchy.point + path.dropFirst(hierarchy.root.count)
  }

  /// Which controllers a group has differs from host to host, so that a file may be missing.
  private func text(_ path: String) -> String? {
    (try? readAll(path: path, limit: Limit.status)).map { String(decoding: $0, as: UTF8.self) }
  }

  private func values(_ path: String) -> [String: Int] {
    var values: [String: Int] = [:]
    for line in (text(path) ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, let value = Int(words[1]) { values[String(words[0])] = value }
    }
    return values
  }
}
