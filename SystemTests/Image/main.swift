// Writes the image that is released, for `SystemTests/package`:
//
//   write-image REFERENCE VERSION CREATED ARCHITECTURE=DIRECTORY... > FILE
//
// Each DIRECTORY is the root of the image for an architecture, with every emulator that Debian has in
// usr/bin: those of crossready's table are taken, without the architecture's own. CREATED is a time as
// RFC 3339 has it. For engines that know no index each image has REFERENCE-ARCHITECTURE, too, and the
// last one named REFERENCE.

import Glibc
import Images
import LinuxHost
import Platforms

func fail(_ message: String) -> Never {
  try? StandardStream.error.write("write-image: \(message)\n")
  exit(1)
}

/// Whether a file of the tree is wanted.
func isWanted(_ path: String, _ architecture: String) -> Bool {
  let program = path.split(separator: "/").last.map(String.init) ?? path
  guard path.hasPrefix("usr/bin/qemu-") else { return true }
  return Architecture.table.contains { row in
    row.name != architecture && row.emulators.first == program
  }
}

/// A directory's files, of which programs may be executed.
func append(_ path: String, of root: String, _ architecture: String, to archive: inout TarArchive)
  throws
{
  let names = try listDirectory(path: "\(root)/\(path)").map { String(decoding: $0, as: UTF8.self) }
  for name in names.sorted() {
    let inner = path.isEmpty ? name : "\(path)/\(name)"
    var status = stat()
    guard lstat("\(root)/\(inner)", &status) == 0 else { fail("\(root)/\(inner) cannot be read") }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      archive.append(directory: inner, mode: Int(status.st_mode & 0o7777))
      try append(inner, of: root, architecture, to: &archive)
    case S_IFREG where isWanted(inner, architecture):
      archive.append(
        file: inner, mode: status.st_mode & 0o100 == 0 ? 0o644 : 0o755,
        contents: try readAll(path: "\(root)/\(inner)", limit: 256 << 20))
    case S_IFREG: break
    default: fail("\(root)/\(inner) is neither a file nor a directory")
    }
  }
}

let words = CommandLine.arguments.dropFirst()
guard words.count > 3 else {
  fail("usage: write-image REFERENCE VERSION CREATED ARCHITECTURE=DIRECTORY...")
}
let (reference, version, created) = (words[1], words[2], words[3])
var image = ImageArchive()
for word in words.dropFirst(3) {
  let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
  guard parts.count == 2 else { fail("'\(word)' is not ARCHITECTURE=DIRECTORY") }
  var layer = TarArchive()
  try append("", of: parts[1], parts[0], to: &layer)
  let own = LayeredImage(
    for: Platform(architecture: parts[0]), layer: layer.data,
    process: .init(
      entryPoint: ["/usr/bin/crossready", "binfmt-image"], environment: ["PATH=/usr/bin"],
      labels: [
        "org.opencontainers.image.title": "crossready",
        "org.opencontainers.image.version": version,
      ]), created: created)
  let isLast = word == words.last
  image.append(own, as: (isLast ? [reference] : []) + ["\(reference)-\(parts[0])"])
}
var rest = image.indexed(as: reference)[...]
while !rest.isEmpty {
  let count = rest.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
  guard count > 0 else { fail("standard output cannot be written") }
  rest = rest.dropFirst(count)
}
