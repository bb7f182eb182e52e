import Facts

extension HangReport {
  /// Only what a process and those below it do; nil where no emulated process has this id.
  package func narrowed(toProcess pid: Int) -> HangReport? {
    for tree in trees {
      guard let node = tree.nodes.first(where: { $0.process.pid == pid }) else { continue }
      return narrowed(to: [ProcessTree(root: node, of: tree)])
    }
    return nil
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
    HangReport(
      seconds: seconds, trees: trees, unseenCount: 0, hidesProcesses: false,
      memoryKills: memoryKills.filter { path, _ in
        trees.contains { tree in
          tree.nodes.contains {
            $0.process.groups.flatMap(ControlGroup.enclosing).contains(path)
          }
        }
      })
  }
}
