internal import CLinux
import Glibc

/// The ends of the pipes that become a child's own.
struct ChildDescriptors {
  let input: Int32
  let output: Int32
  let error: Int32
  let report: Int32
  /// The writing end of `input`, or -1 where it is closed already.
  let inputWriter: Int32
}

/// Makes what a child finds on its standard input; the writer is there if it is to be held.
func makeInput(_ input: Child.StandardInput) throws(SystemCallError) -> (
  reader: Int32, writer: Int32?
) {
  if case .bytes(let bytes) = input {
    let file = try checked("memfd_create") {
      clinux_memory_file("standard-input", bytes, UInt(bytes.count))
    }
    lseek(file, 0, SEEK_SET)
    return (file, nil)
  }
  let pipe = try makePipe(captured: false)
  if case .heldUntilOutput = input { return (pipe.reader, pipe.writer) }
  // A pipe without a writer is empty, too, and needs no /dev/null.
  close(pipe.writer)
  return (pipe.reader, nil)
}

/// Forks; from there to the program, or to the root it is to hold, a child runs C alone.
func startProcess(
  _ child: Child, _ descriptors: ChildDescriptors
) throws(SystemCallError) -> Int32 {
  let confinement = child.confinement
  func start(_ root: UnsafePointer<clinux_root>?) -> Int32 {
    withCStrings([child.path]) { path in
      withCStrings(child.arguments) { arguments in
        withCStrings(child.environment) { environment in
          (confinement?.inherited ?? []).withUnsafeBufferPointer { inherited in
            var start = clinux_child(
              root: root, path: path?[0], arguments: arguments, environment: environment,
              standard_input: descriptors.input, standard_output: descriptors.output,
              standard_error: descriptors.error,
              standard_input_writer: descriptors.inputWriter, report: descriptors.report,
              user_namespace: confinement?.userNamespace ?? -1,
              root_directory: confinement?.rootDirectory ?? -1, drop: child.rights.rawValue,
              answers: child.isSureToStart ? 1 : 0,
              inherited: inherited.baseAddress, inherited_count: Int32(inherited.count))
            return clinux_start(&start)
          }
        }
      }
    }
  }
  return try checked("fork") {
    guard let plan = child.rootPlan else { return start(nil) }
    return plan.withCRoot { start($0) }
  }
}

/// What a child reported through its pipe before it gave up; nil if it reported nothing.
///
/// The format is that of `clinux_child.report`: an `Int32`, a name, NUL, a path, NUL.
func failedStep(_ report: [UInt8]) -> SystemCallError? {
  guard report.count > 4 else { return nil }
  let errno = report.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
  let texts = report[4...].split(separator: 0, omittingEmptySubsequences: false)
  let path = texts.count > 1 && !texts[1].isEmpty ? texts[1] : nil
  return SystemCallError(
    call: String(decoding: texts[0], as: UTF8.self),
    path: path.map { String(decoding: $0, as: UTF8.self) }, errno: errno)
}
