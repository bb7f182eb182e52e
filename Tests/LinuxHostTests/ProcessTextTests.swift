import Facts
import Testing

@testable import LinuxHost

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Texts as Linux 6.18 printed them, and such as nobody should print.
struct ProcessTextTests {
  static let numbers =
    "S 1 0 0 0 -1 4194304 120 7 3 2 11 4 5 6 20 0 1 0 782654 2990080 384 18446744073709551615 "
    + "93930521497600 93930521515529 140720945115280 0 0 0 0 6 0 1 0 0 17 1 0 0 0 0 0\n"

  @Test(arguments: ["cat", "a) (b\nc", ") R 9 9", "", "Z) S 1", "\u{1b}[31m", "tmux: server"])
  func statusLineWithAnyName(_ name: String) throws {
    let stat = try #require(ProcessStat(parsing: bytes("51 (\(name)) \(Self.numbers)")))
    #expect(stat.state == "S")
    #expect(stat.parent == 1)
    #expect(stat.faults == 123)
    #expect(stat.ticks == 15)
    #expect(stat.kernelTicks == 4)
    #expect(stat.reapedTicks == 11)
    #expect(stat.startTime == 782_654)
  }

  @Test func statusLineWithBytesThatAreNoText() {
    let line = bytes("51 (") + [0xff, 0xfe, 0x00, 0x29, 0x20] + bytes(") \(Self.numbers)")
    #expect(ProcessStat(parsing: line)?.startTime == 782_654)
  }

  @Test(arguments: [
    "", "51", "51 (cat", "51 (cat)", "51 (cat) S",
    "51 (cat) S 1 0 0 0 -1 4194304 120 7 3 2 11 4 5 6",
    "51 (cat) S one 0 0 0 -1 4194304 120 7 3 2 11 4 5 6 20 0 1 0 782654",
    "51 (cat) S 1 0 0 0 -1 4194304 120 7 3 2 99999999999999999999 4 5 6 20 0 1 0 782654",
  ])
  func brokenStatusLine(_ line: String) {
    #expect(ProcessStat(parsing: bytes(line)) == nil)
  }

  @Test func statusFile() {
    let status = ProcessStatus(
      parsing: bytes(
        """
        Name:\tSigBlk:\\nNSpid:\\t7
        State:\tS (sleeping)
        NSpid:\t4711\t23\t1
        SigBlk:\tfffffffe7ffbfaff
        voluntary_ctxt_switches:\t12
        nonvoluntary_ctxt_switches:\t10

        """))
    #expect(status.innerPID == 1)
    #expect(status.blockedSignals == 0xffff_fffe_7ffb_faff)
    #expect(status.waits == 12)
    // An older kernel has no NSpid, and a text may be cut anywhere.
    let cut = ProcessStatus(parsing: bytes("State:\tS\nSigBlk:\nvoluntary_ctxt"))
    #expect(cut == ProcessStatus(parsing: []))
  }

  @Test func words() {
    #expect(nulTerminatedWords(bytes("sh\0-c\0\0a b\0")) == ["sh", "-c", "", "a b"])
    // A program may write what it likes over its arguments.
    #expect(nulTerminatedWords(bytes("nginx: worker")) == ["nginx: worker"])
    #expect(nulTerminatedWords([]) == [])
    #expect(nulTerminatedWords([0xff, 0]) == ["\u{fffd}"])
  }

  @Test func transfers() {
    let text = "rchar: 6976\nwchar: 24\nsyscr: 10\nsyscw: 0\nread_bytes: 0\nwrite_bytes: 0\n"
    #expect(transferredBytes(in: bytes(text)) == 7000)
    #expect(transferredBytes(in: bytes("rchar: 6976\nwch")) == nil)
    #expect(transferredBytes(in: []) == nil)
  }
}

struct GuestCommandTests {
  @Test func byTheKernel() {
    let words = ["/usr/libexec/qemu-binfmt/aarch64-binfmt-P", "/bin/busybox", "sh", "-c", "-0 x"]
    let kept = GuestCommand(words, preservesArgv0: true)
    #expect(kept.path == "/bin/busybox")
    #expect(kept.arguments == ["sh", "-c", "-0 x"])
    let lost = GuestCommand(["/usr/bin/qemu-arm", "/bin/ls", "-l"], preservesArgv0: false)
    #expect(lost.path == "/bin/ls")
    #expect(lost.arguments == ["/bin/ls", "-l"])
    // What begins with a dash is no option where the kernel put it.
    #expect(GuestCommand(["q", "-cpu", "-cpu"], preservesArgv0: true).path == "-cpu")
  }

  @Test func byHand() {
    let command = GuestCommand(
      ["qemu-aarch64", "-cpu", "max", "--strace", "-0", "name", "-E", "A=B", "./guest", "-c", "x"],
      preservesArgv0: false)
    #expect(command.path == "./guest")
    #expect(command.arguments == ["name", "-c", "x"])
  }

  @Test(arguments: [[], ["qemu-arm"], ["qemu-arm", "-cpu"], ["qemu-arm", "-0", "name"]])
  func withoutGuest(_ words: [String]) {
    #expect(GuestCommand(words, preservesArgv0: false).path == nil)
    #expect(GuestCommand(Array(words.prefix(1)), preservesArgv0: true).path == nil)
  }

  @Test func auxiliaryVector() {
    func vector(_ pairs: [(UInt, UInt)]) -> [UInt8] {
      pairs.flatMap { [$0.0, $0.1] }.flatMap { word in withUnsafeBytes(of: word) { Array($0) } }
    }
    #expect(GuestCommand.preservesArgv0(auxiliaryVector: vector([(6, 4096), (8, 1), (0, 0)])))
    #expect(!GuestCommand.preservesArgv0(auxiliaryVector: vector([(6, 1), (8, 0), (0, 0)])))
    #expect(!GuestCommand.preservesArgv0(auxiliaryVector: Array(vector([(8, 1)]).dropLast())))
    #expect(!GuestCommand.preservesArgv0(auxiliaryVector: []))
  }
}

struct ControlGroupPathTests {
  static let id = "988eee02121f8bfb9cd0ae9f29239e37402f37e0bcb81aa727f3f38f9264d74a"

  struct Case: Sendable {
    let lines: String
    let maker: Container.Maker
    var id = ControlGroupPathTests.id
    var builder: String?
  }

  static let cases: [Case] = [
    // cgroupfs: version 2 alone, in a hybrid hierarchy, and version 1 by controllers.
    Case(lines: "0::/docker/ID", maker: .docker),
    Case(lines: "9:name=systemd:/\n8:pids:/\n2:cpuacct:/\n1:cpu:/\n0::/docker/ID", maker: .docker),
    Case(
      lines: "12:cpu,cpuacct:/docker/ID\n11:memory:/docker/ID\n1:name=systemd:/docker/ID\n0::/",
      maker: .docker),
    // systemd: scopes, for root and for a user.
    Case(lines: "0::/system.slice/docker-ID.scope", maker: .docker),
    Case(
      lines: "0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-ID.scope",
      maker: .docker),
    Case(lines: "0::/machine.slice/libpod-ID.scope/container", maker: .podman),
    Case(lines: "0::/machine.slice/libpod-conmon-ID.scope", maker: .podman),
    Case(lines: "4:memory:/libpod_parent/libpod-ID\n0::/", maker: .podman),
    Case(
      lines: "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope",
      maker: .podman),
    Case(lines: "0::/default/ID", maker: .containerd),
    Case(lines: "0::/system.slice/nerdctl-ID.scope", maker: .containerd),
    Case(lines: "0::/system.slice/containerd.service/k8s.io:nerdctl:ID", maker: .containerd),
    Case(
      lines: "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/"
        + "cri-containerd-ID.scope", maker: .kubernetes),
    Case(
      lines: "0::/system.slice/containerd.service/kubepods-besteffort-pod1.slice:cri-containerd:ID",
      maker: .kubernetes),
    Case(lines: "3:cpu:/kubepods/besteffort/pod1-2-3/ID\n0::/", maker: .kubernetes),
    Case(lines: "0::/kubepods.slice/kubepods-pod1.slice/crio-ID.scope", maker: .kubernetes),
    // A step of BuildKit, alone and within the container of its builder.
    Case(
      lines: "0::/system.slice:docker:k2xkzp7fs0hu4d5tmz0v2qyd1", maker: .buildkit,
      id: "k2xkzp7fs0hu4d5tmz0v2qyd1"),
    Case(
      lines: "0::/docker/ID/buildkit/k2xkzp7fs0hu4d5tmz0v2qyd1", maker: .buildkit,
      id: "k2xkzp7fs0hu4d5tmz0v2qyd1", builder: Self.id),
    Case(
      lines: "0::/system.slice/docker-ID.scope/init/buildkit/k2x", maker: .buildkit, id: "k2x",
      builder: Self.id),
    Case(
      lines: "0::/machine.slice/runc-buildah-buildah776331200.scope", maker: .buildah,
      id: "buildah776331200"),
    Case(
      lines: "0::/user.slice/user-1000.slice/user@1000.service/user.slice/"
        + "crun-buildah-buildah238643514.scope/container", maker: .buildah,
      id: "buildah238643514"),
    Case(lines: "9:name=systemd:/buildah-buildah20503", maker: .buildah, id: "buildah20503"),
    Case(
      lines: "0::/machine.slice/buildah-buildah20503.scope", maker: .buildah, id: "buildah20503"),
  ]

  @Test(arguments: cases)
  func containers(_ example: Case) {
    let text = example.lines.replacing("ID", with: Self.id) + "\n"
    let container = ControlGroupPaths.container(in: ControlGroupPaths.paths(in: bytes(text)))
    var expected = Container(maker: example.maker, id: example.id)
    expected.builderID = example.builder
    #expect(container == expected, "\(example.lines)")
  }

  @Test(arguments: [
    "", "0::/\n", "0::/user.slice/user-0.slice/session-1.scope\n", "0::/docker/abc\n",
    "0::/init.scope", "0:", "::", "0::", "not a line\n0::/system.slice/docker.service\n",
    "0::/docker-ABC.scope", "0::/a:b:c/d", "0::/buildah-buildahs", "0::/buildah", "0::/my-buildah7",
  ])
  func noContainer(_ text: String) {
    #expect(ControlGroupPaths.container(in: ControlGroupPaths.paths(in: bytes(text))) == nil)
  }

  @Test func pathsOnceEachAndWithColons() {
    let text = bytes("2:cpu:/a:b\n1:memory:/a:b\n0::/\n")
    #expect(ControlGroupPaths.paths(in: text) == ["/a:b"])
  }

  @Test func supervisors() {
    func container(_ words: String...) -> Container? {
      ControlGroupPaths.container(
        ofSupervisor: words.map { $0 == "ID" ? Self.id : $0 }, pid: 7)
    }
    #expect(
      container("/usr/bin/containerd-shim-runc-v2", "-namespace", "moby", "-id", "ID", "-address")
        == Container(maker: .docker, id: Self.id))
    #expect(
      container("containerd-shim-runc-v2", "-namespace", "default", "-id", "ID")?.maker
        == .containerd)
    #expect(container("/usr/bin/conmon", "--api-version", "1", "-c", "ID")?.maker == .podman)
    #expect(
      container(
        "runc", "run", "--bundle", "/var/lib/docker/buildkit/executor/k2x", "k2x")?.maker
        == .buildkit)
    #expect(
      container("/usr/bin/crun", "start", "buildah-buildah20503")
        == Container(maker: .buildah, id: "buildah20503"))
    #expect(container("runc", "run", "--bundle", "/srv/bundle", "mine") == nil)
    #expect(container("containerd-shim-runc-v2", "-id") == nil)
    #expect(container("vim", "-id", "ID") == nil)
    #expect(ControlGroupPaths.container(ofSupervisor: [], pid: 7) == nil)
    #expect(container("buildah-chroot-exec") == Container(maker: .buildah, id: "process 7"))
  }
}

struct MemoryMapTests {
  private let map = MemoryMap(
    text: bytes(
      """
      00010000-00012000 r-xp 00001000 00:1e 7      /bin/guest
      00020000-00021000 r--p 00000000 00:1e 7      /bin/gu est (deleted)
      00030000-00031000 rw-s 00000000 00:01 9      /dev/zero (deleted)
      7f0000000000-7f0000001000 rw-p 00000000 00:00 0
      what is this
      """))

  @Test func startOfAFileThatIsGone() {
    #expect(map.start(ofFileNamed: "gu est") == 0x20000)
    #expect(map.start(ofFileNamed: "guest") == nil)
  }

  /// Memory right behind a file's is what the file wants zeroed; what comes later is nobody's.
  @Test func fileOfAnAddress() {
    let map = MemoryMap(
      text: bytes(
        """
        00010000-00012000 rw-p 00001000 00:1e 7      /lib/libc.so.6
        00012000-00013000 rw-p 00000000 00:00 0
        00013000-00014000 rw-p 00000000 00:00 0
        00020000-00021000 rw-p 00000000 00:00 0
        00030000-00031000 rw-s 00000000 00:1e 9      /dev/shm/sem.a (deleted)
        00031000-00032000 rw-p 00000000 00:00 0      [heap]
        """))
    #expect(map.fileName(at: 0x11008) == "libc.so.6")
    #expect(map.fileName(at: 0x12008) == "libc.so.6" && map.fileName(at: 0x13008) == "libc.so.6")
    #expect(map.fileName(at: 0x20008) == nil && map.fileName(at: 0x15000) == nil)
    #expect(map.fileName(at: 0x30008) == "sem.a")
    #expect(map.fileName(at: 0x31008) == nil)
  }

  @Test func sharedMemory() {
    #expect(map.isShared(0x30ff8) == true)
    #expect(map.isShared(0x7f00_0000_0010) == false)
    #expect(map.isShared(0x31000) == nil)
  }
}

struct WaitPeerTests {
  @Test func locks() {
    let locks = FileLocks(
      parsing: bytes(
        """
        1: FLOCK  ADVISORY  WRITE 700 fe:00:12 0 EOF
        1: -> FLOCK  ADVISORY  WRITE 701 fe:00:12 0 EOF
        1:  -> FLOCK  ADVISORY  WRITE 702 fe:00:12 0 EOF
        2: POSIX  ADVISORY  READ  703 fe:00:13 0 99
        2: POSIX  ADVISORY  READ  704 fe:00:13 0 99
        2: -> POSIX  ADVISORY  WRITE 705 fe:00:13 0 99
        6: OFDLCK ADVISORY  WRITE -1 00:06:3 0 EOF
        6: -> OFDLCK ADVISORY  WRITE 706 00:06:3 0 EOF
        7: FLOCK  ADVI
        """))
    #expect(locks.holders(blocking: [701]) == [700])
    #expect(locks.holders(blocking: [9, 702]) == [700])
    #expect(locks.holders(blocking: [705]) == [703, 704])
    // Nobody in particular holds the lock of an open file.
    #expect(locks.holders(blocking: [706]) == nil)
    #expect(locks.holders(blocking: [700]) == nil)
    #expect(FileLocks(parsing: []).holders(blocking: [1]) == nil)
  }

  @Test func sockets() {
    let names = SocketTable { file in
      switch file {
      case "tcp":
        bytes(
          """
            sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
             0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 482 1
             1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 483 1
             2: 0100007F:C3
          """)
      case "tcp6":
        bytes(
          """
            sl  local_address                         remote_address                        st
             0: 00000000000000000000000001000000:0050 0000000000000000FFFF00000200000A:01BB 01 0:0 0:0 0 0 0 484 1
             1: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 485 1
             2: XYZ:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 486 1
          """)
      case "unix":
        bytes(
          """
          Num       RefCount Protocol Flags    Type St Inode Path
          000000009742ad79: 00000003 00000000 00000000 0001 03 1787575
          00000000db89497d: 00000003 00000000 00000000 0001 03 1907243 /run/docker.sock
          00000000db89497e: 00000003
          """)
      default: []
      }
    }
    #expect(names.name(of: "socket:[482]") == "tcp at 127.0.0.1:8080")
    #expect(names.name(of: "socket:[483]") == "tcp to 127.0.0.1:8080")
    #expect(names.name(of: "socket:[484]") == "tcp to 10.0.0.2:443")
    #expect(names.name(of: "socket:[485]") == "tcp at [0:0:0:0:0:0:0:1]:80")
    #expect(names.name(of: "socket:[486]") == "socket:[486]")
    #expect(names.name(of: "socket:[1787575]") == "unix")
    #expect(names.name(of: "socket:[1907243]") == "unix /run/docker.sock")
  }
}
