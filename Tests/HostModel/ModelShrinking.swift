extension ModelHost {
  /// The hosts that are one thing simpler than this one.
  var simpler: [ModelHost] {
    var hosts: [ModelHost] = []
    for index in entries.indices {
      var host = self
      host.entries.remove(at: index)
      hosts.append(host)
    }
    for path in files.keys.sorted() {
      var host = self
      host.files[path] = nil
      hosts.append(host)
    }
    for path in configuration.keys.sorted() {
      var host = self
      host.configuration[path] = nil
      hosts.append(host)
    }
    if linux != [6, 1] {
      var host = self
      host.linux = [6, 1]
      hosts.append(host)
    }
    return hosts
  }

  /// The simplest host that still breaks a rule.
  var shrunk: ModelHost {
    var host = self
    while let next = host.simpler.first(where: { ModelRules($0).violation != nil }) { host = next }
    return host
  }
}
