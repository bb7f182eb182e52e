/// What one look at `/proc/PID` tells of a process (proc(5)). Nil stands for what could not be read.
package struct SampledProcess: Codable, Hashable, Sendable {
  /// Its process id.
  package var pid: Int
  /// When it started, in ticks since the machine did: with `pid` it names a process for ever.
  package var startTime: Int
  /// The process id of its parent.
  package var parent: Int
  /// The letter of its state: `R`, `S`, `D`, `T`, `t`, `Z`, ...
  package var state: String
  /// What runs it; nil for a zombie, which nothing runs any more.
  package var emulator: Emulator?
  /// The program that it runs.
  package var guest = Guest()
  /// Its process id in its own PID namespace: 1 is the init of a container.
  package var innerPID: Int?
  /// The signals that its first thread blocks, one bit each.
  package var blockedSignals: UInt64?
  /// The variables of its environment that begin with `QEMU_`.
  package var emulatorVariables: [String: String]?
  /// Its threads, in the order of their ids.
  package var threads: [SampledThread] = []
  /// Page faults that needed no disk, and those that did.
  package var faults: Int?
  /// CPU time of children that it has reaped, in ticks.
  package var reapedTicks: Int?
  /// `rchar` and `wchar` of `/proc/PID/io`: bytes that it has read and written by any means.
  package var transferredBytes: Int?
  /// `syscr` of `/proc/PID/io`: how often it has read, those times included that gave nothing.
  package var reads: Int?
  /// A checksum of the names of its open files, read while one of its threads runs.
  package var openFiles: Int?
  /// For how long none of its counters has changed, as far as earlier looks tell, in seconds.
  package var unchanged: Double?
  /// The process that traces it; 0 if none does.
  package var tracer: Int?
  /// Files on which it is known to try for a lock again and again, and that another process has locked.
  package var lockedFiles: [WaitTarget]?
  /// The paths of its control groups, without the root's: in version 1 each controller has its own.
  package var groups: [String] = []
  /// The container that it is in.
  package var container: Container?
  /// What could not be read of it.
  package var unread: [Unread] = []

  package init(pid: Int, startTime: Int, parent: Int, state: String) {
    self.pid = pid
    self.startTime = startTime
    self.parent = parent
    self.state = state
  }

  /// A part of a process that could not be read.
  package struct Unread: Codable, Hashable, Sendable {
    /// The file below `/proc/PID`.
    package var file: String
    /// Why: an error number of Linux.
    package var errno: Int32

    package init(file: String, errno: Int32) {
      self.file = file
      self.errno = errno
    }
  }
}

/// The program that the kernel runs in place of a guest.
package struct Emulator: Codable, Hashable, Sendable {
  /// Its path, as `/proc/PID/exe` names it.
  package var path: String
  /// The entry of binfmt_misc that it belongs to; nil for one that was started in another way.
  package var handler: String?
  /// Its release, e.g. `7.2.22`, for qemu-user.
  package var release: String?

  package init(path: String, handler: String? = nil, release: String? = nil) {
    self.path = path
    self.handler = handler
    self.release = release
  }
}

/// The program that an emulator runs.
package struct Guest: FactGroup, Hashable, Sendable {
  /// Its path, in the root directory of its process.
  package var path: String?
  /// Its OCI architecture, by its own ELF header, e.g. `arm64`.
  package var architecture: String?
  /// The language that it is written in, where its file says so: `go`.
  package var language: String?
  /// Its arguments, the first one its own name.
  @Private package var arguments: [String]?

  package init() {}

  package init(path: String?, architecture: String? = nil, arguments: [String]? = nil) {
    self.path = path
    self.architecture = architecture
    self.arguments = arguments
  }

  /// The path's last part.
  package var name: String? {
    path.flatMap { $0.split(separator: "/").last.map(String.init) }
  }
}

/// The container that a process is in.
package struct Container: Codable, Hashable, Sendable {
  /// Who made it: a name, of which these are known.
  package struct Maker: OpenName {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let docker = Maker(rawValue: "docker")
    package static let podman = Maker(rawValue: "podman")
    package static let buildkit = Maker(rawValue: "buildkit")
    package static let kubernetes = Maker(rawValue: "kubernetes")
    package static let containerd = Maker(rawValue: "containerd")
    /// `podman build`, whose steps are containers of their own.
    package static let buildah = Maker(rawValue: "buildah")

    /// Whether its containers are steps of a build.
    package var isBuilder: Bool { self == .buildkit || self == .buildah }
  }

  /// Who made it.
  package var maker: Maker
  /// Its id.
  package var id: String
  /// Its name, by its engine.
  @Private package var name: String?
  /// Its image, by its engine.
  @Private package var image: String?
  /// The id of the container that its builder runs in, where it is a step of a build in one.
  package var builderID: String?
  /// The program that builds it, where that runs in no container: `dockerd`, whose builder is called
  /// default, or `buildkitd`.
  package var builderProgram: String?
  /// The name of that container, by its engine.
  @Private package var builderName: String?

  package init(maker: Maker, id: String, name: String? = nil, image: String? = nil) {
    self.maker = maker
    self.id = id
    self.name = name
    self.image = image
  }
}

/// What one look at `/proc/PID/task/TID` tells of a thread.
package struct SampledThread: Codable, Hashable, Sendable {
  /// Its thread id; the first thread's is the process id.
  package var id: Int
  /// The letter of its state.
  package var state: String
  /// CPU time in user and kernel mode, in ticks.
  package var ticks: Int
  /// The part of it in kernel mode.
  package var kernelTicks: Int
  /// How often it gave up the CPU to wait for something.
  package var waits: Int?
  /// What the program, or its runtime, calls it.
  @Private package var name: String?
  /// What a language's runtime calls it, if the thread is the runtime's own.
  package var service: String?
  /// How long ago it last had the CPU, in seconds.
  package var idle: Double?
  /// The system call that it is in: by what it waits.
  package var call: KernelCall?
  /// Whether the futex that it waits for is in memory that other processes may share, and the call
  /// lets them (no FUTEX_PRIVATE_FLAG); nil where it waits for none or the memory could not be read.
  package var isFutexShared: Bool?
  /// Other processes that have the shared memory in which that futex is; nil where nobody looked, or
  /// not everybody could be looked at.
  package var futexPeers: [Int]?
  /// The name of the file in whose memory that futex is, without directories; nil of memory that
  /// belongs to no file, such as the program's heap, and where nobody looked.
  @Private package var futexFile: String?
  /// What stopping it again and again has shown; nil where nobody did.
  package var stops: Stops?
  /// The kernel's function that it sleeps in (`/proc/PID/task/TID/wchan`).
  package var waitChannel: String?
  /// The files, pipes and sockets that the call is about.
  package var targets: [WaitTarget]?

  package init(id: Int, state: String, ticks: Int, kernelTicks: Int) {
    self.id = id
    self.state = state
    self.ticks = ticks
    self.kernelTicks = kernelTicks
  }
}

/// How often a thread that ran was stopped for a moment, and how often it stood where it had stood before.
package struct Stops: Codable, Hashable, Sendable {
  /// How often it was stopped.
  package var count: Int
  /// In how many different states it was then: of all its registers, the guest's included.
  package var states: Int

  package init(count: Int, states: Int) {
    self.count = count
    self.states = states
  }
}

/// What a thread's call is about: an open file of its process.
package struct WaitTarget: Codable, Hashable, Sendable {
  /// What kind of file it is: a name, of which these are known.
  package struct Kind: OpenName {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let pipe = Kind(rawValue: "pipe")
    package static let socket = Kind(rawValue: "socket")
    package static let terminal = Kind(rawValue: "terminal")
    package static let file = Kind(rawValue: "file")
    /// An eventfd, or another file without a name: something that the process itself brings about.
    package static let event = Kind(rawValue: "event")
    /// A timerfd: it ends the wait when its time has come.
    package static let timer = Kind(rawValue: "timer")
    /// A signalfd.
    package static let signal = Kind(rawValue: "signal")
    /// An inotify or fanotify instance: files that change.
    package static let change = Kind(rawValue: "change")
    /// A pidfd: the end of another process.
    package static let process = Kind(rawValue: "process")
  }

  /// The number of the descriptor.
  package var descriptor: Int
  /// What kind of file it is.
  package var kind: Kind
  /// Its path, or a socket's addresses.
  @Private package var name: String?
  /// Other processes that can end the wait: those that hold the other end, or the lock. Nil where
  /// nobody looked, or not everybody could be looked at.
  package var peers: [Int]?
  /// Whether the process itself holds the other end, too; nil where nobody looked.
  package var isOwn: Bool?
  /// Whether it is a socket to which anybody may connect; nil where that is not known.
  package var isListening: Bool?

  package init(
    descriptor: Int, kind: Kind, name: String? = nil, peers: [Int]? = nil, isOwn: Bool? = nil
  ) {
    self.descriptor = descriptor
    self.kind = kind
    self.name = name
    self.peers = peers
    self.isOwn = isOwn
  }
}
