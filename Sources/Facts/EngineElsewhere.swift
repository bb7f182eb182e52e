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
    // Where a context leads that does not say so, may be anywhere.
    let isAddressed = scheme.map { !["unix", "npipe", "fd"].contains($0) } ?? (context != nil)
    let own = host.uname.value?.release.description
    let isOtherKernel = kernel.map { kernel in own.map { $0 != kernel } ?? false } ?? false
    return isAddressed || isDesktop == true || isOtherKernel
  }
}
