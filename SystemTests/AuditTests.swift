import Testing

/// Real programs of two CPUs, in directories and archives.
@Suite(.onPreparedHost)
struct AuditTests {
  private func shell(_ script: String) throws -> Outcome {
    let prelude = """
      set -u; T=$(mktemp -d) || exit 99; trap 'rm -rf "$T"' EXIT
      foreign=$fixtures/busybox/arm64/usr/bin/busybox
      audit() { $crossready audit --platform linux/amd64 --format json "$@" > $T/report; echo $?; }
      named() { jq -r '(.findings + [.images[].findings[]])[] | select(.certainty != "note")
        | .certainty + " " + .id + " " + (.paths | join(","))' $T/report; }

      """
    try Fixture.demand(by: "$busybox:arm64")
    return try execute(
      "/bin/bash", ["-c", prelude + script],
      environment: ["crossready": TestHost.program, "fixtures": TestHost.fixtures ?? ""])
  }

  @Test func everyFileIsReadAsReadelfReadsIt() throws {
    let outcome = try shell(
      #"""
      mkdir -p $T/usr; cp -a /usr/sbin $T/usr; cp $foreign $T/usr/sbin/foreign
      audit $T/usr >/dev/null
      jq -r '.images[0].content | to_entries[] | "\(.key) \(.value)"' $T/report | sort
      find $T/usr -type f -exec readelf -h {} + 2>/dev/null |
        awk '/Type:/ { t = $2 } /Machine:/ && (t == "EXEC" || t == "DYN") { n[$2 $4]++ }
          END { print "amd64 " n["AdvancedX86-64"] + n["AdvancedDevices"]; print "arm64 " n["AArch64"] }'
      """#)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 4 && lines.prefix(2) == lines.suffix(2), "\(outcome)")
  }

  @Test func plantedFilesAreNamedAndNoOthers() throws {
    let outcome = try shell(
      #"""
      mkdir -p $T/r/usr/bin $T/r/opt/a/prebuilds/linux-{x64,arm64} $T/r/srv
      cp -L /bin/busybox $T/r/usr/bin/env; cp -L /bin/busybox $T/r/opt/a/prebuilds/linux-x64/a.node
      for name in srv/hidden opt/a/prebuilds/linux-arm64/a.node opt/interpreter; do
        cp $foreign $T/r/$name
      done
      ln -s ../../srv/hidden $T/r/usr/bin/tool
      printf '#!/opt/interpreter -x\n' > $T/r/usr/bin/script; chmod +x $T/r/usr/bin/script
      cp -L /usr/bin/true $T/r/usr/bin/lost
      ln -s $fixtures/busybox $T/r/outside
      printf '\177ELF garbage' > $T/r/usr/bin/garbage
      audit $T/r; named
      """#)
    #expect(
      outcome.output.split(separator: "\n") == [
        "1", "certain foreign-program opt/interpreter,srv/hidden",
        "certain foreign-interpreter usr/bin/script", "certain loader-missing usr/bin/lost",
      ], "\(outcome)")
  }

  @Test func whatALayerDeletesIsNotThereAndPackedLayersAreRead() throws {
    let outcome = try shell(
      #"""
      mkdir -p $T/one/bin $T/two/bin $T/image/{1,2}
      cp -L /bin/busybox $T/one/bin/sh; cp $foreign $T/one/bin/gone; cp $foreign $T/one/bin/stays
      touch $T/two/bin/.wh.gone
      tar -C $T/one -cf - . | zstd -q > $T/image/1/layer.tar
      tar -C $T/two -cf - . | gzip > $T/image/2/layer.tar
      printf '{"os":"linux","architecture":"amd64","config":{"Cmd":["/bin/sh"]}}' > $T/image/c.json
      printf '[{"Config":"c.json","RepoTags":["a:1"],"Layers":["1/layer.tar","2/layer.tar"]}]' \
        > $T/image/manifest.json
      tar -C $T/image -cf $T/image.tar 1 2 c.json manifest.json
      audit $T/image.tar; named; audit - < $T/image.tar; audit $T/image; gzip $T/image.tar
      audit $T/image.tar.gz; named
      mkdir $T/programs; ln -s $(command -v gzip) $T/programs
      PATH=$T/programs $crossready audit --platform linux/amd64 $T/image.tar.gz | head -n 2
      head -c 300000 $T/image.tar.gz > $T/cut; audit $T/cut; jq '.unreadCount > 0' $T/report
      """#)
    #expect(
      outcome.output.split(separator: "\n") == [
        "1", "certain foreign-program /bin/stays", "1", "1", "1",
        "certain foreign-program /bin/stays",
        "linux/amd64: unknown, because not everything could be read: 1/layer.tar: zstd,",
        "  which unpacks it, is not installed; install zstd.",
        "2", "true",
      ], "\(outcome)")
  }

  @Test func unreadableFilesAreSaid() throws {
    let outcome = try shell(
      #"""
      mkdir -p $T/d/closed; cp -L /bin/busybox $T/d/a; chmod 0 $T/d/closed
      chmod 755 $T; cp $crossready $T/crossready
      setpriv --reuid 65534 --regid 65534 --clear-groups \
        $T/crossready audit --platform linux/amd64 $T/d | head -n 3; echo ${PIPESTATUS[0]}
      mkfifo $T/d/pipe; audit $T/d
      """#)
    #expect(
      outcome.output.split(separator: "\n").suffix(4) == [
        "linux/amd64: unknown, because not everything could be read: closed: cannot be",
        "  read: permission denied (EACCES); run as root.", "2", "0",
      ], "\(outcome)")
  }
}

extension EngineTests {
  /// Images and containers of real engines.
  @Suite struct Audit {
    private let prelude = #"""
      make_image() { # REFERENCE PLATFORM: of what is in $T/root
        bash -c '. "$1"/Fixtures/image-archive; new_archive; layer files "$2/root"
          image "$3" "$4" "\"Cmd\":[\"/bin/busybox\"]" files; write_archive "$2/image.tar"' \
          - "$(dirname "$engines")" $T "$@"
        $engine load --input $T/image.tar > /dev/null 2>&1
      }
      mkdir -p $T/root/bin; cp $fixtures/busybox/arm64/usr/bin/busybox $T/root/bin
      audit() { $crossready audit "$@" > $T/report; echo $?; head -n 2 $T/report; }
      : $busybox:arm64

      """#

    @Test(arguments: [Engine.docker, .podman])
    func wholeImageIsOneSentence(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        prelude + """
          make_image localhost/app:wrong linux/amd64
          $engine save localhost/app:wrong 2>/dev/null | audit --platform linux/amd64 -
          [ "$engine" = podman ] || audit --platform linux/amd64 localhost/app:wrong
          $engine rmi localhost/app:wrong > /dev/null; left >&2
          """, engine: engine)
      let sentence = [
        "1", "linux/amd64: the image is arm64, labelled amd64; its container cannot start.", "",
      ]
      let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map(String.init)
      #expect(lines == (engine == .docker ? sentence + sentence : sentence), "\(outcome)")
      #expect(outcome.errors.isEmpty, "\(outcome)")
    }

    /// Where the command of an image dies of a file for another CPU, the file is named.
    @Test(arguments: [Engine.docker, .podman])
    func verifyNamesTheForeignFile(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        prelude + """
          ln -s busybox $T/root/bin/sh; cp $T/root/bin/busybox $T/root/bin/tool
          # As if it were for riscv64, whose number is 243.
          printf '\\363\\0' | dd of=$T/root/bin/tool bs=1 seek=18 conv=notrunc 2> $T/log
          make_image localhost/app:mixed linux/arm64; register aarch64
          $crossready verify --engine $engine --format json --image localhost/app:mixed linux/arm64 \
            -- /bin/sh -c /bin/tool > $T/report 2> $T/errors; echo $?
          # What takes long is told meanwhile.
          grep -v '^crossready: asking the container engine' $T/errors >&2
          jq -r '.findings[] | select(.severity == "blocks") | .id, .summary, .evidence[0]' $T/report
          $engine rmi localhost/app:mixed > /dev/null; remove_handlers; left >&2
          """, engine: engine)
      #expect(
        outcome.output.split(separator: "\n") == [
          "1", "container-exec-failed", "the image holds files for another CPU",
          "/bin/tool is for riscv64, not arm64",
        ], "\(outcome)")
      #expect(outcome.errors.isEmpty, "\(outcome)")
    }

    @Test func foreignModuleIsOneSentenceAndTheGateAnswers() throws {
      let outcome = try onEngineHost(
        prelude + """
          mkdir -p $T/root/app/node_modules/b; cp -L /bin/busybox $T/root/app/node_modules/b/b.node
          make_image localhost/app:module linux/arm64
          audit --platform linux/arm64 localhost/app:module
          audit --platform linux/arm64 $busybox:arm64; audit $busybox:arm64
          $crossready audit --format json localhost/none:1 2>&1 > $T/report
          $engine rmi localhost/app:module > /dev/null; left >&2
          """)
      #expect(
        outcome.output.split(separator: "\n") == [
          "1", "linux/arm64: /app/node_modules/b/b.node is for amd64, not arm64.", "0",
          "linux/arm64: nothing in localhost/busybox:arm64 is for the wrong CPU (1 compiled",
          "  file).",
          "1", "linux/amd64, this host: the image is for linux/arm64, not for linux/amd64.",
          "crossready: 'localhost/none:1' is neither a file nor an image that an engine or its registry has (docker has no buildx, which asks registries); correct the name, pull the image, or log in to its registry",
        ], "\(outcome)")
    }

    @Test(arguments: [Engine.docker, .podman])
    func containerOfTheWrongCPUIsFoundWhereItCrashes(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        """
        start() { $engine run --detach --network none "$@" > /dev/null 2>&1; }
        start --name loop --restart always $busybox:arm64 sleep 1000
        start --name wrong $busybox:mislabelled sleep 1000
        start --name fine $busybox:amd64 sleep 1000
        # Until the engine has tried to start it.
        within_deadline sh -c '[ "$('"$engine"' inspect --format "{{.RestartCount}}" loop)" -gt 0 ]'
        $crossready audit --running --format json > $T/report; echo $?
        jq -r '.images[] | select(.findings != []) | .name + " " + .findings[0].id' $T/report | sort
        jq -r '.remarks | length < 2' $T/report
        register aarch64; register arm
        $crossready audit --running --format json > $T/report; echo $?
        $engine kill fine > /dev/null; $engine rm --force loop wrong fine > /dev/null
        """, engine: engine)
      #expect(
        outcome.output.split(separator: "\n") == [
          "1", "loop running-foreign-container", "wrong running-foreign-container", "true", "0",
        ], "\(outcome)")
    }
  }
}
