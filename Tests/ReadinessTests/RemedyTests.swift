import Facts
import Platforms
import Testing
import Text

struct RemedyTests {
  private func commands(_ facts: HostFacts, _ id: String, _ platform: String) throws -> [String] {
    let report = try facts.judged(platform)
    return report.findings.first { $0.id == id }?.remedy?.commands ?? []
  }

  @Test func ownBootLineComesFirst() throws {
    let facts = Sample.host().with { $0.binfmt.entries = .seen([]) }
      .replacingRun(Sample.arm64Run(errno: 8))
    #expect(
      try commands(facts, "no-handler", "linux/arm64") == [
        "cat /usr/lib/binfmt.d/qemu-aarch64.conf > /proc/sys/fs/binfmt_misc/register"
      ])
  }

  @Test func thenTheDistributionsPackage() throws {
    let commands = try commands(Sample.host(), "no-handler", "linux/riscv64")
    #expect(commands.first == "apt-get update && apt-get install -y qemu-user-static")
    #expect(commands.last?.hasPrefix("[ -e /proc/sys/fs/binfmt_misc/qemu-riscv64 ] || ") == true)
  }

  @Test(arguments: [
    ["docker"], ["podman"], [],
  ])
  func thenTheContainer(_ programs: [String]) throws {
    let facts = Sample.host().with { facts in
      facts.system.distributions = .seen(["amzn", "fedora"])
      facts.system.programs = .seen(programs)
    }
    #expect(
      try commands(facts, "no-handler", "linux/riscv64")
        == (programs.isEmpty ? [] : ["crossready register linux/riscv64"]))
    let text = try facts.judged("linux/riscv64").findings.first?.remedy?.text
    #expect(
      text
        == (programs.isEmpty
          ? "install docker or podman, and run 'crossready register linux/riscv64'"
          : "register emulators through the privileged binfmt container"))
    // The image has no emulator for these.
    #expect(try self.commands(facts, "no-handler", "linux/mips").isEmpty)
  }

  /// An emulator that is installed and that nothing names is registered, before anything is installed.
  @Test func thenAnInstalledEmulator() throws {
    let path: KernelText = "/usr/bin/qemu-riscv64-static"
    let facts = Sample.host().with { facts in
      facts.system.programs = .seen([])
      facts.interpreters.append(InterpreterFacts(path: path, file: .seen(Sample.emulatorFile)))
    }
    let commands = try commands(facts, "no-handler", "linux/riscv64")
    #expect(commands == ["crossready register linux/riscv64"])
    #expect(
      try facts.judged("linux/riscv64").repair?.commands == [
        "crossready register linux/riscv64"
      ])
  }

  @Test(arguments: [
    (["debian"], "12", "this distribution's package qemu-user-static, and run"),
    (["debian"], "", "this distribution's package qemu-user-binfmt, and run"),
    (["ubuntu", "debian"], "24.04", "this distribution's package qemu-user-static, and run"),
    (["ubuntu", "debian"], "25.10", "this distribution's package qemu-user-binfmt, and run"),
    (["linuxmint", "ubuntu", "debian"], "22", "this distribution's package qemu-user-static, "),
    (["fedora"], "42", "this distribution's package qemu-user-static, and run"),
    (["opensuse-leap", "suse", "opensuse"], "15.6", "package qemu-linux-user, and run"),
    (["arch"], "", "packages qemu-user-static qemu-user-static-binfmt, and run"),
    (["alpine"], "3.20", "packages qemu-riscv64 qemu-openrc, and run"),
    (["nixos"], "25.05", "boot.binfmt.preferStaticEmulators in this system's configuration"),
    (["rocky", "rhel", "centos", "fedora"], "9.5", "install docker or podman, and run"),
    (["amzn", "fedora"], "2023", "install docker or podman, and run"),
    (["void"], "", "install docker or podman, and run"),
  ])
  func packagesAreTheDistributions(_ names: [String], _ version: String, _ words: String) throws {
    let facts = Sample.host().with { facts in
      facts.system.distributions = .seen(names)
      facts.system.distributionVersion = .seen(version)
      facts.system.programs = .seen([])
    }
    let text = try facts.judged("linux/riscv64").findings.first?.remedy?.text
    #expect(text?.contains(words) == true)
  }

  @Test(arguments: [
    ("qemu-aarch64", "qemu-aarch64"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
    ("$(id)", "'$(id)'"),
    ("\u{1b}[m", #"''"$(printf '\033')"'[m'"#), ("", "''"),
    ("é", #"''"$(printf '\303')"''"$(printf '\251')"''"#),
  ])
  func namesAreQuotedForTheShell(_ name: String, _ word: String) {
    #expect(Shell.quoted(name) == word)
  }

  @Test func packageIsNoWayWhereSystemdWouldDropOtherEntries() throws {
    let facts = Sample.host().with { facts in
      facts.system.programs = .seen(["apt-get", "docker", "systemctl"])
      facts.binfmt.entries = .seen([
        Sample.arm64Entry(), Sample.arm64Entry("rosetta", magic: "4d5a"),
      ])
    }
    let commands = try commands(facts, "no-handler", "linux/riscv64")
    #expect(commands == ["crossready register linux/riscv64"])
  }

  @Test func disabledEntryThatTakesTheHostsOwnProgramsStaysDisabled() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry("all", state: "disabled", magic: "7f454c46", mask: nil)
      ])
    }.replacingRun(Sample.arm64Run(errno: 8))
    let commands = try commands(facts, "handler-disabled", "linux/arm64")
    #expect(
      commands == ["cat /usr/lib/binfmt.d/qemu-aarch64.conf > /proc/sys/fs/binfmt_misc/register"])
  }

  @Test func disabledEntryOfAnotherCPUsEmulatorStaysDisabled() throws {
    let foreign = ELFIdentity(.bits64, .little, 183)
    func commands(_ file: FileFacts) throws -> [String] {
      let facts = Sample.host().with { facts in
        facts.boot.binfmtD = .seen([])
        facts.binfmt.entries = .seen([Sample.arm64Entry(state: "disabled")])
        facts.interpreters = [InterpreterFacts(path: Sample.interpreter, file: .seen(file))]
      }.replacingRun(Sample.arm64Run(errno: 8))
      return try self.commands(facts, "handler-disabled", "linux/arm64")
    }
    #expect(
      try commands(Sample.emulatorFile) == ["echo 1 > /proc/sys/fs/binfmt_misc/qemu-aarch64"])
    #expect(try !commands(Sample.file(foreign)).contains { $0.hasPrefix("echo 1") })
  }

  @Test func entryOfSeveralPlatformsIsNeitherRemovedNorMoved() throws {
    let wide = Sample.arm64Entry(
      "wide", flags: "POF", magic: "7f454c460201010000000000000000000200b300",
      mask: "ffffffffffffff0000fffffffffffffffeffbbff")
    let facts = Sample.host().with { $0.binfmt.entries = .seen([wide]) }
    for id in ["handler-lacks-credentials", "handler-mask-too-wide"] {
      let riscv64 = facts.with { facts in
        facts.probing.runs.append(
          ProbeRun(
            architecture: "riscv64", purpose: .chain,
            programs: ["linux/riscv64", "linux/riscv64 pie"], exitStatus: 1))
      }
      let platform = id == "handler-mask-too-wide" ? "linux/riscv64" : "linux/arm64"
      let commands = try commands(riscv64, id, platform)
      #expect(!commands.isEmpty)
      #expect(!commands.contains { $0.contains("-1 > /proc/sys/fs/binfmt_misc/wide") })
    }
  }

  @Test func everythingThatHijacksIsRemovedAtOnce() throws {
    let magic = "7f454c4602010100000000000000000002003e00"
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry("h1", magic: magic), Sample.arm64Entry("h2", magic: magic),
      ])
      facts.probing.runs = []
    }
    #expect(
      try commands(facts, "handler-hijacks-native", "linux/amd64") == [
        "echo -1 > /proc/sys/fs/binfmt_misc/h1", "echo -1 > /proc/sys/fs/binfmt_misc/h2",
      ])
  }

  @Test func workingEmulatorIsRemovedOnlyWhenTheNewOneIsThere() throws {
    let facts = Sample.host().with { facts in
      facts.probing.runs.removeLast()
      facts.probing.runs.append(
        ProbeRun(
          architecture: "arm64", purpose: .version, programs: ["linux/arm64"], exitStatus: 0,
          output: "qemu-aarch64 version 7.2.22\n"))
    }
    let commands = try commands(facts, "emulator-known-bad", "linux/arm64")
    #expect(commands == ["crossready register --method image --replace linux/arm64"])
    let without = facts.with { $0.system.programs = .seen([]) }
    #expect(try self.commands(without, "emulator-known-bad", "linux/arm64").isEmpty)
  }

  /// A release with a lesser defect that is installed is nearer than an image.
  @Test(arguments: [("7.2.22", true), ("5.1.0", false), (nil, false)])
  func badReleaseIsReplacedByABetterOneOfTheHost(_ installed: String?, _ isBetter: Bool) throws {
    let facts = Sample.host().with { facts in
      facts.probing.runs[1].release = "qemu-aarch64 version 5.1.0"
      facts.interpreters.append(
        InterpreterFacts(
          path: "/usr/bin/qemu-aarch64", file: .seen(Sample.file(Sample.native, inode: 8)),
          release: installed.map { "qemu-aarch64 version \($0) (Debian)" }))
    }
    let method = isBetter ? "" : " --method image"
    #expect(
      try commands(facts, "emulator-known-bad", "linux/arm64")
        == ["crossready register\(method) --replace linux/arm64"])
  }

  @Test func remedyInsideAContainerIsForTheHost() throws {
    let facts = Sample.host().with { facts in
      facts.process.containerSigns = .seen(["/.dockerenv"])
      facts.binfmt.entries = .failed(ReadFailure(path: "/proc/sys/fs/binfmt_misc", errno: 2))
      facts.binfmt.status = .failed(ReadFailure(path: "/proc/sys/fs/binfmt_misc/status", errno: 2))
      facts.binfmt.mounts = .seen([])
    }.replacingRun(Sample.arm64Run(errno: 8))
    #expect(
      try commands(facts, "exec-format-error", "linux/arm64") == [
        "crossready register linux/arm64"
      ])
  }

  @Test func maskOfAnEntryIsWidenedWhereItIsTooNarrowOnly() throws {
    // As for MIPS o32: the entry also looks at e_flags.
    let magic = Sample.arm64Magic + "00000000" + String(repeating: "00", count: 16)
    let mask =
      String(repeating: "ff", count: 20) + "00000000" + String(repeating: "00", count: 15) + "20"
    let facts = Sample.host().with {
      $0.binfmt.entries = .seen([Sample.arm64Entry(magic: magic, mask: mask)])
    }
    let line = try commands(facts, "handler-mask-too-strict", "linux/arm64").last ?? ""
    #expect(line.contains(#"\x00\x20:/usr"#), "\(line)")
    #expect(line.contains(#"\xff\xff\xff\xff\xff\xff\xff\x00\x00\xff"#), "\(line)")
  }
}

/// Where only the image has an emulator that will do, crossready itself replaces the handler.
struct ReplacingTests {
  private static func facts(_ flags: String, interpreter: Fact<FileFacts>) -> HostFacts {
    Sample.host().with { facts in
      facts.system.distributions = .seen(["fedora"])
      facts.boot.binfmtD = .seen([])
      facts.binfmt.entries = .seen([Sample.arm64Entry(flags: flags)])
      facts.interpreters = [InterpreterFacts(path: Sample.interpreter, file: interpreter)]
    }
  }

  static let gone = Fact<FileFacts>.failed(ReadFailure(path: Sample.interpreter, errno: 2))
  static let dynamic = Fact<FileFacts>.seen(
    Sample.file(Sample.native, loader: "/lib64/ld-linux-x86-64.so.2"))

  static let cases: [(String, HostFacts)] = [
    ("handler-lacks-credentials", facts("POF", interpreter: gone)),
    (
      "handler-lacks-fix-binary",
      facts("POC", interpreter: dynamic).replacingRun(Sample.arm64Run(errno: 2))
    ),
    (
      "interpreter-missing",
      facts("POC", interpreter: gone).replacingRun(Sample.arm64Run(errno: 2))
    ),
    (
      "interpreter-dynamic",
      facts("POCF", interpreter: dynamic).replacingRun(Sample.arm64Run(errno: 2))
    ),
    (
      "exec-crashed",
      facts("POCF", interpreter: .seen(Sample.emulatorFile))
        .replacingRun(Sample.arm64Run(signal: 11))
    ),
    (
      "emulator-stale",
      facts("POCF", interpreter: dynamic).with {
        $0.probing.runs[1].runningName = .seen("/usr/bin/qemu-aarch64-static (deleted)")
        var file = Sample.file(Sample.native, loader: "/lib64/ld-linux-x86-64.so.2")
        file.inode = 8
        $0.interpreters[0].file = .seen(file)
      }
    ),
  ]

  @Test(arguments: cases.map(\.0))
  func nothingIsRemovedBeforeTheNewHandlerWorks(_ id: String) throws {
    let facts = try #require(Self.cases.first { $0.0 == id }?.1)
    let finding = try #require(try facts.judged("linux/arm64").findings.first { $0.id == id })
    let works = ["handler-lacks-credentials", "emulator-stale"].contains(id)
    #expect(
      finding.remedy?.commands == ["crossready register \(works ? "--replace " : "")linux/arm64"],
      "\(finding.remedy?.commands ?? [])")
    let without = facts.with { $0.system.programs = .seen([]) }
    let other = try without.judged("linux/arm64").findings.first { $0.id == id }?.remedy
    #expect(other?.commands == [])
  }

  @Test func disabledEntryOfTheImagesNameMakesWay() throws {
    let facts = Self.facts("POCF", interpreter: Self.gone).with { facts in
      facts.binfmt.entries = .seen([
        Sample.arm64Entry(state: "disabled", magic: "7f454c46", mask: nil)
      ])
    }.replacingRun(Sample.arm64Run(errno: 8))
    let finding = try facts.judged("linux/arm64").findings.first { $0.id == "handler-disabled" }
    #expect(finding?.remedy?.commands == ["crossready register linux/arm64"])
  }

  @Test func severalPlatformsAreRegisteredAtOnce() throws {
    let facts = Self.facts("POCF", interpreter: Self.gone)
    let finding = try facts.judged("linux/riscv64", "linux/arm/v6", "linux/arm/v7").findings.first {
      $0.id == "no-handler"
    }
    #expect(
      finding?.remedy?.commands == ["crossready register linux/riscv64 linux/arm/v6 linux/arm/v7"])
  }

  @Test func evidenceNamesTheFlagsThatAreNeeded() throws {
    let facts = Self.facts("POC", interpreter: .seen(Sample.emulatorFile))
      .replacingRun(Sample.arm64Run(errno: 2))
    let finding = try facts.judged("linux/arm64").findings.first {
      $0.id == "handler-lacks-fix-binary"
    }
    #expect(finding?.summary == "containers cannot find the emulator, because flag F is missing")
    #expect(
      finding?.evidence == [
        "/proc/sys/fs/binfmt_misc/qemu-aarch64: flags POC, interpreter \(Sample.interpreter)",
        "needed: flags POCF",
      ])
  }
}
