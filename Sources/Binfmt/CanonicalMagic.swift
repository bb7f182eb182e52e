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

  /// The magic of an entry, made to ignore what the kernel's own loader ignores, while everything
  /// else that it looks at counts as before: entries for MIPS n32 and o32 differ behind `e_machine`.
  package func widening(_ match: Entry.Match) -> Entry.Magic {
    guard case .magic(let narrow) = match, narrow.offset == 0, narrow.bytes.count >= 20 else {
      return magic
    }
    let all = [UInt8](repeating: 0xff, count: narrow.bytes.count)
    let mask = zip(narrow.mask ?? all, magic.mask ?? []).map { $0 & $1 }
    let rest = (narrow.mask ?? all).dropFirst(mask.count)
    let wide = Entry.Magic(offset: 0, bytes: narrow.bytes, mask: mask + rest)
    return wide.takesEssentials(of: self) ? wide : magic
  }
}

extension Entry.Magic {
  /// Whether every essential header of an architecture is taken.
  package func takesEssentials(of architecture: Architecture) -> Bool {
    HeaderShape.essential.allSatisfy { takes($0.header(of: architecture)) }
  }
}
