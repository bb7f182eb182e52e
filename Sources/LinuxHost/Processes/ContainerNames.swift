package import Facts
import Text

extension ProcessSamples {
  /// Asks the engines how the containers are called that processes were seen in, and of which image
  /// they are. An engine that does not answer in time leaves them without a name.
  package mutating func nameContainers(
    environment: [String: String], timeout: Duration = .seconds(2)
  ) throws(Interrupted) {
    for kind in EngineKind.all {
      let maker = Container.Maker(rawValue: kind.program)
      let ids = Set(
        second.processes.compactMap(\.container).filter { $0.maker == maker }.map(\.id))
      guard !ids.isEmpty,
        let program = ProgramSearch(environment: environment).path(of: maker.rawValue)
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
    for index in second.processes.indices
    where second.processes[index].container?.id == fields[0] {
      let name = fields[1].hasPrefix("/") ? String(fields[1].dropFirst()) : fields[1]
      second.processes[index].container?.name = name
      second.processes[index].container?.image = fields[2]
    }
  }
}
