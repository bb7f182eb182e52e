import CLinux
import Facts
import Glibc
import Text

/// The sockets of one network namespace (proc_pid_net(5), sock_diag(7)), by their links: `socket:[7]`.
package struct SocketTable: Sendable {
  private var names: [String: String] = [:]
  private var listening: Set<String> = []
  /// The other ends of those that are connected with one of this machine.
  private var peers: [String: String] = [:]

  /// Reads the tables that `read` returns by their names.
  /// - Parameter unixPeers: pairs of inodes of unix sockets that are connected with each other.
  package init(unixPeers: [(Int, Int)] = [], reading read: (String) -> [UInt8]) {
    var byAddresses: [String: String] = [:]
    var remotes: [(link: String, local: String, remote: String)] = []
    for (file, protocolName) in [("tcp", "tcp"), ("tcp6", "tcp"), ("udp", "udp"), ("udp6", "udp")] {
      for line in lines(of: read(file)).dropFirst() {
        let fields = words(of: line).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count > 9, let local = Self.address(fields[1]),
          let remote = Self.address(fields[2])
        else { continue }
        let link = "socket:[\(fields[9])]"
        // Port 0 is nobody: it listens.
        let isConnected = !fields[2].hasSuffix(":0000")
        names[link] = isConnected ? "\(protocolName) to \(remote)" : "\(protocolName) at \(local)"
        if !isConnected { listening.insert(link) }
        // One that nobody has accepted yet has no inode.
        if isConnected, protocolName == "tcp", fields[9] != "0" {
          byAddresses["\(local) \(remote)"] = link
          remotes.append((link, local, remote))
        }
      }
    }
    for (link, local, remote) in remotes { peers[link] = byAddresses["\(remote) \(local)"] }
    for line in lines(of: read("unix")).dropFirst() {
      let fields = words(of: line).map { String(decoding: $0, as: UTF8.self) }
      guard fields.count > 6 else { continue }
      let link = "socket:[\(fields[6])]"
      names[link] = fields.count > 7 ? "unix \(fields[7])" : "unix"
      // __SO_ACCEPTCON of `include/uapi/linux/net.h`.
      if UInt32(fields[3], radix: 16).map({ $0 & 0x10000 != 0 }) == true { listening.insert(link) }
    }
    for (one, other) in unixPeers { peers["socket:[\(one)]"] = "socket:[\(other)]" }
  }

  /// What a socket is connected to, or where it listens; the link's own text where it is unknown.
  package func name(of link: String) -> String { names[link] ?? link }

  /// Whether anybody may connect to it; nil for one that is not known.
  package func isListening(_ link: String) -> Bool? {
    names[link] == nil ? nil : listening.contains(link)
  }

  /// The other end of a connection within this machine.
  package func peer(of link: String) -> String? { peers[link] }

  /// `0100007F:1F90` is 127.0.0.1:8080: words of 32 bits in the byte order of the host, then the
  /// port.
  private static func address(_ text: String) -> String? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = Int(parts[1], radix: 16) else { return nil }
    var bytes: [UInt8] = []
    var rest = parts[0]
    while rest.count >= 8, let word = UInt32(rest.prefix(8), radix: 16) {
      withUnsafeBytes(of: word) { bytes += $0 }
      rest = rest.dropFirst(8)
    }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
    if bytes.count == 16, bytes.starts(with: mapped) { bytes.removeFirst(12) }
    if bytes.count == 4 {
      return bytes.map(String.init).joined(separator: ".") + ":\(port)"
    }
    guard bytes.count == 16 else { return nil }
    let groups = stride(from: 0, to: 16, by: 2).map {
      String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
    }
    return "[\(groups.joined(separator: ":"))]:\(port)"
  }
}

/// The tables of all network namespaces in which somebody waits for a socket.
struct SocketTables {
  private var tables: [String: SocketTable] = [:]
  /// The namespace of every process that waits for a socket.
  private var namespaces: [Int: String] = [:]

  /// Reads what belongs to a process, if it waits for a socket.
  mutating func read(for process: SampledProcess) {
    let targets = process.threads.flatMap { $0.targets ?? [] }
    guard targets.contains(where: { $0.kind == .socket }) else { return }
    let pid = process.pid
    // Where its namespace may not be known, it has one of its own.
    let namespace =
      (try? readLink("/proc/\(pid)/ns/net")).map { String(decoding: $0, as: UTF8.self) } ?? "\(pid)"
    namespaces[pid] = namespace
    guard tables[namespace] == nil else { return }
    tables[namespace] = SocketTable(unixPeers: Self.unixPeers(of: pid, namespace)) { file in
      // A table may be missing where the kernel has no such protocol; a socket then has no name.
      (try? readPrefix(path: "/proc/\(pid)/net/\(file)", limit: 4 << 20)) ?? []
    }
  }

  /// The table in which a process's sockets are.
  func table(of pid: Int) -> SocketTable? { namespaces[pid].flatMap { tables[$0] } }

  /// The links of the other end of a process's socket.
  func others(than link: String, of pid: Int) -> [String] {
    (table(of: pid)?.peer(of: link)).map { [$0] } ?? []
  }

  /// More than any machine has at work: their list is cut there.
  private static var limit: Int { 1 << 17 }

  /// Asks the kernel in the process's network namespace, for which this process, a child that only
  /// looks, enters it; none where that is not allowed.
  private static func unixPeers(of pid: Int, _ namespace: String) -> [(Int, Int)] {
    let own = (try? readLink("/proc/self/ns/net")).map { String(decoding: $0, as: UTF8.self) }
    if own != namespace {
      let path = "/proc/\(pid)/ns/net"
      guard
        let descriptor = try? checked("open", path: path, { open(path, O_RDONLY | O_CLOEXEC) })
      else { return [] }
      let target = OwnedDescriptor(owning: descriptor)
      guard clinux_enter_network(target.raw) == 0 else { return [] }
    }
    var pairs = [UInt64](repeating: 0, count: 2 * limit)
    let count = clinux_unix_peers(&pairs, limit)
    return (0..<max(0, count)).map { (Int(pairs[2 * $0]), Int(pairs[2 * $0 + 1])) }
  }
}
