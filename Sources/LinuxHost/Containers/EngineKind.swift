import Facts

/// A container engine that is driven through its command-line program.
///
/// Whatever differs between engines stands in the one file that declares its kind; to support
/// another engine, declare one more and add it to `all`.
struct EngineKind: Sendable {
  /// The program's name.
  let program: String
  /// Whether the environment says where the engine is, so that no other one is meant.
  let isChosen: @Sendable (_ environment: [String: String]) -> Bool
  /// The variable that names the platform that its program takes where none is named.
  let defaultPlatform: String?
  /// Reads the answer to `question`; nil if another kind of engine gave it.
  let answer: @Sendable (_ json: [UInt8], _ environment: [String: String]) -> Answer?
  /// Whether its program starts containers itself, without a service that could be elsewhere.
  let isItsOwnService: @Sendable (EngineAnswer) -> Bool
  /// The words that only this engine wants where a container is to be as privileged as the host.
  let privilegedOptions: @Sendable (EngineAnswer) -> [String]
  /// What holds the name of a container's image in the answer to `container inspect`.
  let imageName: String
  /// The words that load images of any platform from an archive on standard input.
  let load: [String]
  /// Who made its containers, as facts of processes name that.
  let maker: Container.Maker
  /// What the names of its containers' control groups begin with, before the id: with systemd, which
  /// has a scope for each.
  let scopes: [String]
  /// The control group that holds those of its containers with cgroupfs, named by their ids alone.
  let group: String?
  /// The words that remove containers at once, running or not; their names follow.
  let remove: [String]

  /// How its program ends where no container was started for want of the image: by its exit status
  /// and any of these words, in lower case.
  let missingImage: (statuses: Set<Int32>, words: [String])
  /// The lines of its program's standard error that say why something failed.
  let reasons: @Sendable ([ArraySlice<UInt8>]) -> [ArraySlice<UInt8>]

  /// What an engine answers.
  enum Answer {
    /// It works.
    case works(EngineAnswer)
    /// Its program does, but not the service behind that: its words, if they are in the answer, and
    /// whether the user chose that service, so that no other engine is meant.
    case fails(String, isChosen: Bool)
  }

  /// The engines in the order in which they are tried.
  static let all = [docker, podman, nerdctl]

  /// What every kind of engine is asked.
  static let question = ["info", "--format", "{{json .}}"]
}
