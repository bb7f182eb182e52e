/// What every script may call, `$B` being the directory of its own binfmt_misc instance.
///
/// `within_deadline COMMAND` repeats a command or function until it succeeds, and ends the script with 95
/// where it does not within 30 s; `rows [FILE]` prints the rows of the table that `crossready register`
/// has written; `jq` reads only documents that are as their kind's schema says, and fails for others.
///
/// `register ARCH [FLAGS]` registers Debian's line for an emulator with other flags than Debian's, by
/// default with C, so that nothing is degraded, and `entry NAME ARCH FLAGS INTERPRETER` does so under
/// another name for another file; `handlers` prints the entries' names, the winner first, and
/// `remove_handlers` removes all.
let scriptWords = #"""
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
    else return 1
    fi
  }
  valid_document() { crossready=$crossready "$valid_document"; }
  line() { sed "s/:[A-Z]*\$/:${2-OCPF}/" /usr/lib/binfmt.d/qemu-$1.conf; }
  register() { line "$@" > $B/register; }
  entry() {
    line $2 $3 | sed "s|^:[^:]*:|:$1:|; s|:[^:]*:\([A-Z]*\)\$|:$4:\1|" > $B/register
  }
  handlers() { ls -U $B | grep -vx -e register -e status; }
  remove_handlers() {
    handlers | while read -r name; do echo -1 > "$B/$name"; done
  }
  rows() { grep '^linux/[^ ]*  *\(kept\|registered\|replaced\|removed\|FAILED\|REFUSED\|not\) ' "$@"; }

  """#
