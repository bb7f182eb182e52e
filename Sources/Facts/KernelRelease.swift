extension KernelFacts {
  /// The numbers of the kernel's release, e.g. `[6, 1, 0]`; empty where it is unknown.
  package var releaseNumbers: [Int] {
    guard let release = uname.value?.release.description else { return [] }
    let numbers = release.prefix { $0.isNumber || $0 == "." }.split(separator: ".")
    return numbers.prefix(3).compactMap { Int($0) }
  }
}
