import Emulators
import Testing

struct EmulatorVersionTests {
  @Test(arguments: [
    (
      "qemu-aarch64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\nCopyright", "7.2.22",
      "Debian 1:7.2+dfsg-7+deb12u18+b3"
    ),
    (
      "qemu-arm version 2.10.1(Debian 1:2.10+dfsg-0ubuntu3)", "2.10.1",
      "Debian 1:2.10+dfsg-0ubuntu3"
    ),
    ("qemu-aarch64 version 4.0.0 (qemu-4.0.0-5.fc31)", "4.0.0", "qemu-4.0.0-5.fc31"),
    ("qemu-s390x version 10.2.3", "10.2.3", nil),
  ])
  func versionIsRead(_ text: String, _ release: String, _ package: String?) throws {
    let version = try #require(EmulatorVersion(parsing: text))
    #expect(version.release == release)
    #expect(version.package == package)
  }

  @Test(arguments: [
    "", "probe=linux/arm64", "bash version 5.2", "qemu-arm version", "qemu-arm version )(",
  ])
  func otherTextIsNoVersion(_ text: String) {
    #expect(EmulatorVersion(parsing: text) == nil)
  }
}
