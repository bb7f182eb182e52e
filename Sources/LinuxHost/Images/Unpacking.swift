import Images

/// Unpacks by programs of the system.
struct Unpacking {
  let environment: [String: String]
  let signals: SignalWatch

  /// Neither reading nor writing anything for so long, a program hangs.
  static let patience = Duration.seconds(60)

  /// What a packed source holds.
  func source(_ packing: Compression, _ packed: any ByteSource) throws -> any ByteSource {
    let program =
      switch packing {
      case .gzip: "gzip"
      case .zstd: "zstd"
      case .other(let name): throw UnpackingError(.packed(name))
      }
    guard let path = ProgramSearch(environment: environment).path(of: program) else {
      throw UnpackingError(.missingProgram(program))
    }
    return try ChildSource(
      Child(path: path, arguments: [program, "-dc"], timeout: Self.patience), input: packed,
      patience: Self.patience, signals: signals)
  }
}
