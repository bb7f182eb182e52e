import Testing

/// The parent of the suites that use the host with this machine's engines: one test at a time does.
@Suite(.serialized, .onPreparedHost)
enum EngineTests {}

/// A container engine of the engine host: the words that a script begins its command with.
enum Engine: String, CaseIterable {
  case docker
  case podman
  case rootlessPodman = "as_user podman"
}

/// The throwaway hosts that `SystemTests/run` has started, by the variables that name the directories
/// of their states; they are used at the same time.
enum EngineHost: String {
  /// With the engines of this machine.
  case machine = "CROSSREADY_ENGINES"
  /// With those that the table of engines and features is about.
  case table = "CROSSREADY_TABLE_ENGINES"
}

/// Runs a script on a throwaway host that `SystemTests/engines` has started: its own instance of
/// binfmt_misc, with no handler in it, Docker Engine at its default socket, and podman.
///
/// What holds for `inPrivateInstance` holds here: `$crossready`, `$B`, `$T` and `$fixtures`. Any file may be changed; `/tmp` is this host's own; the package is read-only. Besides:
///
/// - `$stand_in:TAG` is the stand-in for the binfmt image and its variants, loaded for root's
///   engines; `$busybox:amd64`, `arm64`, `arm` and `mislabelled` are a user's images, loaded for all.
/// - `as_user COMMAND` runs a command as an unprivileged user, who may not reach Docker Engine and
///   has podman and images of its own.
/// - `engines docker [FLAG...]` has Docker Engine run with more flags and `engines no-docker [-KILL]`
///   ends it; it runs again as usual before the next script.
/// - `silent_engine` makes Docker's client speak with one that accepts connections and never
///   answers, `with_buildx` gives it Docker's builder.
/// - `left` prints what is there besides what always is: containers, volumes, networks and images of
///   `$engine`, entries, files in `/tmp`, and files that were made, changed or deleted elsewhere.
///
/// Nothing of it outlives the script, unless the script is killed.
///
/// - Parameters:
///   - engine: whose containers and images `left` looks at, found as `$engine`.
///   - host: the host to run it on.
func onEngineHost(
  _ script: String, engine: Engine = .docker, on host: EngineHost = .machine,
  environment: [String: String] = [:], timeout: Duration = .seconds(120)
) throws -> Outcome {
  guard let state = TestHost.variable(host.rawValue) else {
    throw CommandFailed(description: "\(host.rawValue) names no host: see SystemTests/engines")
  }
  var variables = environment.merging(TestHost.scriptVariables) { $1 }
  variables["CROSSREADY_ENGINES"] = state
  variables["engine"] = engine.rawValue
  variables["engines"] = TestHost.packageDirectory + "/SystemTests/engines"
  try Fixture.demand(by: script)
  return try execute(
    TestHost.packageDirectory + "/SystemTests/engines",
    ["enter", "/bin/sh", "-c", scriptWords + engineHostPrelude + script], environment: variables,
    timeout: timeout)
}

private let engineHostPrelude = #"""
  set -u
  unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG CONTAINER_HOST
  cd
  B=/proc/sys/fs/binfmt_misc
  stand_in=docker.io/tonistiigi/binfmt
  busybox=localhost/busybox
  T=$(mktemp -d -p /run) || exit 99
  # An unprivileged user may have no way to where the package is.
  cmp -s "$crossready" /run/engines/crossready ||
    install -m 755 "$crossready" /run/engines/crossready || exit 97
  crossready=/run/engines/crossready
  silent=
  trap 'clean_up' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM

  engines() { "$engines" "$@"; }
  as_user() { engines as-user "$@"; }
  silent_engine() {
    silent=$($fixtures/silent-engine $T/silent.sock) || exit 98
    export DOCKER_HOST=unix://$T/silent.sock
  }
  with_buildx() {
    export DOCKER_CONFIG=$T/docker
    mkdir -p $DOCKER_CONFIG
    ln -s $fixtures/docker-config/cli-plugins $DOCKER_CONFIG
  }

  held() {
    $engine ps --all --quiet --no-trunc | sed 's/^/container /'
    $engine volume ls --quiet | sed 's/^/volume /'
    $engine network ls --format 'network {{.Name}}'
    $engine images --all --format 'image {{.Repository}}:{{.Tag}} {{.ID}}'
    handlers | sed 's/^/entry /'
    find /tmp -xdev -mindepth 1
    changes=/run/engines/changes machine=/run/engines/machine
    find $changes -mindepth 2 ! -path '*/etc/docker*' ! -path '*/etc/cni*' | while IFS= read -r path; do
      path=${path#$changes}
      [ -d $changes"$path" ] && [ -d $machine"$path" ] && continue
      cmp -s $changes"$path" $machine"$path" || echo "$path"
    done
  }
  usual() { # Every script leaves behind what the first one found.
    [ -s "/run/engines/held by $engine" ] || held 2> /dev/null | sort > "/run/engines/held by $engine"
    cat "/run/engines/held by $engine"
  }
  left() {
    usual > $T/usual
    held 2> /dev/null | sort | comm -13 $T/usual -
  }
  usual_docker() {
    [ -s /run/docker.pid ] && [ -d /proc/$(cat /run/docker.pid) ] &&
      [ -z "$(cat /run/engines/flags)" ] || engines docker
  } 2> /dev/null
  clean_up() {
    [ -z "$silent" ] || kill $silent
    unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG CONTAINER_HOST
    usual_docker
    remove_handlers
    left | while IFS= read -r line; do
      name=${line#* }
      case $line in
        'container '*) $engine rm --force --volumes $name ;;
        'volume '*) $engine volume rm --force $name ;;
        'network '*) $engine network rm $name ;;
        'image <none>'*) $engine rmi --force ${name##* } ;;
        'image '*) $engine rmi --force ${name% *} ;;
        /tmp/*) rm -rf --one-file-system "$line" ;;
        /*)
          rm -rf --one-file-system "$line"
          cp -a "/run/engines/machine$line" "$line" 2> /dev/null
          ;;
      esac
    done > /dev/null
    rm -rf "$T"
  }
  usual_docker && remove_handlers && usual > /dev/null || exit 97

  """#
