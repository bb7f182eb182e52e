import CommandLineKit
import Dockerfiles
import Images
import Readiness
import Rendering
import Reports

/// The man page of the findings, which derives from the catalogue.
enum CatalogueManual {
  /// crossready-findings(7).
  static var page: ManualPage {
    var blocks: [ManualPage.Block] = [
      .section("NAME"),
      .name("crossready-findings", summary: "what keeps a host from running foreign platforms"),
      .section("DESCRIPTION"),
      .paragraph(
        .prose(
          "Every platform is judged along the chain kernel, handler, emulator, exec, container, "
            + "builder. A finding belongs to one link. It `blocks` the link, `hides` its state, `degrades` it, or is a "
            + "`note` that changes no verdict. The severity given here is the usual one.")),
    ]
    for link in Link.allCases {
      let checks = Check.all.filter { $0.link == link }
      guard !checks.isEmpty else { continue }
      blocks.append(.subsection("The link \(link.rawValue)"))
      blocks.append(
        .taggedList(
          checks.map { check in
            ManualPage.TaggedItem(
              tag: [.literal(check.id), .text(" (\(check.severity.rawValue))")],
              body: .prose(
                ([check.summary.capitalisedSentence] + check.explanation + [
                  "Repair: \(check.repair)"
                ])
                .joined(separator: " ")))
          }))
    }
    blocks += [
      .subsection("Hazards of Dockerfiles"),
      .paragraph(
        .prose(
          "What `crossready dockerfile` may say of a file. Only a hazard that is certain fails.")),
      .taggedList(
        HazardKind.allCases.map { kind in
          ManualPage.TaggedItem(
            tag: [.literal(kind.rawValue)],
            body: .prose(
              "\(kind.summary.capitalisedSentence) \(kind.explanation) Repair: \(kind.repair)."))
        }),
      .subsection("Findings in images and directories"),
      .paragraph(
        .prose(
          "What `crossready audit` may say of programs. Each instance is certain, possible or a note; "
            + "only what is certain fails.")),
      .taggedList(
        AuditKind.allCases.map { kind in
          ManualPage.TaggedItem(
            tag: [.literal(kind.rawValue)],
            body: .prose(
              [
                kind.summary.capitalisedSentence, kind.explanation,
                kind.symptom.isEmpty ? "" : "What shows: \(kind.symptom).",
                "Repair: \(kind.repair).",
              ].filter { !$0.isEmpty }.joined(separator: " ")))
        }),
      .section("SEE ALSO"),
      .paragraph([
        .reference(ManualReference(name: "crossready", section: 1)), .text(" and "),
        .reference(ManualReference(name: "binfmt.d", section: 5)),
      ]),
    ]
    return ManualPage(
      title: "CROSSREADY-FINDINGS", section: 7, date: Identity.date,
      operatingSystem: "\(Identity.name) \(Identity.version)", blocks: blocks)
  }
}

extension String {
  /// The clause as a sentence; a name at its beginning keeps its small letter.
  fileprivate var capitalisedSentence: String {
    let isName = ["binfmt_misc", "cgo", "uname", Identity.name].contains { hasPrefix($0) }
    return (isName ? self : prefix(1).uppercased() + dropFirst()) + "."
  }
}
