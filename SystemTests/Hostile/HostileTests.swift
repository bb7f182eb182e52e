import Testing

/// Attacks by an ordinary user on root's crossready: none succeeds, none makes it wait for ever, and
/// of each it says what it saw.
@Suite(.onPreparedHost)
enum HostileTests {}

/// Runs a script as root of this machine, in a mount namespace and a binfmt_misc instance of its own.
///
/// Besides what `inPrivateInstance` gives, `as_user 'COMMANDS'` runs commands as user 1000,
/// `start_as_user` does so in the background as process `$started`. `$T/shared` is a directory that all
/// may write, as /tmp, and `$T/roots` one of root's; `$T/victim` is root's file and holds `old`.
func asRootAmongUsers(_ script: String, timeout: Duration = .seconds(120)) throws -> Outcome {
  try Fixture.demand(by: script)
  let prelude = #"""
    set -u
    B=/proc/sys/fs/binfmt_misc
    T=$(mktemp -d -p /run) || exit 99
    trap 'umount -l "$T"; rmdir "$T"' EXIT
    mount -t tmpfs -o mode=755 none "$T" && mount -t binfmt_misc none $B || exit 98
    cd "$T"
    mkdir -m 1777 shared; mkdir roots; echo old > victim
    # An ordinary user may have no way to where the package is.
    install -m 755 "$crossready" program; crossready=$T/program
    export T B crossready out=
    as_user() { setpriv --reuid 1000 --regid 1000 --clear-groups /bin/sh -c "$1"; }
    start_as_user() {
      setpriv --reuid 1000 --regid 1000 --clear-groups /bin/sh -c "$1" > /dev/null & started=$!
    }

    """#
  // Root and ordinary users are who they are, which only this machine's root can arrange. Whoever is
  // executed as root then has root's rights there.
  let outside = #"""
    unshare --user --mount --propagation private /bin/sh -c '
      until grep -q 65536 /proc/self/uid_map && grep -q 65536 /proc/self/gid_map; do sleep 0.01; done
      exec /bin/sh -c "$0"
    ' "$0" < /dev/null & world=$!
    until [ "$(readlink /proc/$world/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do
      [ -d /proc/$world ] || exit 97
    done
    echo 0 0 65536 > /proc/$world/uid_map && echo 0 0 65536 > /proc/$world/gid_map || exit 96
    wait $world
    """#
  return try execute(
    "/bin/sh", ["-c", outside, scriptWords + prelude + script],
    environment: TestHost.scriptVariables, timeout: timeout)
}
