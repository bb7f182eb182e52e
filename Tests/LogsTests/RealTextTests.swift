import Testing

@testable import Logs

/// What tools really print, in the order of the report.
struct RealTextTests {
  /// Every text is recognised for what it is, and takes its place among causes and consequences.
  @Test(arguments: LogText.all)
  func realTexts(_ text: LogText) throws {
    #expect(try read(text.lines).ids == text.signatures, "\(text.source)")
  }

  /// What natively built things print, too, is no error of cross builds.
  @Test(arguments: LogText.native)
  func nativeTroubles(_ text: LogText) throws {
    let report = try read(text.lines)
    #expect(!report.hasErrors, "\(text.source)")
    #expect(report.ids == text.signatures, "\(text.source)")
  }
}
