import Facts

extension HangReport {
  /// Only what a process and those below it do; nil where no emulated process has this id.
  package func narrowed(toProcess pid: Int) -> HangReport? {
    trees.lazy.compactMap { $0.branch(of: pid) }.first.map { narrowed(to: [$0]) }
  }

  /// Only what happens in a container, by its name or the beginning of its id; nil where no emulated
  /// process is in such a container.
  package func narrowed(toContainer name: String) -> HangReport? {
    let chosen = trees.filter { tree in
      tree.container.map { $0.name == name || $0.id.hasPrefix(name) } == true
    }
    return chosen.isEmpty ? nil : narrowed(to: chosen)
  }

  /// The same without any process.
  package var narrowedToNothing: HangReport { narrowed(to: []) }

  private func narrowed(to trees: [ProcessTree]) -> HangReport {
    let enclosing = Set(
      trees.flatMap(\.nodes).flatMap(\.process.groups).flatMap(ControlGroup.enclosing))
    return HangReport(
      seconds: seconds, trees: trees, unseenCount: 0, hidesProcesses: false,
      memoryKills: memoryKills.filter { enclosing.contains($0.key) })
  }
}
