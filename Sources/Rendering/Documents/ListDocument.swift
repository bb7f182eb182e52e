import Binfmt
package import Facts
import LinuxNames
import Text

/// The JSON form of the kernel's entries, schema 1.
package struct ListDocument: Codable {
  let enabled: Nullable<Bool>
  let entries: [EntryPart]

  package init(_ entries: [BinfmtFacts.EntryFile], of facts: BinfmtFacts) {
    enabled = Nullable(facts.status.value.map { !$0.bytes.starts(with: "disabled".utf8) })
    self.entries = entries.map(EntryPart.init)
  }

  /// One entry, in match order.
  struct EntryPart: Codable {
    let name: String
    let error: Nullable<String>
    let enabled: Nullable<Bool>
    let architectures: [String]
    let interpreter: Nullable<String>
    let flags: Nullable<String>
    let offset: Nullable<Int>
    let magic: Nullable<String>
    let mask: Nullable<String>
    let `extension`: Nullable<String>
    let otherLines: [String]

    init(_ file: BinfmtFacts.EntryFile) {
      let entry = file.text.value.map { Entry(name: file.name, text: $0) }
      name = file.name.description
      error = Nullable(file.text.failure.map { ErrorNumber.text($0.errno) })
      enabled = Nullable(entry?.isEnabled)
      architectures = entry?.architectures.map(\.name) ?? []
      interpreter = Nullable(entry?.interpreter?.description)
      flags = Nullable(entry?.flags.letters)
      let magic: Entry.Magic? = if case .magic(let value) = entry?.match { value } else { nil }
      offset = Nullable(magic?.offset)
      self.magic = Nullable(magic.map { HexDigits.text(of: $0.bytes) })
      mask = Nullable(magic?.mask.map { HexDigits.text(of: $0) })
      let suffix: KernelText? =
        if case .fileExtension(let value) = entry?.match { value } else { nil }
      self.extension = Nullable(suffix?.description)
      otherLines = entry?.otherLines.map(\.description) ?? []
    }
  }
}
