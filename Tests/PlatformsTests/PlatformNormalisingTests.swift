import Platforms
import Testing
import Text

@Suite struct PlatformNormalisingTests {
  @Test(arguments: [
    ("linux/arm", "linux/arm/v7"), ("linux/arm/7", "linux/arm/v7"), ("linux/arm/5", "linux/arm/v5"),
    ("linux/arm/6", "linux/arm/v6"), ("linux/arm/8", "linux/arm/v8"),
    ("linux/arm/4", "linux/arm/4"),
    ("linux/arm/v4", "linux/arm/v4"), ("linux/arm64/v8", "linux/arm64"),
    ("linux/arm64/9", "linux/arm64/v9"), ("linux/arm64/v9.0", "linux/arm64/v9"),
    ("linux/arm64/v8.1", "linux/arm64/v8.1"), ("linux/amd64/v1", "linux/amd64"),
    ("linux/amd64/V4", "linux/amd64/v4"), ("linux/ppc64le/power9", "linux/ppc64le/power9"),
    ("linux/i686", "linux/i686"),
  ])
  func aliasesAreReplaced(text: String, normalized: String) throws {
    let platform = try Platform(parsing: text).normalized
    #expect(platform.description == normalized)
    #expect(platform.normalized == platform)
  }

  @Test func partsMadeByHandAreNormalisedToo() {
    #expect(Platform(os: "", architecture: "AARCH64").normalized.description == "linux/arm64")
    #expect(Platform(os: "macOS", architecture: "x86_64").normalized.description == "darwin/amd64")
    #expect(Platform(architecture: "armhf", variant: "v5").normalized.variant == "v7")
  }

  @Test func theFullFormEscapesItsOwnMarks() {
    let platform = Platform(
      os: "windows", architecture: "amd64", osVersion: "1%2(3)",
      osFeatures: ["z/y", "a+b"])
    #expect(platform.fullDescription == "windows(1%252%283%29+a%2Bb+z%2Fy)/amd64")
    #expect(platform.description == "windows/amd64")
  }

  // Best first; from containerd's description of Only.
  @Test(arguments: [
    ("linux/amd64", "amd64 386"),
    ("linux/amd64/v2", "amd64/v2 amd64 386"),
    ("linux/amd64/v4", "amd64/v4 amd64/v3 amd64/v2 amd64 386"),
    ("linux/amd64/next", "amd64/next 386"),
    ("linux/386", "386"),
    ("linux/arm/v8", "arm/v8 arm/v7 arm/v6 arm/v5"),
    ("linux/arm", "arm/v7 arm/v6 arm/v5"),
    ("linux/armel", "arm/v6 arm/v5"),
    ("linux/arm/v5", "arm/v5"),
    ("linux/arm/v4", "arm/v4"),
    ("linux/arm/x7", "arm/x7"),
    ("linux/arm64", "arm64 arm/v8 arm/v7 arm/v6 arm/v5"),
    ("linux/arm64/v8.2", "arm64/v8.2 arm64/v8.1 arm64 arm/v8 arm/v7 arm/v6 arm/v5"),
    (
      "linux/arm64/v9",
      "arm64/v9 arm64/v8.5 arm64/v8.4 arm64/v8.3 arm64/v8.2 arm64/v8.1 arm64"
        + " arm/v8 arm/v7 arm/v6 arm/v5"
    ),
    (
      "linux/arm64/v9.5",
      "arm64/v9.5 arm64/v9.4 arm64/v9.3 arm64/v9.2 arm64/v9.1 arm64/v9"
        + " arm64/v8.9 arm64/v8.8 arm64/v8.7 arm64/v8.6 arm64/v8.5 arm64/v8.4 arm64/v8.3"
        + " arm64/v8.2 arm64/v8.1 arm64 arm/v8 arm/v7 arm/v6 arm/v5"
    ),
    ("linux/arm64/v10", "arm/v8 arm/v7 arm/v6 arm/v5"),
    ("linux/arm64/v8.99", "arm/v8 arm/v7 arm/v6 arm/v5"),
    ("linux/arm64/v9.-1", "arm/v8 arm/v7 arm/v6 arm/v5"),
    ("linux/arm64/v999999999", "arm/v8 arm/v7 arm/v6 arm/v5"),
    ("linux/riscv64", "riscv64"), ("linux/ppc64le", "ppc64le"), ("linux/ppc64", "ppc64"),
    ("linux/s390x", "s390x"), ("linux/loong64", "loong64"), ("linux/mips", "mips"),
    ("linux/mipsle", "mipsle"), ("linux/mips64", "mips64"), ("linux/mips64le", "mips64le"),
  ])
  func olderImagesRunToo(text: String, names: String) throws {
    let platform = try Platform(parsing: text)
    let expected = names.split(separator: " ").map { "linux/\($0)" }
    #expect(platform.alternatives.map(\.description) == expected)
  }

  @Test(arguments: ["linux/amd64/v999999999", "linux/arm/v999999999"])
  func anAbsurdLevelMakesNoLongList(text: String) throws {
    #expect(try Platform(parsing: text).alternatives.count <= 2)
  }

  @Test(arguments: [
    ("linux/arm/v7", "linux/arm", true), ("linux/arm/v6", "linux/arm", false),
    ("linux/arm64", "linux/arm64/v8", true), ("linux/arm64", "linux/arm", true),
    ("linux/arm64", "linux/arm64/v9", false), ("linux/amd64", "linux/386", true),
    ("linux/386", "linux/amd64", false), ("linux/amd64", "linux/amd64/v2", false),
    ("linux/amd64/v3", "linux/x86_64", true), ("linux/amd64", "windows/amd64", false),
    ("linux/mips64", "linux/mips", false),
  ])
  func imagesAreAccepted(wanted: String, image: String, accepted: Bool) throws {
    #expect(try Platform(parsing: wanted).accepts(Platform(parsing: image)) == accepted)
  }
}
