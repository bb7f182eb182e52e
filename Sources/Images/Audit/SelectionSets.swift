/// Folders and files that stand side by side, one for each CPU, of which a program takes its own.
struct SelectionSets {
  /// A place whose names differ in the CPU alone.
  struct Place: Hashable {
    let directory: TreePath
    let template: String
  }

  /// Files in one directory whose names begin alike.
  private struct Twin: Hashable {
    let directory: TreePath
    let stem: ArraySlice<UInt8>
  }

  private struct Build: Hashable {
    let cpu: String
    /// Whether its name says so.
    let isNamed: Bool
  }

  private var cpus: [Place: Set<String>] = [:]
  private var twins: [Twin: Set<Build>] = [:]

  /// Looks at every program and library.
  init(_ files: some Sequence<(path: TreePath, cpu: CPU)>) {
    for (path, cpu) in files {
      for (place, named) in Self.places(of: path) { cpus[place, default: []].insert(named) }
      if let directory = path.parent, let stem = Self.stem(path.name) {
        let build = Build(cpu: cpu.name, isNamed: CPUWords.reading(path.name) != nil)
        twins[Twin(directory: directory, stem: stem), default: []].insert(build)
      }
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

  /// Any place that has another will do: a file below a folder for each CPU may name its CPU, too. The
  /// innermost one says what is missing.
  func choice(_ path: TreePath, of cpu: CPU, wanting wanted: [String]) -> Choice {
    let places = Self.places(of: path).reversed().filter { $0.1 == cpu.name }
    let hasOther = places.contains { place, _ in
      wanted.contains { cpus[place]?.contains($0) == true }
    }
    if hasOther || hasTwin(path, wanted) { return .hasOther }
    return places.first.map { .lacks($0.0) } ?? .none
  }

  /// Whether a file of the wanted CPU stands beside it whose name begins like its own, and one of the
  /// two names its CPU: `libquery_engine-debian-openssl-3.0.x.so.node` is amd64's.
  private func hasTwin(_ path: TreePath, _ wanted: [String]) -> Bool {
    guard let directory = path.parent, let stem = Self.stem(path.name) else { return false }
    let isNamed = CPUWords.reading(path.name) != nil
    return twins[Twin(directory: directory, stem: stem)]?.contains { twin in
      wanted.contains(twin.cpu) && (isNamed || twin.isNamed)
    } == true
  }

  /// What names of builds for several systems begin with; nil where that is too little to tell.
  private static func stem(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let end = name.firstIndex(of: UInt8(ascii: "-")), end - name.startIndex >= 5 else {
      return nil
    }
    return name[..<end]
  }

  /// The CPUs that a place has something for.
  func cpus(at place: Place) -> [String] { (cpus[place] ?? []).sorted() }
}
