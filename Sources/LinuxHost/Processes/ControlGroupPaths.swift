package import Facts
import Text

/// `/proc/PID/cgroup` (cgroups(7)): the process's group in each hierarchy.
package enum ControlGroupPaths {
  /// The paths, without the root's, once each.
  package static func paths(in text: [UInt8]) -> [String] {
    var paths: [String] = []
    for line in lines(of: text) {
      let fields = line.split(
        separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let path = String(decoding: fields[2], as: UTF8.self)
      if path != "/", !paths.contains(path) { paths.append(path) }
    }
    return paths
  }

  /// The container that a group's path names, innermost first: a step of BuildKit runs in a
  /// container of the builder.
  ///
  /// With cgroupfs an engine names a directory, with systemd a scope: `docker/ID`,
  /// `docker-ID.scope`, `libpod-ID.scope`, `kubepods/.../cri-containerd-ID.scope`,
  /// `kubepods/.../ID`, `buildkit/ID`, `system.slice:docker:ID`; `podman build` gives its steps a
  /// group `buildah-buildahNUMBER`, and with systemd a scope `RUNTIME-buildah-buildahNUMBER.scope`.
  package static func container(in paths: [String]) -> Container? {
    for path in paths {
      let parts = path.split(separator: "/").map(String.init)
      for (index, part) in parts.enumerated().reversed() {
        let parent = index > 0 ? parts[index - 1] : ""
        if var container = container(part, below: parent, path: path) {
          if container.maker == .buildkit { container.builderID = identifier(in: parts[..<index]) }
          return container
        }
      }
    }
    return nil
  }

  /// The innermost container among the parts of a path.
  private static func identifier(in parts: ArraySlice<String>) -> String? {
    parts.reversed().lazy.compactMap { part in
      part.split { ":-.".contains($0) }.map(String.init).last(where: isIdentifier)
    }.first
  }

  private static func container(_ part: String, below parent: String, path: String) -> Container? {
    var name = part
    if name.hasSuffix(".scope") { name.removeLast(".scope".count) }
    if parent == "buildkit" || parent.hasSuffix(":buildkit"), !part.isEmpty {
      return Container(maker: .buildkit, id: part)
    }
    if let step = buildahStep(name) { return step }
    let others: [(String, Container.Maker)] = [
      ("cri-containerd-", .kubernetes), ("crio-", .kubernetes), ("buildkit-", .buildkit),
    ]
    let prefixes = EngineKind.all.flatMap { kind in kind.scopes.map { ($0, kind.maker) } } + others
    for (prefix, maker) in prefixes where name.hasPrefix(prefix) {
      let id = String(name.dropFirst(prefix.count))
      if isIdentifier(id) { return Container(maker: maker, id: id) }
    }
    // containerd's systemd form is SLICE:PREFIX:ID.
    let pieces = name.split(separator: ":").map(String.init)
    if pieces.count == 3,
      pieces[1] == "buildkit" || pieces[1] == "docker" || isIdentifier(pieces[2])
    {
      let maker: Container.Maker =
        switch pieces[1] {
        case "buildkit": .buildkit
        case "docker": isIdentifier(pieces[2]) ? .docker : .buildkit
        case "cri-containerd": .kubernetes
        default: .containerd
        }
      return Container(maker: maker, id: pieces[2])
    }
    guard isIdentifier(name) else { return nil }
    if path.contains("kubepods") { return Container(maker: .kubernetes, id: name) }
    let kind = EngineKind.all.first { kind in
      kind.group.map { parent.hasPrefix($0) } ?? false
    }
    return Container(maker: kind?.maker ?? .containerd, id: name)
  }

  /// A container of `podman build`, by the name that buildah gives it (`runUsingRuntime` in its
  /// `run_common.go`).
  private static func buildahStep(_ name: some StringProtocol) -> Container? {
    guard let last = name.split(separator: ":").last, let id = last.split(separator: "-").last
    else { return nil }
    let number = id.dropFirst("buildah".count)
    let before = last.dropLast(id.count)
    guard id.hasPrefix("buildah"), !number.isEmpty, number.allSatisfy(\.isNumber),
      before.isEmpty || before == "buildah-" || before.hasSuffix("-buildah-")
    else { return nil }
    return Container(maker: .buildah, id: String(id))
  }

  /// Engines name containers by 64 hexadecimal digits.
  static func isIdentifier(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
      }
  }

  /// The container that the command line of a process's ancestor names: `containerd-shim -id ID`,
  /// `conmon -c ID`, the bundle of a build step that `runc run --bundle DIR ID` executes, or buildah's
  /// own program that starts a step without any container (`chroot/run_common.go` and
  /// `run_linux.go` of buildah): it has no name, so its process stands for it.
  package static func container(ofSupervisor words: [String], pid: Int) -> Container? {
    guard let program = words.first?.split(separator: "/").last else { return nil }
    func value(after option: String) -> String? {
      guard let place = words.firstIndex(of: option), place + 1 < words.count else { return nil }
      return words[place + 1]
    }
    if program.hasPrefix("containerd-shim"), let id = value(after: "-id"), isIdentifier(id) {
      let isDocker = value(after: "-namespace") == "moby"
      return Container(maker: isDocker ? .docker : .containerd, id: id)
    }
    if program == "conmon", let id = value(after: "-c"), isIdentifier(id) {
      return Container(maker: .podman, id: id)
    }
    if ["buildah-chroot-exec", "buildah-chroot-runtime", "buildah-oci-runtime"].contains(program) {
      return Container(maker: .buildah, id: "process \(pid)")
    }
    if ["runc", "crun", "buildkit-runc"].contains(program), let bundle = value(after: "--bundle"),
      bundle.contains("/buildkit/") || bundle.contains("/runc-overlayfs/executor/")
        || bundle.contains("/executor/"), let id = words.last
    {
      return Container(maker: .buildkit, id: id)
    }
    if ["runc", "crun"].contains(program), let id = words.last { return buildahStep(id) }
    return nil
  }
}
