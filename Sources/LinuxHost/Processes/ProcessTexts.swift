import Text

/// `/proc/PID/stat` (proc_pid_stat(5)), as far as it matters here.
package struct ProcessStat: Equatable, Sendable {
  /// The name of the program or the thread, of which the kernel keeps 15 bytes.
  package let name: String
  /// The letter of the state.
  package let state: String
  /// The process id of the parent.
  package let parent: Int
  /// Page faults, with and without reading a disk.
  package let faults: Int
  /// CPU time in user and kernel mode, in ticks.
  package let ticks: Int
  /// The part of it in kernel mode.
  package let kernelTicks: Int
  /// CPU time of children that it waited for, in ticks.
  package let reapedTicks: Int
  /// When it started, in ticks since the machine did.
  package let startTime: Int

  /// Reads the text; nil if it is in another format.
  package init?(parsing text: [UInt8]) {
    // The name in parentheses may itself hold blanks and parentheses.
    guard let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    // What stands behind the last field that matters stays in one piece.
    let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "), maxSplits: 20)
    func number(_ field: Int) -> Int? {
      // Fields count from 1, and the third follows the name.
      let index = field - 3
      guard index < fields.count else { return nil }
      return Int(String(decoding: fields[index], as: UTF8.self))
    }
    guard let state = fields.first, let parent = number(4), let minor = number(10),
      let major = number(12), let user = number(14), let kernel = number(15),
      let reapedUser = number(16), let reapedKernel = number(17), let start = number(22)
    else { return nil }
    let begin = text.firstIndex(of: UInt8(ascii: "(")).map { $0 + 1 } ?? end
    name = String(decoding: text[min(begin, end)..<end], as: UTF8.self)
    self.state = String(decoding: state, as: UTF8.self)
    self.parent = parent
    faults = minor + major
    ticks = user + kernel
    kernelTicks = kernel
    reapedTicks = reapedUser + reapedKernel
    startTime = start
  }
}

/// `/proc/PID/status` (proc_pid_status(5)), as far as it matters here.
package struct ProcessStatus: Equatable, Sendable {
  /// The process id in its own PID namespace.
  package private(set) var innerPID: Int?
  /// The signals that the thread blocks.
  package private(set) var blockedSignals: UInt64?
  /// How often it gave up the CPU by itself.
  package private(set) var waits: Int?
  /// The process that traces it, 0 for none.
  package private(set) var tracer: Int?

  /// Reads the text; what it does not have is nil.
  package init(parsing text: [UInt8]) {
    for line in lines(of: text) {
      switch line.first {
      case UInt8(ascii: "N"): innerPID = innerPID ?? Self.value("NSpid:", line).flatMap { Int($0) }
      case UInt8(ascii: "T"): tracer = tracer ?? Self.value("TracerPid:", line).flatMap { Int($0) }
      case UInt8(ascii: "S"):
        blockedSignals =
          blockedSignals ?? Self.value("SigBlk:", line).flatMap { UInt64($0, radix: 16) }
      case UInt8(ascii: "v"):
        waits = waits ?? Self.value("voluntary_ctxt_switches:", line).flatMap { Int($0) }
      default: break
      }
    }
  }

  /// The last word behind a key, if a line begins with that.
  private static func value(_ key: StaticString, _ line: ArraySlice<UInt8>) -> String? {
    let name = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
    guard line.starts(with: name) else { return nil }
    return words(of: line.dropFirst(name.count)).last.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// The words of a file in which NUL ends each: `cmdline` and `environ`.
package func nulTerminatedWords(_ text: [UInt8]) -> [String] {
  var words = text.split(separator: 0, omittingEmptySubsequences: false)
  if words.last?.isEmpty == true { words.removeLast() }
  return words.map { String(decoding: $0, as: UTF8.self) }
}

/// `rchar` and `wchar` of `/proc/PID/io` together (proc_pid_io(5)); nil in another format.
package func transferredBytes(in text: [UInt8]) -> Int? {
  let values = ["rchar", "wchar"].compactMap { number($0, in: text) }
  return values.count == 2 ? values[0] + values[1] : nil
}

/// `syscr` of `/proc/PID/io`; nil in another format.
package func reads(in text: [UInt8]) -> Int? { number("syscr", in: text) }

private func number(_ key: String, in text: [UInt8]) -> Int? {
  let line = lines(of: text).map(words).first { $0.first == Array("\(key):".utf8) }
  return line?.last.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
}

/// When a thread last had the CPU, in milliseconds of the scheduler's clock: `se.exec_start` of
/// `/proc/PID/task/TID/sched`, which not every kernel has; nil in another format.
package func lastRun(in text: [UInt8]) -> Double? {
  let line = lines(of: Array(text.prefix(512))).map(words).first {
    $0.first == Array("se.exec_start".utf8)
  }
  return line?.last.flatMap { Double(String(decoding: $0, as: UTF8.self)) }
}
