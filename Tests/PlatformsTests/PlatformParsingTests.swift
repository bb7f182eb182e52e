import Platforms
import Testing

@Suite struct PlatformParsingTests {
  @Test(arguments: [
    // A whole platform, as it is printed again.
    ("linux/amd64", "linux/amd64"), ("linux/386", "linux/386"), ("linux/s390x", "linux/s390x"),
    ("linux/riscv64", "linux/riscv64"), ("linux/arm/v5", "linux/arm/v5"),
    ("windows/amd64", "windows/amd64"), ("freebsd/arm64", "freebsd/arm64"),
    // Names that uname and Debian use.
    ("linux/x86_64", "linux/amd64"), ("linux/x86-64", "linux/amd64"), ("linux/i386", "linux/386"),
    ("linux/aarch64", "linux/arm64"), ("linux/armel", "linux/arm/v6"),
    ("linux/armhf", "linux/arm"), ("linux/armel/v7", "linux/arm/v6"),
    // Upper case.
    ("LINUX/AMD64", "linux/amd64"), ("Linux/AArch64", "linux/arm64"),
    ("linux/ARM/V6", "linux/arm/v6"), ("macOS/arm64", "darwin/arm64"),
    // Variants are as they were asked for.
    ("linux/arm", "linux/arm"), ("linux/arm/v7", "linux/arm/v7"), ("linux/arm/7", "linux/arm/v7"),
    ("linux/arm64/v8", "linux/arm64/v8"), ("linux/arm64/8", "linux/arm64/v8"),
    ("linux/arm64/v8.0", "linux/arm64/v8"), ("linux/arm64/9.0", "linux/arm64/v9"),
    ("linux/arm64/v9.2", "linux/arm64/v9.2"), ("linux/amd64/v1", "linux/amd64"),
    ("linux/amd64/v3", "linux/amd64/v3"), ("linux/i386/v7", "linux/386"),
    // What containerd does not know is taken as it is, but only after an operating system.
    ("linux/ppc64el", "linux/ppc64el"), ("linux/i686", "linux/i686"), ("plan10/z80", "plan10/z80"),
    ("linux/loongarch64", "linux/loongarch64"), ("linux/armv7l", "linux/armv7l"),
    // One word: an architecture.
    ("amd64", "linux/amd64"), ("x86_64", "linux/amd64"), ("arm", "linux/arm"),
    ("armhf", "linux/arm"), ("armel", "linux/arm/v6"), ("aarch64", "linux/arm64"),
    ("I386", "linux/386"), ("wasm", "linux/wasm"), ("mips64p32le", "linux/mips64p32le"),
    // One word: an operating system.
    ("linux", "linux/riscv64"), ("macos", "darwin/riscv64"), ("Windows", "windows/riscv64"),
  ])
  func platformsAreRead(text: String, printed: String) throws {
    #expect(try Platform(parsing: text, native: "riscv64").description == printed)
  }

  @Test(arguments: [
    ("", PlatformSyntaxError.empty),
    ("*", .wildcard), ("linux/*", .wildcard), ("linux/arm/v*", .wildcard),
    ("linux/arm/v7/more", .tooManyParts(4)), ("a/b/c/d/e", .tooManyParts(5)),
    ("/", .invalidPart("")), ("linux/", .invalidPart("")), ("/amd64", .invalidPart("")),
    ("linux//v7", .invalidPart("")), ("linux/arm/", .invalidPart("")),
    ("linux/amd 64", .invalidPart("amd 64")), ("linux/amd64\n", .invalidPart("amd64\n")),
    ("linux/\u{e4}md64", .invalidPart("\u{e4}md64")), (" linux", .invalidPart(" linux")),
    ("linux/arm/v7,linux/386", .tooManyParts(4)), ("linux&arm", .invalidPart("linux&arm")),
    ("unknown", .unknownWord("unknown")), ("i686", .unknownWord("i686")),
    ("ppc64el", .unknownWord("ppc64el")), ("mips64el", .unknownWord("mips64el")),
    ("loongarch64", .unknownWord("loongarch64")), ("v7", .unknownWord("v7")),
    ("amd64(1)", .unknownWord("amd64(1)")),
    ("windows(10", .invalidPart("windows(10")), ("windows)", .invalidPart("windows)")),
    ("windows(1)2/amd64", .invalidPart("windows(1)2")),
    ("windows((1))/amd64", .invalidPart("windows((1))")),
    ("windows(1+)/amd64", .invalidPart("windows(1+)")),
    ("windows(1 0)/amd64", .invalidPart("windows(1 0)")),
    ("windows(a/b)/amd64", .invalidPart("windows(a/b)")),
    ("windows(%2)/amd64", .invalidPart("windows(%2)")),
    ("windows(%-0)/amd64", .invalidPart("windows(%-0)")),
    ("windows(%zz)/amd64", .invalidPart("windows(%zz)")),
    ("windows(%ff)/amd64", .invalidPart("windows(%ff)")),
  ])
  func otherTextsAreRefused(text: String, reason: PlatformSyntaxError) {
    #expect(throws: reason) { try Platform(parsing: text) }
  }

  @Test func aSystemAloneMeansThisMachine() throws {
    #expect(try Platform(parsing: "linux").architecture == Architecture.native?.name)
  }

  @Test func versionAndFeaturesAreRead() throws {
    let plain = try Platform(parsing: "windows(10.0.17763)/amd64")
    #expect(plain.osVersion == "10.0.17763")
    #expect(plain.osFeatures == [])
    let full = try Platform(parsing: "Windows(10.0+win32k+a%2Bb)/x86_64/v2")
    #expect(
      full
        == Platform(
          os: "windows", architecture: "amd64", variant: "v2", osVersion: "10.0",
          osFeatures: ["a+b", "win32k"]))
    let featuresOnly = try Platform(parsing: "linux(+erofs)/arm64")
    #expect(featuresOnly.osVersion == "")
    #expect(featuresOnly.osFeatures == ["erofs"])
    #expect(try Platform(parsing: "linux()/arm64") == Platform(architecture: "arm64"))
  }

  @Test(arguments: [
    "linux/amd64", "linux/arm/v6", "windows(10.0.17763)/amd64", "windows(10.0+win32k)/amd64/v2",
    "linux(+erofs)/arm64/v8", "linux(%25+%28%29+%2F+a%2Bb)/riscv64",
  ])
  func theFullFormIsReadAgain(text: String) throws {
    #expect(try Platform(parsing: text).fullDescription == text)
  }
}
