internal import CLinux
import Glibc
import Images

/// What a program writes to its standard output, read while it runs; its standard input comes from
/// another source. Nothing is kept: it may be more than the memory holds.
final class ChildSource: ByteSource {
  private let name: String
  private let pid: Int32
  private var output: OwnedDescriptor?
  private var input: OwnedDescriptor?
  private let source: (any ByteSource)?
  private var errors: CapturedStream
  private var report: CapturedStream
  private let signals: SignalWatch
  /// How long it may neither read nor write.
  private let patience: Duration
  private var chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var unsent: Range<Int> = 0..<0
  private var isReaped = false

  /// Starts a program. Throws what keeps it from being started.
  init(
    _ child: Child, input source: (any ByteSource)? = nil, patience: Duration, signals: SignalWatch
  ) throws(SystemCallError) {
    let outputPipe = try makePipe(captured: true)
    let outputWriter = OwnedDescriptor(owning: outputPipe.writer)
    output = OwnedDescriptor(owning: outputPipe.reader)
    let errorPipe = try makePipe(captured: true)
    let errorWriter = OwnedDescriptor(owning: errorPipe.writer)
    errors = CapturedStream(owning: errorPipe.reader, limit: 4096)
    let reportPipe = try makePipe(captured: true)
    let reportWriter = OwnedDescriptor(owning: reportPipe.writer)
    report = CapturedStream(owning: reportPipe.reader, limit: 4096)
    let inputPipe = try makePipe(captured: false)
    let inputReader = OwnedDescriptor(owning: inputPipe.reader)
    input = OwnedDescriptor(owning: inputPipe.writer)
    let writer = inputPipe.writer
    _ = try checked("fcntl") { fcntl(writer, F_SETFL, O_NONBLOCK) }
    name = child.arguments.first ?? child.path
    self.source = source
    self.patience = patience
    self.signals = signals
    pid = try startProcess(
      child,
      ChildDescriptors(
        input: inputReader.raw, output: outputWriter.raw, error: errorWriter.raw,
        report: reportWriter.raw, inputWriter: writer))
    if source == nil { input = nil }
  }

  deinit {
    chunk.deallocate()
    guard !isReaped else { return }
    kill(-pid, SIGKILL)
    Guarded.end(pid, isNeeded: true)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var latest = now() + patience
    while let reader = raw(output) {
      let length = Glibc.read(reader, buffer.baseAddress, buffer.count)
      if length > 0 { return length }
      if length == 0 {
        output = nil
        try finish()
        break
      }
      guard errno == EAGAIN || errno == EINTR else {
        throw SystemCallError(call: "read", path: name, errno: errno)
      }
      if try send() { latest = now() + patience }
      try wait(until: latest)
    }
    return 0
  }

  /// Hands on what the program takes now; returns whether it took anything.
  private func send() throws -> Bool {
    guard let writer = raw(input), let source else { return false }
    if unsent.isEmpty {
      let count = try source.read(into: chunk)
      unsent = 0..<count
      if count == 0 {
        input = nil
        return true
      }
    }
    // A program that has ended takes nothing more: that is no signal here, but its status says why.
    let previous = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, previous) }
    let count = write(writer, chunk.baseAddress.map { $0 + unsent.lowerBound }, unsent.count)
    if count < 0, errno == EPIPE { input = nil }
    guard count > 0 else { return false }
    unsent = (unsent.lowerBound + count)..<unsent.upperBound
    return true
  }

  /// Waits until the program writes or takes something.
  private func wait(until latest: Duration) throws {
    errors.readAvailable()
    try signals.check()
    let left = latest - now()
    guard left > .zero else {
      throw UnpackingError(
        .failed(program: name, words: "nothing for \(patience.components.seconds) s"))
    }
    var wanted = [
      pollfd(fd: raw(output) ?? -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: raw(input) ?? -1, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: errors.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let slice = signals.descriptor < 0 ? min(left, .milliseconds(100)) : left
    poll(&wanted, nfds_t(wanted.count), slice.pollTimeout)
  }

  /// Reaps the program, whose output has ended; throws where it failed.
  private func finish() throws {
    input = nil
    var signaled: Int32 = 0
    var status: Int32 = 0
    let latest = now() + patience
    while clinux_wait(pid, 1, &signaled, &status) == 0 {
      errors.readAvailable()
      try signals.check()
      guard now() < latest else {
        throw UnpackingError(.failed(program: name, words: "it does not end"))
      }
      poll(nil, 0, 5)
    }
    isReaped = true
    errors.readAvailable()
    report.readAvailable()
    if let failure = failedStep(report.bytes) { throw failure }
    guard status != 0 else { return }
    throw UnpackingError(
      .failed(
        program: name,
        words: firstLine(of: errors.bytes, by: name)
          ?? (signaled == 1 ? "killed by signal \(status)" : "exit status \(status)")))
  }

  private func raw(_ descriptor: borrowing OwnedDescriptor?) -> Int32? {
    switch descriptor {
    case .some(let descriptor): descriptor.raw
    case .none: nil
    }
  }
}

/// The first line of what a program says, without its own name; nil where it says nothing.
func firstLine(of words: [UInt8], by program: String) -> String? {
  let line = String(decoding: words, as: UTF8.self).split(whereSeparator: \.isNewline).first
  guard let line else { return nil }
  let name = "\(program): "
  return String(line.hasPrefix(name) ? line.dropFirst(name.count) : line)
}
