import LinuxNames

extension Check {
  static let kernelChecks: [Check] = [
    toolEmulated, procOfOthers, binfmtUnavailable, binfmtNotMounted, binfmtAutomountPending,
    binfmtMountLoops, binfmtStalled, kernelTooOld,
    binfmtDisabled, binfmtNotWritable, binfmtPrivateInstance, binfmtNotVisible,
  ]

  private static let kernelTooOld = Check(
    "kernel-too-old", .kernel, .blocks, "this kernel cannot give containers an emulator",
    explanation: [
      "The flag F (fix binary) makes the kernel keep an emulator open, so that it works inside of "
        + "containers. Linux knows it since 4.8; an older kernel refuses every registration with F, and "
        + "one without F works only where the emulator's file is in each image."
    ],
    repair: "Use a host with Linux 4.8 or newer, or build on a host of the platform itself.",
    examine: { subject in
      let host = subject.host
      guard host.lacksFixBinary, host.handlers != nil, !subject.isNative,
        !subject.runsWithoutHandler, let release = host.facts.kernel.uname.value?.release
      else { return nil }
      return Observation("uname -r: \(release); the flag F needs Linux 4.8")
    })

  private static let toolEmulated = Check(
    "tool-emulated", .kernel, .hides, "crossready itself runs under an emulator",
    explanation: [
      "A probe for the architecture that crossready was built for names an emulator. So crossready "
        + "is being emulated, and every answer would be about the emulated machine.",
      "It comes about where a crossready of another platform was copied to the host, or where it "
        + "runs in a container of another platform.",
    ],
    repair: "Run the crossready that was built for the host's own CPU.",
    examine: { subject in
      subject.host.emulatorBeneath.map { version in
        Observation(
          "the \(subject.host.facts.tool.architecture) probe ran under \(version.name) "
            + "\(version.release)")
      }
    })

  private static let procOfOthers = Check(
    "proc-of-others", .kernel, .hides, "/proc shows the processes of another PID namespace",
    explanation: [
      "`/proc/self` is not crossready: the procfs that is mounted here belongs to another PID "
        + "namespace, as after `unshare --pid --fork` without `--mount-proc`, or in a chroot into a "
        + "host's mounts. A process number then means one process to the kernel and another one "
        + "below `/proc`. So nothing is executed and nothing is registered."
    ],
    repair:
      "Give it a procfs of its own PID namespace: `unshare --pid --fork --mount-proc`, or in a "
      + "chroot a mount of its own at `/proc`.",
    examine: { subject in
      subject.host.facts.process.seesItselfInProc.value == false
        ? Observation("/proc/self: not this process") : nil
    })

  private static let binfmtUnavailable = Check(
    "binfmt-unavailable", .kernel, .blocks, "the kernel has no binfmt_misc",
    explanation: [
      "`/proc/filesystems` does not name binfmt_misc: the kernel was built without "
        + "`CONFIG_BINFMT_MISC`, or its module is not loaded. Nothing can be registered until it is.",
      "Containers cannot load modules. Minimal systems (Talos, Bottlerocket, some cloud images) "
        + "load them only by their own configuration.",
    ],
    repair: "Load the module, and name it in `/etc/modules-load.d` to keep it; a kernel without it "
      + "needs another build or another host.",
    examine: { subject in
      guard subject.host.facts.kernel.knowsBinfmtMisc.value == false, subject.host.mount == nil
      else { return nil }
      let module = subject.host.facts.kernel.hasBinfmtModule
      let release = subject.host.facts.kernel.uname.value?.release.description ?? "this kernel"
      return Observation(
        evidence: ["/proc/filesystems: no line binfmt_misc"]
          + (module.value.map { found in
            ["/lib/modules/\(release): binfmt_misc is \(found ? "there" : "not there")"]
          } ?? []))
    })

  private static let binfmtNotMounted = Check(
    "binfmt-not-mounted", .kernel, .blocks, "binfmt_misc is not mounted",
    explanation: [
      "The kernel knows binfmt_misc, but nothing is mounted at `/proc/sys/fs/binfmt_misc`. On "
        + "kernels since 6.7, and on later stable releases of older ones, handlers vanish with the last "
        + "mount: a container that mounts it, registers and ends leaves nothing behind, although it "
        + "says OK."
    ],
    repair: "Mount it on the host, then register.",
    examine: { subject in
      let host = subject.host
      guard host.isContainer != true, host.facts.kernel.knowsBinfmtMisc.value == true,
        let mounts = host.facts.binfmt.mounts.value, host.mount == nil, host.handlers == nil,
        ![40, 110].contains(host.facts.binfmt.entries.failure?.errno)
      else { return nil }
      return Observation(
        mounts.last.map { "/proc/self/mountinfo: only \($0.type) at \(Host.directory)" }
          ?? "/proc/self/mountinfo: no mount at \(Host.directory)")
    })

  private static let binfmtAutomountPending = Check(
    "binfmt-automount-pending", .kernel, .note, "binfmt_misc was mounted only when it was touched",
    explanation: [
      "systemd mounts binfmt_misc on first use. Until something on the host touches the directory, "
        + "there is only an autofs trigger. A container that registers in that state mounts an "
        + "instance of its own, and its handlers end with it, although it says OK.",
      "crossready touches the directory, so from now on it is mounted until systemd lets go of it.",
    ],
    repair: "Touch the directory on the host before a container registers handlers.",
    examine: { subject in
      guard let before = subject.host.facts.binfmt.mountsBefore.value,
        before.last?.type == "autofs", subject.host.mount != nil
      else { return nil }
      return Observation("/proc/self/mountinfo: autofs at \(Host.directory) before it was read")
    })

  private static let binfmtMountLoops = Check(
    "binfmt-mount-loops", .kernel, .blocks, "the automount of binfmt_misc is broken",
    explanation: [
      "Whatever is opened below `/proc/sys/fs/binfmt_misc` answers \"Too many levels of symbolic "
        + "links\": an autofs trigger stands there whose mount does not come, usually because "
        + "systemd's mount unit failed or is masked."
    ],
    repair: "Mount binfmt_misc by hand over the trigger, and mend the unit "
      + "`proc-sys-fs-binfmt_misc.mount`.",
    examine: { subject in
      guard subject.host.facts.binfmt.entries.failure?.errno == 40,
        let failure = subject.host.facts.binfmt.entries.failure
      else { return nil }
      return Observation("\(failure.path): \(ErrorNumber.text(failure.errno))")
    })

  private static let binfmtStalled = Check(
    "binfmt-stalled", .kernel, .blocks, "the directory of binfmt_misc does not answer",
    explanation: [
      "Whoever opens `/proc/sys/fs/binfmt_misc` waits for ever: an autofs trigger stands there whose "
        + "daemon is gone or hangs, or a file system of a program or over a network was mounted over "
        + "it. Handlers that are registered go on working, but nobody can see or change them.",
      "crossready reads the directory by a child with a deadline, and goes on without it.",
    ],
    repair: "Take away what stands there, and mount binfmt_misc.",
    examine: { subject in
      guard let failure = subject.host.facts.binfmt.entries.failure, failure.errno == 110 else {
        return nil
      }
      return Observation(
        evidence: [subject.host.stallEvidence(of: failure.path)]
          + (subject.host.facts.binfmt.mountsBefore.value?.last.map {
            ["/proc/self/mountinfo: \($0.type) at \(Host.directory)"]
          } ?? []))
    })

  private static let binfmtDisabled = Check(
    "binfmt-disabled", .kernel, .blocks, "binfmt_misc is switched off",
    explanation: [
      "The file `status` reads `disabled`: the kernel asks no handler at all, although each entry "
        + "still says `enabled`."
    ],
    repair: "Write 1 to `status`. Never -1, which removes every entry.",
    examine: { subject in
      subject.host.facts.binfmt.status.value?.description(ofLine: 0) == "disabled"
        ? Observation("\(Host.directory)/status: disabled") : nil
    })

  private static let binfmtNotWritable = Check(
    "binfmt-not-writable", .kernel, .note, "root cannot register handlers here",
    explanation: [
      "The file `register` cannot be written although this is root: `/proc/sys` is read-only, as "
        + "in an ordinary container or a systemd unit with ProtectKernelTunables, or a security "
        + "module forbids it. Handlers that are registered work all the same."
    ],
    repair: "Register on the host itself, outside of this container or unit.",
    examine: { subject in
      guard subject.host.facts.process.isRoot.value == true, subject.host.mount != nil,
        let failure = subject.host.facts.binfmt.registerIsWritable.failure
      else { return nil }
      return Observation("\(failure.path): \(ErrorNumber.text(failure.errno))")
    })

  private static let binfmtPrivateInstance = Check(
    "binfmt-private-instance", .kernel, .note,
    "this user namespace has a binfmt_misc instance of its own",
    explanation: [
      "Since kernel 6.7 each user namespace that mounts binfmt_misc has its own entries, and the "
        + "host's handlers do not apply in it. What is registered here serves this namespace only, "
        + "and is gone when its last mount is."
    ],
    repair: "Register handlers inside this namespace, or work in one that mounts no instance of "
      + "its own: there the host's handlers apply.",
    examine: { subject in
      guard subject.host.isPrivateInstance == true, let mount = subject.host.mount else {
        return nil
      }
      return Observation(
        "/proc/self/mountinfo: binfmt_misc of device \(mount.device), "
          + "which /proc/1/mountinfo does not have")
    })

  private static let binfmtNotVisible = Check(
    "binfmt-not-visible", .kernel, .note, "the host's handlers cannot be seen from this container",
    explanation: [
      "A container's own `/proc` does not show binfmt_misc, although the handlers of the host's "
        + "kernel apply to its programs. Only executing the probes tells what works here."
    ],
    repair: "Run crossready on the host to see the entries.",
    examine: { subject in
      let host = subject.host
      guard host.isContainer == true, host.handlers == nil, host.facts.binfmt.status.value == nil
      else { return nil }
      let signs = host.facts.process.containerSigns.value?.joined(separator: ", ") ?? ""
      return Observation("\(Host.directory): no entries; container: \(signs)")
    })
}
