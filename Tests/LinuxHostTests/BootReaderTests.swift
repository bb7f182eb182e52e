import Binfmt
import Facts
import Glibc
import LinuxHost
import Testing
import Text

@Suite struct BootReaderTests {
  @Test func strongerDirectoriesComeFirst() throws {
    let strong = try ScratchDirectory()
    let weak = try ScratchDirectory()
    try strong.file("b.conf", "strong b")
    try strong.link("masked.conf", to: "/dev/null")
    try strong.file("empty.conf", "")
    try strong.directory("directory.conf")
    try strong.pipe("pipe.conf")
    try strong.link("dangling.conf", to: "nowhere")
    for name in ["ignored", ".conf", ".hidden.conf", "x.conf.bak"] {
      try strong.file(name, "ignored")
    }
    try weak.file("masked.conf", "weak")
    try weak.file("a.conf", "weak a")
    let directories = [strong.path, "\(weak.path)/missing", weak.path]
    let files = try #require(BootFacts.reading(binfmtD: directories).binfmtD.value)
    #expect(
      files.map(\.path) == [
        "\(strong.path)/b.conf", "\(strong.path)/directory.conf", "\(strong.path)/empty.conf",
        "\(strong.path)/masked.conf", "\(strong.path)/pipe.conf", "\(weak.path)/a.conf",
        "\(weak.path)/masked.conf",
      ])
    #expect(files.map(\.text) == ["strong b", "", "", "", "", "weak a", "weak"])
  }

  @Test func whatCannotBeReadIsNotMissing() throws {
    let scratch = try ScratchDirectory()
    try scratch.file("a.conf", "a")
    try scratch.link("loop.conf", to: "loop.conf")
    let loop = KernelText("\(scratch.path)/loop.conf")
    let facts = BootFacts.reading(
      binfmtD: [scratch.path], updateBinfmts: "\(scratch.path)/a.conf")
    #expect(facts.binfmtD == .failed(ReadFailure(path: loop, errno: ELOOP)))
    #expect(
      facts.updateBinfmts
        == .failed(ReadFailure(path: KernelText("\(scratch.path)/a.conf"), errno: ENOTDIR)))
    let missing = BootFacts.reading(binfmtD: [], updateBinfmts: "\(scratch.path)/missing")
    #expect(missing.binfmtD == .seen([]) && missing.updateBinfmts == .seen([]))
  }

  @Test func readersAreThoseThatAreThere() throws {
    let scratch = try ScratchDirectory()
    try scratch.file("reader", "")
    let paths = ["reader", "missing", "reader/nowhere"].map { "\(scratch.path)/\($0)" }
    #expect(BootFacts.reading(binfmtD: [], readers: paths).readers == .seen([paths[0]]))
    try scratch.link("loop", to: "loop")
    let loop = "\(scratch.path)/loop"
    #expect(
      BootFacts.reading(binfmtD: [], readers: [loop]).readers
        == .failed(ReadFailure(path: KernelText(loop), errno: ELOOP)))
  }

  /// A masked service of systemd's is not started, nor OpenRC's script without a service in a runlevel,
  /// as Debian's openrc has it.
  @Test func readersAreThoseThatABootStarts() throws {
    let scratch = try ScratchDirectory()
    func started() -> [String]? {
      BootFacts.started(BinfmtD.readers, root: scratch.path).value
    }
    for path in ["usr/lib/systemd", "usr/lib/rc/sh", "etc/systemd/system", "etc/runlevels/boot"] {
      try scratch.directories(path)
    }
    let systemd = "/usr/lib/systemd/systemd-binfmt", script = "/usr/lib/rc/sh/binfmt.sh"
    try scratch.file("\(systemd.dropFirst())", "")
    try scratch.file("\(script.dropFirst())", "")
    #expect(started() == [systemd])
    try scratch.file("etc/runlevels/boot/binfmt", "")
    #expect(started() == [systemd, script])
    try scratch.link("etc/systemd/system/systemd-binfmt.service", to: "/dev/null")
    #expect(started() == [script])
  }

  /// The first directory of systemd.unit(5) that has the service decides; what is empty masks it.
  @Test func theStrongestUnitDecides() throws {
    let scratch = try ScratchDirectory()
    let systemd = "/usr/lib/systemd/systemd-binfmt"
    for path in [
      "etc/systemd/system", "run/systemd/generator.early", "run/systemd/system",
      "usr/local/lib/systemd/system", "usr/lib/systemd/system",
    ] { try scratch.directories(path) }
    try scratch.file("\(systemd.dropFirst())", "")
    func isStarted() -> Bool? {
      BootFacts.started([systemd], root: scratch.path).value.map { $0 == [systemd] }
    }
    func unit(_ directory: String) -> String { "\(directory)/systemd-binfmt.service" }
    let text = "[Service]\n"
    try scratch.link(unit("usr/lib/systemd/system"), to: "/dev/null")
    #expect(isStarted() == false)
    try scratch.file(unit("usr/local/lib/systemd/system"), text)
    #expect(isStarted() == true)
    // As by `systemctl mask --runtime`, which lasts until the boot.
    try scratch.file(unit("run/systemd/system"), "")
    #expect(isStarted() == true)
    try scratch.file("own.service", text)
    try scratch.link(unit("etc/systemd/system"), to: "\(scratch.path)/own.service")
    #expect(isStarted() == true)
    // `systemd.mask=` on the kernel's command line.
    try scratch.link(unit("run/systemd/generator.early"), to: "/dev/null")
    #expect(isStarted() == false)
  }

  @Test func aUnitThatLeadsNowhereStartsNothing() throws {
    let scratch = try ScratchDirectory()
    let systemd = "/usr/lib/systemd/systemd-binfmt"
    try scratch.directories("usr/lib/systemd/system")
    try scratch.directories("etc/systemd/system")
    try scratch.file("\(systemd.dropFirst())", "")
    try scratch.file("usr/lib/systemd/system/systemd-binfmt.service", "[Service]\n")
    let unit = "etc/systemd/system/systemd-binfmt.service"
    try scratch.link(unit, to: "nowhere")
    #expect(BootFacts.started([systemd], root: scratch.path) == .seen([]))
    #expect(throws: RegisteringError.self) { try PersistentFiles.checkReaders(root: scratch.path) }
  }

  /// That a reader cannot be looked at is no answer, unless another one is seen.
  @Test func whetherAnythingReadsTheConfigurationMayBeUnknown() throws {
    let scratch = try ScratchDirectory()
    try scratch.directories("usr/lib/systemd")
    let reader = "usr/lib/systemd/systemd-binfmt"
    try scratch.link(reader, to: "systemd-binfmt")
    func complaint() -> RegisteringError? {
      do {
        try PersistentFiles.checkReaders(root: scratch.path)
        return nil
      } catch {
        return error
      }
    }
    guard case .readersUnknown(let failure) = complaint() else {
      Issue.record("not unknown")
      return
    }
    let path = KernelText("\(scratch.path)/\(reader)")
    #expect(failure == ReadFailure(path: path, errno: ELOOP))
    try scratch.directories("lib/systemd")
    try scratch.file("lib/systemd/systemd-binfmt", "")
    #expect(complaint() == nil)
  }

  @Test func aHugeFileIsAFailure() throws {
    let scratch = try ScratchDirectory()
    try scratch.link("zero.conf", to: "/dev/zero")
    try scratch.file("big.conf", String(repeating: "#", count: 1024 * 1024 + 1))
    let facts = BootFacts.reading(binfmtD: [], updateBinfmts: scratch.path)
    #expect(facts.updateBinfmts.failure?.errno == EFBIG)
  }

  @Test func programsAreFoundInPATH() throws {
    let scratch = try ScratchDirectory()
    try scratch.file("docker", "#!/bin/sh\n", mode: 0o755)
    try scratch.file("podman", "#!/bin/sh\n", mode: 0o644)
    try scratch.directory("mount")
    try scratch.file("other", "#!/bin/sh\n", mode: 0o755)
    func programs(_ path: String?) -> [String]? {
      SystemFacts.reading(environment: path.map { ["PATH": $0] } ?? [:]).programs.value
    }
    #expect(programs("/no/such:\(scratch.path)") == ["docker"])
    #expect(programs(":.:relative:~") == [])
    #expect(programs("") == [] && programs(nil) == [])
  }

  @Test func theFirstOSReleaseThatExistsCounts() throws {
    let scratch = try ScratchDirectory()
    try scratch.file("second", "ID=second\n")
    try scratch.link("loop", to: "loop")
    func distributions(_ names: String...) -> Fact<[String]> {
      let paths = names.map { "\(scratch.path)/\($0)" }
      return SystemFacts.reading(environment: [:], osRelease: paths).distributions
    }
    #expect(distributions("first", "second") == .seen(["second"]))
    #expect(distributions("loop", "second").failure?.errno == ELOOP)
    #expect(distributions("first", "third").failure?.errno == ENOENT)
  }

  @Test func theModulesAreAskedOnlyIfTheKernelSaysNo() throws {
    let scratch = try ScratchDirectory()
    try scratch.file("no", "nodev\tsysfs\n")
    try scratch.file("yes", "nodev\tbinfmt_misc\n")
    let yes = KernelFacts.reading(fileSystems: "\(scratch.path)/yes", modules: scratch.path)
    #expect(yes.knowsBinfmtMisc == .seen(true) && yes.hasBinfmtModule == .notAsked)
    let release = try #require(yes.uname.value).release.description
    let no = KernelFacts.reading(fileSystems: "\(scratch.path)/no", modules: scratch.path)
    let expected = KernelText("\(scratch.path)/\(release)/modules.dep")
    #expect(no.hasBinfmtModule == .failed(ReadFailure(path: expected, errno: ENOENT)))
    try scratch.directory(release)
    try scratch.file("\(release)/modules.dep", "kernel/fs/binfmt_misc.ko.xz:\n")
    let has = KernelFacts.reading(fileSystems: "\(scratch.path)/no", modules: scratch.path)
    #expect(has.knowsBinfmtMisc == .seen(false) && has.hasBinfmtModule == .seen(true))
  }

  @Test func theOwnProcessIsDescribed() {
    let environment = ["QEMU_CPU": "max", "MY_QEMU_CPU": "x", "HOME": "/h", "container": ""]
    let facts = ProcessFacts.reading(environment: environment)
    #expect(facts.emulatorVariables == .seen(["QEMU_CPU": "max"]))
    #expect(facts.isRoot == .seen(geteuid() == 0))
    #expect(facts.pageSize.value.map { $0 >= 4096 } == true)
    #expect(facts.userNamespaceMap.value?.bytes.isEmpty == false)
    #expect(facts.deniesWritableExecutableMemory.value != nil)
    let elsewhere = ProcessFacts.reading(environment: environment, processes: "/no/proc")
    #expect(elsewhere.seccompMode.failure?.path == "/no/proc/self/status")
    #expect(elsewhere.addressSpaceLimit.failure?.errno == ENOENT)
  }
}
