import Dockerfiles
import Platforms

/// The JSON form of a report about a Dockerfile, schema 1.
package struct DockerfileDocument: Encodable {
  let kind = "dockerfile"
  let schema = 1
  let tool = Identity.tool
  let name: Nullable<String>
  let file: String
  let buildPlatform: String
  let targetStage: Nullable<String>
  let targets: [TargetPart]
  let hazards: [HazardPart]
  let needs: Needs
  let host: Nullable<ReportDocument>
  let exitStatus: Int32

  package init(_ report: DockerfileReport) {
    name = Nullable(report.target)
    file = report.path
    buildPlatform = report.build.description
    targetStage = Nullable(report.stage ?? report.targets.first?.stage)
    targets = report.targets.map(TargetPart.init)
    hazards = report.hazards.map(HazardPart.init)
    needs = Needs(buildArgs: [])
    host = Nullable(report.host.map(ReportDocument.init))
    exitStatus = report.status.rawValue
  }

  struct Needs: Encodable {
    let buildArgs: [String]
  }

  struct TargetPart: Encodable {
    let platform: String
    let steps: [StepPart]
    let handlersNeeded: [String]

    init(_ target: DockerfileReport.Target) {
      platform = target.platform.description
      steps = target.steps.map(StepPart.init)
      handlersNeeded = target.handlersNeeded.map(\.description)
    }
  }

  struct StepPart: Encodable {
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

  struct HazardPart: Encodable {
    let id: String
    let line: Int
    let certainty: String
    let platforms: [String]
    let chain: [LinkPart]
    let summary: String
    let repair: String

    init(_ hazard: Hazard) {
      id = hazard.kind.rawValue
      line = hazard.line
      certainty = hazard.certainty.rawValue
      platforms = hazard.platforms.map(\.description)
      chain = hazard.chain.map(LinkPart.init)
      summary = hazard.kind.summary
      repair = hazard.repair
    }
  }

  struct LinkPart: Encodable {
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
package struct BuildsDocument: Encodable {
  let kind = "dockerfiles"
  let schema = 1
  let tool = Identity.tool
  let builds: [DockerfileDocument]
  let exitStatus: Int32

  package init(builds: [DockerfileDocument], exitStatus: Int32) {
    self.builds = builds
    self.exitStatus = exitStatus
  }
}

/// What stands in place of a report about a file that cannot be built.
package struct DockerfileErrorDocument: Encodable {
  let kind = "error"
  let schema = 1
  let tool = Identity.tool
  let message: String
  let line: Int
  let needs: DockerfileDocument.Needs
  let exitStatus: Int32

  package init(message: String, line: Int, buildArgs: [String], exitStatus: Int32) {
    self.message = message
    self.line = line
    needs = DockerfileDocument.Needs(buildArgs: buildArgs)
    self.exitStatus = exitStatus
  }
}
