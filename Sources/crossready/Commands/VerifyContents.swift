import Facts
import Images
import LinuxHost
import Platforms
import Text

extension ContainerFacts {
  /// Looks into the user's image where its container failed: the file that is for another CPU explains
  /// more than the words of the shell that wanted to start it.
  mutating func lookIntoImage(_ context: Context, timeout: Duration, progress: (Progress) -> Void) {
    for index in runs.indices {
      guard let image = runs[index].image, runs[index].run.exitStatus != 0,
        let platform = try? Platform(parsing: runs[index].platform), image.isFor(platform)
      else { continue }
      runs[index].image?.foreignFiles = Self.foreignFiles(
        in: image.reference, platform, context, timeout: timeout, progress: progress)
    }
  }

  /// Nil where the image cannot be read: that it failed is said in any case.
  private static func foreignFiles(
    in reference: String, _ platform: Platform, _ context: Context, timeout: Duration,
    progress: (Progress) -> Void
  ) -> [OutsideText]? {
    let found = withoutActuallyEscaping(progress) { progress in
      try? ImageReader(
        environment: context.environment, timeout: timeout, progress: progress
      ).read(reference)
    }
    guard let found else { return nil }
    let report = AuditReport(found, subject: reference, wanted: [platform], isAsked: true)
    return report.allFindings.filter { $0.certainty == .certain }.prefix(3)
      .map { OutsideText($0.summary) }
  }
}
