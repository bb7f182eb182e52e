extension ProcessSamples {
  /// The same with `~` instead of the home directory.
  package func redactingHome(_ home: String) -> ProcessSamples {
    guard let home = HostFacts.homePath(home) else { return self }
    func rewrite(_ text: String) -> String {
      String(decoding: HostFacts.redacted(Array(text.utf8), home: home), as: UTF8.self)
    }
    return ProcessSamples(
      first: first.rewritingPaths(rewrite), second: second.rewritingPaths(rewrite))
  }
}

extension Sample {
  /// The same with every text that may hold a path rewritten.
  fileprivate func rewritingPaths(_ rewrite: (String) -> String) -> Sample {
    var sample = self
    for index in sample.processes.indices {
      var process = sample.processes[index]
      if let path = process.emulator?.path { process.emulator?.path = rewrite(path) }
      process.guest.path = process.guest.path.map(rewrite)
      process.guest.arguments = process.guest.arguments?.map(rewrite)
      process.emulatorVariables = process.emulatorVariables?.mapValues(rewrite)
      func rewritten(_ targets: [WaitTarget]?) -> [WaitTarget]? {
        targets?.map { target in
          var target = target
          target.name = target.name.map(rewrite)
          return target
        }
      }
      process.lockedFiles = rewritten(process.lockedFiles)
      for thread in process.threads.indices {
        process.threads[thread].targets = rewritten(process.threads[thread].targets)
      }
      sample.processes[index] = process
    }
    return sample
  }
}
