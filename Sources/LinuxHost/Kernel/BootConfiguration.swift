import Binfmt
package import Facts
import Glibc
import Text

extension BootFacts {
  /// Reads what the host's configuration registers at boot.
  ///
  /// A directory that is not there has no files. One that cannot be read, or a file in it that
  /// cannot, makes the whole fact fail with that path: it might hold the one line that matters.
  package static func reading(
    binfmtD: [String] = BinfmtD.directories, updateBinfmts: String = UpdateBinfmts.directory,
    readers: [String] = BinfmtD.readers + UpdateBinfmts.readers + BinfmtD.services
  ) -> BootFacts {
    var facts = BootFacts()
    facts.binfmtD = files(in: binfmtD) { $0.suffix(5) == Array(".conf".utf8) }
    facts.updateBinfmts = files(in: [updateBinfmts]) { _ in true }
    facts.readers = started(readers)
    return facts
  }

  /// Those programs of a list that are there and that a boot starts, below another root if one is named.
  package static func started(_ readers: [String], root: String = "") -> Fact<[String]> {
    do throws(SystemCallError) {
      var started: [String] = []
      for reader in readers where try isStarted(reader, root) { started.append(reader) }
      return .seen(started)
    } catch {
      return .failed(ReadFailure(path: KernelText(error.path ?? ""), errno: error.errno))
    }
  }

  private static func isStarted(_ reader: String, _ root: String) throws(SystemCallError) -> Bool {
    guard try isThere(root + reader) else { return false }
    if try isMasked(BinfmtD.units(of: reader).map { root + $0 }) { return false }
    let switches = BinfmtD.switches(of: reader)
    for path in switches where try isThere(root + path) { return true }
    return switches.isEmpty
  }

  private static func isThere(_ path: String) throws(SystemCallError) -> Bool {
    do throws(SystemCallError) {
      _ = try checked("access", path: path) { access(path, F_OK) }
      return true
    } catch {
      guard error.errno == ENOENT || error.errno == ENOTDIR else { throw error }
      return false
    }
  }

  /// Whether systemd does not start a service, by its files; false where it has none.
  private static func isMasked(_ units: [String]) throws(SystemCallError) -> Bool {
    for unit in units {
      var status = stat()
      do throws(SystemCallError) {
        _ = try checked("lstat", path: unit) { lstat(unit, &status) }
      } catch {
        guard error.errno == ENOENT || error.errno == ENOTDIR else { throw error }
        continue
      }
      // A link to a file that is not there leaves no unit to start, whatever later directories have.
      guard try isThere(unit) else { return true }
      _ = try checked("stat", path: unit) { stat(unit, &status) }
      let isEmpty = status.st_mode & S_IFMT == S_IFREG && status.st_size == 0
      return isEmpty || status.st_mode & S_IFMT == S_IFCHR
    }
    return false
  }

  private static func files(
    in directories: [String], where isWanted: (KernelName) -> Bool
  ) -> Fact<[ConfigurationFile]> {
    var files: [ConfigurationFile] = []
    for directory in directories {
      do {
        let names = try names(in: directory).filter {
          isWanted($0) && $0.first != UInt8(ascii: ".")
        }
        for name in names {
          let path = Array("\(directory)/".utf8) + name
          guard let text = try text(of: path) else { continue }
          files.append(
            ConfigurationFile(path: String(decoding: path, as: UTF8.self), text: KernelText(text)))
        }
      } catch {
        return .failed(ReadFailure(path: KernelText(error.path ?? directory), errno: error.errno))
      }
    }
    return .seen(files)
  }

  private typealias KernelName = [UInt8]

  private static func names(in directory: String) throws(SystemCallError) -> [KernelName] {
    do {
      return try listDirectory(path: directory).sorted { $0.lexicographicallyPrecedes($1) }
    } catch {
      guard error.errno == ENOENT else { throw error }
      return []
    }
  }

  /// What a file holds; nothing if it is a device, as `/dev/null` is. Nil if it is no longer there.
  private static func text(of path: [UInt8]) throws(SystemCallError) -> [UInt8]? {
    let shown = String(decoding: path, as: UTF8.self)
    do {
      let name = path.map { CChar(bitPattern: $0) } + [0]
      var status = stat()
      _ = try checked("stat", path: shown) { stat(name, &status) }
      guard status.st_mode & S_IFMT == S_IFREG else { return [] }
      return try readAll(path: path, limit: Limit.configuration)
    } catch {
      guard error.errno == ENOENT else { throw error }
      return nil
    }
  }
}
