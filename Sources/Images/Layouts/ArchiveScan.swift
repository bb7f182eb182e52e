/// Takes in an archive of any kind in one pass, in whatever order it is: documents are kept, layers
/// are read as they come, and all else is a file of the archive's own tree.
package final class ArchiveScan {
  /// Unpacks a source by a program of the system. Throws `AuditProblem.Reason`s as `UnpackingError`.
  package typealias Unpacking = (Compression, any ByteSource) throws -> any ByteSource

  /// The JSON documents by their names.
  private(set) var documents: [TreePath: [UInt8]] = [:]
  /// Those that are larger than any of an image.
  private(set) var oversized: Set<TreePath> = []
  /// The layers by their names; nil of one that could not be read.
  private(set) var layers: [TreePath: Layer?] = [:]
  /// Symbolic links of the archive itself: Docker 20.10 and podman share layers by them.
  private(set) var links: [TreePath: TreePath] = [:]
  /// What could not be read.
  package private(set) var problems = AuditProblems()

  private var tree = LayerScan()
  private let unpack: Unpacking
  let limits: AuditLimits
  private var entries = 0
  private var documentBytes = 0
  private var kept = 0
  private var unpacked: UInt64 = 0
  /// Ends a scan by what it throws.
  let check: () throws -> Void

  /// - Parameter check: called between entries; what it throws ends the scan.
  package init(
    limits: AuditLimits = AuditLimits(), unpack: @escaping Unpacking,
    check: @escaping () throws -> Void = {}
  ) {
    self.limits = limits
    self.unpack = unpack
    self.check = check
  }

  deinit { tree.end() }

  /// The archive's own files, as one layer: what they are if it is no image.
  var ownFiles: Layer { tree.layer }

  /// Reads an archive to its end. Throws what the source throws, and `TarError`.
  package func read(_ source: any ByteSource) throws {
    let reader = TarReader(source, limit: limits.entries)
    while let entry = try reader.next() {
      try check()
      try take(entry, from: reader)
    }
  }

  /// Takes a file of a directory that holds an image.
  package func take(file name: [UInt8], size: UInt64, _ source: any ByteSource) throws {
    let entry = TarEntry(
      kind: .file, name: name, link: [], mode: 0, size: size, beginsWithData: true)
    try take(entry, from: source)
  }

  /// Takes a symbolic link of a directory that holds an image.
  package func take(link target: [UInt8], at name: [UInt8]) {
    let path = TreePath(name)
    kept += name.count + target.count + 256
    guard kept <= limits.memory else { return }
    let isAbsolute = target.first == UInt8(ascii: "/")
    let place = path.parent?.bytes ?? []
    links[path] = TreePath(isAbsolute ? target : place + [UInt8(ascii: "/")] + target)
  }

  /// Says what could not be read.
  package func report(_ subject: String, _ reason: AuditProblem.Reason) {
    problems.add(subject, reason)
  }

  private func take(_ entry: TarEntry, from reader: TarReader) throws {
    try count(1)
    let path = TreePath(entry.name)
    switch entry.kind {
    case .symbolicLink:
      take(link: entry.link, at: entry.name)
      try tree.take(entry, from: reader)
    case .file where Self.mayBeOfAnImage(path):
      try take(entry, from: reader as any ByteSource)
    default:
      try tree.take(entry, from: reader)
    }
    try keep()
  }

  /// Whether a name is one that a document or a layer has in some layout.
  private static func mayBeOfAnImage(_ path: TreePath) -> Bool {
    let name = String(decoding: path.name, as: UTF8.self)
    let depth = path.parts.count
    if depth == 1 {
      return name.hasSuffix(".json") || name.hasSuffix(".tar") || isDigest(name)
    }
    if depth == 2 { return name == "layer.tar" }
    return depth == 3 && path.bytes.starts(with: Array("blobs/".utf8))
  }

  private static func isDigest(_ name: String) -> Bool {
    name.utf8.count == 64 && name.utf8.allSatisfy { ($0 | 0x20) >= 0x61 || $0 <= 0x39 }
  }

  /// Takes what may be a document, a layer or none of both.
  private func take(_ entry: TarEntry, from source: any ByteSource) throws {
    let path = TreePath(entry.name)
    let peeked = PeekedSource(source)
    let start = try peeked.peek(FileHead.length)
    tree.take(entry, start: start)
    let first = start.first { !" \t\r\n".utf8.contains($0) }
    let isIndex = ["manifest.json", "index.json"].contains { path == TreePath($0) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || isIndex {
      try keepDocument(path, entry, peeked)
    } else if let packing = Compression(magic: start) {
      layers.updateValue(try unpackedLayer(path, packing, peeked), forKey: path)
    } else if Self.isTar(start) {
      layers.updateValue(try layer(path, peeked), forKey: path)
    }
  }

  /// Whether first bytes are a header of a tar archive, or the zeros at the end of an empty one.
  package static func isTar(_ start: [UInt8]) -> Bool {
    guard start.count >= TarHeader.size else { return false }
    return start.withUnsafeBytes { bytes in
      do throws(TarError) {
        _ = try TarHeader(UnsafeRawBufferPointer(rebasing: bytes[..<TarHeader.size]))
        return true
      } catch {
        return false
      }
    }
  }

  private func keepDocument(_ path: TreePath, _ entry: TarEntry, _ source: PeekedSource) throws {
    guard entry.size <= UInt64(limits.document),
      documentBytes + Int(entry.size) <= limits.documents
    else {
      oversized.insert(path)
      return
    }
    documentBytes += Int(entry.size)
    documents[path] = try source.bytes(Int(entry.size))
  }

  /// A layer that a program unpacks; nil, and a problem, where that fails.
  private func unpackedLayer(
    _ path: TreePath, _ packing: Compression, _ source: PeekedSource
  ) throws -> Layer? {
    do {
      let source = BoundedSource(
        try unpack(packing, source), limit: limits.unpacked - min(unpacked, limits.unpacked))
      defer { unpacked += source.count }
      return try layer(path, source)
    } catch let error as UnpackingError {
      problems.add(path.relative, error.reason)
      return nil
    }
  }

  /// A layer; nil, and a problem, where its archive is damaged.
  private func layer(_ path: TreePath, _ source: any ByteSource) throws -> Layer? {
    var scan = LayerScan()
    defer { scan.end() }
    let reader = TarReader(source, limit: limits.entries - entries)
    do throws(any Error) {
      while let entry = try reader.next() {
        try check()
        try scan.take(entry, from: reader)
        try count(1)
        guard kept + scan.layer.weight <= limits.memory else { throw TarError.tooManyEntries }
      }
    } catch let error as TarError where error != .tooManyEntries {
      problems.add(path.relative, .archive(error))
      return nil
    }
    kept += scan.layer.weight
    return scan.layer
  }

  private func count(_ number: Int) throws(TarError) {
    entries += number
    guard entries <= limits.entries else { throw .tooManyEntries }
  }

  private func keep() throws(TarError) {
    guard kept + tree.layer.weight <= limits.memory else { throw .tooManyEntries }
  }
}

/// What keeps a layer from being unpacked.
package struct UnpackingError: Error, Sendable {
  /// Why.
  package let reason: AuditProblem.Reason

  package init(_ reason: AuditProblem.Reason) { self.reason = reason }
}
