import Glibc

/// Which file systems may let a reader wait for ever, told without touching them.
struct MountTable {
  /// A mount.
  struct Mount: Hashable {
    let point: [UInt8]
    let type: [UInt8]
  }

  /// The mounts by their points; of several at one the last, which hides the others.
  private let mounts: [[UInt8]: Mount]
  /// Whether any of them may stall: on most hosts none does, and no path has to be walked.
  private let mayStall: Bool
  /// Whether the table is known, and none of its mounts can keep a reader waiting.
  var nothingStalls: Bool { !mounts.isEmpty && !mayStall }

  /// Reads a text in the format of `/proc/self/mountinfo`.
  init(mountinfo text: [UInt8]) {
    mounts = Dictionary(Mountinfo.all(in: text).map { ($0.point, $0) }) { _, last in last }
    mayStall = !mounts.values.allSatisfy(Self.answers)
  }

  /// The mount on the way of a path that may never answer; nil where all of it is the kernel's own.
  ///
  /// The path is walked as the kernel does, and a part is looked at only when the table says that it
  /// is on a file system that answers: so a symbolic link is followed without waiting, too.
  func stalling(on path: [UInt8]) -> Mount? {
    guard mayStall, path.first == UInt8(ascii: "/") else { return nil }
    var here: [[UInt8]] = []
    var rest = Self.steps(path)
    var links = 0
    if let mount = mount(of: here), !Self.answers(mount) { return mount }
    while true {
      guard let step = rest.popLast() else { return nil }
      if step == [UInt8(ascii: ".")] { continue }
      if step == Array("..".utf8) {
        _ = here.popLast()
        continue
      }
      here.append(step)
      if let mount = mount(of: here), !Self.answers(mount) { return mount }
      guard let target = try? readLink(Self.path(here)) else { continue }
      links += 1
      if links > 40 { return nil }
      if target.first == UInt8(ascii: "/") { here = [] } else { here.removeLast() }
      rest += Self.steps(target)
    }
  }

  /// The mount that a path is on: the one with the longest point.
  private func mount(of parts: [[UInt8]]) -> Mount? {
    var parts = parts[...]
    while true {
      if let mount = mounts[Self.path(parts)] { return mount }
      guard parts.popLast() != nil else { return nil }
    }
  }

  private static func path(_ parts: some Collection<[UInt8]>) -> [UInt8] {
    parts.isEmpty
      ? [UInt8(ascii: "/")] : parts.reduce(into: []) { $0 += [UInt8(ascii: "/")] + $1 }
  }

  private static func steps(_ path: [UInt8]) -> [[UInt8]] {
    path.split(separator: UInt8(ascii: "/")).map { Array($0) }.reversed()
  }

  /// Whether a file system is the kernel's own, of this machine's memory and disks. What is not known
  /// may be served by a program or over a network: fuse, nfs, cifs, 9p, virtiofs, autofs and others.
  private static func answers(_ mount: Mount) -> Bool {
    local.contains(String(decoding: mount.type, as: UTF8.self))
  }

  private static let local: Set<String> = [
    "bcachefs", "binfmt_misc", "bpf", "btrfs", "cgroup", "cgroup2", "configfs", "debugfs", "devpts",
    "devtmpfs", "efivarfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fusectl",
    "hugetlbfs",
    "iso9660", "jfs", "mqueue", "nsfs", "ntfs3", "overlay", "proc", "pstore", "ramfs", "reiserfs",
    "rootfs", "securityfs", "selinuxfs", "squashfs", "sysfs", "tmpfs", "tracefs", "udf", "vfat",
    "xfs",
    "zfs",
  ]
}
