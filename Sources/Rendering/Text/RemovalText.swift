import Binfmt
import Emulators
import Text

/// The text form of a removal: a line for everything that went, stayed or will come back.
package struct RemovalText {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  package func rendered(_ removal: Removal) -> String {
    let verb = removal.isDryRun ? "would remove" : "removed"
    var lines = removal.removed.map { "\(verb) \($0)" }
    if removal.blindness == nil { lines += removal.missing.map { "there is no entry \($0)" } }
    lines += removal.remaining.map { "\($0) is still there; run this as root" }
    lines += removal.left.map { entry in
      "left alone \(entry.name), which "
        + (entry.foreignEmulator.map { "runs \($0.name): " } ?? "is not known to run QEMU: ")
        + "'crossready unregister --entry \(Shell.quoted(entry.name))' removes it"
    }
    lines += removal.returning.map {
      "\($0.path) registers \($0.registration.name) again at the next boot"
    }
    lines += [removal.blindness].compactMap(\.self)
    if lines.isEmpty { lines = ["nothing to remove"] }
    return lines.flatMap { wrapped(style.shown($0), width: 80, hanging: 2) }
      .joined(separator: "\n") + "\n"
  }
}
