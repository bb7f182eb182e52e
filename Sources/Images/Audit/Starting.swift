/// How a container's command becomes a program: as the engine and the kernel find it.
struct Starting {
  let tree: FileTree
  let configuration: ImageConfiguration

  /// As many interpreters of interpreters as the kernel follows (`exec_binprm` in `fs/exec.c`).
  private static let mostInterpreters = 5

  /// The file that the command names, and the one that is executed in the end.
  func files() -> (first: TreePath, last: TreePath)? {
    guard let word = configuration.command.first, let first = find(Array(word.utf8)) else {
      return nil
    }
    return (first, interpreter(of: first) ?? first)
  }

  /// The interpreter that a script, or a script that executes it, names and that is not there.
  func missingInterpreter(of path: TreePath) -> [UInt8]? {
    var path = path
    for _ in 0..<Self.mostInterpreters {
      guard case .script(let interpreter, let argument) = tree.files[path]?.head else {
        return nil
      }
      guard tree.resolve(TreePath(interpreter)) != nil else { return interpreter }
      guard let next = program(interpreter, argument) else {
        return searched(interpreter, argument).map(Array.init)
      }
      path = next
    }
    return nil
  }

  /// The program that executes a script; nil where it is no script, or the program is not there.
  func interpreter(of path: TreePath) -> TreePath? {
    var path = path
    var found: TreePath?
    for _ in 0..<Self.mostInterpreters {
      guard case .script(let interpreter, let argument) = tree.files[path]?.head,
        let next = program(interpreter, argument)
      else { break }
      path = next
      found = next
    }
    return found
  }

  private func program(_ interpreter: [UInt8], _ argument: [UInt8]) -> TreePath? {
    searched(interpreter, argument).map { find(Array($0)) } ?? tree.resolve(TreePath(interpreter))
  }

  /// The program that `env NAME` looks for along PATH; nil where no name is looked for.
  private func searched(_ interpreter: [UInt8], _ argument: [UInt8]) -> ArraySlice<UInt8>? {
    guard TreePath(interpreter).name.elementsEqual("env".utf8) else { return nil }
    // `-S` splits the argument into words; assignments and other options are passed over.
    let words = argument.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    return words.first { $0.first != UInt8(ascii: "-") && !$0.contains(UInt8(ascii: "=")) }
  }

  private func find(_ word: [UInt8]) -> TreePath? {
    let directory = TreePath(configuration.directory)
    if word.first == UInt8(ascii: "/") { return tree.resolve(TreePath(word)) }
    if word.contains(UInt8(ascii: "/")) {
      return tree.resolve(TreePath(directory.bytes + [UInt8(ascii: "/")] + word))
    }
    for place in configuration.searchPath {
      if let file = tree.resolve(TreePath(place).appending(word)) { return file }
    }
    return nil
  }
}
