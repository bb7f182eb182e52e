extension HandlerTable {
  /// The entries that there are after a boot, and their order.
  ///
  /// systemd-binfmt registers the lines of binfmt.d one after the other, and removes an entry of
  /// the same name first; update-binfmts runs after it and leaves names alone that are taken.
  package init(afterBoot binfmtD: [BootRegistration], _ updateBinfmts: [BootRegistration]) {
    var oldestFirst: [Entry] = []
    for boot in binfmtD {
      oldestFirst.removeAll { $0.name == boot.registration.name }
      oldestFirst.append(boot.registration.entry)
    }
    for boot in updateBinfmts
    where !oldestFirst.contains(where: { $0.name == boot.registration.name }) {
      oldestFirst.append(boot.registration.entry)
    }
    self.init(entriesInMatchOrder: oldestFirst.reversed())
  }
}
