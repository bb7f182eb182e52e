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

extension ProcessSamples {
  /// The same without what may be private: of processes only the program's path is left.
  package func withoutArguments() -> ProcessSamples {
    ProcessSamples(first: first.withoutArguments(), second: second.withoutArguments())
  }

  /// The same with every text that may hold a path rewritten.
  package func rewritingPaths(_ rewrite: (String) -> String) -> ProcessSamples {
    ProcessSamples(first: first.rewritingPaths(rewrite), second: second.rewritingPaths(rewrite))
  }
}

extension Sample {
  fileprivate func withoutArguments() -> Sample {
    var sample = self
    for index in sample.processes.indices {
      sample.processes[index].guest.arguments = nil
      sample.processes[index].container?.name = nil
      sample.processes[index].container?.image = nil
      for thread in sample.processes[index].threads.indices {
        for target in (sample.processes[index].threads[thread].targets ?? []).indices {
          sample.processes[index].threads[thread].targets?[target].name = nil
        }
      }
    }
    return sample
  }

  fileprivate func rewritingPaths(_ rewrite: (String) -> String) -> Sample {
    var sample = self
    for index in sample.processes.indices {
      var process = sample.processes[index]
      if let path = process.emulator?.path { process.emulator?.path = rewrite(path) }
      process.guest.path = process.guest.path.map(rewrite)
      process.guest.arguments = process.guest.arguments?.map(rewrite)
      process.emulatorVariables = process.emulatorVariables?.mapValues(rewrite)
      for thread in process.threads.indices {
        process.threads[thread].targets = process.threads[thread].targets?.map { target in
          var target = target
          target.name = target.name.map(rewrite)
          return target
        }
      }
      sample.processes[index] = process
    }
    return sample
  }
}
