internal import CLinux

/// A root for a child process to make, fill and hold; see `clinux_root`.
struct RootPlan: Sendable {
  /// A file of the root.
  struct File: Sendable {
    let name: String
    let bytes: [UInt8]
  }

  /// The user and the group to map onto themselves in a user namespace of its own; nil for none.
  let owner: (user: UInt32, group: UInt32)?
  /// Whether a file system of its own is mounted on the directory, in a new mount namespace.
  let isMounted: Bool
  /// The directory that is the root's.
  let directory: String
  /// What is in it.
  let files: [File]

  /// Lends C this plan.
  func withCRoot<Result>(_ body: (UnsafePointer<clinux_root>) -> Result) -> Result {
    let user = owner.map { "\($0.user) \($0.user) 1" } ?? ""
    let group = owner.map { "\($0.group) \($0.group) 1" } ?? ""
    let bytes = files.flatMap(\.bytes)
    let strings = [directory, user, group, "\(directory)/proc"] + files.map(\.name)
    return withCStrings(strings) { strings in
      bytes.withUnsafeBufferPointer { bytes in
        var offset = 0
        let list = files.enumerated().map { index, file in
          defer { offset += file.bytes.count }
          return clinux_file(
            name: strings?[4 + index], bytes: bytes.baseAddress.map { $0 + offset },
            size: UInt(file.bytes.count))
        }
        return list.withUnsafeBufferPointer { list in
          var root = clinux_root(
            user_map: owner == nil ? nil : strings?[1], group_map: strings?[2],
            mounted: isMounted ? 1 : 0, directory: strings?[0],
            proc: strings?[3], files: list.baseAddress, file_count: Int32(list.count))
          return withUnsafePointer(to: &root, body)
        }
      }
    }
  }
}
