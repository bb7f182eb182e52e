package import Binfmt
package import Emulators
package import Facts
import Text

extension Entry {
  /// The emulator that it runs, if that is one that is not QEMU.
  package var foreignEmulator: ForeignEmulator? {
    interpreter.flatMap { ForeignEmulator.named($0.lastPathComponent.description) }
  }
}

extension Subject {
  /// Whether a service of the machine registers the handler whenever it starts, from no file that
  /// is read here.
  package var isKeptByService: Bool {
    guard let handler else { return false }
    if handler.foreignEmulator?.isRegisteredByMachine == true { return true }
    // NixOS makes these wrappers at every activation.
    return handler.interpreter?.bytes.starts(with: "/run/binfmt/".utf8) == true
      || host.runsQEMUService && handler.name.bytes.starts(with: "qemu-".utf8)
  }

  /// Whether what failed may have failed only because the probes' root is bare: other emulators than
  /// QEMU read `/proc/self/exe`, or ask a server, before they start.
  package var mayNeedMore: Bool { handler?.foreignEmulator != nil && host.probesRanInEmptyRoot }

  /// The entry of another emulator than QEMU that takes the platform's programs, and stays.
  package var keptHandler: Entry? { winners.first(where: host.keeps) }

  /// Flags with all others that are safe: F, C, and P where the emulator understands it.
  package func completing(_ flags: Flags) -> Flags {
    var flags = flags
    for letter in ["F", "C"] as [Character] where !flags.letters.contains(letter) {
      flags = flags.adding(letter)
    }
    return !flags.preservesArgv0 && understandsPreserveArgv0 ? flags.adding("P") : flags
  }

  /// Whether the flag P leaves the arguments of programs as they are.
  package var understandsPreserveArgv0: Bool {
    // Of several entries, the release that a probe was told may be another's.
    guard let path = handler?.interpreter, winners.count < 2 else { return false }
    return EmulatorDemands.canPreserveArgv0(
      program: path.lastPathComponent.description, release: version, linux: host.linuxNumbers)
  }
}

extension Host {
  /// Whether an entry stays in any case: it runs another emulator than QEMU, which is there. Though
  /// containers may not be able to use it, programs of the host itself may.
  package func keeps(_ entry: Entry) -> Bool {
    guard entry.foreignEmulator != nil, let path = entry.interpreter else { return false }
    // With F the kernel has the file, whatever has become of its path.
    if entry.flags.fixesBinary { return true }
    let errno = file(at: path).failure?.errno
    return errno != 2 && errno != 20
  }

  /// Whether a service of OpenRC registers QEMU's emulators at every boot.
  package var runsQEMUService: Bool {
    facts.boot.readers.value?.contains { $0.hasSuffix("/qemu-binfmt") } == true
  }
}

extension FileFacts {
  /// Whether a handler can run it in any root.
  package func isUsable(on host: Host) -> Bool {
    guard isRegular, isExecutable, let elf else { return false }
    return elf.identity == host.native?.identity && elf.loader == nil
  }
}
