import Text

/// What a process has in its memory (proc_pid_maps(5)).
struct MemoryMap {
  private let text: [UInt8]

  /// Reads it; nil where that is not allowed.
  init?(_ process: borrowing ProcessDirectory) {
    guard let text = try? process.read("maps", limit: 1 << 20, isWhole: false) else { return nil }
    self.init(text: text)
  }

  init(text: [UInt8]) { self.text = text }

  /// Where the beginning of a file is, by the file's name without directories: it is there also when
  /// no directory has the file any more.
  func start(ofFileNamed name: Substring) -> UInt64? {
    for line in lines(of: text) {
      let fields = words(of: line)
      guard fields.count > 5, Self.number(fields[2]) == 0 else { continue }
      let file = EmulatorTable.withoutDeleted(
        Array(fields[5...].joined(separator: [UInt8(ascii: " ")])))
      guard file.split(separator: UInt8(ascii: "/")).last.map({ Array($0) }) == Array(name.utf8)
      else { continue }
      return Self.range(fields[0])?.lowerBound
    }
    return nil
  }

  /// Where the beginnings of files are, in the order of addresses.
  var startsOfFiles: [UInt64] {
    lines(of: text).compactMap { line in
      let fields = words(of: line)
      guard fields.count > 5, fields[5].first == UInt8(ascii: "/"), Self.number(fields[2]) == 0
      else { return nil }
      return Self.range(fields[0])?.lowerBound
    }
  }

  /// Which memory that processes may share is at an address: its device and inode, as the kernel
  /// writes them.
  func sharedMemory(at address: UInt64) -> [UInt8]? {
    mapping(of: address)?.sharedMemory
  }

  /// All memory that it may share with others.
  var sharedMemory: Set<[UInt8]> {
    Set(
      lines(of: text).compactMap { line in
        Mapping(fields: words(of: line))?.sharedMemory
      })
  }

  /// The name of the file of whose data an address is part, without directories: mapped from it, or
  /// the memory right behind that, which it wants zeroed. Nil of memory without a file.
  func fileName(at address: UInt64) -> String? {
    var last: (name: String, end: UInt64)?
    for line in lines(of: text) {
      let fields = words(of: line)
      guard let range = fields.first.flatMap({ Self.range($0) }) else { continue }
      let name = Mapping(fields: fields)?.fileName
      let isBehind = last?.end == range.lowerBound && fields.count < 6
      if range.contains(address) { return name ?? (isBehind ? last?.name : nil) }
      if range.lowerBound > address { return nil }
      last = (name ?? (isBehind ? last?.name : nil)).map { ($0, range.upperBound) }
    }
    return nil
  }

  /// A line of the map.
  private struct Mapping {
    /// The device and inode of memory that others may share; nil of any other.
    let sharedMemory: [UInt8]?
    /// The name of the file that is mapped, without directories.
    let fileName: String?

    init?(fields: [some BidirectionalCollection<UInt8>]) {
      guard fields.count > 4 else { return nil }
      let path = EmulatorTable.withoutDeleted(
        Array(fields[5...].joined(separator: [UInt8(ascii: " ")])))
      fileName =
        path.first == UInt8(ascii: "/")
        ? path.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
        : nil
      sharedMemory =
        fields[1].last == UInt8(ascii: "s")
        ? Array(fields[3]) + [UInt8(ascii: " ")] + Array(fields[4]) : nil
    }
  }

  private func mapping(of address: UInt64) -> Mapping? {
    for line in lines(of: text) {
      let fields = words(of: line)
      guard let range = fields.first.flatMap({ Self.range($0) }), range.contains(address) else {
        continue
      }
      return Mapping(fields: fields)
    }
    return nil
  }

  /// Whether other processes may share what is at an address; nil where nothing is.
  func isShared(_ address: UInt64) -> Bool? {
    mapping(of: address).map { $0.sharedMemory != nil }
  }

  private static func range(_ field: some Collection<UInt8>) -> Range<UInt64>? {
    let ends = field.split(separator: UInt8(ascii: "-"))
    guard ends.count == 2, let start = number(ends[0]), let end = number(ends[1]), start <= end
    else { return nil }
    return start..<end
  }

  private static func number(_ digits: some Collection<UInt8>) -> UInt64? {
    UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
