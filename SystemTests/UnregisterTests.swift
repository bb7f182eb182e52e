import Testing

extension EngineTests {
  /// `unregister` removes what is QEMU's, and nothing else unless it is named.
  @Suite struct Unregister {
    /// Entries that are none of our business.
    private static let others = #"""
      entry rosetta arm CPF /bin/true
      printf ':WSLInterop:M::MZ::/init:P' > $B/register
      printf ':python3.11:M::\\x6f\\x0d\\x0d\\x0a::/usr/bin/python3.11:' > $B/register
      printf ':jar:E::jar::/usr/bin/jexec:' > $B/register
      for name in jar python3.11 WSLInterop rosetta; do cat $B/$name; done > $T/others
      same() { for name in jar python3.11 WSLInterop rosetta; do cat $B/$name; done | cmp - $T/others; }

      """#

    /// However an emulator is registered: shadowed, disabled, under another name, its file gone.
    @Test func all() throws {
      let outcome = try onEngineHost(
        Self.others + """
          cp /usr/bin/qemu-s390x-static $T/gone; entry old s390x CPF $T/gone; rm $T/gone
          register riscv64; echo 0 > $B/qemu-riscv64
          register aarch64; entry mine aarch64 CPF /usr/bin/qemu-aarch64-static
          $crossready verify --clean > $T/clean
          for name in docker podman; do $crossready verify --engine $name linux/arm64; done > $T/report
          $crossready unregister --all > $T/output; echo "status $?"
          sed -E 's/ [^ ]*crossready-probe:[^ ]*/ a probe image/; / registers /,/boot/d' $T/output
          handlers; same; left | grep -v ^entry; podman images | grep crossready; $crossready unregister --all
          """)
      #expect(
        outcome.output == """
          status 0
          removed mine
          removed qemu-aarch64
          removed qemu-riscv64
          removed old
          removed a probe image of docker
          removed a probe image of podman
          jar
          python3.11
          WSLInterop
          rosetta
          nothing to remove

          """, "\(outcome.errors)")
    }

    @Test func onlyThePlatform() throws {
      let outcome = try onEngineHost(
        Self.others + """
          register aarch64; register s390x
          $crossready unregister --dry-run linux/arm64; handlers | grep -c qemu
          $crossready unregister linux/arm64 linux/arm; echo "status $?"
          handlers | grep qemu; same
          """)
      #expect(
        outcome.output == """
          would remove qemu-aarch64
          /usr/lib/binfmt.d/qemu-aarch64.conf registers qemu-aarch64 again at the next
            boot
          2
          removed qemu-aarch64
          left alone rosetta, which is not known to run QEMU: 'crossready unregister
            --entry rosetta' removes it
          /usr/lib/binfmt.d/qemu-aarch64.conf registers qemu-aarch64 again at the next
            boot
          status 1
          qemu-s390x

          """, "\(outcome.errors)")
    }

    @Test func entryByItsName() throws {
      let outcome = try onEngineHost(
        Self.others + """
          $crossready unregister --entry rosetta --entry nothing; echo "status $?"; handlers
          $crossready unregister; echo "status $?"
          """)
      #expect(
        outcome.output == """
          removed rosetta
          there is no entry nothing
          status 0
          jar
          python3.11
          WSLInterop
          status 64

          """)
      #expect(outcome.errors.hasPrefix("crossready: nothing to unregister is named; "))
    }
  }
}
