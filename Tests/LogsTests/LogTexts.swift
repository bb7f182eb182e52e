/// What really stood in a log, and what it is.
struct LogText: Sendable {
  /// The lines.
  let lines: String
  /// The signatures in them, in the order of the report: each cause, then its consequences.
  let signatures: [String]
  /// How it came about: what was done with which release, or the address of a public log.
  let source: String

  init(_ signatures: String..., source: String, _ lines: String) {
    self.lines = lines
    self.signatures = signatures
    self.source = source
  }
}

extension LogText {
  /// Caused on Debian 12: Linux 6.18, QEMU 7.2.22, Docker Engine 20.10.24 with runc 1.1.5, Docker's
  /// client 28.2.2 and buildx 0.13.1, podman 4.3.1 with runc or crun 1.8.1.
  static let caused: [LogText] = [
    LogText(
      "foreign-library", source: "dlopen of an arm64 library by a program of amd64, glibc 2.36",
      "/app/bcrypt_lib.node: cannot open shared object file: No such file or directory"),
    LogText(
      "foreign-library", source: "the same of a 32-bit arm library",
      "/app/bcrypt_lib.node: wrong ELF class: ELFCLASS32"),
    LogText(
      "foreign-library", source: "the same of a Mach-O library",
      "/app/bcrypt_lib.node: invalid ELF header"),
    LogText(
      "foreign-library", source: "ld of binutils 2.40 given an arm64 library for amd64",
      "ld: /app/bcrypt_lib.node: error adding symbols: file in wrong format"),
    LogText(
      "foreign-library", source: "dlopen of a 32-bit arm library by a program of amd64, musl 1.2.3",
      "Error loading shared library /app/bcrypt_lib.node: Exec format error"),
    LogText(
      "exec-format-error", source: "docker run of an arm64 image without a handler",
      "exec /bin/true: exec format error"),
    LogText(
      "exec-format-error", source: "the same with --init",
      "[FATAL tini (8)] exec true failed: Exec format error"),
    LogText(
      "image-for-another-cpu", source: "the same without --platform",
      """
      WARNING: The requested image's platform (linux/arm64) does not match the detected host platform (linux/amd64) and no specific platform was requested
      exec /bin/true: exec format error
      """),
    LogText(
      "image-for-another-cpu", source: "podman with crun, without a handler",
      """
      WARNING: image platform ({arm64 linux  [] }) does not match the expected platform ({amd64 linux  [] })
      {"msg":"exec container process `/bin/true`: Exec format error","level":"error","time":"2026-11-21T13:36:59.273707Z"}
      """),
    LogText(
      "exec-format-error", "step-failed", source: "docker build without a handler",
      """
      #6 [3/3] RUN /bin/busybox true
      #6 0.113 exec /bin/busybox: exec format error
      #6 ERROR: executor failed running [/bin/busybox sh -c /bin/busybox true]: exit code: 1
      ------
       > [3/3] RUN /bin/busybox true:
      0.113 exec /bin/busybox: exec format error
      ------
      ERROR: failed to solve: executor failed running [/bin/busybox sh -c /bin/busybox true]: exit code: 1
      """),
    LogText(
      "exec-not-found", source: "docker run with a handler without flag F",
      "exec /bin/true: no such file or directory"),
    LogText(
      "exec-not-found", source: "podman with crun, with a handler without flag F",
      #"{"msg":"exec container process (missing dynamic library?) `/bin/true`: No such file or directory","level":"error","time":"2026-11-21T13:37:01.436984Z"}"#
    ),
    LogText(
      "init-exec-failed", source: "docker run --init with a handler without flag F",
      "[FATAL tini (7)] exec true failed: No such file or directory"),
    LogText(
      "out-of-memory", source: "ulimit -v 20000 and a Python program that maps 1 GiB",
      "OSError: [Errno 12] Cannot allocate memory"),
    LogText(
      "exec-loops", source: "bash, with a handler that takes the programs of the host",
      "line 26: /bin/true: Too many levels of symbolic links"),
    LogText(
      "guest-segfault", "step-failed", source: "docker build of a program that writes to address 0",
      """
      #6 [3/3] RUN /bin/guest crash; exit $?
      #6 0.169 ready
      #6 0.169 qemu: uncaught target signal 11 (Segmentation fault) - core dumped
      #6 0.179 Segmentation fault
      #6 ERROR: executor failed running [/bin/busybox sh -c /bin/guest crash; exit $?]: exit code: 139
      """),
    LogText(
      "guest-illegal-instruction", source: "an undefined instruction of arm64",
      "qemu: uncaught target signal 4 (Illegal instruction) - core dumped"),
    LogText(
      "guest-killed", source: "kill(getpid(), SIGABRT) in arm64",
      "qemu: uncaught target signal 6 (Aborted) - core dumped"),
    LogText(
      "guest-segfault", "package-script-failed", source: "dpkg with a script that crashes",
      """
      Setting up libc-example (1) ...
      ready
      qemu: uncaught target signal 11 (Segmentation fault) - core dumped
      Segmentation fault
      dpkg: error processing package libc-example (--install):
       installed libc-example package post-installation script subprocess returned error exit status 139
      Errors were encountered while processing:
       libc-example
      """),
    LogText(
      "emulator-lacks-memory", source: "ulimit -v 3000000 and an arm program",
      "arm-binfmt-P: Unable to reserve 0xfffff000 bytes of virtual address space at 0x1000 (Cannot allocate memory) for use as guest address space (check your virtual memory ulimit setting, min_mmap_addr or reserve less using -R option)"
    ),
    LogText(
      "mixed-architectures", source: "a dynamic arm64 program, without arm64's C library",
      "aarch64-binfmt-P: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory"),
    LogText(
      "unknown-cpu-model", source: "docker run --env QEMU_CPU=bad",
      "aarch64-binfmt-P: unable to find CPU model 'bad'"),
    LogText(
      "emulator-tells-version", source: "docker run --env QEMU_VERSION=9",
      """
      qemu-aarch64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      Copyright (c) 2003-2022 Fabrice Bellard and the QEMU Project developers
      """),
    LogText(
      "emulator-tells-version", source: "QEMU_VERSION=1 and the emulators of other architectures",
      """
      qemu-arm version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      qemu-riscv64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      qemu-s390x version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      qemu-ppc64le version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      qemu-x86_64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      qemu-i386 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      qemu-mips64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      qemu-mips64el version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      qemu-ppc64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      qemu-loongarch64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)
      """),
    LogText(
      "unsupported-syscall", source: "QEMU_LOG=unimp and call 5000 of arm64",
      "Unsupported syscall: 5000"),
    LogText(
      "jit-memory-denied",
      source: "prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN) before an arm64 program",
      """
      aarch64-binfmt-P: qemu_mprotect__osdep: mprotect failed: Permission denied
      aarch64-binfmt-P: mprotect of jit buffer: Permission denied
      """),
    LogText(
      "dynamic-emulator", source: "Debian's dynamic qemu-user, its libraries not installed",
      "/usr/bin/qemu-aarch64: error while loading shared libraries: libcapstone.so.4: cannot open shared object file: No such file or directory"
    ),
    LogText(
      "binfmt-not-mounted", source: "busybox sh, binfmt_misc not mounted",
      "sh: can't create /proc/sys/fs/binfmt_misc/register: nonexistent directory"),
    LogText(
      "systemd-binfmt", source: "systemd-binfmt 252 and a line that the kernel refuses",
      "/etc/binfmt.d/broken.conf:1: Failed to add binary format 'broken': Invalid argument"),
    LogText(
      "builder-single-platform", source: "docker buildx build --platform linux/arm64,linux/amd64",
      """
      ERROR: Multi-platform build is not supported for the docker driver.
      Switch to a different driver, or turn on the containerd image store, and try again.
      """),
    LogText(
      "image-lacks-platform", source: "docker pull of an index that has amd64 only",
      """
      Using default tag: latest
      latest: Pulling from x
      no matching manifest for linux/arm64 in the manifest list entries
      """),
    LogText(
      "image-lacks-platform", "step-failed", source: "docker build FROM the same",
      """
      #3 [internal] load metadata for localhost:5000/x:latest
      #3 ERROR: no match for platform in manifest sha256:56617e057e16a079a3ff8e43a1de2284e345faa8e42176f08a44ed9d4770976f: not found
      ------
       > [internal] load metadata for localhost:5000/x:latest:
      ------
      ERROR: failed to solve: rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: failed to create LLB definition: no match for platform in manifest sha256:56617e057e16a079a3ff8e43a1de2284e345faa8e42176f08a44ed9d4770976f: not found
      """),
    LogText(
      "platform-substituted",
      source: "DOCKER_BUILDKIT=0 docker build --platform linux/arm64 FROM scratch",
      """
      Step 3/6 : COPY ${TARGETARCH}/busybox /bin/busybox
      failed to get destination image "sha256:e5bae555": image with reference sha256:e5bae555 was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64
      """),
    LogText(
      "step-failed", source: "DOCKER_BUILDKIT=0 docker build of a step that fails",
      "The command '/bin/busybox sh -c exit 3' returned a non-zero code: 3"),
    LogText(
      "step-failed", source: "podman build of a step that fails",
      #"Error: building at STEP "RUN /bin/busybox true": while running runtime: exit status 1"#),
  ]

  /// What this kind of machine cannot cause, as others met it.
  static let captured: [LogText] = [
    LogText(
      "foreign-library", source: "https://github.com/vercel/next.js/discussions/30468",
      "error - Failed to load SWC binary for linux/arm64, see more info here: https://nextjs.org/docs/messages/failed-loading-swc"
    ),
    LogText(
      "foreign-library", source: "https://github.com/lovell/sharp/issues/4135",
      #"Error: Could not load the "sharp" module using the linux-arm64 runtime"#),
    LogText(
      "foreign-library", source: "https://github.com/evanw/esbuild/issues/1646",
      "You installed esbuild for another platform than the one you're currently using."),
    LogText(
      "lock-file-lacks-platform", source: "https://github.com/npm/cli/issues/4828",
      "Error: Cannot find module @rollup/rollup-linux-arm64-gnu. npm has a bug related to optional dependencies"
    ),
    LogText(
      "exec-not-found", source: "https://github.com/docker-library/python/issues/363",
      #"standard_init_linux.go:190: exec user process caused "no such file or directory""#),
    LogText(
      "exec-not-found",
      source: "https://github.com/porthole-ascend-cinnamon/mhddos_proxy/issues/89",
      "standard_init_linux.go:228: exec user process caused: no such file or directory"),
    LogText(
      "exec-format-error", source: "https://github.com/monitoror/monitoror/issues/403",
      "standard_init_linux.go:228: exec user process caused: exec format error"),
    LogText(
      "snap-init", source: "https://github.com/tomsquest/docker-radicale/issues/123",
      "exec /sbin/docker-init: operation not permitted"),
    LogText(
      "emulator-crashed", "guest-segfault",
      source: "https://github.com/docker/setup-qemu-action/issues/289",
      """
      #5 48.98 Setting up systemd (260.1-1) ...
      #5 49.08 qemu-aarch64: QEMU internal SIGSEGV {code=128, addr=0}
      #5 49.33 Segmentation fault (core dumped)
      """),
    LogText(
      "emulator-lacks-memory", source: "QEMU 10.0.13 (Debian 13) under ulimit -v 3000000",
      "qemu-arm: Unable to find a guest_base to satisfy all guest address mapping requirements 00000000-ffffffff"
    ),
    LogText(
      "bundled-emulator", "step-failed",
      source: "https://github.com/docker/build-push-action/issues/1436",
      #"ERROR: failed to build: failed to solve: process "/dev/.buildkit_qemu_emulator /bin/sh -c apk add --no-cache tini" did not complete successfully: exit code: 1"#
    ),
    LogText(
      "page-size", source: "https://github.com/ptitSeb/box64/issues/1150",
      "Error: PageSize configuration is wrong: configured with 4096, but got 16384"),
    LogText(
      "page-size", source: "https://github.com/ptitSeb/box64/issues/279",
      "Error: PageSize configuation is wrong: configured with 4096, but got 16384"),
    LogText(
      "page-size", source: "https://github.com/tikv/jemallocator/issues/80",
      "<jemalloc>: Unsupported system page size"),
    LogText(
      "mixed-architectures", source: "https://github.com/docker/for-mac/issues/7644",
      "rosetta error: failed to open elf at /lib64/ld-linux-x86-64.so.2"),
    LogText(
      "rosetta", source: "https://github.com/containers/krunvm/issues/48",
      """
      assertion failed [!mmap_result.is_error && mmap_result.value == kSlabAllocatorInterval.left]: Could not mmap data for the VMTracker slab allocator: 12
      (VMAllocationTracker.cpp:318 init)
      """),
    LogText(
      "readdir-overflow", source: "https://github.com/microsoft/vcpkg/issues/21189",
      "#32 21.81 get_regular_files_recursive(/root/.cache/vcpkg/registries/git-trees/b790): Value too large for defined data type"
    ),
    LogText(
      "readdir-overflow", source: "musl's strerror(EOVERFLOW)",
      "ls: /usr: Value too large for data type"),
    LogText(
      "cpu-level", source: "https://github.com/chainguard-images/images/issues/1658",
      "Fatal glibc error: CPU does not support x86-64-v2"),
    LogText(
      "cpu-level", source: "https://github.com/lxc/lxc-ci/pull/618",
      "Fatal glibc error: CPU lacks VXE support (z14 or later required)"),
    LogText(
      "cpu-level", source: "https://github.com/os-autoinst/os-autoinst-distri-opensuse/pull/14945",
      "Fatal glibc error: CPU lacks ISA 3.00 support (POWER9 or later required)"),
    LogText(
      "go-pidfd", source: "https://github.com/golang/go/issues/68976",
      "can't start telemetry child process: fork/exec /usr/local/go/bin/go: invalid argument"),
    LogText(
      "go-pidfd", source: "https://github.com/golang/go/issues/69259",
      "fork/exec /usr/local/go/pkg/tool/linux_arm64/compile: invalid argument"),
    LogText(
      "go-runtime", source: "https://github.com/golang/go/issues/13024",
      "fatal error: rt_sigaction failure"),
    LogText(
      "go-runtime", source: "https://github.com/multiarch/qemu-user-static/issues/22",
      """
      runtime: failed to create new OS thread (have 2 already; errno=22)
      fatal error: newosproc
      """),
    LogText(
      "jvm", source: "https://github.com/ibmruntimes/Semeru-Runtimes/issues/5",
      "Port Library failed to initialize: -1"),
    LogText(
      "setuid-ignored", source: "https://github.com/uraimo/run-on-arch-action/issues/68",
      "sudo: effective uid is not 0, is /usr/sbin/sudo on a file system with the 'nosuid' option set or an NFS file system without root privileges?"
    ),
    LogText(
      "out-of-memory", source: "https://github.com/beego/wetalk/issues/32",
      "go build github.com/traefik/yaegi/stdlib: /usr/local/go/pkg/tool/linux_amd64/compile: signal: killed"
    ),
    LogText(
      "unsupported-syscall", source: "https://github.com/dotnet/coreclr/issues/12972",
      "qemu: Unsupported syscall: 389"),
    LogText(
      "binfmt-not-mounted", source: "https://github.com/tonistiigi/binfmt/issues/162",
      """
      error: no such device
      cannot mount binfmt_misc filesystem at /proc/sys/fs/binfmt_misc
      main.run
      """),
    LogText(
      "registering-failed", source: "https://github.com/docker/setup-qemu-action/issues/67",
      "Error: Unexpected end of JSON input"),
    LogText(
      "binfmt-not-mounted", "registering-failed",
      source: "https://github.com/docker/setup-qemu-action/issues/88",
      """
      > Run docker/setup-qemu-action@v2
      > Installing QEMU static binaries
        /usr/bin/docker run --rm --privileged tonistiigi/binfmt:latest --install all
        error: operation not permitted
        cannot mount binfmt_misc filesystem at /proc/sys/fs/binfmt_misc
      > Extracting available platforms
      Error: Unexpected end of JSON input
      """),
    LogText(
      "exec-loops",
      source: "https://github.com/nix-community/NixOS-WSL/issues/196",
      "/etc/binfmt.d/nixos.conf:1: Failed to add binary format: Too many levels of symbolic links"),
    LogText(
      "builder-single-platform", source: "https://github.com/p2-inc/phasetwo-containers/issues/11",
      #"ERROR: multiple platforms feature is currently not supported for docker driver. Please switch to a different driver (eg. "docker buildx create --use")"#
    ),
    LogText(
      "builder-lacks-platform", "step-failed",
      source: "https://github.com/Azure/acr-builder/issues/571",
      "Error: failed to solve: rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: failed to load LLB: runtime execution on platform linux/arm64 not supported"
    ),
    LogText(
      "builder-lacks-platform", "step-failed",
      source: "https://github.com/docker/buildx/issues/2566",
      "ERROR: failed to solve: no support for running processes with linux/amd64/v3 platform, supported: linux/amd64, linux/amd64/v2"
    ),
    LogText(
      "package-script-failed", source: "dpkg before 1.19",
      " subprocess installed post-installation script returned error exit status 139"),
    LogText(
      "step-failed", source: "GitHub Actions",
      "2026-01-31T12:34:56.1234567Z ##[error]Process completed with exit code 1."),
    LogText(
      "step-failed", source: "https://github.com/lf-lang/reactor-c/issues/550",
      #"#24 ERROR: process "/bin/sh -c set -ex && apk add" did not complete successfully: exit code: 1"#
    ),
  ]

  static let all = caused + captured

  /// What builds for the machine itself print when something else is wrong, and the hints in it.
  static let native: [LogText] = [
    LogText(
      "registering-failed", source: "JSON.parse of an empty text in node 20.20",
      """
      SyntaxError: Unexpected end of JSON input
          at JSON.parse (<anonymous>)
      """),
    LogText(
      "step-failed", source: "the form of BuildKit, of a test that fails",
      """
      #9 [build 4/4] RUN npm test
      #9 3.1 1 failing
      #9 ERROR: process "/bin/sh -c npm test" did not complete successfully: exit code: 1
      ------
       > [build 4/4] RUN npm test:
      3.1 1 failing
      ------
      ERROR: failed to solve: process "/bin/sh -c npm test" did not complete successfully: exit code: 1
      """),
    LogText(
      source: "https://github.com/marguerite/linux-bing-wallpaper/issues/45",
      "panic: fork/exec /usr/bin/file: no such file or directory"),
    LogText(
      source: "the form of Go's os.PathError, behind a command that a shell traces",
      "+ exec /usr/bin/app: open /etc/app.conf: no such file or directory"),
    LogText(
      source: "https://github.com/lizrice/containers-from-scratch/issues/6",
      """
      runtime: failed to create new OS thread (have 5 already; errno=11)
      runtime: may need to increase max user processes (ulimit -u)
      fatal error: newosproc
      """),
    LogText(
      "out-of-memory", source: "https://github.com/beego/wetalk/issues/32",
      "/usr/local/go/pkg/tool/linux_amd64/compile: signal: killed"),
    LogText(
      "out-of-memory", source: "ulimit -v 20000 and a Python program that maps 1 GiB",
      "OSError: [Errno 12] Cannot allocate memory"),
    LogText(
      "damaged-library", source: "dlopen of a text by a program of amd64, glibc 2.36",
      "/app/libx.so: invalid ELF header"),
    LogText(
      source: "https://github.com/Pathoschild/SMAPI/issues/443",
      "ERROR: ld.so: object '/app/overlay.so' from LD_PRELOAD cannot be preloaded (wrong ELF class: ELFCLASS32): ignored."
    ),
    LogText(
      source: "https://github.com/systemd/systemd/issues/28501",
      "Failed to flush binfmt_misc rules, ignoring: No such file or directory"),
    LogText(
      "script-interpreter", source: "a script without #!, started by Python 3.11",
      "OSError: [Errno 8] Exec format error: '/app/run.sh'"),
    LogText(
      source: "the form of kmod, of a module for another kernel",
      "modprobe: ERROR: could not insert 'dummy': Exec format error"),
    LogText(
      source: "cp of a symbolic link to itself",
      "cp: cannot stat '/app/loop': Too many levels of symbolic links"),
    LogText(
      source: "a program that is one, started by bash, dash and busybox",
      """
      bash: venv/bin/python: Too many levels of symbolic links
      dash: 1: /app/loop: Too many levels of symbolic links
      sh: /app/loop: Too many levels of symbolic links
      """),
    LogText(
      source: "ulimit -v 3000 and ls, glibc 2.36",
      "ls: error while loading shared libraries: libpcre2-8.so.0: failed to map segment from shared object"
    ),
    LogText(
      source: "the emulator of whole machines, asked for a CPU that it lacks",
      "qemu-system-x86_64: unable to find CPU model 'bad'"),
    LogText(
      "unsupported-syscall", source: "https://github.com/dotnet/coreclr/issues/12972",
      "qemu: Unsupported syscall: 389"),
  ]
}
