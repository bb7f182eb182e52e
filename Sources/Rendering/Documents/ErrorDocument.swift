/// What stands in place of a report that there cannot be.
package struct ErrorDocument: Encodable {
  let kind = "error"
  let schema = 1
  let tool = Identity.tool
  let message: String
  let exitStatus: Int32

  package init(message: String, exitStatus: Int32) {
    self.message = message
    self.exitStatus = exitStatus
  }
}
