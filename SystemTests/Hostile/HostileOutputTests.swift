import Testing

/// An ordinary user against root's crossready: files that root writes.
extension HostileTests {
  @Suite struct Output {
    /// What the user has prepared before root runs `crossready -o $out`, and why root refuses.
    static let traps: [(name: String, setup: String, reason: String)] = [
      (
        "a file with rights of its own",
        "as_user 'cp /bin/busybox $out && chmod 6777 $out'", "belongs to user 1000"
      ),
      ("a link to a file of root's", "as_user 'ln -s $T/victim $out'", "symbolic link"),
      ("a link to nothing", "as_user 'ln -s $T/fresh $out'", "symbolic link"),
      ("a pipe that nobody reads", "as_user 'mkfifo $out'", "no regular file"),
      (
        "a directory behind a link",
        "as_user 'ln -s $T/roots $T/shared/way'; out=$T/shared/way/report", "belongs to user 1000"
      ),
    ]

    @Test(arguments: traps)
    func isRefused(_ trap: (name: String, setup: String, reason: String)) throws {
      let outcome = try asRootAmongUsers(
        """
        out=$T/shared/report
        \(trap.setup)
        timeout 20 $crossready -o $out linux/amd64 > log; echo $?
        cat $T/victim; ls -A $T/roots; [ -e $T/fresh ] && echo made
        find $T/shared -user 0 -type f -perm /6022
        """)
      #expect(outcome.output == "2\nold\n", "\(trap.name): \(outcome.errors)")
      #expect(outcome.errors.contains(trap.reason), "\(trap.name): \(outcome.errors)")
    }

    /// A new file is root's, without rights for others, whatever the user's directory allows.
    @Test func newFileIsRootsAlone() throws {
      let outcome = try asRootAmongUsers(
        """
        as_user 'mkdir -m 2777 $T/shared/theirs'
        umask 027; $crossready -o $T/shared/theirs/report linux/amd64; echo $?
        stat -c '%a %u' $T/shared/theirs/report; ls -A $T/shared/theirs
        """)
      #expect(outcome.output == "0\n640 0\nreport\n", "\(outcome.errors)")
    }

    /// The runner's own file is appended to; one that is another's under another name is not.
    @Test func workflowFilesAreAppendedToCarefully() throws {
      let outcome = try asRootAmongUsers(
        """
        export GITHUB_ACTIONS=true GITHUB_OUTPUT=$T/shared/output
        as_user 'echo before > $T/shared/output'
        $crossready linux/amd64 > log; echo $?; cat $T/shared/output; stat -c %u $T/shared/output
        for trap in 'ln -s $T/victim' 'ln $T/shared/second' mkfifo; do
          rm $T/shared/output
          as_user "echo mine > $T/shared/second; $trap $T/shared/output"
          timeout 20 $crossready linux/amd64 > log; echo $?
          rm -f $T/shared/second
        done
        cat $T/victim
        """)
      #expect(
        outcome.output.split(separator: "\n") == [
          "0", "before", "platforms=linux/amd64", "verdict=ready", "1000", "2", "2", "2", "old",
        ], "\(outcome.errors)")
    }

    @Test func aLimitOfFileSizesSaysSo() throws {
      let outcome = try asRootAmongUsers(
        "(ulimit -f 0; $crossready -o $T/roots/report linux/amd64); echo $?; ls -A $T/roots")
      #expect(outcome.output == "2\n", "\(outcome.errors)")
      #expect(outcome.errors.contains("ulimit -f"), "\(outcome.errors)")
    }

    /// Somebody else made the terminal or pipe non-blocking; all of it arrives.
    @Test func aStreamThatIsFullIsWaitedFor() throws {
      let outcome = try asRootAmongUsers(
        """
        cat > $T/slow.py <<'END'
        import fcntl, os, subprocess, sys, time
        reader, writer = os.pipe()
        fcntl.fcntl(writer, 1031, 4096)
        os.set_blocking(writer, False)
        child = subprocess.Popen([sys.argv[1], "explain"], stdout=writer)
        os.close(writer)
        os.set_blocking(reader, True)
        text = b""
        while True:
            part = os.read(reader, 512)
            if not part: break
            text += part
        print(child.wait(), text.count(b"\\n") > 100)
        END
        python3 $T/slow.py $crossready
        """)
      #expect(outcome.output == "0 True\n", "\(outcome.errors)")
    }
  }
}
