import Platforms
package import Readiness

/// What the binfmt image prints of a host (tonistiigi/binfmt, `cmd/binfmt`): its readers, such as
/// docker/setup-qemu-action, know these two keys.
package struct BinfmtImageDocument: Encodable {
  let supported: [String]
  let emulators: [String]

  package init(_ report: Report) {
    let native = report.host.native.description
    let names = report.supported.map(\.description)
    // The host's own first, as there.
    supported = names.filter { $0.hasPrefix(native) } + names.filter { !$0.hasPrefix(native) }
    emulators = report.emulators.map(\.description)
  }
}
