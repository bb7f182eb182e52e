import Emulators
import Facts
import Testing

@testable import Hangs

/// Which causes that others met are named: those of which more is seen than that a program stands still.
struct KnownCauseTests {
  private func cause(_ first: [SampledProcess], _ second: [SampledProcess], of pid: Int) -> String?
  {
    report(first, second).trees.flatMap(\.nodes).first { $0.process.pid == pid }?.cause?.id
  }

  private func caller(_ arguments: String...) -> SampledProcess {
    var process = process(10, call: KernelCall(name: "wait4", arguments: [.max]))
    process.guest.arguments = arguments
    return process
  }

  private func named(
    _ name: String, _ process: SampledProcess, _ architecture: String = "arm64"
  ) -> SampledProcess {
    var process = process
    process.guest.path = "/usr/bin/" + name
    process.guest.architecture = architecture
    return process
  }

  /// What compiles is slow because of who asked for it.
  @Test(arguments: [
    ("/usr/bin/bundle", "gems-from-source"), ("/usr/bin/pip3", "wheels-from-source"),
    ("/usr/bin/make", nil),
  ])
  func compilerOfAPackageManager(_ command: String, _ cause: String?) {
    let before = named("cc1plus", process(20, parent: 10))
    var after = before
    after.transferredBytes = 100_000
    let caller = caller("ruby", command, "install")
    #expect(self.cause([caller, before], [caller, after], of: 20) == cause)
  }

  @Test func registryThatIsTooSlow() {
    var node = named("node", process(10, call: KernelCall(name: "recvfrom", arguments: [3])))
    var target = WaitTarget(descriptor: 3, kind: .socket, name: "tcp to 10.0.0.1:443")
    target.isListening = false
    node.threads[0].targets = [target]
    node.guest.arguments = ["node", "/usr/local/bin/npm", "ci"]
    #expect(cause([node], [node], of: 10) == "registry-timeouts")
    node.guest.arguments = ["node", "server.js"]
    #expect(cause([node], [node], of: 10) == nil)
  }

  @Test func scriptOfAPackage() {
    let shell = caller("/bin/sh", "/var/lib/dpkg/info/icinga2-bin.postinst", "configure")
    let program = process(20, parent: 10, call: futex(0x1000))
    #expect(cause([shell, program], [shell, program], of: 20) == "postinst")
    let other = caller("/bin/sh", "postinst.sh")
    #expect(cause([other, program], [other, program], of: 20) == nil)
  }

  /// A row for one program comes before those for what began it.
  @Test func runtimes() {
    let stuck = process(10, call: futex(0x1000))
    #expect(cause([named("guile", stuck)], [named("guile", stuck)], of: 10) == "collector-signals")
    let javac = named("javac", stuck, "arm")
    #expect(cause([javac], [javac], of: 10) == "javac-arm")
    #expect(cause([named("javac", stuck)], [named("javac", stuck)], of: 10) == "jvm")
  }

  /// Threads of Go that wait for each other are no proof while one of them looks at a clock, and yet
  /// others met that.
  @Test func goroutinesThatWait() {
    var go = named("server", process(10, call: futex(0x1000)))
    go.guest.language = "go"
    var clock = go.threads[0]
    clock.id = 12
    clock.call = futex(0x2000, timeout: 0x7ffe)
    var poller = go.threads[0]
    poller.id = 13
    poller.call = KernelCall(name: "epoll_pwait", arguments: [4, 0, 128, UInt64.max])
    poller.targets = [WaitTarget(descriptor: 5, kind: .pipe, peers: [], isOwn: true)]
    go.threads += [clock, poller]
    let tree = report([go], [go]).trees[0]
    #expect(tree.answer == .waits && tree.culprit.cause?.id == "go-hangs")
    #expect(tree.culprit.object?.contains("its own threads") == true)
    #expect(tree.culprit.advice?.contains("kill -QUIT 10") == true)
  }
}
