/// The files of an image or a directory that are executed or loaded, and the links to them.
package struct FileTree: Sendable {
  /// Programs, libraries and scripts.
  package private(set) var files: [TreePath: ProgramFile] = [:]
  /// Symbolic links, and where they lead, as it is written.
  package private(set) var links: [TreePath: [UInt8]] = [:]
  /// Whether it looks like the root of a system: then what it does not have is missing.
  package private(set) var isRoot = false

  package init() {}

  /// Adds a file.
  package mutating func add(_ file: ProgramFile, at path: TreePath) {
    files[path] = file
  }

  /// Adds a symbolic link.
  package mutating func add(link target: [UInt8], at path: TreePath) {
    links[path] = target
  }

  /// Says that it is all that a program will find.
  package mutating func becomeRoot() { isRoot = true }

  /// How many files and links there are.
  package var count: Int { files.count + links.count }

  /// Puts a layer on top.
  mutating func apply(_ layer: Layer) {
    if !files.isEmpty || !links.isEmpty {
      files = files.filter { !layer.hides($0.key) }
      links = links.filter { !layer.hides($0.key) }
    }
    files.merge(layer.files) { $1 }
    links.merge(layer.links) { $1 }
  }

  /// As many links as the kernel follows (path_resolution(7)).
  private static let mostLinks = 40

  /// The file that a path means, through symbolic links, as for a process with this root.
  package func resolve(_ path: TreePath) -> TreePath? {
    var here = TreePath.root
    var rest = Array(path.parts.reversed())
    var followed = 0
    while let part = rest.popLast() {
      if part.elementsEqual([UInt8(ascii: ".")]) { continue }
      if part.elementsEqual(Array("..".utf8)) {
        here = here.parent ?? .root
        continue
      }
      let next = here.appending(part)
      guard let target = links[next] else {
        here = next
        continue
      }
      followed += 1
      // A path of more names than any has only comes of links that grow it.
      guard followed <= Self.mostLinks, rest.count < 4096 else { return nil }
      if target.first == UInt8(ascii: "/") { here = .root }
      rest += target.split(separator: UInt8(ascii: "/")).reversed()
    }
    return files[here] == nil ? nil : here
  }
}
