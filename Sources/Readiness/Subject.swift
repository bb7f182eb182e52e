package import Binfmt
package import Emulators
package import Facts
package import Platforms
import Text

/// One platform on one host: what a check examines.
package struct Subject: Sendable {
  package let host: Host
  package let platform: Platform
  package let architecture: Architecture
  /// What the entries do with its programs; nil when they could not be read.
  package let coverage: Coverage?
  /// The run of its probe, which may belong to several variants.
  package let run: ProbeRun?
  /// What the platform's own programs of that run came to: its probe, then what that started.
  package let outcomes: [ProbeOutcome]
  /// The release that the registered emulator names, if it is QEMU's; others may have QEMU inside.
  package let version: EmulatorVersion?
  /// The entry that takes the platform's programs.
  package let handler: Entry?
  /// The entries that take some of the platform's programs, the handler first.
  package let winners: [Entry]
  /// Whether every probe of the platform passed.
  package private(set) var probesPassed = false
  /// Whether the probes passed where a container's programs would run: reading cannot outrank it.
  package private(set) var isProven = false

  init?(host: Host, platform: Platform) {
    guard let architecture = platform.architectureInTable else { return nil }
    self.host = host
    self.platform = platform
    self.architecture = architecture
    coverage = host.coverage(of: architecture)
    run = host.run(architecture, .chain)
    outcomes = run.map { Self.outcomes(of: platform, in: $0) } ?? []
    handler = coverage?.handler
    winners = Self.winners(coverage)
    version =
      handler?.foreignEmulator == nil ? host.facts.probing.release(of: architecture) : nil
    // Every check asks these, so they are answered once.
    probesPassed = allProbesPassed
    isProven = probesPassed && host.probesRanInEmptyRoot && probesUseHandler
  }

  /// The probe of the platform and its child; those of lower variants, which run first, are theirs.
  private static func outcomes(of platform: Platform, in run: ProbeRun) -> [ProbeOutcome] {
    // The levels of amd64 share a probe, which tells them by cpuid.
    let name =
      platform.architecture == "arm"
      ? platform.description : Platform(architecture: platform.architecture).description
    guard let index = run.programs.firstIndex(of: name) else { return [] }
    let outcomes = run.outcomes
    // A lower variant that did not run explains why this one was not reached.
    if case .notReached = outcomes[index],
      let earlier = outcomes[..<index].last(where: {
        if case .notReached = $0 { false } else { true }
      })
    {
      return [earlier]
    }
    return Array(outcomes[index...].prefix(2))
  }

  private static func winners(_ coverage: Coverage?) -> [Entry] {
    guard let coverage, let handler = coverage.handler else { return [] }
    let others = coverage.winners.values.filter { $0 != handler }
    return [handler] + others.unique.sorted { $0.name < $1.name }
  }

  /// A broken winner, and those that lack what it lacks and take programs beside it, or would once it
  /// is gone: houdini has an entry for fixed programs and one for position-independent ones.
  package func brokenWinners(beside entry: Entry) -> [Entry] {
    guard let handlers = host.handlers, !entry.flags.fixesBinary else { return [entry] }
    var broken = [entry]
    while true {
      let rest = HandlerTable(
        entriesInMatchOrder: handlers.entries.filter { !broken.contains($0) })
      let winners = rest.coverage(of: architecture).winners.values.filter {
        !$0.flags.fixesBinary && $0.interpreter != nil && $0.architectures.count == 1
          && !host.keeps($0)
      }
      if winners.isEmpty { return broken }
      broken += winners.unique.sorted { $0.name < $1.name }
    }
  }

  /// What the handler's interpreter is.
  package var interpreterFile: Fact<FileFacts> {
    handler?.interpreter.map(host.file) ?? .notAsked
  }

  /// The program that the kernel really ran for the probe.
  package var runningFile: FileFacts? { run?.running.value }

  /// Whether the emulator that runs has been deleted since it was opened, as a package's upgrade
  /// does; an interpreter that starts another file, on disk or in memory, is no sign of that.
  package var runsDeletedFile: Bool {
    guard let path = run?.runningName.value?.bytes else { return false }
    return path.suffix(10).elementsEqual(" (deleted)".utf8) && !path.starts(with: "memfd:".utf8)
  }

  /// Whether this is the architecture that the observing program was compiled for.
  package var isNative: Bool { architecture == host.native }

  /// The instruction set's level that the platform's probe reports, e.g. `v3`.
  package var level: String? { outcomes.first?.report?.level }

  /// Whether the CPU is too old for the platform's variant, as its probe found.
  package var isAboveLevel: Bool {
    switch platform.architecture {
    case "amd64":
      guard !platform.variant.isEmpty, let level else { return false }
      return level < platform.variant
    case "arm":
      // A lower variant that ran shows that it is the level, not the emulator.
      return outcomes.first == .crashed(signal: 4) && lowerLevel != nil
    default:
      return false
    }
  }

  private var allProbesPassed: Bool {
    guard let report = outcomes.first?.report, !isAboveLevel, architecture.answers(report.machine)
    else { return false }
    switch outcomes.dropFirst().first {
    case .ran: return true
    // A child of a higher variant that the CPU is too old for started all the same.
    case .crashed(signal: 4): return isFollowedByHigherVariant
    default: return false
    }
  }

  /// Whether the probe's child is that of a higher variant, not its position-independent build.
  package var isFollowedByHigherVariant: Bool {
    guard let programs = run?.programs, let index = programs.firstIndex(of: platform.description),
      index + 1 < programs.count
    else { return false }
    return !programs[index + 1].hasPrefix(platform.description)
  }

  /// The shapes of the probe and of what it starts.
  private var probedShapes: [HeaderShape] {
    let isPIE = run?.programs.last?.hasSuffix(" pie") ?? false
    return [
      HeaderShape(type: .executable, osABI: 0, abiVersion: 0),
      HeaderShape(type: isPIE ? .sharedObject : .executable, osABI: 3, abiVersion: 0),
    ]
  }

  /// Whether the probes went through the handler that is judged: different entries may take a
  /// fixed program with OSABI 0 and the position-independent one with OSABI 3 that it starts.
  private var probesUseHandler: Bool {
    guard let coverage, let handler else { return true }
    return probedShapes.allSatisfy { shape in
      coverage.winners[shape].map { $0 == handler } ?? true
    }
  }

  /// The entry that took the first program that did not run.
  package var failingHandler: Entry? {
    let shape = probedShapes[outcomes.first?.report == nil ? 0 : 1]
    return coverage?.winners[shape] ?? handler
  }

  /// Whether it is open that nothing runs the programs, although no known entry takes them.
  package var mayRunOtherwise: Bool {
    mayHaveUnknownHandler || (handler == nil && mayRunUnhandled)
  }

  /// Whether a handler may take the programs that no known entry takes.
  package var mayHaveUnknownHandler: Bool { handler == nil && host.hasUnknownEntries }

  /// Whether the CPU may run the programs in its compatibility mode, which no probe has told.
  package var mayRunUnhandled: Bool {
    run == nil && host.native?.compatible.contains(architecture.name) == true
  }

  /// Whether the CPU runs the probe when no handler takes it.
  package var runsUnhandled: Bool {
    host.run(architecture, .unhandled)?.outcomes.first?.report != nil
  }

  /// How the platform's programs run.
  package var execution: PlatformReport.Execution {
    guard probesPassed else { return .none }
    if let elf = runningFile?.elf {
      return elf.identity == architecture.identity ? .native : .emulated
    }
    return handler != nil || version != nil ? .emulated : .native
  }

  /// Whether what this host has is not judged, because its engine is on another machine.
  package var isJudgedElsewhere: Bool { host.isEngineElsewhere }

  /// Whether programs of the platform execute, where it was asked.
  package var executes: Bool {
    isJudgedElsewhere ? containerOutcome == .passed : probesPassed
  }

  /// How they do on the engine's machine.
  package var executionElsewhere: PlatformReport.Execution {
    guard containerOutcome == .passed else { return .none }
    let name = host.engine?.answer?.architecture ?? ""
    return architecture.name == name || architecture.machines.contains(name) ? .native : .emulated
  }

  /// Whether the links before exec do not matter: no handler takes the programs, and the kernel
  /// starts them all the same, however they end.
  package var runsWithoutHandler: Bool {
    guard handler == nil else { return false }
    if isNative || execution == .native { return true }
    guard coverage != nil, version == nil, !host.hasUnknownEntries else { return false }
    switch outcomes.first {
    case .ran, .crashed, .exited, .timedOut: return true
    case .refused, .notReached, nil: return false
    }
  }
}

extension Architecture {
  /// Whether `uname -m` may answer this to a program of the architecture.
  package func answers(_ machine: String) -> Bool {
    // A 32-bit personality (setarch) shows the name of the compatibility mode.
    machine == emulatedMachine || machines.contains(machine)
      || compatible.contains { Architecture.named($0)?.machines.contains(machine) ?? false }
  }
}
