/// Short logs of one kind, in the words that tools use.
extension LogCase {
  /// Packages, libraries, compilers, images and builders.
  static let packages: [LogCase] = [
    LogCase(
      "pip wheel foreign", "package-for-another-cpu", on: "linux/arm64",
      step(
        "linux/arm64", #"pip install x.whl"#, 1,
        #"""
        ERROR: tensorflow-2.4.0-cp38-cp38-manylinux2010_x86_64.whl is not a supported wheel on this platform.
        """#)),
    LogCase(
      "npm cpu", "package-for-another-cpu",
      #"""
      npm ERR! code EBADPLATFORM
      npm ERR! notsup Unsupported platform for @esbuild/linux-x64@0.17.0: wanted {"os":"linux","cpu":"x64"} (current: {"os":"linux","cpu":"arm64"})
      """#),
    LogCase(
      "rpm", "package-for-another-cpu",
      #"""
      error: Failed dependencies
      	package foo-1.0-1.x86_64 is intended for a different architecture
      """#),
    LogCase(
      "apk arch", "package-for-another-cpu",
      #"ERROR: foo-1.0-r0: uninstallable: arch mismatch"#),
    LogCase(
      "bundler", "lock-file-lacks-platform",
      #"""
      Your bundle only supports platforms ["x86_64-linux"] but your local platform is aarch64-linux. Add the current platform to the lockfile with `bundle lock --add-platform aarch64-linux` and try again.
      """#),
    LogCase(
      "sharp new", "foreign-library", on: "linux/arm64",
      step(
        "linux/arm64", #"npm run build"#, 1,
        #"""
        Error: Could not load the "sharp" module using the linux-arm64 runtime
        """#)),
    LogCase(
      "esbuild", "foreign-library",
      #"""
      Error: 
      You installed esbuild for another platform than the one you're currently using.
      """#),
    LogCase(
      "lightningcss", "lock-file-lacks-platform", on: "linux/arm64",
      step(
        "linux/arm64", #"npm run build"#, 1,
        #"Error: Cannot find module '../lightningcss.linux-arm64-gnu.node'"#)),
    LogCase(
      "elf class", "foreign-library",
      #"ImportError: /usr/lib/python3/_x.so: wrong ELF class: ELFCLASS64"#),
    LogCase(
      "better sqlite", "foreign-library",
      #"""
      Error: /app/node_modules/better-sqlite3/build/Release/better_sqlite3.node: invalid ELF header
      """#),
    LogCase(
      "better sqlite2", "foreign-library",
      #"""
      Error: /app/node_modules/better-sqlite3/build/Release/better_sqlite3.node: cannot open shared object file: No such file or directory
      """#),
    LogCase(
      "jni", "foreign-library",
      #"""
      java.lang.UnsatisfiedLinkError: /tmp/snappy-1.1.7-libsnappyjava.so: /tmp/snappy-libsnappyjava.so: cannot open shared object file: No such file or directory (Possible cause: can't load AMD 64-bit .so on a AARCH64-bit platform)
      """#),
    LogCase(
      "lambda numpy", "foreign-library",
      #"""
      [ERROR] Runtime.ImportModuleError: Unable to import module 'lambda_function': No module named 'numpy.core._multiarray_umath'
      Traceback (most recent call last):
      """#),
    LogCase(
      "cgo", "cross-compiler-missing",
      step(
        nil, #"GOARCH=arm64 CGO_ENABLED=1 go build"#, 2,
        #"""
        # runtime/cgo
        gcc_arm64.S: Assembler messages:
        gcc_arm64.S:30: Error: no such instruction: `stp x29,x30,[sp,'
        """#)),
    LogCase(
      "m64", "cross-compiler-missing",
      step(
        "linux/arm64", #"go build"#, 2,
        #"""
        # runtime/cgo
        gcc: error: unrecognized command-line option '-m64'
        """#)),
    LogCase(
      "ccrs", "cross-compiler-missing",
      #"""
      error occurred: failed to find tool. Is `aarch64-linux-gnu-gcc` installed?
      """#),
    LogCase(
      "ccrs2", "cross-compiler-missing",
      #"""
        error occurred in cc-rs: failed to find tool "aarch64-linux-gnu-gcc": No such file or directory (os error 2)
      """#),
    LogCase(
      "linker", "cross-compiler-missing",
      #"error: linker `aarch64-linux-gnu-gcc` not found"#),
    LogCase(
      "cgo cc", "cross-compiler-missing",
      #"""
      cgo: C compiler "aarch64-linux-gnu-gcc" not found: exec: "aarch64-linux-gnu-gcc": executable file not found in $PATH
      """#),
    LogCase(
      "reloc", "cross-compiler-missing",
      #"""
      /usr/bin/ld: /tmp/go-link/000000.o: Relocations in generic ELF (EM: 183)
      /usr/bin/ld: /tmp/go-link/000000.o: error adding symbols: file in wrong format
      """#),
    LogCase(
      "kernel old", "kernel-too-old",
      #"""
      installing: arm64 cannot register "/usr/bin/qemu-aarch64" to /proc/sys/fs/binfmt_misc/register: write /proc/sys/fs/binfmt_misc/register: invalid argument
      {
        "supported": ["linux/amd64"],
        "emulators": null
      }
      """#),
    LogCase(
      "nix", "no-handler-for-nix", on: "linux/arm64",
      #"""
      error: a 'aarch64-linux' with features {} is required to build '/nix/store/x.drv', but I am a 'x86_64-linux' with features {kvm}
      """#),
    LogCase(
      "nix new", "no-handler-for-nix", on: "linux/arm64",
      #"""
      error: Cannot build '/nix/store/x.drv'.
             Reason: required system or feature not available
             Required system: 'aarch64-linux' with features {}
             Current system: 'x86_64-linux' with features {kvm}
      """#),
    LogCase(
      "manifest list", "image-lacks-platform", on: "linux/arm64",
      #"""
      docker: no matching manifest for linux/arm64/v8 in the manifest list entries.
      """#),
    LogCase(
      "podman arch", "image-lacks-platform",
      #"""
      Error: choosing an image from manifest list docker://docker.io/x: no image found in image index for architecture "arm64", variant "v8", OS "linux"
      """#),
    LogCase(
      "docker29", "image-lacks-platform", on: "linux/arm64",
      #"""
      docker: Error response from daemon: image with reference x:latest was found but does not provide the specified platform (linux/arm64)
      """#),
    LogCase(
      "lambda so", "foreign-library",
      #"""
      Unable to import module 'app': /var/task/cryptography/_rust.abi3.so: cannot open shared object file: No such file or directory
      """#),
  ]
}
