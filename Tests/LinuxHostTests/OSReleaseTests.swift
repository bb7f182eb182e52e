import LinuxHost
import Testing

@Suite struct OSReleaseTests {
  @Test(arguments: [
    ("ID=debian\n", ["debian"]),
    (
      "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
      ["linuxmint", "ubuntu", "debian"]
    ),
    ("ID_LIKE='rhel  centos\tfedora'\nID=\"rocky\"", ["rocky", "rhel", "centos", "fedora"]),
    ("# ID=comment\n\nID=arch\n", ["arch"]), ("ID=one\nID=two\n", ["two"]),
    ("ID=\"with \\\"quotes\\\" and \\$\"\n", ["with \"quotes\" and $"]),
    ("ID='back\\slash'\n", ["back\\slash"]), ("ID=de\"b\"'i'an\n", ["debian"]),
    ("ID=debian \r\n", ["debian"]), ("ID=plain\\ blank\n", ["plain blank"]),
    ("ID=\"open\n", ["open"]), ("ID=\\\n", [""]),
    ("VARIANT_ID=x\nXID=y\n", ["linux"]), ("", ["linux"]), ("=\n==\nnothing\n", ["linux"]),
  ])
  func theDistributionAndItsParentsAreNamed(text: String, names: [String]) {
    #expect(OSRelease(parsing: Array(text.utf8)).distributions == names)
  }

  @Test func bytesThatAreNoTextAreHarmless() {
    #expect(OSRelease(parsing: [0xff, 0x0a] + Array("ID=debian".utf8)).distributions == ["debian"])
  }
}
