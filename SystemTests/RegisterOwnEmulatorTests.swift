import Testing

/// `register` with the host's own emulators, where no engine is.
@Suite(.onPreparedHost)
struct RegisterOwnEmulatorTests {
  private static let words = """
    without_engines() { PATH=/nonexistent $crossready "$@"; }
    # One that the host lacks, as this test sees it.
    hide() { mount --bind /dev/null /usr/bin/qemu-$1-static; }
    results() { rows $T/output | tr -s ' '; }

    """

  /// What one platform lacks is no reason to leave the others.
  @Test func whatTheHostHasIsRegistered() throws {
    let outcome = try inPrivateInstance(
      Self.words + """
        hide s390x
        without_engines register linux/s390x linux/arm64 > $T/output; echo "status $?"; results
        ls $B | grep qemu
        """)
    #expect(
      outcome.output.withoutVersions == """
        status 1
        linux/s390x FAILED -
        linux/arm64 registered qemu-aarch64 VERSION
        qemu-aarch64

        """, "\(outcome.errors)")
    #expect(outcome.errors.contains("the binfmt image cannot serve instead: "))
  }

  /// Whoever can change where a link leads decides what everybody's programs run in.
  @Test func aLinkIntoAPlaceOfOthersIsNotRegistered() throws {
    let outcome = try inPrivateInstance(
      Self.words + """
        mount -t tmpfs -o mode=755 none /mnt; mkdir -m 777 /mnt/shared; mkdir /mnt/bin
        cp /usr/bin/qemu-s390x-static /mnt/shared/; ln -s /mnt/shared/qemu-s390x-static /mnt/bin/
        mount --bind /mnt/bin /usr/local/bin; hide s390x
        without_engines register --method host linux/s390x; echo "status $?"
        chmod 755 /mnt/shared
        without_engines register --method host linux/s390x > $T/output; echo "status $?"; results
        """)
    #expect(
      outcome.output.withoutVersions == """
        status 1
        status 0
        linux/s390x registered qemu-s390x VERSION

        """, "\(outcome.errors)")
    #expect(outcome.errors.contains("others than root can write /usr/local/bin/qemu-s390x-static"))
  }

  /// The only handler of another architecture is not replaced by one that serves this alone.
  @Test func anEntryThatServesOthersTooStays() throws {
    let outcome = try inPrivateInstance(
      Self.words + """
        # All 64-bit big-endian machines, run by somebody's own dispatcher.
        cp /usr/bin/qemu-mips64-static $T/dispatcher
        printf %s ':qemu-s390x:M::\\x7fELF\\x02\\x02::'$T/dispatcher:OCF > $B/register
        without_engines register linux/s390x > $T/output; echo "status $?"; results
        grep -c 'handles other platforms, too' $T/output
        ls $B | grep qemu; grep -c enabled $B/qemu-s390x
        """)
    #expect(
      outcome.output.withoutVersions == """
        status 1
        linux/s390x REFUSED qemu-mips64 VERSION
        1
        qemu-s390x
        1

        """, "\(outcome.errors)")
  }

  /// The new handler has another name than the old one, and is asked before what stands for that.
  @Test func anInterruptedReplacementUnderAnotherNameIsUndone() throws {
    let outcome = try inPrivateInstance(
      Self.words + """
        cp /usr/bin/qemu-aarch64-static $T/qemu; entry my-arm64 aarch64 OCF $T/qemu; rm $T/qemu
        mount --bind $fixtures/emulator-HANGS /usr/bin/qemu-aarch64-static
        PATH=/nonexistent $crossready register --replace --method host linux/arm64 & process=$!
        until [ -e $B/qemu-aarch64 ]; do kill -0 $process || break; done
        kill -TERM $process; wait $process; echo "status $?"
        ls $B | grep -v -e register -e status
        $crossready check linux/arm64 > $T/output; echo "status $?"
        without_engines unregister --entry my-arm64 > $T/output
        """)
    #expect(outcome.output == "status 143\nmy-arm64\nstatus 0\n", "\(outcome.errors)")
  }

  /// What cannot be read may still be registered.
  @Test func nothingIsCalledRemovedThatCannotBeRead() throws {
    let outcome = try inPrivateInstance(
      """
      umount $B; mount -t tmpfs -o mode=000 none $B
      setpriv --bounding-set=-all --inh-caps=-all $crossready unregister --dry-run linux/arm64
      echo "status $?"
      """)
    #expect(
      outcome.output == """
        cannot read the entries: /proc/sys/fs/binfmt_misc: permission denied (EACCES);
          'crossready check' tells why
        status 2

        """, "\(outcome.errors)")
  }
}
