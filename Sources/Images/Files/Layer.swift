/// What one layer of an image adds and takes away (OCI image specification, layer.md).
package struct Layer: Sendable {
  private(set) var files: [TreePath: ProgramFile] = [:]
  private(set) var links: [TreePath: [UInt8]] = [:]
  /// What it deletes of the layers below.
  private var deleted: Set<TreePath> = []
  /// Directories of which it hides everything that the layers below have in them.
  private var opaque: Set<TreePath> = []
  /// All else that it has, by hashes: it takes the place of what is below.
  private var others: Set<Int> = []
  private var directories: Set<Int> = []

  package init() {}

  /// How many bytes of memory it takes, roughly: names of others can be long.
  private(set) var weight = 0

  private static let deletion = Array(".wh.".utf8)
  private static let opaqueMark = Array(".wh..wh..opq".utf8)

  /// Adds an entry of the layer's archive.
  /// - Parameter file: what it is, if it is executed or loaded.
  mutating func add(_ entry: TarEntry, _ file: ProgramFile?) {
    let path = TreePath(entry.name)
    guard let parent = path.parent else { return }
    weight += 32
    if path.name.elementsEqual(Self.opaqueMark) {
      opaque.insert(parent)
      weight += path.weight
    } else if path.name.starts(with: Self.deletion) {
      deleted.insert(parent.appending(path.name.dropFirst(Self.deletion.count)))
      weight += path.weight
    } else {
      add(entry, file, at: path)
    }
  }

  private mutating func add(_ entry: TarEntry, _ file: ProgramFile?, at path: TreePath) {
    // Within one archive, too, the last entry of a name counts.
    files[path] = nil
    links[path] = nil
    switch entry.kind {
    case .directory: directories.insert(path.hashValue)
    case .symbolicLink:
      links[path] = entry.link
      weight += path.weight + entry.link.count
    case .hardLink:
      let target = TreePath(entry.link)
      files[path] = files[target]
      links[path] = links[target]
      if files[path] != nil || links[path] != nil { weight += path.weight }
      others.insert(path.hashValue)
    case .file, .special:
      files[path] = file
      weight += file == nil ? 0 : path.weight
      if file == nil { others.insert(path.hashValue) }
    }
  }

  /// Whether what the layers below have at a path is not in the image any more.
  func hides(_ path: TreePath) -> Bool {
    if deleted.contains(path) || has(path) || directories.contains(path.hashValue) { return true }
    guard hasLeaves || !deleted.isEmpty || !opaque.isEmpty else { return false }
    var above = path.parent
    while let directory = above {
      if opaque.contains(directory) || deleted.contains(directory) || has(directory) { return true }
      above = directory.parent
    }
    return false
  }

  private var hasLeaves: Bool { !files.isEmpty || !links.isEmpty || !others.isEmpty }

  /// Whether it has something there that is no directory.
  private func has(_ path: TreePath) -> Bool {
    files[path] != nil || links[path] != nil || others.contains(path.hashValue)
  }
}
