package import Binfmt
package import Facts
package import Platforms
package import Text

/// What registering does to a host. Here is only in which order, and what is undone; a machine, or a
/// model of one, does it.
///
/// `Signals` is what tells that the user wants an end: whatever takes long looks at it.
package struct HostActions<Signals: ~Copyable, Failure: Error> {
  /// The entries as they are now, in match order.
  package let entries: () -> [Entry]
  /// Makes an entry again as it was, disabled if it was.
  package let restore: (Entry) throws(Failure) -> Void
  /// Removes an entry; that it is gone already is no error.
  package let remove: (KernelText) throws(Failure) -> Void
  /// Has the emulator that runs now serve under a bridge's name.
  package let bridge: (Bridge, borrowing Signals) throws(Failure) -> Void
  /// Puts the old handler back under its own name, then takes the bridge away; if the old one cannot
  /// be registered, the bridge stays: it serves. Not to be interrupted.
  package let undo: (Bridge) throws(Failure) -> Void
  /// Registers new handlers; what the installer said, if it is the image's.
  package let install: ([Architecture], borrowing Signals) throws(Failure) -> InstallerReport?
  /// Observes the host again, with the probes of these platforms.
  package let observe: ([Platform], borrowing Signals) throws(Failure) -> HostFacts

  package init(
    entries: @escaping () -> [Entry],
    restore: @escaping (Entry) throws(Failure) -> Void,
    remove: @escaping (KernelText) throws(Failure) -> Void,
    bridge: @escaping (Bridge, borrowing Signals) throws(Failure) -> Void,
    undo: @escaping (Bridge) throws(Failure) -> Void,
    install: @escaping ([Architecture], borrowing Signals) throws(Failure) -> InstallerReport?,
    observe: @escaping ([Platform], borrowing Signals) throws(Failure) -> HostFacts
  ) {
    self.entries = entries
    self.restore = restore
    self.remove = remove
    self.bridge = bridge
    self.undo = undo
    self.install = install
    self.observe = observe
  }
}

extension HostActions where Signals: ~Copyable {
  /// The entry that takes an architecture's programs now.
  func winner(of architecture: Architecture) -> Entry? {
    entries().first { $0.isEnabled && $0.covers(architecture) }
  }
}
