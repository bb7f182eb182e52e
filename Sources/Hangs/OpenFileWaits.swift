import Facts
import LinuxNames

/// The open files for which the threads of a process wait.
struct OpenFileWaits {
  /// One file, and how it is waited for.
  struct Wait {
    let target: WaitTarget
    let call: String?
    let isTimed: Bool
  }

  /// Those that others can end, or of which that is not known.
  private let others: [Wait]
  /// Those that the process itself brings about, or the kernel for it.
  private let own: [Wait]

  /// - Parameter hasChildren: whether what it waits for may be the end of a child: then others that
  ///   have both ends of a pipe, as it has itself, are what it has started.
  init(_ threads: [ThreadInterval], hasChildren: Bool) {
    var others: [Wait] = []
    var own: [Wait] = []
    for thread in threads {
      guard case .files(let targets, let isTimed) = thread.wait else { continue }
      // What cannot be seen is an event of its own: an epoll instance without files.
      if targets.isEmpty {
        own.append(
          Wait(
            target: WaitTarget(descriptor: -1, kind: .event), call: thread.after.call?.name,
            isTimed: isTimed))
      }
      for target in targets {
        let wait = Wait(target: target, call: thread.after.call?.name, isTimed: isTimed)
        let isOwn = target.isOwn == true && (hasChildren || target.peers?.isEmpty != false)
        if isOwn || Self.ownKinds.contains(target.kind) {
          own.append(wait)
        } else {
          others.append(wait)
        }
      }
    }
    self.others = others
    self.own = own
  }

  private static let ownKinds: Set<WaitTarget.Kind> = [.event, .timer, .signal, .change, .process]

  /// What tells most: whom it asked outside of this machine, then that it serves, then who is nearer.
  var chosen: Wait? {
    for kind in [WaitTarget.Kind.socket, .pipe, .terminal, .file] {
      let all = others.filter { $0.target.kind == kind }
      let first =
        all.first { $0.target.isListening != true && $0.target.peers == nil }
        ?? all.first { $0.target.isListening == true } ?? all.first
      if let first { return first }
    }
    return others.first
  }

  /// The processes that can end it; nil where others can, too.
  var peers: [Int]? {
    var all: Set<Int> = []
    for wait in others {
      guard let peers = wait.target.peers, wait.target.isListening != true else { return nil }
      // Nobody at the other end of a socket is no reason to wait: it is not known who that is.
      if peers.isEmpty, wait.target.kind != .pipe { return nil }
      all.formUnion(peers)
    }
    return all.sorted()
  }

  /// Whether it waits for something that it brings about itself.
  var hasOwn: Bool { !own.isEmpty }
  /// Whether a time ends that.
  var isOwnTimed: Bool { own.contains(where: \.isTimed) }
  /// Whether a timer does.
  var hasTimer: Bool { hasKind(.timer) }
  /// Whether it waits for the end of a process by its descriptor.
  var awaitsProcess: Bool { hasKind(.process) }
  /// The processes that are meant by that.
  var processes: [Int]? {
    let all = own.filter { $0.target.kind == .process }.compactMap(\.target.peers).joined()
    return all.isEmpty ? nil : Array(all)
  }

  func hasKind(_ kind: WaitTarget.Kind) -> Bool { own.contains { $0.target.kind == kind } }

  /// A pipe that its only thread reads or writes while nobody else has it open: nothing but the
  /// handler of a signal can end that.
  func silentOwn(besides waits: [Hangs.Wait]) -> WaitTarget? {
    guard waits.count == 1, others.isEmpty, let wait = own.first, own.count == 1,
      wait.target.kind == .pipe, wait.target.peers == [],
      wait.call.flatMap(SystemCall.named)?.isTransfer == true
    else { return nil }
    return wait.target
  }
}
