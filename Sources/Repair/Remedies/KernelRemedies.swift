import Readiness
import Reports
import Text

extension RemedyTable {
  static let kernelRemedies: [String: Planner] = [
    "binfmt-unavailable": { subjects in
      switch subjects.first?.host.facts.kernel.hasBinfmtModule {
      case .seen(true): break
      case .seen(false):
        return Remedy("use a kernel with CONFIG_BINFMT_MISC, or a host of the platform itself")
      default: return Remedy("load the module binfmt_misc on the host, outside of any container")
      }
      return Remedy(
        "load the module, now and at every boot",
        commands: [
          "modprobe binfmt_misc", "mkdir -p /etc/modules-load.d",
          "printf %s binfmt_misc > /etc/modules-load.d/binfmt_misc.conf",
          "[ -e \(Host.directory)/register ] || \(Shell.mounting)",
        ])
    },
    "binfmt-not-mounted": { _ in
      Remedy(
        "mount it; then check again, because handlers may have ended with the last mount",
        commands: [Shell.mounting])
    },
    "binfmt-automount-pending": { _ in
      Remedy(
        "touch the directory before registering", commands: ["ls \(Host.directory)/"],
        needsRoot: false)
    },
    "binfmt-mount-loops": { _ in
      Remedy(
        "mount it by hand",
        commands: ["umount -l \(Host.directory)", Shell.mounting])
    },
    "binfmt-stalled": { _ in
      Remedy(
        "take away what stands there, and mount binfmt_misc",
        commands: ["umount -l \(Host.directory)", Shell.mounting])
    },
    "binfmt-disabled": { subjects in
      // Switched on, these would take every program of the host.
      let hijackers = subjects.first?.host.hijackers ?? []
      return Remedy(
        hijackers.isEmpty
          ? "switch it on" : "remove what would take the host's own programs, then switch it on",
        commands: hijackers.map(Shell.removing)
          + ["echo 1 > \(Host.directory)/status"])
    },
    "binfmt-not-writable": { subjects in
      let options = subjects.first?.host.mount?.options.description.split(separator: ",") ?? []
      guard options.contains("ro") else {
        return Remedy("register on the host itself, outside of this container or unit")
      }
      return Remedy(
        "mount it writable", commands: ["mount -o remount,bind,rw \(Host.directory)"])
    },
  ]
}
