package import Facts
import Text

extension ProcessSamples {
  /// Asks the engines how the containers are called that processes were seen in, and of which image
  /// they are. An engine that does not answer in time leaves them without a name.
  package mutating func nameContainers(
    environment: [String: String], timeout: Duration = .seconds(2)
  ) throws(Interrupted) {
    for kind in EngineKind.all {
      let maker = kind.maker
      let containers = second.processes.compactMap(\.container)
      // Whose container a builder's is, its id does not say.
      let ids = Set(
        containers.filter { $0.maker == maker }.map(\.id) + containers.compactMap(\.builderID))
      guard !ids.isEmpty,
        let program = ProgramSearch(environment: environment).path(of: kind.program)
      else { continue }
      let child = Child(
        path: program,
        arguments: [
          program, "container", "inspect", "--format",
          "{{.Id}}\t{{.Name}}\t\(kind.imageName)",
        ] + ids.sorted(),
        environment: environment.map { "\($0.key)=\($0.value)" }.sorted(),
        outputLimit: 1 << 20, timeout: timeout)
      let outcomes = try HeldSignals.during { signals throws(Interrupted) in
        try run([child], signals: signals)
      }
      // Whatever it says of one that it does not know, it says on its standard error.
      for outcome in outcomes {
        for line in lines(of: outcome.standardOutput) { name(maker, line) }
      }
    }
  }

  private mutating func name(_ maker: Container.Maker, _ line: ArraySlice<UInt8>) {
    let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard fields.count == 3 else { return }
    let name = fields[1].hasPrefix("/") ? String(fields[1].dropFirst()) : fields[1]
    for index in second.processes.indices {
      if second.processes[index].container?.id == fields[0] {
        second.processes[index].container?.name = name
        second.processes[index].container?.image = fields[2]
      }
      if second.processes[index].container?.builderID == fields[0] {
        second.processes[index].container?.builderName = name
      }
    }
  }
}
