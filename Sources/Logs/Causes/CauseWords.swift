/// What stands in place of the placeholders in the sentences and commands of causes.
///
/// `{platform}` is the platform of the step or image, `{asked}` the same where a person asked for it,
/// `{host}` that of the machine, `{machine}` the machine with its platform, `{host-or-amd64}` a platform
/// to build for that machine, `{image}` the image, `{file}` the file or program that the log names. `{for-platform}` and
/// `{for-host}` are an option of a command, and nothing where the platform is not known.
package struct CauseWords: Sendable {
  let platform: String?
  let host: String?
  let file: String?
  let image: String

  package init(platform: String?, host: String?, file: String?, image: String? = nil) {
    self.platform = platform
    self.host = host
    self.file = file
    self.image = image ?? "IMAGE"
  }

  /// A sentence about what is known.
  package func sentence(_ text: String) -> String {
    filled(text, platform: platform ?? "another platform", file: file ?? "a program")
  }

  /// A command; a word in capitals is what the reader knows.
  package func command(_ text: String) -> String {
    filled(text, platform: platform ?? "PLATFORM", file: file ?? "FILE")
  }

  private func filled(_ text: String, platform known: String, file: String) -> String {
    // The levels of amd64 are those of machines; images are built for all of them.
    let target = host.map { $0.hasPrefix("linux/amd64/") ? "linux/amd64" : $0 }
    func option(_ platform: String?) -> String { platform.map { " --platform \($0)" } ?? "" }
    let words = [
      ("{platform}", known), ("{asked}", platform ?? "the platform that was asked for"),
      ("{host}", host ?? "another platform"), ("{host-or-amd64}", target ?? "linux/amd64"),
      ("{machine}", "the machine that runs it" + (host.map { " (\($0))" } ?? "")),
      ("{image}", image), ("{for-platform}", option(platform)), ("{for-host}", option(target)),
    ]
    // What a log names may look like a placeholder, so it comes last.
    return words.reduce(text) { $0.replacing($1.0, with: $1.1) }.replacing("{file}", with: file)
  }
}
