import Platforms
import Testing

@testable import Images

/// What is named, and what is rightly silent.
struct JudgingTests {
  private let system: [(String, [UInt8])] = [
    ("usr/bin/env*", program("arm64", loader: "/lib/ld-linux-aarch64.so.1")),
    ("usr/bin/node*", program("arm64", loader: "/lib/ld-linux-aarch64.so.1")),
    ("lib/ld-linux-aarch64.so.1*", library("arm64")), ("usr/lib/libc.so.6", library("arm64")),
  ]

  private func image(
    _ files: [(String, [UInt8])], upper: [UInt8]? = nil,
    entrypoint: [String] = ["node", "/app/x.js"]
  ) throws -> AuditReport {
    try audit(
      dockerArchive(
        label: "arm64", layers: [layer(system + files)] + (upper.map { [$0] } ?? []),
        entrypoint: entrypoint),
      for: ["arm64"])
  }

  @Test func healthyImageIsClean() throws {
    let report = try image([("app/x.js", Array("x".utf8))])
    #expect(report.allFindings.isEmpty)
    #expect(report.images[0].entrypoint?.path == "/usr/bin/node")
    #expect(report.images[0].entrypoint?.cpu?.name == "arm64")
  }

  @Test func foreignModuleIsNamedInOneSentence() throws {
    let path = "app/node_modules/better-sqlite3/build/Release/better_sqlite3.node"
    let report = try image([(path, library("amd64"))])
    #expect(report.words == ["certain foreign-library"])
    #expect(report.allFindings[0].summary == "/\(path) is for amd64, not arm64")
    #expect(report.allFindings[0].repair.hasPrefix("run npm ci or npm rebuild"))
  }

  @Test func entrypointDecidesFirst() throws {
    let script = Array("#!/opt/run -x\n".utf8)
    let report = try image(
      [("opt/run*", program("amd64")), ("app/start*", script)], entrypoint: ["./start"])
    #expect(report.words.first == "certain entrypoint-foreign")
    #expect(
      report.allFindings[0].summary
        == "the container cannot start: /app/start is for amd64 by its interpreter /opt/run, not arm64"
    )
    #expect(report.words.contains("certain foreign-interpreter"))
  }

  @Test func missingLoaderIsNamed() throws {
    let musl = program("arm64", loader: "/lib/ld-musl-aarch64.so.1")
    let report = try image([("app/tool*", musl), ("app/node_modules/x/bin/y*", musl)])
    #expect(report.words == ["certain loader-missing"])
    #expect(
      try image([("app/tool*", musl)], entrypoint: ["/app/tool"]).words
        == ["certain entrypoint-loader-missing"])
    #expect(try image([("app/node_modules/x/bin/y*", musl)]).words == ["possible loader-missing"])
  }

  @Test func loaderBehindLinksIsThere() throws {
    var upper = TarBuilder()
    upper.link("lib64", to: "usr/lib64")
    upper.link("usr/lib64/ld.so", to: "../../lib/ld-linux-aarch64.so.1")
    upper.file("app/tool", program("arm64", loader: "/lib64/ld.so"), mode: 0o755)
    #expect(try image([], upper: upper.data).allFindings.isEmpty)
    var circle = TarBuilder()
    circle.link("lib64", to: "x")
    circle.link("x", to: "lib64")
    circle.file("app/tool", program("arm64", loader: "/lib64/ld.so"), mode: 0o755)
    #expect(try image([], upper: circle.data).words == ["certain loader-missing"])
  }

  @Test func whatIsDeletedOrReplacedIsNotThere() throws {
    let files = [
      ("app/a.node", library("amd64")), ("opt/x/b.node", library("amd64")),
      ("srv/y/c.node", library("amd64")), ("app/d.node", library("amd64")),
      ("e/f/g.node", library("amd64")),
    ]
    var upper = TarBuilder()
    upper.file("app/.wh.a.node", [])
    upper.file("opt/x/.wh..wh..opq", [])
    upper.file(".wh.srv", [])
    upper.file("app/d.node", Array("text".utf8))
    upper.link("e", to: "opt")
    #expect(try image(files, upper: upper.data).allFindings.isEmpty)
  }

  @Test func hardLinkIsTheSameFile() throws {
    var upper = TarBuilder()
    upper.file("app/a.node", library("amd64"))
    upper.link("app/b.node", to: "app/a.node", type: "1")
    #expect(try image([], upper: upper.data).allFindings.map(\.count) == [2])
  }

  @Test func siblingsForCPUsAreAChoice() throws {
    let modules = "app/node_modules/x/prebuilds"
    #expect(
      try image([
        ("\(modules)/linux-x64/x.node", library("amd64")),
        ("\(modules)/linux-arm64/x.node", library("arm64")),
      ]).words.isEmpty)
    let report = try image([
      ("\(modules)/linux-x64/x.node", library("amd64")),
      ("\(modules)/linux-s390x/x.node", library("s390x")),
    ])
    #expect(report.words == ["certain variant-for-cpu-missing"])
    #expect(
      report.allFindings[0].summary
        == "/\(modules) has builds of linux for amd64, s390x, and none for arm64")
    #expect(
      try image([
        ("app/node_modules/@img/sharp-linuxmusl-x64/lib/a.node", library("amd64")),
        ("app/node_modules/@img/sharp-linux-arm64/lib/a.node", library("arm64")),
      ]).words.isEmpty)
  }

  /// Seen in Debian's and language images: silent but for a count.
  /// As serialport, Prisma and better-sqlite3 ship their builds.
  @Test(arguments: [
    // A folder for each CPU, and the CPU in the file's name, too.
    ["prebuilds/linux-arm64/b.armv8.node arm64", "prebuilds/linux-arm/b.armv7.node arm"],
    // Only one of two names its CPU.
    [
      "client/libquery_engine-linux-arm64-openssl-3.0.x.so.node arm64",
      "client/libquery_engine-debian-openssl-3.0.x.so.node amd64",
    ],
    // For other systems.
    [
      "prebuilds/linux-arm64/a.node arm64", "prebuilds/android-arm/a.node arm",
      "prebuilds/freebsd-x64/a.node amd64",
    ],
    ["pydevd_attach_to_process/attach_linux_amd64.so amd64"],
  ])
  func buildsForOthersBesideOurOwnAreMeant(_ files: [String]) throws {
    let report = try image(
      files.map { file in
        let words = file.split(separator: " ").map(String.init)
        return ("app/node_modules/x/" + words[0], library(words[1]))
      })
    #expect(report.words.isEmpty, "\(report.allFindings.map(\.summary))")
  }

  @Test(arguments: [
    [
      "client/libquery_engine-debian-openssl-3.0.x.so.node amd64",
      "client/libssl-linux-arm64.so.node arm64",
    ],
    ["prebuilds/linux-x64/a.node amd64", "prebuilds/android-arm64/a.node arm64"],
  ])
  func whatOnlyLooksLikeOurOwnIsNone(_ files: [String]) throws {
    let report = try image(
      files.map { file in
        let words = file.split(separator: " ").map(String.init)
        return ("app/node_modules/x/" + words[0], library(words[1]))
      })
    #expect(report.words.count == 1, "\(report.allFindings.map(\.summary))")
  }

  @Test func missingInterpreterIsNamed() throws {
    func words(_ script: String) throws -> [String] {
      try image([("app/start*", Array(script.utf8))], entrypoint: ["/app/start"])
        .allFindings.map(\.summary)
    }
    #expect(
      try words("#!/bin/bash\n") == [
        "the container cannot start: /app/start needs the interpreter /bin/bash, which the image "
          + "does not have"
      ])
    #expect(
      try words("#!/usr/bin/env -S python3 -u\n") == [
        "the container cannot start: /app/start needs the interpreter python3, which the image "
          + "does not have"
      ])
    #expect(
      try words("#!/usr/bin/node\r\n") == [
        "the container cannot start: /app/start needs the interpreter /usr/bin/node with a carriage "
          + "return behind it, as its lines end like those of Windows"
      ])
    for script in [
      "#!/usr/bin/env node\n", "#!/usr/bin/env -S A=1 node -x\n", "#! /usr/bin/node\n",
    ] {
      #expect(try words(script) == [])
    }
  }

  /// Programs that some CPUs run must not stand before one that none does.
  @Test func a32BitMajorityHidesNothing() throws {
    let names = (0..<9).map { ("app/old\($0)*", program("arm")) }
    let report = try image(names + [("app/wrong*", program("s390x"))])
    #expect(report.words.contains("certain foreign-program"))
  }

  @Test(arguments: [
    "usr/local/go/src/debug/elf/testdata/gcc-amd64-linux-exec*", "usr/share/qemu/palcode-clipper*",
    "usr/lib/syslinux/modules/efi64/a.c32*", "usr/lib/debug/.build-id/ab/c.debug*",
    "usr/x86_64-linux-gnu/lib/libc.so.6", "usr/lib/rustlib/x86_64-unknown-linux-gnu/lib/a.so",
    "usr/local/go/src/runtime/race/race_linux_amd64.syso", "lib/firmware/x/fw*",
    "usr/share/app/blob", "usr/lib/gcc-cross/x86_64-linux-gnu/12/cc1*",
  ])
  func foreignersThatAreRight(_ path: String) throws {
    let report = try image([(path, program("amd64"))])
    #expect(report.words.isEmpty, "\(report.allFindings)")
  }

  @Test func sameFamilyIsNotForeign() throws {
    let report = try image([("usr/bin/old*", program("arm"))])
    #expect(report.words == ["possible needs-32-bit-cpu"])
    let amd64 = try audit(
      dockerArchive(
        label: "amd64", layers: [layer([("a*", program("amd64")), ("b*", program("386"))])]))
    #expect(amd64.words.isEmpty)
  }

  @Test func platformThatTheImageLacksIsNamed() throws {
    let report = try audit(
      dockerArchive(label: "arm64", layers: [layer([("a*", program("arm64"))])]))
    #expect(report.words == ["certain image-lacks-platform"])
    #expect(report.allFindings[0].summary == "the image is for linux/arm64, not for linux/amd64")
  }

  @Test func partOfATreeLacksNoLoader() throws {
    let report = try audit(
      layer([("bin/a*", program("amd64", loader: "/lib64/ld-linux-x86-64.so.2"))]))
    #expect(report.allFindings.isEmpty)
  }

  @Test func containersThatCannotRunAreNamed() {
    let host = Platform(architecture: "amd64")
    var web = ContainerLook(
      engine: "docker", name: "web", image: "app:1", label: Platform(architecture: "arm64"),
      state: "restarting", exitStatus: 255, restarts: 7)
    func report(_ executable: Set<String>) -> AuditReport {
      AuditReport(running: [web], host: host, executable: executable, remarks: [])
    }
    #expect(
      report(["amd64"]).allFindings.map(\.summary) == [
        "docker container web cannot run here: its image app:1 is for arm64, and this host runs no "
          + "arm64 programs (state: restarting, restarted 7 times)"
      ])
    #expect(report(["amd64", "arm64"]).allFindings.isEmpty)
    web.state = "running"
    web.restarts = 0
    #expect(report(["amd64"]).allFindings.isEmpty)
  }

  @Test func wordsOfCPUsAreReadFromNames() {
    let cases = [
      ("linux-x64", "amd64"), ("libfoo-x86_64.so", "amd64"), ("sharp-linux-arm64", "arm64"),
      ("aarch64-linux-gnu", "arm64"), ("linux-armv7l", "arm"), ("app_linux_386", "386"),
      ("linux-aarch_64.exe", "arm64"), ("win32-ia32", "386"), ("mips64el", "mips64le"),
    ]
    for (name, cpu) in cases { #expect(CPUWords.reading(name.utf8)?.cpu == cpu, "\(name)") }
    #expect(CPUWords.reading("charm".utf8) == nil && CPUWords.reading("node".utf8) == nil)
  }

  /// One of several names in an archive stands for no other; one of several tags may.
  @Test(arguments: [
    (
      ["shop/web:1": "amd64", "shop/worker:1": "arm64"],
      ["shop/worker:1: the image is for linux/arm64 only, not for linux/amd64"]
    ),
    (["busybox:amd64": "amd64", "busybox:arm64": "arm64"], []),
    (["localhost:5000/app:1": "amd64", "localhost:5000/app@sha256:0": "arm64"], []),
  ])
  func everyNameNeedsAnImage(_ images: [String: String], _ expected: [String]) {
    var found = FoundImages()
    found.images = images.sorted { $0.key < $1.key }.map { name, architecture in
      var image = ImageContents(name: name)
      image.indexPlatform = Platform(architecture: architecture)
      return image
    }
    let report = AuditReport(
      found, subject: "shop.tar", wanted: [Platform(architecture: "amd64")], isAsked: false)
    #expect(report.allFindings.filter { $0.certainty == .certain }.map(\.statement) == expected)
  }
}
