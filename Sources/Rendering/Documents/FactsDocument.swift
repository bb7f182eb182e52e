package import Facts

/// What `crossready facts` writes: the host's facts, and with `--processes` those of its processes
/// beside them.
package struct FactsDocument: Codable {
  package let host: HostFacts
  package let processes: ProcessSamples?

  private enum Key: CodingKey { case kind, processes }

  package init(host: HostFacts, processes: ProcessSamples?) {
    self.host = host
    self.processes = processes
  }

  package init(from decoder: any Decoder) throws {
    host = try HostFacts(from: decoder)
    // Older files have no kind.
    let container = try decoder.container(keyedBy: Key.self)
    _ = try container.decodeIfPresent(DocumentKind.self, forKey: .kind)
    processes = try container.decodeIfPresent(ProcessSamples.self, forKey: .processes)
  }

  package func encode(to encoder: any Encoder) throws {
    try host.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(DocumentKind.facts, forKey: .kind)
    try container.encodeIfPresent(processes, forKey: .processes)
  }
}
