import CommandLineKit
import Images
import LinuxHost
import Platforms
import Text

let auditCommand = Command<Context, Answer>(
  name: "audit", summary: "is this image, or are these files, for the right CPU?",
  description: [
    "Reads the programs in a directory, an archive, an image or an index, and says whether they can "
      + "start on a platform: without `--platform`, on this host. It names what is for another CPU, "
      + "a loader that is missing, a label that the files contradict, and a platform that an index "
      + "lacks. Nothing is executed.",
    "The operand is a directory, a file, `-` for an archive on standard input, the name of an image "
      + "that an engine has, or, with `docker://` before it, one of a registry. Archives may be of "
      + "`docker save`, `podman save` or `docker buildx build`, in any of their layouts, or of plain "
      + "files. Layers that are packed are unpacked by `gzip` and `zstd`.",
    "With `--running` it looks at the containers of docker and podman on this host that run, are "
      + "started again and again, or ended within the last hour.",
    "The exit status is 1 if something certainly is for the wrong CPU, or a platform is missing; what "
      + "is `possible` and what is a `note` change nothing. It is 2 if something could not be read "
      + "and nothing wrong was found.",
  ],
  initial: AuditOptions(),
  operands: Operands(
    placeholder: "PATH|IMAGE", required: true, alternative: "running",
    help: "what to look at; `-` for standard input, `docker://NAME` for a registry",
    completing: .files,
    apply: { word, options throws(UsageError) in
      guard !word.isEmpty else {
        throw .custom(
          problem: "an empty word names nothing to audit",
          hint: "give a directory, an archive, an image or '-'")
      }
      try word.refuse(
        unless: [.archive], wanted: "an image, an archive or a directory", command: "audit")
      options.subject = word
    }),
  options: [
    .platforms(
      "the platform that it is for; may be repeated (default: that of this host)", \.platforms),
    .flag("running", "look at the containers of this host", \.looksAtRunning),
    .ignoring("finding", among: { AuditKind.allCases.map(\.rawValue) }, \.ignored),
    .choice("format", "how the report is written", \.format),
    .value(
      "output", short: "o", "FILE", "write the report to a file, whole or not at all",
      completing: .files, apply: { word, options in options.outputPath = word }),
    .timeout(\.timeout),
    .colour,
  ],
  examples: [
    Example(
      command: "crossready audit --platform linux/amd64 registry.example/app:1.2",
      meaning: "A gate before a deploy: is it for the fleet's CPU?"),
    Example(
      command: "docker save app | crossready audit --platform linux/arm64 -",
      meaning: "An image that is only in a pipe."),
    Example(
      command: "crossready audit --platform linux/amd64 node_modules",
      meaning: "Which native modules are for another CPU?"),
    Example(
      command: "crossready audit --running",
      meaning: "On a server: which containers cannot run here?"),
  ],
  checking: { options throws(UsageError) in
    if options.looksAtRunning, !options.platforms.isEmpty {
      throw .custom(
        problem: "'--running' and '--platform' exclude each other",
        hint: "running containers are for this host")
    }
  },
  run: { options, context in try options.answer(context.coloured(by: options)) })

/// The words of `audit`.
struct AuditOptions: Sendable, Equatable, Coloured {
  var colour = ColourChoice.auto
  var subject: String?
  var platforms: [Platform] = []
  var looksAtRunning = false
  var ignored: Set<String> = []
  var format = ScanFormat.auto
  var outputPath: String?
  var timeout = Timeout()
}
