/// What every script may call: `within_deadline COMMAND` repeats a command or function until it succeeds,
/// and ends the script with 95 where it does not within 30 s; `rows [FILE]` prints the rows of the table
/// that `register` has written; `jq` reads only documents that are as their kind's schema says.
let waitingPrelude = #"""
  within_deadline() {
    latest=$(($(date +%s) + 30))
    until "$@" > /dev/null 2>&1; do
      [ $(date +%s) -lt $latest ] || { echo "not within the deadline: $*" >&2; exit 95; }
      sleep 0.01
    done
  }
  jq() {
    for last; do :; done
    if [ ! -f "$last" ]; then valid_document | command jq "$@"
    elif valid_document < "$last" > /dev/null; then command jq "$@"
    fi
  }
  valid_document() { crossready=$crossready "$valid_document"; }
  rows() { grep '^linux/[^ ]*  *\(kept\|registered\|replaced\|removed\|FAILED\|REFUSED\|not\) ' "$@"; }

  """#
