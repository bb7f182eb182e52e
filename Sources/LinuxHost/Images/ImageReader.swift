import Glibc
package import Images

/// Finds what an audit is about, and reads it.
package struct ImageReader {
  let environment: [String: String]
  let timeout: Duration
  let progress: (Progress) -> Void
  let limits = AuditLimits()

  /// - Parameter timeout: the deadline of each question to an engine.
  package init(
    environment: [String: String], timeout: Duration, progress: @escaping (Progress) -> Void
  ) {
    self.environment = environment
    self.timeout = timeout
    self.progress = progress
  }

  /// Reads a directory, a file, standard input (`-`), or an image of an engine or a registry.
  /// Throws `AuditReadingError`.
  package func read(_ subject: String) throws -> FoundImages {
    try HeldSignals.during { signals throws -> FoundImages in
      do throws(any Error) {
        if let name = Self.registryName(subject) { return try readRegistry(name, signals) }
        return try readPath(subject, signals) ?? readImage(subject, signals)
      } catch let error as SystemCallError {
        throw AuditReadingError.unreadable(error)
      } catch let error as UnpackingError {
        throw AuditReadingError.notUnpacked(
          AuditProblem(subject: subject, reason: error.reason))
      }
    }
  }

  /// The name in a reference as skopeo writes it; nil where it is none.
  private static func registryName(_ subject: String) -> String? {
    subject.hasPrefix("docker://") ? String(subject.dropFirst(9)) : nil
  }

  /// What is at a path; nil where nothing is.
  private func readPath(_ path: String, _ signals: borrowing HeldSignals) throws -> FoundImages? {
    if path == "-" {
      let name = "standard input"
      return try readFile(FileSource(standardInput: path), path: name, signals.watch)
    }
    do throws(SystemCallError) {
      // A file system that does not answer is asked by a child, which can be left.
      _ = try Guarded.bytes(about: Array(path.utf8)) { () throws(SystemCallError) in
        var status = stat()
        _ = try checked("stat", path: path) { stat(path, &status) }
        return []
      }
    } catch {
      // What may be the name of an image is no path that is missing.
      if error.errno == ENOENT, !path.hasPrefix("/"), !path.hasPrefix(".") { return nil }
      throw error
    }
    let file = OwnedDescriptor(
      owning: try checked("open", path: path) { open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) })
    var status = stat()
    let number = file.raw
    _ = try checked("fstat", path: path) { fstat(number, &status) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return try readFile(FileSource(owning: file, path: path), path: path, signals.watch)
    }
    if let layout = LayoutDirectory(file.raw) {
      return try readLayout(layout, path: path, signals.watch)
    }
    return try readTree(file, path: path, signals.watch)
  }

  private func readTree(
    _ directory: consuming OwnedDescriptor, path: String, _ signals: SignalWatch
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

  private func readLayout(
    _ layout: borrowing LayoutDirectory, path: String, _ signals: SignalWatch
  ) throws -> FoundImages {
    let scan = scan(signals)
    try layout.hand(to: scan)
    return scan.images(named: path)
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
    let unpacked = try Unpacking(environment: environment, signals: signals)
      .source(packing, source)
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
    return scan.images(named: path)
  }

  private func scan(_ signals: SignalWatch) -> ArchiveScan {
    let unpacking = Unpacking(environment: environment, signals: signals)
    var steps = 0
    return ArchiveScan(limits: limits, unpack: unpacking.source) {
      steps += 1
      if steps & 0xff == 0 { try signals.check() }
    }
  }
}
