/// What stands in place of an answer that there cannot be.
package struct ErrorDocument: Codable {
  let message: String
  /// The line of a Dockerfile that is refused.
  let line: Nullable<Int>
  /// What has to be given so that there is an answer.
  let needs: Nullable<DockerfileDocument.Needs>
  let exitStatus: Int32

  package init(message: String, line: Int?, buildArgs: [String]?, exitStatus: Int32) {
    self.message = message
    self.line = Nullable(line)
    needs = Nullable(buildArgs.map(DockerfileDocument.Needs.init))
    self.exitStatus = exitStatus
  }
}
