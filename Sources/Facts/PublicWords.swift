/// Words that engines, builders, emulators and kernels use in messages that say why something
/// failed. They name nothing of anybody's.
enum PublicWords {
  /// Whether a word of a message, without the punctuation behind it, may be told to anybody.
  static func holds(_ word: String) -> Bool {
    if word.utf8.allSatisfy({ $0 < 0x80 && !isLetter($0) && !isDigit($0) }) { return true }
    // A status, a line, a count; a longer number may be an id, one with dots an address.
    if word.utf8.count <= 5, word.utf8.allSatisfy(isDigit) { return true }
    if words.contains(word.lowercased()) { return true }
    // qemu-aarch64 names itself; the last part of a path of its own would not be public.
    return word.hasPrefix("qemu-") && word.utf8.count < 20
      && word.utf8.dropFirst(5).allSatisfy {
        isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_")
      }
      || isErrorName(word)
  }

  /// ENOENT, SIGSEGV: names in capitals that begin as those of errno(3) and signal(7) do.
  private static func isErrorName(_ word: String) -> Bool {
    word.utf8.count <= 12 && word.utf8.count > 3
      && (word.hasPrefix("E") || word.hasPrefix("SIG"))
      && word.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static let words: Set<String> = Set(
    [sentences, engines, emulators].joined(separator: " ").split { $0 == " " || $0 == "\n" }
      .map(String.init))

  private static let sentences = """
    a able about access accept accepted after again all already also an and another any are as at
    available be because been before behind between big but by call called calling can cannot can't
    check child client closed code command commands connect connected connection copy could couldn't
    create created creating current daemon dead deadline default delete denied device did different
    directory disk do docs does doesn't done down driver during elf else empty encountered end ended
    endpoint eof err error errors event exceeded exec executable execute exist existed exists exit
    exited failed failing failure fatal fault file find first flag for forbidden format found from
    full function get given got gone group handle handler handshake has have having help hint host id
    if image in inappropriate inactive input installed internal interrupted into invalid io is isn't
    it its kernel key killed left libc limit limits link list load loaded loader local lock locked
    long longer lookup lost make man many mapping match maximum may message missing mode modified
    module more mount mounted must name named namespace need needed network new no node non none not
    nothing number object of off old on only open opened operation option options or os other out
    output owner page path peer permission permissions permitted pid pipe please port
    possible privilege privileged privileges probably problem process program prohibited protocol
    read reached reachable ready reason received refused reset resource response
    responded rest retry return returned root route run running runtime same saw see self server
    service session set shared short should signal size small socket some source space specified
    start started starting state status still stop stopped storage such suggests support supported
    system table temporarily temporary than that the then there this time timed timeout
    to too tried try trying type unable unavailable unexpected unknown unreachable unrecognized
    unsupported until up usage use used user using valid value version
    wait waiting was were when where which while with without word work working would write wrong you
    your
    """

  private static let engines = """
    --help --platform --privileged -h amd64 arm arm64 386 i386 ppc64le s390x riscv64 mips64le loong64
    linux windows api apiversion architecture architectures bad booted builder builders buildkit
    buildkitd buildx bridge bundle cgroup cgroups client.timeout config container containerd
    containers context contexts crun ctr dial digest docker dockerd download driver endpoint engine
    entrypoint environment errdefs expected fetch fork/exec gateway grpc http https host.docker.internal
    hooks init layer layers limit manifest manifests mediatype multi-platform native nerdctl npipe oci
    overlay overlay2 platform platforms podman policy proxyconnect pull pulling pull-access-denied
    push rate rationale registry repository requested required require requires
    resolve resolver resolving retrieving rootful rootless rpc desc runc shim snapshotter
    store tcp tls toomanyrequests transport unauthorized authentication authorization auth credentials
    basic login udp unix unspecified userns vfs x509 certificate authority signed server.misbehaving
    misbehaving no-new-privileges seccomp apparmor selinux unpigz undefined ssh exhausted
    awaiting headers body request canceled cancelled attempt attempts failed, specify wanted
    """

  private static let emulators = """
    0x1000 address architecture-specific allocate aslr bus code_gen_buffer core cpu cpus dumped dynamic
    align aligned alignment configuration page pages pagesize page-size guest guest_base illegal mmap mmap_min_addr p_align sections segments instruction jit libraries library loading map memory model mprotect
    qemu qemu: qemu-user reserve reserved segmentation sigill static syscall target threads
    trace trap translator buffer translation uncaught unhandled virtual vm.overcommit_memory
    vm.mmap_min_addr width rosetta fex box64 failed to
    """
}
