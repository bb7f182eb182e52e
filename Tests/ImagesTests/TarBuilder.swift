import Images

/// Writes archives of any kind, hostile ones, too.
struct TarBuilder {
  private(set) var bytes: [UInt8] = []

  var data: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

  mutating func file(_ name: String, _ contents: [UInt8], mode: Int = 0o644) {
    entry(name, type: "0", contents: contents, mode: mode)
  }

  mutating func link(_ name: String, to target: String, type: String = "2") {
    entry(name, type: type, link: target)
  }

  mutating func directory(_ name: String) { entry(name + "/", type: "5") }

  mutating func records(_ records: [(String, String)], type: String = "x") {
    var text: [UInt8] = []
    for (key, value) in records {
      let rest = " \(key)=\(value)\n"
      var length = rest.utf8.count + 1
      while "\(length)".utf8.count + rest.utf8.count != length { length += 1 }
      text += Array("\(length)\(rest)".utf8)
    }
    entry("PaxHeader", type: type, contents: text)
  }

  /// - Parameters:
  ///   - size: the text of the size field, where it is not the size.
  ///   - change: what else is different in the header.
  mutating func entry(
    _ name: String, type: String, contents: [UInt8] = [], link: String = "", mode: Int = 0o644,
    size: [UInt8]? = nil, magic: String = "ustar\u{0}00", change: (inout [UInt8]) -> Void = { _ in }
  ) {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: some Collection<UInt8>, at place: Int) {
      header.replaceSubrange(place..<place + text.count, with: text)
    }
    func octal(_ number: Int, _ width: Int) -> [UInt8] {
      let digits = String(number, radix: 8)
      return Array((String(repeating: "0", count: width - digits.count) + digits).utf8)
    }
    put(Array(name.utf8.prefix(100)), at: 0)
    put(octal(mode, 7), at: 100)
    put(size ?? octal(contents.count, 11), at: 124)
    put(Array(type.utf8), at: 156)
    put(Array(link.utf8.prefix(100)), at: 157)
    put(Array(magic.utf8), at: 257)
    change(&header)
    put(Array("        ".utf8), at: 148)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + [0], at: 148)
    bytes += header + contents
    bytes += [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }
}
