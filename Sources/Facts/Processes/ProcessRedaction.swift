extension ProcessSamples {
  /// The same with `~` instead of the home directory.
  package func redactingHome(_ home: String) -> ProcessSamples {
    guard let home = HostFacts.homePath(home) else { return self }
    return rewritingPaths { text in
      String(decoding: HostFacts.redacted(Array(text.utf8), home: home), as: UTF8.self)
    }
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
