/// Runs a script among processes of its own: namespaces for users, mounts and processes, which all
/// end with it, and a private binfmt_misc instance in which Debian's emulators are registered.
///
/// The script finds the program as `$crossready`, the guest programs as `$guests/guest-ARCH`, `$B`
/// and `$T` as in `inPrivateInstance`, and functions:
///
/// - `start COMMAND` starts a program in the background, its process id being `$started`;
///   `start_in GROUP COMMAND` does so in a control group; `start_on_terminal COMMAND` on a terminal
///   of its own; `ready` waits until all that were started have said so.
/// - `control_group HIERARCHY` makes a control group of version 1 (`freezer`, `cpu`) or 2
///   (`unified`) and prints its path, or fails where there is no such hierarchy; `freeze`, `thaw`
///   and `allow_a_twentieth` (of a CPU) act on one.
func inHangWorld(_ script: String, timeout: Duration = .seconds(300)) throws -> Outcome {
  try Fixture.demand(by: "$guests\n" + script)
  return try execute(
    "/usr/bin/unshare",
    [
      "-Urmpf", "--mount-proc", "--kill-child", "/bin/sh", "-c",
      scriptWords + hangWorldPrelude + script,
    ],
    environment: TestHost.scriptVariables.merging(["guests": TestHost.fixture("guests")]) { $1 },
    timeout: timeout)
}

private let hangWorldPrelude = #"""
  set -u
  B=/proc/sys/fs/binfmt_misc
  T=$(mktemp -d) || exit 99
  groups=
  trap 'clean_up' EXIT
  mount -t tmpfs none "$T" && mount -t binfmt_misc none $B || exit 98
  expected=0
  : > $T/output

  for handler in aarch64 arm riscv64 s390x; do register $handler; done

  start() {
    "$@" >> $T/output < /dev/null &
    started=$!
    expected=$((expected + 1))
  }
  start_in() {
    group=$1
    shift
    sh -c 'echo $$ > $0/cgroup.procs; exec "$@"' $group "$@" >> $T/output < /dev/null &
    started=$!
    expected=$((expected + 1))
  }
  # What is written by several at once arrives as whole lines only in append mode.
  start_on_terminal() {
    mkfifo $T/keyboard
    sleep 1000 > $T/keyboard &
    script -qfc "$*" /dev/null >> $T/output < $T/keyboard &
    started=$!
    expected=$((expected + 1))
  }
  ready() {
    are_ready() { [ "$(grep -c ready $T/output)" -ge $expected ]; }
    within_deadline are_ready
  }
  mount_point() {
    case $1 in
    unified) findmnt -n -o TARGET -t cgroup2 | head -n 1 ;;
    *) findmnt -n -o TARGET,OPTIONS -t cgroup | grep -w "$1" | head -n 1 | cut -d ' ' -f 1 ;;
    esac
  }
  control_group() {
    point=$(mount_point $1)
    [ -n "$point" ] || return 1
    mkdir $point/crossready-${T##*/}-$1 && echo $point/crossready-${T##*/}-$1
  }
  freeze() {
    if [ -e $1/freezer.state ]; then
      echo FROZEN > $1/freezer.state
      within_deadline grep -q FROZEN $1/freezer.state
    else
      echo 1 > $1/cgroup.freeze
      within_deadline grep -q 'frozen 1' $1/cgroup.events
    fi
  }
  thaw() {
    if [ -e $1/freezer.state ]; then echo THAWED > $1/freezer.state
    else echo 0 > $1/cgroup.freeze; fi
  }
  allow_a_twentieth() {
    if [ -e $1/cpu.cfs_quota_us ]; then echo 5000 > $1/cpu.cfs_quota_us
    else echo '5000 100000' > $1/cpu.max; fi
  }
  clean_up() {
    for directory in $(ls -d /sys/fs/cgroup/crossready-${T##*/}-* \
      /sys/fs/cgroup/*/crossready-${T##*/}-* 2> /dev/null); do
      [ ! -e $directory/freezer.state ] && [ ! -e $directory/cgroup.freeze ] || thaw $directory
      while read -r process; do kill -KILL $process; done < $directory/cgroup.procs
      tries=0
      # What was killed leaves a moment later.
      until rmdir $directory 2> /dev/null || [ $tries -ge 100 ]; do
        tries=$((tries + 1))
        sleep 0.05
      done
    done
    umount -l "$T"
    rmdir "$T"
  }

  """#
