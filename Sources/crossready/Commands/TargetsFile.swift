import CommandLineKit
import LinuxHost
import Platforms
import Rendering
import Targets
import Text

/// What `buildx bake --print` or `compose config` wrote.
struct TargetsFile: Sendable, Hashable {
  /// Where it is; `-` for standard input.
  let path: String
  /// Whether bake wrote it.
  let isBake: Bool
  /// The command of ours that reads it.
  let command: String

  init(path: String, isBake: Bool, command: String) {
    self.path = path
    self.isBake = isBake
    self.command = command
  }

  /// The file that was named, if one was.
  init?(bake: String?, compose: String?, command: String) {
    guard let path = bake ?? compose else { return nil }
    self.init(path: path, isBake: bake != nil, command: command)
  }

  func read<Result>(_ reading: ([UInt8]) throws(TargetError) -> Result) throws -> Result {
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try DockerfileSource.bytes(of: path)
    } catch {
      throw Failure.targetsUnreadable(error)
    }
    do throws(TargetError) {
      return try reading(bytes)
    } catch .unresolved where isOfOther(bytes) {
      throw Failure.targetsOfOther(self)
    } catch {
      throw Failure.targetsRefused(self, error)
    }
  }

  /// Whether it is the other program's.
  func isOfOther(_ bytes: [UInt8]) -> Bool {
    do throws(TargetError) {
      _ = try isBake ? BuildTarget.reading(compose: bytes) : BuildTarget.reading(bake: bytes)
      return true
    } catch .unresolvedValue {
      return true
    } catch {
      return false
    }
  }

  /// What is wrong with a file of the other program's, and what to do.
  var messageOfOther: String {
    let (other, own) = isBake ? ("compose", "bake") : ("bake", "compose")
    return "\(shownPath) is a file of \(other), not of \(own); give it with --\(other)"
  }

  /// The platforms of a target or service.
  ///
  /// - Parameters:
  ///   - name: the target's or service's name, for complaints.
  ///   - local: the platform of the machine that builds.
  func platforms(
    _ words: [String], of name: String, local: Platform
  ) throws(UsageError) -> [Platform] {
    var platforms: [Platform] = []
    for word in words {
      if word.allSatisfy(\.isWhitespace) {
        throw .custom(
          problem: "the \(kind) \(name) in \(shownPath): its platform is empty",
          hint: "is a variable unset? give it a value, or leave out the platform")
      }
      do throws(UsageError) {
        try platforms.append(platformsIn: word, local: local)
      } catch {
        throw .custom(
          problem: "\(name) in \(shownPath): \(error.message)",
          hint: "correct the platform, or leave out the \(kind)")
      }
    }
    return platforms
  }

  /// Why it was refused, and what to do.
  func message(of error: TargetError) -> String {
    switch error {
    case .empty: "\(shownPath) is empty; see whether '\(program())' fails"
    case .withoutTargets:
      "\(shownPath) has no \(isBake ? "target" : "service that builds or runs"); see what '\(program())' prints"
    case .unresolvedValue(let owner, let key, let value):
      "\(key) of the \(kind) \(KernelText(owner)) in \(shownPath) is '\(KernelText(value))', which only "
        + "\(isBake ? "bake" : "compose") resolves; run: \(pipeline)"
    case .unresolved: "\(shownPath) is not the JSON that '\(program())' prints; run: \(pipeline)"
    }
  }

  private var shownPath: String { path == "-" ? "standard input" : "'\(path)'" }

  private var kind: String { isBake ? "target" : "service" }

  /// The command that has the file resolved and reads what comes of it.
  var pipeline: String {
    let file = path == "-" || Self.usualNames.contains(path) ? nil : path
    return "\(program(reading: file)) | crossready \(command) --\(isBake ? "bake" : "compose") -"
  }

  /// What bake and compose read where they are told no file.
  private static let usualNames = [
    "docker-bake.hcl", "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml",
  ]

  /// The command that writes such a file.
  private func program(reading path: String? = nil) -> String {
    let file = path.map { " -f \(Shell.quoted($0))" } ?? ""
    return isBake
      ? "docker buildx bake\(file) --print" : "docker compose\(file) config --format json"
  }
}

extension Platform {
  /// That of the machine that crossready was built for.
  static var own: Platform { Platform(architecture: Identity.tool.architecture).normalized }
}
