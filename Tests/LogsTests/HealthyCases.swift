/// Short logs of one kind, in the words that tools use.
extension LogCase {
  /// What failed by itself, or did not fail: no cause of ours, at most a hint.
  static let healthy: [LogCase] = [
    LogCase(
      "exit 139 native", nil,
      step(nil, #"make"#, 139, #"Segmentation fault (core dumped)"#)),
    LogCase(
      "exit 139 amd64 beside", nil,
      step("linux/amd64", #"make"#, 139, #"Segmentation fault (core dumped)"#)),
    LogCase(
      "exit 132 native", nil,
      step(nil, #"./run"#, 132, #"Illegal instruction (core dumped)"#)),
    LogCase(
      "rustc sigsegv native", nil,
      step(
        nil, #"cargo build"#, 101,
        #"""
          process didn't exit successfully: `rustc --crate-name syn` (signal: 11, SIGSEGV: invalid memory reference)
        """#)),
    LogCase(
      "go nil native bug in foreign step", nil,
      step(
        "linux/arm64", #"go test ./..."#, 1,
        #"""
        panic: runtime error: invalid memory address or nil pointer dereference
        [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a]
        """#)),
    LogCase(
      "go test fails natively mentions", nil,
      step(
        nil, #"go test ./..."#, 1,
        #"""
        --- FAIL: TestErr (0.00s)
            err_test.go:9: got "boom", want "exec format error"
        """#)),
    LogCase(
      "dotnet nullref native", nil,
      step(
        nil, #"dotnet test"#, 1,
        #"""
        System.NullReferenceException : Object reference not set to an instance of an object.
        """#)),
    LogCase(
      "warn only ok", nil,
      #"""
      WARNING: The requested image's platform (linux/amd64) does not match the detected host platform (linux/arm64/v8) and no specific platform was requested
      hello
      """#),
    LogCase(
      "script syntax error native", nil,
      #"/app/run.sh: line 12: syntax error: unexpected "(""#),
    LogCase(
      "python sh", nil, hint: "script-interpreter",
      #"OSError: [Errno 8] Exec format error: '/app/run.sh'"#),
    LogCase(
      "kmod", nil,
      #"""
      modprobe: ERROR: could not insert 'br_netfilter': Exec format error
      insmod: ERROR: could not insert module x.ko: Invalid module format
      """#),
    LogCase(
      "crlf env", nil, hint: "script-interpreter",
      #"/usr/bin/env: ‘bash\r’: No such file or directory"#),
    LogCase(
      "crlf bash", nil, hint: "script-interpreter",
      #"""
      /bin/bash: ./run.sh: /bin/bash^M: bad interpreter: No such file or directory
      """#),
    LogCase(
      "entrypoint no such", nil, hint: "script-interpreter",
      #"exec /docker-entrypoint.sh: no such file or directory"#),
    LogCase(
      "app no such", nil, hint: "loader-missing",
      #"exec /app/server: no such file or directory"#),
    LogCase(
      "required file", nil, hint: "loader-missing",
      #"./run: line 3: /opt/tool: cannot execute: required file not found"#),
    LogCase(
      "runc not found", nil,
      #"""
      docker: Error response from daemon: OCI runtime create failed: runc create failed: unable to start container process: exec: "python3": executable file not found in $PATH: unknown.
      """#),
    LogCase(
      "no such file cmd", nil,
      #"/bin/sh: 1: foo: not found"#),
    LogCase(
      "pip wheel native", nil,
      step(
        nil, #"pip install x.whl"#, 1,
        #"""
        ERROR: tensorflow-2.4.0-cp36-cp36m-manylinux2010_x86_64.whl is not a supported wheel on this platform.
        """#)),
    LogCase(
      "npm os", nil,
      #"""
      npm ERR! code EBADPLATFORM
      npm ERR! notsup Unsupported platform for fsevents@2.3.2: wanted {"os":"darwin"} (current: {"os":"linux","cpu":"x64"})
      """#),
    LogCase(
      "npm os cpu any", nil,
      #"""
      npm ERR! notsup Unsupported platform for fsevents@2.3.2: wanted {"os":"darwin","arch":"any"} (current: {"os":"linux","arch":"x64"})
      """#),
    LogCase(
      "swc native", nil,
      #"Error: Cannot find module '@swc/core-linux-x64-gnu'"#),
    LogCase(
      "jni native", nil,
      #"""
      java.lang.UnsatisfiedLinkError: no opencv_java in java.library.path: /usr/java/packages/lib
      """#),
    LogCase(
      "lambda missing mod", nil,
      #"""
      [ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'requests'
      """#),
    LogCase(
      "cgo gcc native", nil,
      #"""
      cgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH
      """#),
    LogCase(
      "apk perm native", nil,
      step(
        nil, #"apk add x"#, 1,
        #"""
        ERROR: https://dl-cdn.alpinelinux.org/alpine/v3.13/main: Operation not permitted
        """#)),
    LogCase(
      "apt sig native", nil,
      step(nil, #"apt-get update"#, 100, #"  At least one invalid signature was encountered."#)),
    LogCase(
      "nix kvm", nil,
      #"""
      error: a 'x86_64-linux' with features {kvm} is required to build '/nix/store/x.drv', but I am a 'x86_64-linux' with features {benchmark}
      """#),
    LogCase(
      "nix new kvm", nil,
      #"""
      error: Cannot build '/nix/store/x.drv'.
             Required system: 'x86_64-linux' with features {kvm}
             Current system: 'x86_64-linux' with features {}
      """#),
    LogCase(
      "cancel quick", nil, hint: "step-cancelled",
      #"""
      2026-07-27T02:38:45.2Z #25 [linux/arm64 builder 8/18] RUN npm ci
      2026-07-27T02:38:50.2Z ##[error]The operation was canceled.
      """#),
    LogCase(
      "hang native", nil,
      #"""
      2026-07-27T02:38:45.2Z #25 [builder 8/18] RUN npm ci
      2026-07-27T03:38:50.2Z ##[error]The operation was canceled.
      """#),
    LogCase(
      "cancel after other failure", nil,
      #"""
      #7 [linux/amd64 2/2] RUN npm test
      #8 [linux/arm64 2/2] RUN npm ci
      #7 1.2 1 failing
      #7 ERROR: process "/bin/sh -c npm test" did not complete successfully: exit code: 1
      #8 CANCELED
      ERROR: failed to solve: process "/bin/sh -c npm test" did not complete successfully: exit code: 1
      """#),
    LogCase(
      "mention doc", nil,
      #"""
      Docs: if you see "exec format error" you need qemu. See exec format error on arm64.
      """#),
    LogCase(
      "mention grep", nil,
      #"grep: pattern "exec user process caused: exec format error" not found"#),
    LogCase(
      "changelog", nil,
      #"""
        * qemu: uncaught target signal 11 no longer happens
        - Fix: exec format error when running on arm64
      """#),
    LogCase(
      "success with hit", nil, hint: "guest-segfault",
      #"""
      #7 [linux/arm64 2/2] RUN make || true
      #7 1.2 qemu: uncaught target signal 11 (Segmentation fault) - core dumped
      #7 DONE 3.0s
      """#),
    LogCase(
      "set x in step", nil,
      step(
        nil, #"./t.sh"#, 1,
        #"""
        + grep -q 'exec /bin/x: exec format error' log
        ++ echo 'qemu: uncaught target signal 6'
        """#)),
    LogCase(
      "native arm64 host", nil,
      #"""
      Linux ci 6.8.0 #1 SMP aarch64 GNU/Linux
      #7 [linux/arm64 build 3/5] RUN make
      #7 1.01 Segmentation fault (core dumped)
      #7 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 139
      ------
       > [linux/arm64 build 3/5] RUN make:
      ------
      ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 139
      """#),
    LogCase(
      "cross stage", nil,
      step("linux/amd64->arm64", #"make"#, 139, #"Segmentation fault (core dumped)"#)),
    LogCase(
      "chroot missing native", nil,
      #"chroot: failed to run command '/bin/bash': No such file or directory"#),
    LogCase(
      "tests list of errors", nil,
      #"""
      ok 12 - prints exec format error
      not ok 13 - handles x
      """#),
    LogCase(
      "python test log", nil,
      #"""
      FAILED tests/test_x.py::test_err - AssertionError: assert 'boom' == 'exec format error'
      """#),
    LogCase(
      "jest fail", nil,
      #"""
        ● errors › explains
          expect(received).toBe(expected)
          Expected: "exec /bin/sh: exec format error"
          Received: "x"
      """#),
    LogCase(
      "go test log", nil,
      #"    main_test.go:44: unexpected error: exec format error"#),
    LogCase(
      "maven", nil,
      #"""
      [ERROR] Tests run: 3, Failures: 1
      [ERROR] BUILD FAILURE
      ##[error]Process completed with exit code 1.
      """#),
    LogCase(
      "npm ERR native", nil,
      step(
        nil, #"npm ci"#, 1,
        #"""
        npm ERR! code ELIFECYCLE
        npm ERR! errno 1
        """#)),
    LogCase(
      "oom native", nil, hint: "out-of-memory",
      step(nil, #"make"#, 1, #"virtual memory exhausted: Cannot allocate memory"#)),
    LogCase(
      "registry", nil,
      #"""
      ERROR: failed to solve: docker.io/x/y:latest: pull access denied, repository does not exist
      """#),
    LogCase(
      "qemu dep install", nil,
      #"""
      #7 [2/2] RUN apt-get install -y qemu-user-static
      #7 2.2 Setting up qemu-user-static (1:7.2+dfsg-7) ...
      #7 DONE 3.0s
      """#),
    LogCase(
      "esbuild darwin", nil,
      #"""
      You installed esbuild for another platform than the one you're currently using.
      Specifically the "@esbuild/darwin-arm64" package is present but this platform needs the "@esbuild/linux-x64" package instead. People often get into this situation
      """#),
    LogCase(
      "lambda missing system lib", nil,
      #"""
      [ERROR] Runtime.ImportModuleError: Unable to import module 'app': libGL.so.1: cannot open shared object file: No such file or directory
      """#),
    LogCase(
      "ctrl-c", nil,
      #"""
      #25 [linux/arm64 builder 8/18] RUN npm ci
      #25 CANCELED
      ERROR: failed to build: failed to solve: Canceled: context canceled
      """#),
    LogCase(
      "spawn in prose", nil,
      #"""
      the error: Exec format error
      spawned worker: 3
      """#),
    LogCase(
      "native tests segv", nil,
      step(
        nil, #"ctest"#, 8,
        #"""
        1/2 Test #1: a ...***Exception: SegFault  0.1 sec
        2/2 Test #2: b ... Passed
        """#)),
    LogCase(
      "disk full", nil,
      step("linux/arm64", #"make"#, 2, #"/usr/bin/ld: final link failed: No space left on device"#)),
    LogCase(
      "foreign npm test fails", nil,
      step("linux/arm64", #"npm test"#, 1, #"1 failing"#)),
    LogCase(
      "gcc error foreign", nil,
      step(
        "linux/arm64", #"make"#, 2,
        #"""
        foo.c:1:10: fatal error: foo.h: No such file or directory
        compilation terminated.
        """#)),
    LogCase(
      "curl cert", nil,
      step("linux/arm64", #"curl x"#, 60, #"curl: (60) SSL certificate problem"#)),
    LogCase(
      "permission", nil,
      step("linux/arm64", #"./x.sh"#, 126, #"/bin/sh: 1: ./x.sh: Permission denied"#)),
    LogCase(
      "not found 127 foreign", nil,
      step("linux/arm64", #"foo"#, 127, #"/bin/sh: 1: foo: not found"#)),
    LogCase(
      "k8s pull backoff", nil,
      #"""
      Warning  Failed  kubelet  Failed to pull image "x": rpc error: code = Unknown desc = failed to pull and unpack image: 401 Unauthorized
      """#),
    LogCase(
      "python import native", nil,
      #"ModuleNotFoundError: No module named '_sqlite3'"#),
    LogCase(
      "so missing native", nil,
      #"""
      ImportError: libGL.so.1: cannot open shared object file: No such file or directory
      """#),
    LogCase(
      "musl loader", nil, hint: "loader-missing",
      #"""
      Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /app/x)
      """#),
  ]
}
