import Testing

/// What `crossready diagnose` says of real programs of Debian, healthy and hung: bash, make, gcc, perl
/// and python as they are built and used, not programs made for it.
@Suite(.onPreparedHost, .serialized)
struct RealHangTests {
  /// A situation, and what is right.
  struct Situation: Sendable, CustomTestStringConvertible {
    let name: String
    /// Starts it in the tree of programs, by `startsh`.
    let script: String
    /// The answers that are right.
    let answers: Set<String>
    /// The program to blame and its verdict, where only one is right.
    var culprit: String?
    var verdict: String?
    /// What the sentence has to say.
    var words = ""

    var testDescription: String { name }
  }

  static let architectures = ["arm64", "armhf"]

  @Test(arguments: architectures, healthy)
  func healthyProgramsDoNotHang(_ architecture: String, _ situation: Situation) throws {
    for _ in 0..<HangTests.runs {
      for report in try look(architecture, situation, intervals: [2, 0.5], tries: 2) {
        #expect(!report.hangs && report.exitStatus == 0, "\(report.sentence)")
        #expect(situation.answers.contains(report.answer ?? ""), "\(report.sentence)")
      }
    }
  }

  @Test(arguments: architectures, hung)
  func hungProgramsAreNamed(_ architecture: String, _ situation: Situation) throws {
    for _ in 0..<HangTests.runs {
      for report in try look(architecture, situation, intervals: [2], tries: 12) {
        #expect(situation.answers.contains(report.answer ?? ""), "\(report.sentence)")
        let tree = try #require(
          report.trees.first { tree in
            situation.culprit == nil || tree.blamed?.name == situation.culprit
          }, "\(report.sentence)")
        #expect(tree.verdict == situation.verdict, "\(report.sentence)")
        #expect(tree.sentence?.contains(situation.words) == true, "\(report.sentence)")
        #expect(report.exitStatus == (report.answer == "hangs" ? 1 : 0))
      }
    }
  }

  /// A deadline of one's own makes of what waits a failure.
  @Test func whatWaitsLongerThanAllowedFails() throws {
    let outcome = try inRealWorld(
      "arm64",
      """
      startsh 'sleep 1000; echo'; settled
      $crossready diagnose --interval 0.5; echo "exit $?"
      $crossready diagnose --interval 0.5 --hung-for 1h; echo "exit $?"
      sleep 2
      GITHUB_ACTIONS=true $crossready diagnose --interval 0.5 --hung-for 1s; echo "exit $?"
      timeout 60 $crossready diagnose --interval 0.5 --watch --hung-for 3s > $T/watched; echo "exit $?"
      """)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(
      lines.filter { $0.hasPrefix("exit") } == ["exit 0", "exit 0", "exit 1", "exit 1"],
      "\(outcome.output)")
    #expect(lines.first?.hasPrefix("WAITS: sleep (") == true, "\(outcome.output)")
    let annotations = lines.filter { $0.hasPrefix("::error ") }
    #expect(annotations.count == 1, "\(outcome.output)")
    #expect(annotations.first?.contains("::WAITS: sleep (") == true, "\(outcome.output)")
  }

  /// Where a person asks for it, a loop that waits for a word in memory is told from one that counts.
  @Test func loopThatGoesRoundInCircles() throws {
    let outcome = try inRealWorld(
      "arm64",
      """
      echo 'volatile int f; int main() { while (!f); }' > $P/tmp/waits.c
      echo 'volatile long n; int main() { for (long x = 1;; x = x * 69069 + 1) n = x; }' > $P/tmp/counts.c
      chroot $P bash -c 'cd /tmp && gcc -O2 waits.c -o waits && gcc -O2 counts.c -o counts'
      start /tmp/waits; start /tmp/counts; sleep 2
      for way in '' --sample; do
        for program in waits counts; do
          $crossready diagnose --interval 1 --pid $(pgrep -n -x $program) $way | head -n 1
        done
      done
      """)
    let verdicts = outcome.output.split(separator: "\n").map {
      $0.contains(" spins, and gets nowhere")
        ? "spins"
        : $0.contains(" computes or spins") ? "unknown" : String($0)
    }
    #expect(
      verdicts == ["unknown", "unknown", "spins", "unknown"], "\(outcome.output)\(outcome.errors)")
  }

  /// Hundreds of processes leave a screen or two to read, and what matters comes first.
  @Test func manyProcessesAreFewLines() throws {
    let outcome = try inRealWorld(
      "arm64",
      """
      for each in $(seq 200); do start sleep 1000; done; startsh 'kill -STOP $$'; settled
      $crossready diagnose --interval 0.5
      """)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 41, "\(outcome.output)")
    #expect(lines.first?.hasPrefix("HANGS: bash (") == true, "\(outcome.output)")
    #expect(outcome.output.contains(" more like "), "\(outcome.output)")
  }

  private func look(
    _ architecture: String, _ situation: Situation, intervals: [Double], tries: Int
  ) throws -> [HangReportDocument] {
    let looks = intervals.map { interval in
      "$crossready diagnose --interval \(interval) --format json; echo '=='"
    }.joined(separator: "\n")
    let outcome = try inRealWorld(architecture, "\(situation.script)\nsettled \(tries)\n\(looks)")
    let texts = outcome.output.split(separator: "==\n")
    try #require(texts.count == intervals.count, "\(outcome.output)\n\(outcome.errors)")
    return try texts.map { text in
      try HangReportDocument(
        parsing: Outcome(
          status: outcome.status, output: String(text), errors: outcome.errors))
    }
  }
}

/// Runs a script as `inHangWorld` does, with the programs of an architecture of Debian as a root
/// directory `$P`. Further functions: `start COMMAND` starts one in it, `startsh SCRIPT` a script, and
/// `settled TRIES` waits until all that is to begin has begun.
private func inRealWorld(_ architecture: String, _ script: String) throws -> Outcome {
  try inHangWorld(
    """
    P=$fixtures/programs/\(architecture)
    mount --bind $P $P && mount --rbind /dev $P/dev && mount -t proc proc $P/proc || exit 97
    mount -t tmpfs none $P/tmp
    export HOME=/ LC_ALL=C
    start() { (cd / && exec chroot $P "$@") < /dev/null > $P/tmp/log 2>&1 & }
    startsh() { start bash -c "$1"; }
    ticks() { cat /proc/[0-9]*/stat 2> /dev/null | awk '{ n += $14 + $15 } END { print n }'; }
    # What hangs uses no more time; what works does so for as long as anybody looks.
    settled() {
      tries=0; before=0; sleep 3; now=$(ticks)
      until [ $((now - before)) -le 5 ] || [ $tries -ge ${1-12} ]; do
        tries=$((tries + 1)); before=$now; sleep 2; now=$(ticks)
      done
    }
    \(script)
    """)
}

extension RealHangTests {
  private static let project = #"""
    mkdir $P/tmp/p; for n in $(seq 30); do
      { echo '#include <stdio.h>'; for f in $(seq 60); do
        echo "int f${n}_$f(int a, int b) { switch (a % 7) { case 0: return b * $f; default: return a ^ b; } }"
      done; } > $P/tmp/p/f$n.c
    done
    { printf 'all:'; for n in $(seq 30); do printf " f$n.o"; done; echo; } > $P/tmp/p/Makefile
    """#

  static let healthy: [Situation] = [
    Situation(
      name: "make -j4 compiles",
      script: project + "\nstartsh 'cd /tmp/p && while :; do make -j4 CFLAGS=-O2; rm *.o; done'",
      answers: ["works"]),
    Situation(
      name: "recursive make whose recipes sleep",
      script: """
        mkdir -p $P/tmp/p/a $P/tmp/p/b
        printf 'all: a b\\na b::\\n\\t$(MAKE) -C $@\\n.PHONY: a b\\n' > $P/tmp/p/Makefile
        for d in a b; do printf 'all: x y\\nx y:\\n\\tsleep 500\\n' > $P/tmp/p/$d/Makefile; done
        startsh 'cd /tmp/p && make -j4'
        """, answers: ["waits"]),
    Situation(
      name: "a pipeline",
      script: "startsh 'while :; do seq 20000 | sort | uniq -c | wc; done'", answers: ["works"]),
    Situation(
      name: "a script of configure",
      script: """
        startsh 'cd /tmp; while :; do echo "int main(){return 0;}" > t.c; gcc t.c -o t; ./t; done'
        """, answers: ["works"]),
    Situation(
      name: "python computes",
      script: "start python3 -c 's = 0\nwhile True: s += 1'", answers: ["waits", "works"]),
    Situation(
      name: "perl computes", script: "start perl -e 'while (1) { $x += sqrt(2) }'",
      answers: ["waits", "works"]),
    Situation(
      name: "a parent reads what its child computes",
      script: "start perl -e 'pipe(R, W); if (!fork) { while (1) { 1 } } close W; <R>'",
      answers: ["waits", "works"]),
    Situation(
      name: "background jobs", script: "startsh 'sleep 400 & sleep 500 & wait'",
      answers: ["waits"]),
    Situation(
      name: "a loop that asks for a file",
      script: "startsh 'until [ -e /tmp/x ]; do sleep 1; done'", answers: ["waits"]),
    Situation(
      name: "a loop that asks by a program",
      script: "startsh 'until perl -e \"exit 1\"; do sleep 0.5; done'", answers: ["waits", "works"]),
    Situation(
      name: "a named pipe that is opened later",
      script: "startsh 'mkfifo /tmp/q; cat /tmp/q & sleep 300; echo > /tmp/q'", answers: ["waits"]),
  ]

  static let hung: [Situation] = [
    Situation(
      name: "two locks of python",
      script: """
        cat > $P/tmp/a.py <<'END'
        import threading, time
        a, b = threading.Lock(), threading.Lock()
        def f(x, y):
            with x:
                time.sleep(1)
                with y: pass
        t = [threading.Thread(target=f, args=p) for p in ((a, b), (b, a))]
        for one in t: one.start()
        for one in t: one.join()
        END
        startsh 'python3 /tmp/a.py; echo'
        """, answers: ["hangs"], culprit: "python3", verdict: "deadlocked"),
    Situation(
      name: "a test below make",
      script: """
        printf 'all: a b\\na:\\n\\tbash -c "perl /tmp/t.pl; echo"\\nb:\\n\\ttrue\\n' > $P/tmp/Makefile
        echo 'pipe(R, W); <R>;' > $P/tmp/t.pl
        startsh 'cd /tmp && make -j2; echo'
        """, answers: ["hangs"], culprit: "perl", verdict: "waiting-for-pipe"),
    Situation(
      name: "a stopped compiler below make",
      script: """
        mkdir $P/tmp/p; printf 'all: a b\\na b:\\n\\tbash -c "kill -STOP $$$$"; true\\n' > $P/tmp/p/Makefile
        startsh 'cd /tmp/p && make -j3; echo'
        """, answers: ["hangs"], culprit: "sh", verdict: "stopped"),
    Situation(
      name: "a service keeps the pipe to tee open",
      script: "startsh '(sleep 1000 & echo begun) | tee /tmp/out; echo'",
      answers: ["waits", "hangs"],
      culprit: "tee", verdict: "waiting-for-pipe", words: "for the end of output that sleep ("),
    Situation(
      name: "a lock whose holder idles",
      script: "startsh 'flock /tmp/l tail -f /dev/null & sleep 1; flock /tmp/l true; echo'",
      answers: ["waits", "hangs"], culprit: "flock", verdict: "waiting-for-lock",
      words: "which flock ("),
    Situation(
      name: "a named pipe that nobody opens",
      script: "startsh 'mkfifo /tmp/q; cat /tmp/q; echo'", answers: ["hangs"], culprit: "cat",
      verdict: "waiting-for-pipe", words: "/tmp/q"),
    Situation(
      name: "a loop at the end of input",
      script: """
        start python3 -c 'import os, select
        f = os.open("/dev/null", os.O_RDONLY)
        while True: select.select([f], [], []); os.read(f, 99)'
        """, answers: ["hangs"], culprit: "python3",
      verdict: "spinning"),
    Situation(
      name: "an emulator that waits for a debugger",
      script: "QEMU_GDB=12345 startsh 'echo never'", answers: ["hangs"], culprit: "bash",
      verdict: "waiting-for-network"),
    Situation(
      name: "two that read from each other",
      script: """
        start python3 -c 'import os, socket
        a, b = socket.socketpair()
        if os.fork() == 0: a.close(); b.recv(1)
        b.close(); a.recv(1)'
        """, answers: ["hangs"], culprit: "python3",
      verdict: "waiting-for-network"),
    Situation(
      name: "a child that nobody asks for",
      script: """
        start python3 -c 'import os, select
        if os.fork() == 0: os._exit(1)
        select.epoll().poll()'
        """, answers: ["hangs"], verdict: "zombie-not-reaped"),
  ]
}
