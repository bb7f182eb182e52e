import Platforms

extension ArchiveScan {
  /// The images in what was read, in whichever of the layouts it is; where it is none, the files of
  /// the archive itself are one tree. Throws what `check` does.
  package func images(named name: String) throws -> FoundImages {
    var found = FoundImages()
    found.problems = problems
    if let index = document("index.json"),
      let manifests = ManifestDocument.reading(index)?.manifests
    {
      found.hasIndex = true
      var walk = IndexWalk(scan: self, name: name, found: found)
      try walk.visit(manifests)
      found = walk.found
    } else if let manifest = document("manifest.json") {
      if let saved = SavedImageDocument.reading(manifest) {
        if saved.count > limits.images { found.problems.add("manifest.json", .tooMany) }
        for image in saved.prefix(limits.images) { try add(image, name, to: &found) }
      } else if let single = ManifestDocument.reading(manifest), single.config != nil {
        try add(single, name, to: &found)
      }
    }
    guard found.images.isEmpty, !found.hasIndex else { return found }
    // Without the document that names its parts, an image is no directory of files either.
    if let unreadable = documentOfAnImage {
      found.problems.add(unreadable.relative, reason(for: unreadable))
    } else {
      var tree = FileTree()
      tree.apply(ownFiles)
      tree.becomeRootIfItIs()
      found.images = [ImageContents(name: name, tree: tree)]
    }
    return found
  }

  /// The document that should name the images, where other parts of a layout are there; nil where
  /// nothing else says that it is one.
  private var documentOfAnImage: TreePath? {
    let (index, manifest) = (TreePath("index.json"), TreePath("manifest.json"))
    let hasBlobs = layers.keys.contains { $0.bytes.starts(with: Array("blobs/".utf8)) }
    if hasBlobs || document("oci-layout") != nil {
      return isThere(manifest) && !isThere(index) ? manifest : index
    }
    let isSaved = document("repositories") != nil || layers.keys.contains { $0.parts.count == 2 }
    return isSaved && isThere(manifest) ? manifest : nil
  }

  private func isThere(_ path: TreePath) -> Bool {
    documents[followed(path)] != nil || oversized.contains(followed(path))
  }

  private func reason(for document: TreePath) -> AuditProblem.Reason {
    oversized.contains(followed(document))
      ? .tooMany : documents[followed(document)] == nil ? .absent : .damagedDocument
  }

  /// Whether a directory with this `manifest.json` holds an image: web pages have one of that name, too.
  package static func isImage(manifest: [UInt8]) -> Bool {
    if let saved = SavedImageDocument.reading(manifest) { return !saved.isEmpty }
    return ManifestDocument.reading(manifest)?.config?.digest != nil
  }

  func document(_ name: String) -> [UInt8]? { documents[followed(TreePath(name))] }

  /// Where a name of the archive leads: links may lead on, and in circles.
  func followed(_ path: TreePath) -> TreePath {
    var path = path
    for _ in 0..<8 {
      guard let next = links[path] else { return path }
      path = next
    }
    return path
  }

  /// A docker-archive's image.
  private func add(
    _ saved: SavedImageDocument, _ name: String, to found: inout FoundImages
  ) throws {
    var image = ImageContents(name: saved.RepoTags?.first ?? name)
    image.layers = saved.Layers ?? []
    image.configuration = configuration(saved.Config, &found.problems)
    image.tree = try tree(of: image.layers, &found.problems)
    found.images.append(image)
  }

  /// The image of a `docker-dir`, whose blobs have bare names.
  private func add(
    _ manifest: ManifestDocument, _ name: String, to found: inout FoundImages
  ) throws {
    var image = ImageContents(name: name)
    let layers = (manifest.layers ?? []).compactMap(\.digest)
    image.layers = layers
    image.configuration = configuration(bare(manifest.config?.digest ?? ""), &found.problems)
    image.tree = try tree(of: layers.map(bare), &found.problems)
    found.images.append(image)
  }

  private func bare(_ digest: String) -> String {
    String(digest.split(separator: ":").last ?? "")
  }

  /// Reads a configuration; a problem where it is not there or is none.
  func configuration(_ name: String, _ problems: inout AuditProblems) -> ImageConfiguration? {
    guard let bytes = document(name) else {
      problems.add(name, reason(for: TreePath(name)))
      return nil
    }
    guard let configuration = ImageConfiguration(reading: bytes) else {
      problems.add(name, .damagedDocument)
      return nil
    }
    return configuration
  }

  /// What all layers make together. One that is not there is a problem.
  func tree(of names: [String], _ problems: inout AuditProblems) throws -> FileTree {
    var tree = FileTree()
    var isWhole = names.count <= limits.layers
    if !isWhole { problems.add("\(names.count) layers", .tooMany) }
    for name in names.prefix(limits.layers) {
      try check()
      switch layers[followed(TreePath(name))] {
      case .some(.some(let layer)): tree.apply(layer)
      case .some(nil): isWhole = false
      case nil:
        problems.add(name, .absent)
        isWhole = false
      }
    }
    if isWhole { tree.becomeRoot() }
    return tree
  }
}

extension FileTree {
  /// Takes a tree for a system's root that has what only roots have there.
  package mutating func becomeRootIfItIs() {
    let signs = ["usr/bin/env", "lib/ld-musl-x86_64.so.1", "lib/ld-musl-aarch64.so.1"]
    if signs.contains(where: { resolve(TreePath($0)) != nil }) { becomeRoot() }
  }
}

/// Walks through an index, and the indexes within it.
private struct IndexWalk {
  let scan: ArchiveScan
  let name: String
  var found: FoundImages
  private var visited: Set<String> = []

  init(scan: ArchiveScan, name: String, found: FoundImages) {
    self.scan = scan
    self.name = name
    self.found = found
  }

  /// Nested indexes wait in a list: one may name itself.
  mutating func visit(_ manifests: [ManifestDocument.Descriptor]) throws {
    var waiting = manifests.map { ($0, name: $0.name) }[...]
    while let (descriptor, given) = waiting.popFirst() {
      guard !descriptor.isAttestation, let digest = descriptor.digest,
        visited.insert("\(digest) \(descriptor.platform?.platform?.description ?? "")").inserted
      else { continue }
      guard visited.count <= scan.limits.images else {
        found.problems.add("index.json", .tooMany)
        return
      }
      guard let bytes = scan.document(blob(digest)) else {
        add(listed: descriptor, given)
        continue
      }
      try scan.check()
      guard let document = ManifestDocument.reading(bytes) else {
        found.problems.add(digest, .damagedDocument)
        continue
      }
      if let nested = document.manifests {
        waiting = (nested.map { ($0, name: given) } + waiting)[...]
      } else {
        try add(document, descriptor, given)
      }
    }
  }

  private func blob(_ digest: String) -> String {
    "blobs/" + digest.split(separator: ":").joined(separator: "/")
  }

  /// What the index names and the archive does not have: an engine pulled one platform only.
  private mutating func add(listed descriptor: ManifestDocument.Descriptor, _ given: String?) {
    guard let platform = descriptor.platform?.platform else {
      found.problems.add(descriptor.digest ?? name, .absent)
      return
    }
    var image = ImageContents(name: given ?? name)
    image.indexPlatform = platform
    found.images.append(image)
  }

  private mutating func add(
    _ manifest: ManifestDocument, _ descriptor: ManifestDocument.Descriptor, _ given: String?
  ) throws {
    let layers = manifest.layers ?? []
    guard !layers.contains(where: \.isAttestation), let config = manifest.config?.digest else {
      return
    }
    // Other things than images are kept in registries, too: charts, signatures.
    guard manifest.config?.mediaType?.contains("image") ?? true else { return }
    var image = ImageContents(name: given ?? name)
    image.indexPlatform = descriptor.platform?.platform
    image.layers = layers.compactMap(\.digest)
    let configurationBlob = scan.document(blob(config))
    let isThere = layers.contains { layer in
      scan.layers[scan.followed(TreePath(blob(layer.digest ?? "")))] != nil
    }
    // The manifest alone was pulled.
    if configurationBlob == nil, !isThere, image.indexPlatform != nil {
      found.images.append(image)
      return
    }
    image.configuration = scan.configuration(blob(config), &found.problems)
    if image.configuration != nil, image.configuration?.platform == nil, image.indexPlatform == nil
    {
      return
    }
    image.tree = try scan.tree(of: image.layers.map(blob), &found.problems)
    found.images.append(image)
  }
}
