import Facts
import Platforms
import Text

/// The name of a user's image, which pulling it for another platform moves: whoever uses the name
/// later would run a foreign image without being told.
struct KeptTag {
  /// The repository of what was pulled for other platforms, so that pulling it again loads no layer
  /// again; `verify --clean` removes it.
  static let repository = "localhost/crossready-pulled"

  let engine: Engine
  let reference: String
  /// What the name meant before.
  let before: FoundImage?
  /// The platform that the image is pulled for.
  let platform: Platform

  /// Has the name mean what it meant before; signals are left pending meanwhile.
  ///
  /// A name that meant nothing may mean the machine's own platform, which is what starting a
  /// container of it would have pulled.
  func restore() {
    HeldSignals.during { signals in
      guard let now = image(reference, signals), now.id != before?.id else { return }
      let meant = (try? Platform(parsing: now.platform).normalized) ?? platform
      if before == nil, meant.architecture == Architecture.native?.name { return }
      call(["tag", now.id, Self.name(of: now.id, for: meant)], signals)
      guard let before else {
        call(["rmi", reference], signals)
        return
      }
      if call(["tag", before.id, reference], signals) { return }
      // A digest is no name that can be given.
      call(["pull", "--quiet", "--platform", before.platform, reference], signals)
    }
  }

  /// The name that an image keeps.
  static func name(of id: String, for platform: Platform) -> String {
    let digits = id.split(separator: ":").last.map(String.init) ?? id
    let tag = platform.description.split(separator: "/").joined(separator: "-")
    return "\(repository):\(tag)-\(digits.prefix(12))"
  }

  /// Whether an image has the name that it would have been given.
  static func isOwn(_ thing: EngineThing) -> Bool {
    let digits = thing.id.split(separator: ":").last.map(String.init) ?? thing.id
    return digits.count >= 12 && thing.name.hasPrefix("\(repository):linux-")
      && thing.name.hasSuffix("-\(digits.prefix(12))")
  }

  private func image(_ reference: String, _ signals: borrowing HeldSignals) -> FoundImage? {
    do {
      return try engine.image(reference, timeout: Self.patience) { child throws(Interrupted) in
        try run([child], signals: signals)[0]
      }
    } catch {
      return nil
    }
  }

  @discardableResult
  private func call(_ words: [String], _ signals: borrowing HeldSignals) -> Bool {
    do {
      return try run([engine.call(words, timeout: Self.patience)], signals: signals)[0].hasSucceeded
    } catch {
      return false
    }
  }

  private static let patience = Duration.seconds(20)
}
