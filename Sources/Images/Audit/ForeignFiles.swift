import Platforms

/// The files of a tree that are not for a platform, sorted by what becomes of them.
struct ForeignFiles {
  /// One of them.
  struct File {
    let path: TreePath
    let cpu: CPU
    let isLibrary: Bool
  }

  /// Those that fail when they are executed or loaded.
  private(set) var failing: [File] = []
  /// Those of which a package has builds for other CPUs only.
  private(set) var lacking: [SelectionSets.Place: [File]] = [:]
  /// Those that only some CPUs of the platform run.
  private(set) var compatible: [File] = []
  /// How many are where they belong, and what some of them are.
  private(set) var data: [File] = []
  /// How many programs and libraries for each CPU are where they would be executed or loaded.
  private(set) var placed: [CPU: Int] = [:]
  /// How many there are at all.
  private(set) var content: [CPU: Int] = [:]
  /// The sets by which they were chosen.
  private(set) var sets: SelectionSets?

  init(_ tree: FileTree, platform: Platform) {
    var foreign: [File] = []
    var compatible: [File] = []
    for (path, file) in tree.files {
      // A relocatable file and a core are neither executed nor loaded (`e_type` in elf(5)).
      guard case .elf(let header) = file.head, header.type == 2 || header.type == 3 else {
        continue
      }
      let cpu = CPU(header.identity)
      content[cpu, default: 0] += 1
      let fit = cpu.fit(platform)
      if fit == .own { placed[cpu, default: 0] += 1 }
      guard fit == .foreign || fit == .compatible else { continue }
      let isLibrary = Self.isLibrary(path, header)
      let entry = File(path: path, cpu: cpu, isLibrary: isLibrary)
      guard isLibrary || file.isExecutable, !Places.isData(path) else {
        data.append(entry)
        continue
      }
      if fit == .foreign { foreign.append(entry) } else { compatible.append(entry) }
    }
    sort(foreign, compatible, tree, platform)
  }

  private mutating func sort(
    _ foreign: [File], _ compatible: [File], _ tree: FileTree, _ platform: Platform
  ) {
    guard !foreign.isEmpty || !compatible.isEmpty else { return }
    let sets = SelectionSets(
      tree.files.lazy.compactMap { path, file in
        if case .elf(let header) = file.head { (path, CPU(header.identity)) } else { nil }
      })
    self.sets = sets
    for file in compatible {
      if case .hasOther = sets.choice(file.path, of: file.cpu, wanting: [platform.architecture]) {
        data.append(file)
      } else {
        self.compatible.append(file)
        placed[file.cpu, default: 0] += 1
      }
    }
    let wanted = [platform.architecture] + (platform.architectureInTable?.compatible ?? [])
    for file in foreign {
      switch sets.choice(file.path, of: file.cpu, wanting: wanted) {
      case .hasOther: data.append(file)
      case .lacks(let place): lacking[place, default: []].append(file)
      case .none:
        failing.append(file)
        placed[file.cpu, default: 0] += 1
      }
    }
  }

  /// Whether a file is loaded by another, not executed: by its name, for a static program that is
  /// position-independent has the same header.
  private static func isLibrary(_ path: TreePath, _ header: ELFHeader) -> Bool {
    guard header.type == 3, header.loader == nil else { return false }
    let name = String(decoding: path.name, as: UTF8.self)
    return name.hasSuffix(".node") || name.hasSuffix(".so") || name.contains(".so.")
      || name.hasSuffix(".bundle")
  }

  /// The CPU that most of what counts is for, if it is not the platform's. Where all else is for a
  /// third one, that would be hidden.
  func majority(_ platform: Platform) -> CPU? {
    let all = placed.values.reduce(0, +)
    let most = placed.max { ($0.value, $1.key) < ($1.value, $0.key) }
    guard let most, most.value * 2 > all, most.key.fit(platform) != .own else { return nil }
    let others = failing.contains { $0.cpu != most.key }
    return others && most.key.fit(platform) == .compatible ? nil : most.key
  }

  /// All files for a CPU that are where they would be executed or loaded.
  func placed(for cpu: CPU) -> [TreePath] {
    (failing + Array(lacking.values.joined()) + compatible).filter { $0.cpu == cpu }.map(\.path)
      .sorted()
  }
}
