private let check = "run crossready on the machine that builds: it names the broken link"
private let current = "install QEMU 9.2.2 or newer: remove the handler, then register it again"
private let emulatorMissing =
  "the program is there, but its emulator is not in the container: the handler lacks flag F or its "
  + "emulator is dynamic; or the program's own loader is missing, or what a script names behind #!"
private let foreignLibrary =
  "a library or native module was compiled for another platform: by node-gyp or pip in a stage with "
  + "FROM --platform=$BUILDPLATFORM, or copied with node_modules from the host"
private let targetStage =
  "install it in a stage of the target's platform, or cross-compile it; keep node_modules out of the "
  + "build context (.dockerignore)"
private let native = "run this step natively, in a stage with FROM --platform=$BUILDPLATFORM"
private let goRuntime = "this Go cannot run under this QEMU"
private let crossCompile = "cross-compile: " + native + " and GOARCH=$TARGETARCH"

extension LogSignature {
  /// The table. The text of a special case stands before that of a general one: the first that
  /// matches at a place counts.
  package static let table: [LogSignature] = [
    // Executing
    LogSignature(
      "foreign-library", ".node: cannot open shared object file",
      explanation: "the module is missing; or " + foreignLibrary, remedy: targetStage),
    LogSignature(
      "foreign-library", "error adding symbols: file in wrong format",
      "Could not load the \"sharp\" module using the", "You installed esbuild for another platform",
      "Cannot find module @rollup/rollup-linux-", "Failed to load SWC binary for linux/",
      explanation: foreignLibrary, remedy: targetStage),
    LogSignature(
      "foreign-library", "wrong ELF class: ELFCLASS", unless: ["cannot be preloaded"],
      explanation: foreignLibrary, remedy: targetStage),
    LogSignature(
      "foreign-library", "Exec format error", rest: ["Error loading shared library "],
      explanation: foreignLibrary, remedy: targetStage),
    LogSignature(
      "foreign-library", "invalid ELF header", rest: [".node: "],
      explanation: foreignLibrary, remedy: targetStage),
    LogSignature(
      "damaged-library", "invalid ELF header", role: .hint,
      explanation:
        "a file is no library for Linux: compiled on another system, damaged, or only in "
        + "place of one (a linker script, a pointer of Git LFS)",
      remedy: "look at it: file(1) tells what it is"),
    LogSignature(
      "exec-format-error", "exec format error", "Exec format error",
      // A module of another kernel; a script without #!, which shells run nevertheless.
      unless: ["could not insert", ".sh'", ".py'"],
      explanation: "the kernel has no handler for programs of this platform, or the image is for "
        + "another platform than it says, or a script begins without #!",
      remedy: check),
    LogSignature(
      "exec-not-found", "exec user process caused: no such file or directory",
      "exec user process caused \"no such file or directory\"",
      explanation: emulatorMissing,
      remedy: check),
    LogSignature(
      "exec-not-found", ": no such file or directory", rest: ["exec /"],
      // A program that Go starts, or a file that it opens, and that is not there.
      unless: ["fork/exec /", " open ", "stat "],
      explanation: emulatorMissing,
      remedy: check),
    LogSignature(
      "exec-not-found", "exec container process", rest: ["No such file or directory"],
      explanation: emulatorMissing,
      remedy: check),
    LogSignature(
      "init-exec-failed", "[FATAL tini (", rest: ["No such file or directory"], role: .hint,
      explanation: "with --init, an exec format error looks like this where the image has no shell",
      remedy: check),
    LogSignature(
      // Of other paths it tells of a symbolic link to itself.
      "exec-loops", "Too many levels of symbolic links",
      rest: [": /bin/", ": /usr/bin/", "binfmt"], unless: ["/X11/"],
      explanation: "a handler takes its own emulator's programs, or the automount of binfmt_misc "
        + "is broken",
      remedy: check),
    LogSignature(
      "snap-init", "exec /sbin/docker-init: operation not permitted",
      explanation: "the snap package of Docker cannot start containers with --init",
      remedy: "leave --init out, or install Docker Engine from its own packages"),
    // Emulators
    LogSignature(
      "guest-segfault", "qemu: uncaught target signal 11",
      explanation: "the emulated program, or its emulator, died of SIGSEGV; QEMU 9.2.0 does so in "
        + "arm64's ldconfig (libc-bin), 7.0.0 and builds that are not position-independent do so "
        + "at random under newer kernels",
      remedy: current),
    LogSignature(
      "guest-illegal-instruction", "qemu: uncaught target signal 4",
      explanation: "the program uses instructions that the emulated CPU lacks, or QEMU is too old",
      remedy: current + "; or choose a CPU model: QEMU_CPU=max"),
    LogSignature(
      "guest-killed", "qemu: uncaught target signal",
      explanation: "a signal killed the emulated program; as PID 1 of a container it then hangs "
        + "instead of ending",
      remedy: current + "; start containers with --init"),
    LogSignature(
      "emulator-crashed", "QEMU internal SIGSEGV",
      explanation: "QEMU itself crashed; emulated systemd is known for that",
      remedy: current),
    LogSignature(
      "emulator-lacks-memory", "bytes of virtual address space at 0x",
      "Unable to find a guest_base",
      explanation: "a 32-bit guest needs 4 GiB of address space, and a limit is in the way",
      remedy: "lift the limit of the address space (ulimit -v, --ulimit as=) or "
        + "vm.overcommit_memory=2"),
    LogSignature(
      "mixed-architectures", ": Could not open '/lib", rest: ["/ld"],
      explanation: "a program of another architecture than its image was started; its loader is "
        + "not there",
      remedy: "install the program for the image's platform, or its loader and libraries"),
    LogSignature(
      "unknown-cpu-model", "unable to find CPU model", unless: ["qemu-system-"],
      explanation: "QEMU_CPU is set to a model that this emulator does not know",
      remedy: "remove QEMU_CPU from the environment, or choose a model of its -cpu help"),
    LogSignature(
      "emulator-tells-version", "qemu-aarch64 version ", "qemu-arm version ",
      "qemu-riscv64 version ", "qemu-s390x version ", "qemu-ppc64le version ",
      "qemu-x86_64 version ", "qemu-i386 version ", "qemu-mips64 version ",
      "qemu-mips64el version ", "qemu-ppc64 version ", "qemu-loongarch64 version ",
      explanation: "QEMU_VERSION is set: every emulated program prints its emulator's version "
        + "instead of running, and succeeds",
      remedy: "rename the variable QEMU_VERSION (ARG and ENV of a Dockerfile are part of the "
        + "environment)"),
    LogSignature(
      "unsupported-syscall", "Unsupported syscall: ", role: .hint,
      explanation: "a program tried a system call that this QEMU does not know; most do without",
      remedy: "if it fails: " + current),
    LogSignature(
      "jit-memory-denied", "mprotect of jit buffer",
      explanation: "memory may not be writable and executable here (MemoryDenyWriteExecute, "
        + "SELinux), which every emulator needs",
      remedy: "lift that rule for the service that builds"),
    LogSignature(
      "bundled-emulator", "/dev/.buildkit_qemu_emulator",
      explanation: "the builder used its own emulator, because the kernel has no handler: it works "
        + "only for programs that this emulator starts itself",
      remedy: "register handlers on the machine that builds, then restart the builder"),
    LogSignature(
      "dynamic-emulator", "error while loading shared libraries: ", rest: ["/qemu-"],
      unless: ["/qemu-system-", "/qemu-img"],
      explanation:
        "the emulator is dynamically linked, and does not work where the libraries of the "
        + "host are not",
      remedy: "install a static emulator: qemu-user-static"),
    LogSignature(
      "page-size", "PageSize configuration is wrong", "PageSize configuation is wrong",
      "Unsupported system page size",
      explanation: "the host's pages are larger than the guest's, which this emulator cannot do",
      remedy: "build on a host with pages of 4 KiB"),
    LogSignature(
      "rosetta", "rosetta error: ", "VMAllocationTracker.cpp",
      explanation: "Rosetta gave up",
      remedy: "switch to QEMU in the settings of the virtual machine, or " + native),
    // Guests
    LogSignature(
      "readdir-overflow", "Value too large for defined data type", "Value too large for data type",
      explanation: "a 32-bit program read a directory whose numbers need 64 bits",
      remedy: "build on tmpfs or ext4, compile with -D_FILE_OFFSET_BITS=64, or " + native),
    LogSignature(
      "cpu-level", "Fatal glibc error: CPU ",
      explanation: "the image is for a newer CPU than the emulated one",
      remedy: "QEMU_CPU=max, a newer QEMU, or an older image"),
    LogSignature(
      "go-pidfd", "fork/exec ", rest: [": invalid argument"], unless: ["/proc/self/exe"],
      explanation: "Go 1.23 and newer start processes in a way that QEMU 7.2 gets wrong",
      remedy: "install QEMU 8 or newer, or " + native),
    LogSignature(
      "go-runtime", "rt_sigaction failure",
      explanation: goRuntime, remedy: crossCompile),
    LogSignature(
      // With EAGAIN it is a limit of processes that is reached.
      "go-runtime", "failed to create new OS thread", rest: ["errno=22"],
      explanation: goRuntime, remedy: crossCompile),
    LogSignature(
      "jvm", "Port Library failed to initialize",
      explanation: "this Java cannot run under this QEMU",
      remedy: native + ": classes are the same for every platform"),
    LogSignature(
      "setuid-ignored", "effective uid is not 0, is /",
      explanation: "the handler lacks flag C, so that setuid programs run without their rights; or "
        + "their file system is mounted with nosuid",
      remedy: "register the handler with flag C; crossready explain handler-lacks-credentials"),
    LogSignature(
      "out-of-memory", "signal: killed", " Cannot allocate memory", role: .hint,
      explanation: "a process was killed or denied memory, usually because there is too little",
      remedy: "allow more memory, or start fewer jobs at once"),
    // Registering
    LogSignature(
      "binfmt-not-mounted", "can't create /proc/sys/fs/binfmt_misc/register",
      "cannot mount binfmt_misc filesystem",
      explanation: "binfmt_misc is not mounted, or not part of the kernel, or we may not",
      remedy: "as root on the host: modprobe binfmt_misc; mount -t binfmt_misc binfmt_misc "
        + "/proc/sys/fs/binfmt_misc"),
    LogSignature(
      "registering-failed", "Unexpected end of JSON input",
      amid: ["docker/setup-qemu-action", "tonistiigi/binfmt"], role: .consequence,
      explanation:
        "JSON was empty or cut off; of docker/setup-qemu-action it means that registering "
        + "handlers failed, which it does not say",
      remedy: check),
    LogSignature(
      "systemd-binfmt", "Failed to add binary format", "Failed to flush binfmt_misc rules",
      explanation: "systemd could not register a handler",
      remedy: "systemctl status systemd-binfmt tells which; " + check),
    // Builders and images
    LogSignature(
      "builder-single-platform", "Multi-platform build is not supported for the docker driver",
      "multiple platforms feature is currently not supported for docker driver",
      explanation: "Docker's own builder without the containerd image store builds one platform",
      remedy: "docker buildx create --driver docker-container --use"),
    LogSignature(
      "builder-lacks-platform", "runtime execution on platform", rest: ["not supported"],
      explanation: "the builder was started before handlers were registered",
      remedy: "register handlers, then restart the builder: docker buildx rm, create"),
    LogSignature(
      "builder-lacks-platform", "no support for running processes with",
      explanation: "the builder has no emulator for this level of the platform",
      remedy: "build for a lower level, such as linux/amd64/v2"),
    LogSignature(
      "image-lacks-platform", "no match for platform in manifest", "no matching manifest for",
      explanation: "the image does not exist for this platform",
      remedy: "choose another tag or image: docker buildx imagetools inspect IMAGE lists platforms"),
    LogSignature(
      "platform-substituted", "does not match the specified platform: wanted ",
      explanation: "an image of another platform was used, under the same name",
      remedy: "remove the local image, and pull it with --platform"),
    LogSignature(
      "platform-differs", "does not match the detected host platform",
      "does not match the expected platform", role: .hint,
      explanation: "a container runs emulated; that alone is no error",
      remedy: "none needed, if that is what you want"),
    // What follows
    LogSignature(
      "package-script-failed", "post-installation script subprocess returned error exit status",
      "post-installation script returned error exit status", role: .consequence,
      explanation: "a package's script failed", remedy: "look at what it printed before"),
    LogSignature(
      "step-failed", "did not complete successfully: exit code: ", "executor failed running [",
      "returned a non-zero code: ", "##[error]Process completed with exit code",
      "building at STEP \"", "failed to solve: ", role: .consequence,
      explanation: "a step failed", remedy: "look at what it printed before"),
  ]
}
