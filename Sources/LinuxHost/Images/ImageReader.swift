package import Images

/// Finds what an audit is about, and reads it.
package struct ImageReader {
  let environment: [String: String]
  let timeout: Duration
  let progress: (Progress) -> Void
  let limits: AuditLimits

  /// - Parameter timeout: the deadline of each question to an engine.
  package init(
    environment: [String: String], timeout: Duration, progress: @escaping (Progress) -> Void,
    limits: AuditLimits = AuditLimits()
  ) {
    self.limits = limits
    self.environment = environment
    self.timeout = timeout
    self.progress = progress
  }

  /// Reads a directory, a file, standard input (`-`), or an image of an engine or a registry.
  /// Throws `AuditReadingError`.
  package func read(_ subject: String) throws -> FoundImages {
    do throws(any Error) {
      // A named pipe is waited for, and signals still end that.
      let opened = try OpenedPath(subject)
      return try HeldSignals.during { signals throws -> FoundImages in
        if let opened { return try read(opened, signals.watch) }
        let name = Self.registryName(subject)
        guard (name ?? subject).first != "-" else {
          throw AuditReadingError.noImage(name: subject, words: "no name begins like that")
        }
        return try name.map { try readRegistry($0, signals) } ?? readImage(subject, signals)
      }
    } catch let error as SystemCallError {
      throw AuditReadingError.unreadable(error)
    } catch let error as UnpackingError {
      throw AuditReadingError.notUnpacked(AuditProblem(subject: subject, reason: error.reason))
    }
  }

  /// The name in a reference as skopeo writes it; nil where it is none.
  private static func registryName(_ subject: String) -> String? {
    subject.hasPrefix("docker://") ? String(subject.dropFirst(9)) : nil
  }

  private func read(_ opened: OpenedPath, _ signals: SignalWatch) throws -> FoundImages {
    guard opened.isDirectory else {
      return try readFile(opened.source(signals), path: opened.name, signals)
    }
    if let layout = LayoutDirectory(opened.raw) {
      let scan = scan(signals)
      try layout.hand(to: scan, signals)
      return try scan.images(named: opened.name)
    }
    return try readTree(opened.raw, path: opened.name, signals)
  }

  private func readTree(
    _ directory: Int32, path: String, _ signals: SignalWatch
  ) throws -> FoundImages {
    var reading = TreeReading(limits: limits, signals: signals)
    defer { reading.end() }
    var found = FoundImages()
    do throws(any Error) {
      try reading.read(directory, path: path)
    } catch let error as TarError {
      found.problems.add(path, .archive(error))
    }
    var problems = reading.problems
    for problem in found.problems.first { problems.add(problem.subject, problem.reason) }
    found.problems = problems
    found.mounts = reading.mounts
    found.images = [ImageContents(name: path, tree: reading.tree)]
    return found
  }

  /// Reads an archive, packed or not, or one program.
  func readFile(
    _ file: any ByteSource, path: String, _ signals: SignalWatch
  ) throws -> FoundImages {
    let source = PeekedSource(file)
    let start = try source.peek(FileHead.length)
    if let head = start.withUnsafeBytes({ FileHead($0) }) {
      var tree = FileTree()
      tree.add(ProgramFile(head: head, isExecutable: true), at: TreePath(path))
      var found = FoundImages()
      found.images = [ImageContents(name: path, tree: tree)]
      return found
    }
    guard let packing = Compression(magic: start) else {
      return try readArchive(source, path: path, signals)
    }
    let unpacked = BoundedSource(
      try Unpacking(environment: environment, signals: signals).source(packing, source),
      limit: limits.unpacked)
    return try readArchive(PeekedSource(unpacked), path: path, signals)
  }

  func readArchive(
    _ source: PeekedSource, path: String, _ signals: SignalWatch
  ) throws -> FoundImages {
    guard ArchiveScan.isTar(try source.peek(512)) else {
      throw AuditReadingError.noArchive(path: path)
    }
    let scan = scan(signals)
    do throws(any Error) {
      try scan.read(source)
    } catch let error as TarError {
      scan.report(path, .archive(error))
    }
    return try scan.images(named: path)
  }

  private func scan(_ signals: SignalWatch) -> ArchiveScan {
    let unpacking = Unpacking(environment: environment, signals: signals)
    var steps = 0
    return ArchiveScan(limits: limits, unpack: unpacking.source) {
      steps += 1
      if steps & 0xf == 0 { try signals.check() }
    }
  }
}
