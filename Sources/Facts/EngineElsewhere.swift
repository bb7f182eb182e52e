extension HostFacts {
  /// Whether the engine's containers run on another machine than this host, so that facts of the
  /// one say nothing of the other.
  package var hasEngineElsewhere: Bool {
    containers.engine?.answer?.isElsewhere(than: kernel) ?? false
  }
}

extension EngineAnswer {
  /// Whether its containers run on another machine than a kernel: by its address, or because its own
  /// kernel is another.
  package func isElsewhere(than host: KernelFacts) -> Bool {
    if let isOnThisMachine { return !isOnThisMachine }
    let own = host.uname.value?.release.description
    let isOtherKernel = kernel.map { kernel in own.map { $0 != kernel } ?? false } ?? false
    return isAddressed || isDesktop == true || isOtherKernel
  }

  /// Whether it is reached by an address that may be anybody's: a context that does not say where it
  /// leads may lead anywhere.
  package var isAddressed: Bool {
    scheme.map { !["unix", "npipe", "fd"].contains($0) } ?? (context != nil)
  }
}
