import Dockerfiles
import Platforms

/// The JSON form of a report about a Dockerfile, schema 1.
package struct DockerfileDocument: Codable {
  let name: Nullable<String>
  let file: String
  let buildPlatform: String
  let targetStage: Nullable<String>
  let targets: [TargetPart]
  let hazards: [HazardPart]
  let needs: Needs
  let host: Nullable<Document<ReportDocument>>
  let exitStatus: Int32

  package init(_ report: DockerfileReport) {
    name = Nullable(report.target)
    file = report.path
    buildPlatform = report.build.description
    targetStage = Nullable(report.stage ?? report.targets.first?.stage)
    targets = report.targets.map(TargetPart.init)
    hazards = report.hazards.map(HazardPart.init)
    needs = Needs(buildArgs: [])
    host = Nullable(report.host.map { Document(.check, ReportDocument($0)) })
    exitStatus = report.status.rawValue
  }

  struct Needs: Codable {
    let buildArgs: [String]
  }

  struct TargetPart: Codable {
    let platform: String
    let steps: [StepPart]
    let handlersNeeded: [String]

    init(_ target: DockerfileReport.Target) {
      platform = target.platform.description
      steps = target.steps.map(StepPart.init)
      handlersNeeded = target.handlersNeeded.map(\.description)
    }
  }

  struct StepPart: Codable {
    let line: Int
    let stage: String
    let platform: String
    let emulated: Nullable<Bool>

    init(_ step: DockerfileReport.StepAnswer) {
      line = step.line
      stage = step.stage
      platform = step.platform.description
      emulated = Nullable(step.isEmulated)
    }
  }

  struct HazardPart: Codable {
    let id: String
    let line: Int
    let certainty: String
    let platforms: [String]
    let chain: [LinkPart]
    let summary: String
    let because: Nullable<String>
    let repair: String

    init(_ hazard: Hazard) {
      id = hazard.kind.rawValue
      line = hazard.line
      certainty = hazard.certainty.rawValue
      platforms = hazard.platforms.map(\.description)
      chain = hazard.chain.map(LinkPart.init)
      summary = hazard.kind.summary
      because = Nullable(hazard.reason)
      repair = hazard.repair
    }
  }

  struct LinkPart: Codable {
    let line: Int
    let text: String
    let platform: String

    init(_ link: Hazard.Link) {
      line = link.line
      text = link.text
      platform = link.platform.description
    }
  }
}

/// The reports about all targets of a bake or compose file.
package struct BuildsDocument: Codable {
  let builds: [Document<DockerfileDocument>]
  let exitStatus: Int32

  package init(builds: [DockerfileDocument], exitStatus: Int32) {
    self.builds = builds.map { Document(.dockerfile, $0) }
    self.exitStatus = exitStatus
  }
}
