/// What every script may call: `within_deadline COMMAND` repeats a command or function until it succeeds,
/// and ends the script with 95 where it does not within 30 s; `rows [FILE]` prints the rows of the table
/// that `register` has written.
let waitingPrelude = #"""
  within_deadline() {
    latest=$(($(date +%s) + 30))
    until "$@" > /dev/null 2>&1; do
      [ $(date +%s) -lt $latest ] || { echo "not within the deadline: $*" >&2; exit 95; }
      sleep 0.01
    done
  }
  rows() { grep '^linux/[^ ]*  *\(kept\|registered\|replaced\|removed\|FAILED\|REFUSED\|not\) ' "$@"; }

  """#
