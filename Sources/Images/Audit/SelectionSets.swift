/// Folders and files that stand side by side, one for each CPU, of which a program takes its own.
struct SelectionSets {
  /// A place whose names differ in the CPU alone.
  struct Place: Hashable {
    let directory: TreePath
    let template: String
  }

  private var cpus: [Place: Set<String>] = [:]

  /// Looks at every program and library.
  init(_ paths: some Sequence<TreePath>) {
    for path in paths {
      for (place, cpu) in Self.places(of: path) { cpus[place, default: []].insert(cpu) }
    }
  }

  /// The places of a path that name a CPU, and which.
  private static func places(of path: TreePath) -> [(Place, String)] {
    var places: [(Place, String)] = []
    var here = TreePath.root
    for part in path.parts {
      if let reading = CPUWords.reading(part) {
        places.append((Place(directory: here, template: reading.template), reading.cpu))
      }
      here = here.appending(part)
    }
    return places
  }

  /// What becomes of a file of one CPU where another is wanted.
  enum Choice {
    /// Nothing about its path says that it is one of several.
    case none
    /// It is one of several, and one of the others fits.
    case hasOther
    /// It is one of several, and none fits.
    case lacks(Place)
  }

  /// The innermost place decides.
  func choice(_ path: TreePath, of cpu: CPU, wanting wanted: [String]) -> Choice {
    for (place, named) in Self.places(of: path).reversed() where named == cpu.name {
      let others = cpus[place] ?? []
      return wanted.contains(where: others.contains) ? .hasOther : .lacks(place)
    }
    return .none
  }

  /// The CPUs that a place has something for.
  func cpus(at place: Place) -> [String] { (cpus[place] ?? []).sorted() }
}
