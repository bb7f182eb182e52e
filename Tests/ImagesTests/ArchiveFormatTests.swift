import Images
import Testing

/// The formats that images are written in.
struct ArchiveFormatTests {
  /// From FIPS 180-4 and its examples; the last two lengths need one and two blocks of padding.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func digestIsThatOfTheStandard(_ text: String, _ digest: String) {
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == digest)
  }

  @Test func digestOfAMillionLettersIsThatOfTheStandard() {
    #expect(
      SHA256.hexadecimal(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: [0, 1, 511, 512, 513])
  func fileSurvivesAnArchive(_ size: Int) {
    var archive = TarArchive()
    archive.append(directory: "etc")
    let contents = [UInt8](repeating: 7, count: size)
    archive.append(file: "probe", mode: 0o4755, contents: contents)
    #expect(archive.data.count % 512 == 0)
    #expect(TarArchive.firstFile(in: archive.data) == contents)
  }

  @Test func halfAnArchiveHoldsNoFile() {
    var archive = TarArchive()
    archive.append(file: "probe", mode: 0o755, contents: [UInt8](repeating: 7, count: 2000))
    #expect(TarArchive.firstFile(in: Array(archive.data.prefix(1500))) == nil)
    #expect(TarArchive.firstFile(in: []) == nil)
    #expect(TarArchive.firstFile(in: [UInt8](repeating: 0, count: 1024)) == nil)
  }
}
