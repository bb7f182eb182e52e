/// One stage of the chain that a platform needs, in order.
package enum Link: String, Sendable, Codable, CaseIterable {
  /// binfmt_misc is known, mounted and enabled.
  case kernel
  /// An entry takes the platform's programs, with the right flags and mask.
  case handler
  /// The interpreter exists, is executable, static, for this host and no known-bad release.
  case emulator
  /// The probe runs, directly, in an empty root.
  case exec
  /// The probe runs in a container of the engine.
  case container
  /// The builder offers the platform.
  case builder

  /// The links that need no engine.
  package static let ofHost: [Link] = [.kernel, .handler, .emulator, .exec]
}

/// What is known of one link for one platform.
package enum LinkState: String, Sendable, Codable, CaseIterable {
  case passed
  case degraded
  case failed
  /// The platform runs without this link.
  case notNeeded
  /// There was nothing to judge, or nobody asked.
  case notChecked
  /// It could not be told; never green.
  case unknown
}
