package import Platforms

extension Architecture {
  /// The magic that takes all of its programs and no others: the program's type, OSABI and
  /// ABIVERSION do not count, because the kernel's own loader ignores them, too.
  package var magic: Entry.Magic {
    let bytes = Array(identity.header(type: .executable).prefix(20))
    var mask = [UInt8](repeating: 0xff, count: 20)
    mask[7] = 0
    mask[8] = 0
    mask[identity.byteOrder == .little ? 16 : 17] = 0xfe
    return Entry.Magic(offset: 0, bytes: bytes, mask: mask)
  }
}
