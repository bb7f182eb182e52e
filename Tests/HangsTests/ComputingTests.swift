import Facts
import Testing

@testable import Hangs

/// What computes, what spins, and what only asks again and again.
struct ComputingTests {
  private func computing(ticks: Int, _ change: (inout SampledProcess) -> Void = { _ in })
    -> SampledProcess
  {
    var one = process(10, state: "R", call: .running, ticks: ticks)
    change(&one)
    return one
  }

  private func judged(_ change: (inout SampledProcess) -> Void = { _ in }) -> JudgedProcess {
    report([computing(ticks: 0)], [computing(ticks: 500, change)]).trees[0].culprit
  }

  /// Only what stands in the same state again and again goes round in circles.
  @Test(arguments: [
    (100, 6, true), (100, 25, true), (100, 26, false), (100, 99, false), (20, 1, false),
  ])
  func stops(_ count: Int, _ states: Int, _ isCircle: Bool) {
    let one = judged { $0.threads[0].stops = Stops(count: count, states: states) }
    #expect(one.verdict == (isCircle ? .spinning : .computing))
    #expect(one.hangs == isCircle)
  }

  /// A thread that gets somewhere may end what another one spins for.
  @Test func oneThreadThatCounts() {
    func two(_ ticks: Int) -> SampledProcess {
      computing(ticks: ticks) { one in
        one.threads[0].stops = Stops(count: 100, states: 3)
        var other = one.threads[0]
        other.id = 12
        other.stops = Stops(count: 100, states: 100)
        one.threads.append(other)
      }
    }
    #expect(report([two(0)], [two(500)]).answer == .waits)
  }

  @Test func readingNothing() {
    var before = computing(ticks: 0)
    before.reads = 0
    var after = computing(ticks: 500)
    after.reads = 90_000
    let one = report([before], [after]).trees[0].culprit
    #expect(one.verdict == .spinning && one.cause?.id == "reads-nothing")
  }

  /// A script that asks by a program whether a server is there starts two of them twice a second.
  @Test func askingByAProgram() {
    let before = process(10, call: KernelCall(name: "wait4", arguments: [.max]))
    var after = before
    after.reapedTicks = 120
    after.faults = 600
    after.transferredBytes = 130_000
    var sleep = process(30, parent: 10, call: KernelCall(name: "clock_nanosleep"))
    sleep.startTime = 9000
    #expect(report([before], [after, sleep]).answer == .waits)
    after.reapedTicks = 180
    #expect(report([before], [after, sleep]).answer == .works)
  }

  /// Since when it stands still is told by earlier looks, where the kernel does not tell of threads.
  @Test func unchangedForAsLongAsAnybodyLooked() {
    var one = process(10, call: futex(0x1000))
    one.unchanged = 300
    one.startTime = 100_000
    func waited(_ one: SampledProcess) -> WaitedTime? {
      report([one], [one]) { $0.second.uptime = 3000 }.trees[0].culprit.waited
    }
    #expect(waited(one) == WaitedTime(seconds: 300, isAtMost: false))
    one.unchanged = nil
    #expect(waited(one) == WaitedTime(seconds: 2000, isAtMost: true))
  }

  /// Where a futex is, and what the threads are called that wait for one.
  @Test func namesOfWhatIsWaitedFor() {
    var one = process(10, call: futex(0x1000))
    one.threads[0].futexFile = "libc.so.6"
    one.threads[0].name = "main"
    var other = one.threads[0]
    other.id = 12
    other.name = "worker"
    one.threads.append(other)
    let evidence = report([one], [one]).trees[0].culprit.evidence
    #expect(evidence[0].contains("0x1000 (in memory of libc.so.6)"))
    #expect(evidence.contains("its threads: main, worker"))
  }
}
