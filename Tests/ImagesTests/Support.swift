import Images
import Platforms

/// A program for an architecture, with its loader if it has one.
func program(
  _ architecture: String, loader: String? = nil, type: ELFIdentity.ProgramType = .executable
) -> [UInt8] {
  guard let identity = Architecture.named(architecture)?.identity else { return [] }
  var bytes = identity.header(type: type)
  guard let loader else { return bytes + [UInt8](repeating: 0, count: 64) }
  let wide = identity.wordSize == .bits64
  let entry = wide ? 56 : 32
  let path = Array(loader.utf8) + [0]
  let place = bytes.count + entry
  func number(_ value: Int, _ count: Int) -> [UInt8] {
    let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return identity.byteOrder == .little ? little : little.reversed()
  }
  let word = wide ? 8 : 4
  bytes += number(3, 4)
  if wide { bytes += number(4, 4) }
  bytes += number(place, word) + number(0, word) + number(0, word) + number(path.count, word)
  bytes += number(path.count, word)
  bytes += wide ? number(1, 8) : number(4, 4) + number(1, 4)
  return bytes + path
}

/// A library for an architecture.
func library(_ architecture: String) -> [UInt8] { program(architecture, type: .sharedObject) }

extension ArchiveScan {
  /// What is in an archive; nothing is unpacked.
  static func images(in bytes: [UInt8], limits: AuditLimits = AuditLimits()) throws -> FoundImages {
    let scan = ArchiveScan(limits: limits) { packing, source in
      switch packing {
      // Nothing is packed here but by a name.
      case .zstd: throw UnpackingError(.missingProgram("zstd"))
      default:
        _ = try source.skip(2)
        return source
      }
    }
    try scan.read(MemorySource(bytes))
    return try scan.images(named: "archive")
  }
}

/// What an audit of an archive says.
func audit(
  _ bytes: [UInt8], for platforms: [String] = ["amd64"]
) throws -> AuditReport {
  AuditReport(
    try ArchiveScan.images(in: bytes), subject: "archive",
    wanted: platforms.map { Platform(architecture: $0).normalized }, isAsked: true)
}

extension AuditReport {
  /// The findings that count, as `certainty id`.
  var words: [String] {
    allFindings.filter { $0.certainty != .note }.map {
      "\($0.certainty.rawValue) \($0.kind.rawValue)"
    }
  }
}

/// A layer with files: a name that ends in `*` is executable.
func layer(_ files: [(String, [UInt8])]) -> [UInt8] {
  var archive = TarBuilder()
  for (name, contents) in files {
    let isExecutable = name.hasSuffix("*")
    archive.file(
      isExecutable ? String(name.dropLast()) : name, contents, mode: isExecutable ? 0o755 : 0o644)
  }
  return archive.data
}

/// An image as `docker save` of Docker 20.10 writes it.
func dockerArchive(
  label: String, layers: [[UInt8]], entrypoint: [String] = [], tag: String = "app:1"
) -> [UInt8] {
  var archive = TarBuilder()
  archive.file("c.json", configuration(label, entrypoint))
  for (index, layer) in layers.enumerated() { archive.file("l\(index)/layer.tar", layer) }
  let names = layers.indices.map { "\"l\($0)/layer.tar\"" }.joined(separator: ",")
  archive.file(
    "manifest.json",
    Array("[{\"Config\":\"c.json\",\"RepoTags\":[\"\(tag)\"],\"Layers\":[\(names)]}]".utf8))
  return archive.data
}

/// An image's configuration.
func configuration(_ architecture: String, _ entrypoint: [String] = []) -> [UInt8] {
  let words = entrypoint.map { "\"\($0)\"" }.joined(separator: ",")
  return Array(
    """
    {"os":"linux","architecture":"\(architecture)","rootfs":{"type":"layers"},
     "config":{"Entrypoint":[\(words)],"Env":["PATH=/usr/bin:/bin"],"WorkingDir":"/app"}}
    """.utf8)
}
