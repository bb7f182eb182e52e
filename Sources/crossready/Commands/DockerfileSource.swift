import Dockerfiles
import FoundationEssentials
import LinuxHost
import LinuxNames

/// A Dockerfile and what is beside it.
struct DockerfileSource {
  /// Where it was found; `-` for standard input.
  let path: String
  let bytes: [UInt8]
  /// The build context; nil for the directory of the file.
  var context: String?

  private static let limit = 64 << 20
  private static let isDirectory: Int32 = 21

  /// Reads a file, or that in a directory.
  static func read(_ path: String, context: String? = nil) throws -> DockerfileSource {
    do throws(SystemCallError) {
      return DockerfileSource(path: path, bytes: try bytes(of: path), context: context)
    } catch {
      guard error.errno == isDirectory else { throw Failure.dockerfileUnreadable(error) }
    }
    let inside = (path.hasSuffix("/") ? path : path + "/") + "Dockerfile"
    do throws(SystemCallError) {
      return DockerfileSource(path: inside, bytes: try bytes(of: inside), context: context)
    } catch {
      throw Failure.dockerfileUnreadable(error)
    }
  }

  /// What a file holds, or standard input.
  static func bytes(of path: String) throws(SystemCallError) -> [UInt8] {
    if path == "-" { return try StandardStream.readInput(limit: limit) }
    let stream = try ByteStream(opening: path)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    var bytes: [UInt8] = []
    while true {
      let count = try stream.read(into: chunk)
      if count == 0 { return bytes }
      bytes += chunk.prefix(count)
      // EFBIG: no Dockerfile is so large.
      guard bytes.count <= limit else {
        throw SystemCallError(call: "read", path: path, errno: 27)
      }
    }
  }

  /// What the lock files that are there say. One that cannot be read proves nothing.
  func evidence(of names: [String]) -> [String: Evidence] {
    guard path != "-" || context != nil else { return [:] }
    let directory =
      context.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
      ?? path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var result: [String: Evidence] = [:]
    for name in names where !name.split(separator: "/").contains("..") {
      let place = directory + name.drop { $0 == "/" }
      do throws(SystemCallError) {
        let bytes = try readAll(path: place, limit: Self.limit)
        result[name] = Self.evidence(name, bytes)
      } catch {
        // ENOENT, ENOTDIR: not there is usual.
        guard ![2, 20].contains(error.errno) else { continue }
        complain(
          "\(place) was left out: \(ErrorNumber.text(error.errno)); check that it is a readable file"
        )
      }
    }
    return result
  }

  private static func evidence(_ name: String, _ bytes: [UInt8]) -> Evidence? {
    if let evidence = Evidence(lockFile: name, text: String(decoding: bytes, as: UTF8.self)) {
      return evidence
    }
    guard name.hasSuffix("package-lock.json") || name.hasSuffix("npm-shrinkwrap.json") else {
      return nil
    }
    do {
      return try JSONDecoder().decode(PackageLock.self, from: Data(bytes)).evidence
    } catch {
      complain(
        "\(name) was left out: it is no package-lock.json that npm wrote; write it again with npm")
      return nil
    }
  }
}

/// What npm's package-lock.json says of packages (versions 2 and 3, "packages").
private struct PackageLock: Decodable {
  let packages: [String: Package]?

  struct Package: Decodable {
    let version: String?
    let hasInstallScript: Bool?
    let dev: Bool?
    let cpu: [String]?
    let os: [String]?
  }

  var evidence: Evidence? {
    guard let packages else { return nil }
    var native: Set<String> = []
    var possible: Set<String> = []
    for (path, package) in packages where !path.isEmpty && package.dev != true {
      // What is for other systems is never installed on Linux.
      if let os = package.os, !os.contains("linux"), !os.contains(where: { $0.hasPrefix("!") }) {
        continue
      }
      let name = path.components(behind: "node_modules/")
      let named = [name, package.version].compactMap(\.self).joined(separator: " ")
      if package.cpu != nil || Evidence.nodePackages.contains(name) {
        native.insert(named)
      } else if package.hasInstallScript == true, name != "core-js", name != "core-js-pure" {
        possible.insert(named)
      }
    }
    if !native.isEmpty { return .native(native.sorted()) }
    return possible.isEmpty ? Evidence.none : .possible(possible.sorted())
  }
}

extension String {
  /// What stands behind the last of these words.
  fileprivate func components(behind word: String) -> String {
    var rest = self[...]
    while let range = rest.firstRange(of: word) { rest = rest[range.upperBound...] }
    return String(rest)
  }
}
