import Facts
import LinuxHost
import Testing

@Suite struct KernelTablesTests {
  @Test(arguments: [
    ("nodev\tsysfs\nnodev\tbinfmt_misc\n\text4\n", true), ("nodev\tbinfmt_misc", true),
    ("nodev\tsysfs\n\text4\n", false), ("nodev\tbinfmt_misc2\nnodev\txbinfmt_misc\n", false),
    ("", false),
  ])
  func fileSystemsAreRead(text: String, names: Bool) {
    #expect(KernelFacts.namesBinfmtMisc(fileSystems: Array(text.utf8)) == names)
  }

  @Test(arguments: [
    ("kernel/fs/ext4/ext4.ko: a.ko\nkernel/fs/binfmt_misc.ko:\n", true),
    ("kernel/fs/binfmt_misc.ko.xz:\n", true), ("kernel/fs/binfmt_misc.ko.zst: x.ko", true),
    ("binfmt_misc.ko:", true), ("kernel/a.ko: kernel/fs/binfmt_misc.ko\n", false),
    ("kernel/fs/my_binfmt_misc.ko:\n", false), ("kernel/binfmt_misc.ko/x.ko:\n", false),
    ("", false), (":\n//:\n", false),
  ])
  func modulesAreRead(text: String, has: Bool) {
    #expect(KernelFacts.namesBinfmtMisc(modules: Array(text.utf8)) == has)
  }

  @Test(
    arguments: [
      ("Max address space         unlimited            unlimited            bytes     \n", nil),
      (
        "Max address space         4096000000           unlimited            bytes     \n",
        4_096_000_000
      ),
      ("Limit  Soft Limit\nMax data size  1  2  bytes\nMax address space  5  6  bytes\n", 5),
      ("Max address space         18446744073709551615 x  bytes\n", UInt64.max),
      ("Max address space", nil), ("Max address space -1 2 bytes", nil), ("", nil),
    ] as [(String, UInt64?)])
  func theLimitOfAddressesIsRead(text: String, limit: UInt64?) {
    #expect(ProcessFacts.addressSpaceLimit(in: Array(text.utf8)) == limit)
  }

  @Test(arguments: [
    ("Name:\tx\nSeccomp:\t2\nSeccomp_filters:\t1\n", 2), ("Seccomp:\t0\n", 0),
    ("Seccomp_filters:\t3\n", 0), ("Name:\tSeccomp:\t2\n", 0), ("Seccomp:\n", 0), ("", 0),
  ])
  func theSeccompModeIsRead(text: String, mode: Int) {
    #expect(ProcessFacts.seccompMode(in: Array(text.utf8)) == mode)
  }

  @Test(
    arguments: [
      ("0::/\n", []), ("0::/init.scope\n", []), ("12:pids:/docker/0123abcd\n0::/\n", ["docker"]),
      ("0::/system.slice/docker-0123abcd.scope\n", ["docker"]),
      ("0::/kubepods.slice/kubepods-burstable.slice/cri-containerd-1.scope\n", ["kubepods"]),
      ("0::/machine.slice/libpod-1.scope\n", ["libpod"]),
      ("0::/lxc.payload.web/init.scope", ["lxc"]),
      ("1:name=systemd:/lxc/web\n2:cpu:/docker/1\n", ["docker", "lxc"]),
      ("0::/user.slice/dockerfiles\n0::/mylxc\n", []), ("", []),
    ] as [(String, [String])])
  func enginesAreFoundInControlGroups(text: String, engines: [String]) {
    #expect(ContainerSigns.engines(in: Array(text.utf8)) == engines)
  }
}
