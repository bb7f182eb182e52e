import Testing

/// The documents of every command are as their schemas say.
@Suite(.onPreparedHost)
struct DocumentTests {
  @Test(arguments: [
    "list", "check", "check linux/arm64 linux/s390x linux/riscv64", "verify linux/arm64",
    "register --dry-run --method host linux/s390x", "register --method host linux/s390x",
    "register --method host linux/arm64", "diagnose --interval 0.1", "diagnose $T/log",
    "dockerfile $T", "dockerfile --bake $T/bake", "audit --platform linux/arm64 /bin/ls",
    "audit $T/none", "facts linux/arm64", "facts --processes --interval 0.1 linux/arm64",
  ])
  func hasItsShape(_ words: String) throws {
    let outcome = try inPrivateInstance(
      """
      register aarch64; entry qemu-riscv64 riscv64 OP /nonexistent
      printf '%s\\n' '#5 [linux/arm64 2/4] RUN make' '#5 0.1 exec /bin/sh: exec format error' > $T/log
      printf '%s\\n' 'FROM --platform=$BUILDPLATFORM node AS b' 'RUN npm rebuild --build-from-source x' \\
        'FROM node' 'COPY --from=b /app/node_modules /app/node_modules' > $T/Dockerfile
      echo '{"target":{"t":{"context":"'$T'","dockerfile":"Dockerfile","platforms":["linux/arm64"]}}}' \\
        > $T/bake
      format=--format=json; case '\(words)' in facts*) format= ;; esac
      $crossready \(words) $format
      """)
    #expect(outcome.status != 70, "\(outcome.errors)")
    try expectSchema(of: outcome.output)
  }
}
