/// Short logs of one kind, in the words that tools use.
extension LogCase {
  /// Programs that died or hung under an emulator.
  static let crashes: [LogCase] = [
    LogCase(
      "exit 139 foreign", "guest-segfault", on: "linux/arm64",
      step("linux/arm64", #"npm ci"#, 139, #"added"#)),
    LogCase(
      "exit 134 foreign", "guest-killed", on: "linux/arm/v7",
      step("linux/arm/v7", #"make"#, 134, #"x"#)),
    LogCase(
      "rustc sigsegv", "guest-segfault", on: "linux/arm64",
      step(
        "linux/arm64", #"cargo build"#, 101,
        #"""
           Compiling syn v2
        error: could not compile `syn` (lib)

        Caused by:
          process didn't exit successfully: `rustc --crate-name syn` (signal: 11, SIGSEGV: invalid memory reference)
        """#)),
    LogCase(
      "jvm", "jvm", on: "linux/arm64",
      step(
        "linux/arm64", #"./gradlew build"#, 134,
        #"""
        #
        # A fatal error has been detected by the Java Runtime Environment:
        #
        #  SIGSEGV (0xb) at pc=0x0000004001c, pid=7, tid=9
        """#)),
    LogCase(
      "go", "go-runtime", on: "linux/ppc64le",
      step(
        "linux/ppc64le", #"go build"#, 2,
        #"""
        SIGSEGV: segmentation violation
        PC=0x4 m=0 sigcode=1
        """#)),
    LogCase(
      "dotnet nullref", "dotnet", on: "linux/arm64",
      step(
        "linux/arm64", #"dotnet restore"#, 134,
        #"""
        Unhandled exception. System.NullReferenceException: Object reference not set to an instance of an object.
        """#)),
    LogCase(
      "qemu assert", "emulator-crashed", on: "linux/arm64",
      step(
        "linux/arm64", #"make"#, 134,
        #"""
        qemu-aarch64-static: ../../linux-user/mmap.c:1: target_mmap: Assertion `start != -1' failed.
        """#)),
    LogCase(
      "apk perm armv7", "old-seccomp", on: "linux/arm/v7",
      step(
        "linux/arm/v7", #"apk add x"#, 1,
        #"""
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.13/main/armv7/APKINDEX.tar.gz
        ERROR: https://dl-cdn.alpinelinux.org/alpine/v3.13/main: Operation not permitted
        WARNING: Ignoring https://dl-cdn.alpinelinux.org/alpine/v3.13/main: Operation not permitted
        """#)),
    LogCase(
      "hang timeout", "step-hung", on: "linux/arm64",
      #"""
      2026-07-27T02:38:45.2Z #25 [linux/arm64 builder 8/18] RUN npm ci
      2026-07-27T02:39:45.2Z #25 55.1 npm warn x
      2026-07-27T08:38:46.0Z ##[error]The job running on runner X has exceeded the maximum execution time of 360 minutes.
      2026-07-27T08:38:46.1Z ##[error]The operation was canceled.
      """#),
    LogCase(
      "gitlab timeout", "step-hung", on: "linux/arm64",
      #"""
      #25 [linux/arm64 builder 8/18] RUN dotnet restore
      #25 1.2 Determining projects to restore...
      ERROR: Job failed: execution took longer than 1h0m0s seconds
      """#),
    LogCase(
      "selinux jit", "jit-memory-denied",
      step("linux/arm64", #"x"#, 1, #"aarch64-binfmt-P: mprotect of jit buffer: Permission denied"#)
    ),
    LogCase(
      "glibc v2 foreign amd64 on arm host", "cpu-level", on: "linux/amd64",
      #"""
      WARNING: The requested image's platform (linux/amd64) does not match the detected host platform (linux/arm64/v8) and no specific platform was requested
      Fatal glibc error: CPU does not support x86-64-v2
      """#),
    LogCase(
      "dotnet obj", "dotnet", on: "linux/arm64",
      step(
        "linux/arm64", #"dotnet restore"#, 1,
        #"""
        /usr/share/dotnet/sdk/8.0.100/NuGet.targets(156,5): error : Object reference not set to an instance of an object. [/src/x.csproj]
        """#)),
    LogCase(
      "cancelled without times", "step-hung", on: "linux/arm64",
      #"""
      #25 [linux/arm64 builder 8/18] RUN npm ci
      ##[error]The operation was canceled.
      """#),
  ]
}
