extension HostFacts {
  /// Whether the engine's containers run on another machine than this host, so that facts of the
  /// one say nothing of the other: by its address, or because its kernel is another.
  package var hasEngineElsewhere: Bool {
    guard let answer = containers.engine?.answer else { return false }
    // Where a context leads that does not say so, may be anywhere.
    let isAddressed =
      answer.scheme.map { !["unix", "npipe", "fd"].contains($0) } ?? (answer.context != nil)
    let own = kernel.uname.value?.release.description
    let isOtherKernel = answer.kernel.map { kernel in own.map { $0 != kernel } ?? false } ?? false
    return isAddressed || answer.isDesktop == true || isOtherKernel
  }
}
