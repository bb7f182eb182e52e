/// What every script may call: `within_deadline COMMAND` repeats a command or function until it succeeds,
/// and ends the script with 95 where it does not within 30 s.
let waitingPrelude = #"""
  within_deadline() {
    latest=$(($(date +%s) + 30))
    until "$@" > /dev/null 2>&1; do
      [ $(date +%s) -lt $latest ] || { echo "not within the deadline: $*" >&2; exit 95; }
      sleep 0.01
    done
  }

  """#
