import Glibc
import LinuxHost
import Testing

extension Trait where Self == ConditionTrait {
  /// Runs a suite only where `SystemTests/run` has prepared the machine; there every test must run.
  static var onPreparedHost: ConditionTrait {
    .enabled(if: TestHost.isPrepared, "run SystemTests/run, which prepares the machine")
  }
}

/// The machine that the system tests run on, and the built program.
enum TestHost {
  /// The program under test: `CROSSREADY`, else the debug build.
  static let program: String = {
    if let path = variable("CROSSREADY") { return path }
    return packageDirectory + "/.build/debug/crossready"
  }()

  /// Whether `SystemTests/run` has prepared the machine.
  static let isPrepared = variable("CROSSREADY_SYSTEM_TESTS") == "1"

  /// The package's directory.
  static let packageDirectory = String(#filePath.dropLast("/SystemTests/Harness/Host.swift".count))

  /// The directory of what `SystemTests/run` built or unpacked; nil where it was not run.
  static let fixtures = variable("CROSSREADY_FIXTURES")

  /// What every script finds: the program under test, the fixtures, and the filter that holds a document
  /// against the schema of its kind.
  static let scriptVariables = [
    "crossready": program, "fixtures": fixtures ?? "",
    "valid_document": packageDirectory + "/SystemTests/Fixtures/valid-document",
  ]

  /// A program that `SystemTests/run` built or unpacked.
  static func fixture(_ name: String) -> String { "\(fixtures ?? "")/\(name)" }

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

/// What a command came to.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String
}

/// A command did not end by itself.
struct CommandFailed: Error, CustomStringConvertible {
  let description: String
}

/// Runs a program and waits for it, at most two minutes.
func execute(
  _ path: String, _ arguments: [String], environment: [String: String] = [:],
  timeout: Duration = .seconds(120)
) throws -> Outcome {
  var variables = ProcessEnvironment.variables.filter { !$0.key.hasPrefix("QEMU_") }
  variables.merge(environment) { $1 }
  let child = Child(
    path: path, arguments: [path] + arguments,
    environment: variables.map { "\($0.key)=\($0.value)" }, outputLimit: 4 << 20,
    timeout: timeout)
  let outcomes = try HeldSignals.during { signals in try run([child], signals: signals) }
  guard let outcome = outcomes.first else { throw CommandFailed(description: "no outcome") }
  let output = String(decoding: outcome.standardOutput, as: UTF8.self)
  let errors = String(decoding: outcome.standardError, as: UTF8.self)
  switch outcome.end {
  case .exited(let status): return Outcome(status: status, output: output, errors: errors)
  case .signaled(let number):
    return Outcome(status: 128 + number, output: output, errors: errors)
  case .timedOut, .notStarted, .skipped:
    throw CommandFailed(description: "\(path) \(arguments): \(outcome.end)\n\(output)\(errors)")
  }
}

/// Runs a script in a private binfmt_misc instance: a user namespace of its own with a mount of its
/// own, both gone when the script ends.
///
/// The script finds the program as `$crossready`, the directory as `$B`, an empty directory of its
/// own as `$T`, the fixtures as `$fixtures`, and `scriptWords`.
func inPrivateInstance(
  _ script: String, environment: [String: String] = [:]
) throws -> Outcome {
  let prelude = #"""
    set -u
    B=/proc/sys/fs/binfmt_misc
    T=$(mktemp -d) || exit 99
    trap 'umount -l "$T"; rmdir "$T"' EXIT
    mount -t tmpfs none "$T" && mount -t binfmt_misc none $B || exit 98

    """#
  try Fixture.demand(by: script)
  return try execute(
    "/usr/bin/unshare", ["-Urm", "/bin/sh", "-c", scriptWords + prelude + script],
    environment: environment.merging(TestHost.scriptVariables) { $1 })
}
