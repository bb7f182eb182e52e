import Testing

/// What holds for every engine, by feature: run with the engines of a release of Debian, which
/// `engines --release` starts on a host of its own, so that it runs beside the tests of `EngineTests`.
@Suite(.serialized, .onPreparedHost)
enum EngineTable {
  /// An engine with one of its stores of images.
  enum Cell: String, CaseIterable {
    case docker
    case dockerWithContainerd = "docker, images in containerd"
    case podman
    case rootlessPodman = "podman, rootless"

    var engine: Engine {
      switch self {
      case .docker, .dockerWithContainerd: .docker
      case .podman: .podman
      case .rootlessPodman: .rootlessPodman
      }
    }
  }

  /// Runs a script for a cell, and returns the lines that it printed.
  ///
  /// What holds for `onEngineHost` holds here: `$engine` is the cell's engine. Besides:
  ///
  /// - `cr WORD...` is `crossready verify` with it, and `cross WORD...` any command of crossready, as
  ///   its user.
  static func run(
    _ cell: Cell, _ script: String, timeout: Duration = .seconds(300)
  ) throws -> Lines {
    let outcome = try onEngineHost(
      prelude(cell) + script, engine: cell.engine, on: .table, timeout: timeout)
    return Lines(
      lines: outcome.output.split(separator: "\n").map(String.init), errors: outcome.errors)
  }

  /// What a script of a cell printed.
  struct Lines: CustomStringConvertible {
    let lines: [String]
    let errors: String

    /// Whether they are these, or say what the host cannot be asked: its engine is too old for the
    /// cell, or it has no registry.
    func are(_ expected: [String]) -> Bool {
      lines == expected || lines == ["too old"] || lines == ["no registry"]
    }

    var description: String { "\(lines)\n\(errors)" }
  }

  private static func prelude(_ cell: Cell) -> String {
    #"""
    cross() { \#(cell.engine.asUser)$crossready "$@"; }
    cr() { cross verify --engine \#(cell.engine.program) "$@"; }
    \#(cell == .dockerWithContainerd ? containerdStore : "")

    """#
  }

  /// For scripts: `registry` starts one, with the image `$R:multi` for amd64 and arm64, and `$R:amd64`.
  static let registry = #"""
    R=127.0.0.1:5000/ours
    registry() {
      # Where every test must run, a release's host has one.
      if ! command -v docker-registry > $T/setup && [ ! -d /run/systemd/system ]; then
        echo no registry; exit 0
      fi
      with_buildx
      mkdir $T/registry
      printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: %s}\n' \
        $T/registry 127.0.0.1:5000 > $T/registry.yml
      docker-registry serve $T/registry.yml > $T/registry.log 2>&1 & registry=$!
      trap 'kill $registry; clean_up' EXIT
      within_deadline grep -q listening $T/registry.log
      printf '[[registry]]\nlocation = "127.0.0.1:5000"\ninsecure = true\n' \
        > /etc/containers/registries.conf.d/ours.conf
      {
        for each in amd64 arm64; do
          docker tag $busybox:$each $R:$each; docker push --quiet $R:$each
        done
        docker buildx imagetools create --tag $R:multi $R:amd64 $R:arm64
        docker rmi $R:amd64 $R:arm64
      } > $T/setup 2>&1
      # Users who may not read it would fail.
      unset DOCKER_CONFIG
    }

    """#

  /// For scripts: `context` makes `$T/context`, of a build whose only RUN is emulated.
  static let context = #"""
    context() {
      mkdir $T/context
      id=$(docker create --network none --platform linux/arm64 $busybox:arm64)
      docker cp --follow-link $id:/bin/busybox $T/context/busybox; docker rm $id > $T/log
      printf '%s\n' 'FROM scratch' 'COPY busybox /bin/busybox' 'RUN ["/bin/busybox", "uname", "-m"]' \
        > $T/context/Dockerfile
      # Also for an unprivileged user.
      chmod 711 $T; chmod -R a+rX $T/context
    }

    """#

  /// Has Docker Engine keep images in containerd, which it can since release 23.
  private static let containerdStore = #"""
    version=$(docker version --format '{{.Server.Version}}')
    [ "${version%%.*}" -ge 23 ] || { echo too old; exit 0; }
    {
      engines docker --containerd-store
      docker load < $fixtures/images/busybox.tar
    } > $T/setup 2>&1
    """#
}
