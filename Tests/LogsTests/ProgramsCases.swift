/// Short logs of one kind, in the words that tools use.
extension LogCase {
  /// Programs that did not start.
  static let programs: [LogCase] = [
    LogCase(
      "docker run bare", "exec-format-error",
      #"""
      $ docker run --rm app
      exec /usr/bin/node: exec format error
      """#),
    LogCase(
      "docker run platform", "exec-format-error", on: "linux/arm64",
      #"""
      + docker run --rm --platform linux/arm64 alpine uname -m
      exec /bin/uname: exec format error
      """#),
    LogCase(
      "docker warn", "image-for-another-cpu", on: "linux/arm64",
      #"""
      WARNING: The requested image's platform (linux/arm64) does not match the detected host platform (linux/amd64/v3) and no specific platform was requested
      exec /usr/bin/node: exec format error
      """#),
    LogCase(
      "docker warn script", "image-for-another-cpu", on: "linux/arm64",
      #"""
      WARNING: The requested image's platform (linux/arm64) does not match the detected host platform (linux/amd64/v4) and no specific platform was requested
      exec /usr/local/bin/docker-entrypoint.sh: exec format error
      """#),
    LogCase(
      "oci daemon", "exec-format-error",
      #"""
      docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/app/server": exec format error: unknown.
      """#),
    LogCase(
      "k8s crash", "exec-format-error",
      #"""
      standard_init_linux.go:228: exec user process caused: exec format error
      """#),
    LogCase(
      "k8s cri", "exec-format-error",
      #"""
      2024-05-29T10:11:12.345678901Z stderr F exec /bin/prometheus: exec format error
      """#),
    LogCase(
      "podman json", "exec-format-error",
      #"""
      {"msg":"exec container process `/usr/bin/npm`: Exec format error","level":"error","time":"2024-01-01T00:00:00Z"}
      """#),
    LogCase(
      "logfmt", "exec-format-error",
      #"""
      time="2024-05-29T10:11:12Z" level=error msg="exec container process `/bin/sh`: Exec format error"
      """#),
    LogCase(
      "classic", "exec-format-error",
      #"""
      Step 1/3 : FROM arm64v8/alpine
       ---> abc
      Step 2/3 : RUN apk add curl
       ---> Running in 123
      \#u{1b}[91mstandard_init_linux.go:219: exec user process caused: exec format error
      \#u{1b}[0mThe command '/bin/sh -c apk add curl' returned a non-zero code: 1
      """#),
    LogCase(
      "kaniko", "exec-format-error",
      #"""
      INFO[0002] RUN apk add curl
      INFO[0002] Cmd: /bin/sh
      error building image: error building stage: failed to execute command: starting command: fork/exec /bin/sh: exec format error
      """#),
    LogCase(
      "buildah", "exec-format-error",
      #"""
      STEP 1/2: FROM alpine
      STEP 2/2: RUN apk add curl
      exec container process `/bin/sh`: Exec format error
      Error: building at STEP "RUN apk add curl": while running runtime: exit status 1
      """#),
    LogCase(
      "bash file", "program-for-another-cpu",
      step(
        nil, #"./tool"#, 126,
        #"""
        /usr/local/bin/tool: line 1: /opt/x: cannot execute binary file: Exec format error
        """#)),
    LogCase(
      "dash", "program-for-another-cpu",
      #"/docker-entrypoint.sh: 12: /usr/local/bin/gosu: Exec format error"#),
    LogCase(
      "gosu", "program-for-another-cpu",
      #"""
      error: failed switching to "redis": fork/exec /usr/local/bin/redis-server: exec format error
      """#),
    LogCase(
      "busybox elf", "program-for-another-cpu",
      #"/usr/local/bin/hugo: line 1: syntax error: unexpected "(""#),
    LogCase(
      "busybox elf2", "program-for-another-cpu",
      #"/usr/local/bin/hugo: line 1: ELF: not found"#),
    LogCase(
      "node -8", "program-for-another-cpu",
      #"""
      Error: spawn Unknown system error -8
          at ChildProcess.spawn (node:internal/child_process:421:11)
        errno: -8,
        code: 'Unknown system error -8',
        syscall: 'spawn'
      """#),
    LogCase(
      "node ENOEXEC", "program-for-another-cpu",
      #"Error: spawn /app/node_modules/ffmpeg-static/ffmpeg ENOEXEC"#),
    LogCase(
      "java cannot run", "program-for-another-cpu",
      #"""
      java.io.IOException: Cannot run program "/root/.m2/protoc.exe": error=8, Exec format error
      """#),
    LogCase(
      "protoc", "program-for-another-cpu",
      #"""
      /tmp/protoc: program not found or is not executable
      /bin/sh: 1: /opt/protoc: Exec format error
      """#),
    LogCase(
      "rust os error 8", "program-for-another-cpu",
      #"""
      error: could not execute process `/app/target/build-script-build` (never executed)
      Caused by:
        Exec format error (os error 8)
      """#),
    LogCase(
      "ruby", "program-for-another-cpu",
      #"""
      Errno::ENOEXEC: Exec format error - /usr/local/bundle/gems/wkhtmltopdf/bin/wkhtmltopdf
      """#),
    LogCase(
      "env timeout", "program-for-another-cpu",
      #"timeout: failed to run command '/usr/bin/foo': Exec format error"#),
    LogCase(
      "sudo", "program-for-another-cpu",
      #"sudo: unable to execute /usr/local/bin/k3s: Exec format error"#),
    LogCase(
      "s6", "program-for-another-cpu",
      #"s6-supervise (child): fatal: unable to exec run: Exec format error"#),
    LogCase(
      "lambda exit", "image-for-another-cpu",
      #"""
      START RequestId: 1 Version: $LATEST
      RequestId: 1 Error: fork/exec /usr/local/bin/python: exec format error
      Runtime.InvalidEntrypoint
      """#),
    LogCase(
      "nix exec", "exec-format-error",
      #"""
      error: builder for '/nix/store/x.drv' failed: error: executing '/nix/store/abc-bash/bin/bash': Exec format error
      """#),
    LogCase(
      "debootstrap enoexec", "exec-format-error",
      #"""
      I: Running command: chroot /tmp/x /debootstrap/debootstrap --second-stage
      chroot: failed to run command '/debootstrap/debootstrap': Exec format error
      """#),
    LogCase(
      "cloud run", "image-for-another-cpu",
      #"""
      terminated: Application failed to start: failed to load /usr/local/bin/docker-entrypoint.sh: exec format error
      """#),
    LogCase(
      "fly", "image-for-another-cpu",
      #"""
      ERROR Error: failed to spawn command: /app/server: Exec format error (os error 8)
      """#),
    LogCase(
      "dash plain name", "program-for-another-cpu",
      #"/bin/sh: 1: ffmpeg: Exec format error"#),
    LogCase(
      "xargs", "program-for-another-cpu",
      #"xargs: protoc: Exec format error"#),
    LogCase(
      "perl", "program-for-another-cpu",
      #"""
      Can't exec "./configure-helper": Exec format error at ./build.pl line 12.
      """#),
    LogCase(
      "buildkit emulator elf", "program-for-another-cpu",
      #"""
      /dev/.buildkit_qemu_emulator: /usr/bin/x: Invalid ELF image for this architecture
      """#),
  ]
}
