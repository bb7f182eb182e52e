import Glibc

/// A system call that failed: what was called, what it was about, and why.
package struct SystemCallError: Error, Equatable, Sendable {
  /// The call's name, e.g. `open`.
  package var call: String
  /// The path it was about, if it was about one.
  package var path: String?
  /// The error's number.
  package var errno: Int32

  package init(call: String, path: String? = nil, errno: Int32) {
    self.call = call
    self.path = path
    self.errno = errno
  }
}

/// Makes a system call, again for as long as a signal interrupts it.
///
/// The only place that looks at -1 and at `errno`. `close` must not go through here: on Linux the
/// descriptor is gone after EINTR, and its number may already be that of another file.
package func checked<Value: SignedInteger>(
  _ call: String, path: String? = nil, _ body: () -> Value
) throws(SystemCallError) -> Value {
  while true {
    let value = body()
    if value != -1 { return value }
    let error = errno
    if error != EINTR { throw SystemCallError(call: call, path: path, errno: error) }
  }
}

/// A file descriptor with one owner, closed at the end of its life.
package struct OwnedDescriptor: ~Copyable, Sendable {
  /// The number, valid for as long as the owner lives.
  package let raw: Int32

  /// Takes over a descriptor that nobody else closes.
  package init(owning raw: Int32) {
    self.raw = raw
  }

  deinit {
    close(raw)
  }
}

/// Opens a file for reading.
private func openForReading(_ path: [UInt8]) throws(SystemCallError) -> OwnedDescriptor {
  let terminated = path.map { CChar(bitPattern: $0) } + [0]
  // Neither a named pipe without a writer nor a terminal may make us wait, or become ours.
  let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
  return OwnedDescriptor(
    owning: try checked("open", path: String(decoding: path, as: UTF8.self)) {
      open(terminated, flags)
    })
}

/// Reads a file from its start: at most `limit` bytes, and less only if it is shorter; ETIMEDOUT
/// where its file system does not answer.
package func readPrefix(path: [UInt8], limit: Int) throws(SystemCallError) -> [UInt8] {
  try Guarded.bytes(about: path) { () throws(SystemCallError) in
    try readDirectly(path: path, limit: limit)
  }
}

/// Reads the first bytes of a file whose file system is sure to answer.
func readDirectly(path: String, limit: Int) throws(SystemCallError) -> [UInt8] {
  try readDirectly(path: Array(path.utf8), limit: limit)
}

private func readDirectly(path: [UInt8], limit: Int) throws(SystemCallError) -> [UInt8] {
  let name = String(decoding: path, as: UTF8.self)
  let file = try openForReading(path)
  return try readPrefix(file.raw, limit: limit, path: name)
}

/// Reads an open file from where it stands: at most `limit` bytes, and less only at its end.
func readPrefix(_ file: Int32, limit: Int, path name: String) throws(SystemCallError) -> [UInt8] {
  var bytes: [UInt8] = []
  // The kernel gives the size of its own files as 0, and ends a read where it likes.
  var chunk = [UInt8](repeating: 0, count: max(1, min(limit, 16_384)))
  while bytes.count < limit {
    let wanted = min(chunk.count, limit - bytes.count)
    let count = try checked("read", path: name) { read(file, &chunk, wanted) }
    if count == 0 { break }
    bytes += chunk[..<count]
  }
  return bytes
}

/// Reads a file from its start: at most `limit` bytes, and less only if it is shorter.
package func readPrefix(path: String, limit: Int) throws(SystemCallError) -> [UInt8] {
  try readPrefix(path: Array(path.utf8), limit: limit)
}

/// Reads the rest of an open file; more than `limit` bytes are an error, EFBIG.
func readAll(_ file: Int32, limit: Int, path: String) throws(SystemCallError) -> [UInt8] {
  let bytes = try readPrefix(file, limit: limit + 1, path: path)
  if bytes.count <= limit { return bytes }
  throw SystemCallError(call: "read", path: path, errno: EFBIG)
}

/// Reads a whole file; one of more than `limit` bytes is an error, EFBIG.
package func readAll(path: [UInt8], limit: Int) throws(SystemCallError) -> [UInt8] {
  let bytes = try readPrefix(path: path, limit: limit + 1)
  if bytes.count <= limit { return bytes }
  let name = String(decoding: path, as: UTF8.self)
  throw SystemCallError(call: "read", path: name, errno: EFBIG)
}

/// Reads a whole file; one of more than `limit` bytes is an error, EFBIG.
package func readAll(path: String, limit: Int) throws(SystemCallError) -> [UInt8] {
  try readAll(path: Array(path.utf8), limit: limit)
}

/// The names in a directory, without `.` and `..`, in the order in which the kernel lists them.
///
/// That order means something in binfmt_misc, and names there need not be text.
package func listDirectory(path: String) throws(SystemCallError) -> [[UInt8]] {
  let names = try Guarded.bytes(about: Array(path.utf8)) { () throws(SystemCallError) in
    Array(try listDirectly(path: path).joined(separator: [0]))
  }
  return names.split(separator: 0).map { Array($0) }
}

private func listDirectly(path: String) throws(SystemCallError) -> [[UInt8]] {
  guard let directory = opendir(path) else {
    throw SystemCallError(call: "opendir", path: path, errno: errno)
  }
  defer { closedir(directory) }
  return try namesLeft(in: directory, path: path)
}

/// The names that an open directory has not given yet.
func namesLeft(in directory: OpaquePointer, path: String) throws(SystemCallError) -> [[UInt8]] {
  var names: [[UInt8]] = []
  while true {
    // The end and an error look the same but for errno.
    errno = 0
    guard let entry = readdir(directory) else { break }
    let name = entryName(entry)
    if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
  }
  let error = errno
  if error != 0 { throw SystemCallError(call: "readdir", path: path, errno: error) }
  return names
}

/// An entry's memory ends with its name, so that the tuple Swift sees must not be copied whole.
private func entryName(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
  guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
  let start = UnsafeRawPointer(entry) + offset
  let length = strlen(start.assumingMemoryBound(to: CChar.self))
  return Array(UnsafeRawBufferPointer(start: start, count: length))
}
