import FoundationEssentials
import Testing
import Text

@Suite struct KernelTextTests {
  @Test(arguments: [
    ("plain /path-1.2_x", "plain /path-1.2_x"), ("\u{e4}\u{4e2d}", "\u{e4}\u{4e2d}"),
    ("a\nb\tc\0", "a\\x0ab\\x09c\\x00"), ("\u{1b}[31mred\u{7f}", "\\x1b[31mred\\x7f"),
    ("\u{202e}cba", "\\xe2\\x80\\xaecba"), ("a\u{2028}b", "a\\xe2\\x80\\xa8b"),
    ("\u{9b}31m", "\\xc2\\x9b31m"), ("\u{feff}", "\\xef\\xbb\\xbf"), ("", ""),
  ])
  func textIsSafeForATerminal(text: String, printed: String) {
    #expect(KernelText(text).description == printed)
  }

  @Test func bytesThatAreNoTextAreEscaped() {
    let text = KernelText([0x61, 0xff, 0xc3, 0x0a, 0x7e])
    #expect(text.string == nil)
    #expect(text.description == "a\\xff\\xc3\\x0a~")
  }

  @Test(arguments: [
    KernelText(""), "plain", "\u{1b}[31m\0\n\"\\", "\u{202e}\u{1f600}", KernelText([0xff, 0x00]),
    KernelText([0xc3, 0x28]), KernelText([0xed, 0xa0, 0x80]),
  ])
  func jsonKeepsEveryByte(text: KernelText) throws {
    let json = try JSONEncoder().encode([text])
    #expect(try JSONDecoder().decode([KernelText].self, from: json) == [text])
    let isText = String(decoding: json, as: UTF8.self).hasPrefix("[\"")
    #expect(isText == (text.string != nil))
  }

  @Test(arguments: ["[{\"hex\":\"f\"}]", "[{\"hex\":\"zz\"}]", "[{}]", "[1]", "[null]"])
  func otherJSONIsRefused(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([KernelText].self, from: Data(json.utf8))
    }
  }

  @Test(arguments: [
    ("/usr/bin/qemu", "qemu"), ("qemu", "qemu"), ("/a/", "a"), ("/", ""), ("", ""),
  ])
  func theLastPartIsFound(path: String, part: String) {
    #expect(KernelText(path).lastPathComponent == KernelText(part))
  }

  @Test func orderIsThatOfBytes() {
    #expect(
      [KernelText("b"), "a", KernelText([0xff]), "ab"].sorted().map(\.bytes.first)
        == [0x61, 0x61, 0x62, 0xff])
  }

  @Test func hexDigitsArePairs() {
    #expect(HexDigits.bytes(of: Array("00fFa0".utf8)[...]) == [0, 0xff, 0xa0])
    #expect(HexDigits.bytes(of: Array("".utf8)[...]) == [])
    #expect(HexDigits.bytes(of: Array("0".utf8)[...]) == nil)
    #expect(HexDigits.bytes(of: Array("0x".utf8)[...]) == nil)
    #expect(HexDigits.text(of: [0, 0x0f, 0xff]) == "000fff")
  }
}
