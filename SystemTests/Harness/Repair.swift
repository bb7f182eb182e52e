/// A host broken for real, judged, repaired by the printed remedy, and judged again; also after a boot,
/// where the remedy is to last.
struct Repair {
  let before: ReportDocument
  let beforeStatus: Int32
  let fix: String
  let after: ReportDocument
  let afterStatus: Int32
  /// After a boot: no entry is left of before, and systemd-binfmt has read its files. Nil where the
  /// remedy makes nothing permanent.
  let afterBoot: ReportDocument?

  /// - Parameters:
  ///   - setup: a script that breaks the host.
  ///   - finding: the finding whose remedy is run, as the text report prints it.
  ///   - shell: the shell that runs it.
  init(
    setup: String, finding: String, platforms: [String], shell: String = "sh",
    environment: [String: String] = [:]
  ) throws {
    let names = platforms.joined(separator: " ")
    let marker = "=====crossready====="
    let outcome = try inPrivateInstance(
      """
      \(setup)
      $crossready check --format json \(names) > $T/before; before=$?
      $crossready check -v \(names) > $T/report
      sed -n '/^[A-Z]* \(finding): /,/^$/p' $T/report | sed -n '/^  fix:$/,$s/^    //p' > $T/fix
      PATH=${crossready%/*}:$PATH
      . $T/fix > $T/repair 2>&1
      $crossready check --format json \(names) > $T/after; after=$?
      case $(cat $T/fix) in *--persist* | *binfmt.d*)
        remove_handlers
        /usr/lib/systemd/systemd-binfmt > $T/boot 2>&1
        $crossready check --format json \(names) > $T/booted;;
      esac
      cat $T/before; echo '\(marker)'; cat $T/fix; echo '\(marker)'; cat $T/after
      echo '\(marker)'; echo "$before $after"; echo '\(marker)'; cat $T/repair
      echo '\(marker)'; [ ! -e $T/booted ] || cat $T/booted
      """.replacing(" . $T/fix", with: shell == "sh" ? " . $T/fix" : " \(shell) $T/fix"),
      environment: environment)
    let parts = outcome.output.split(separator: marker, omittingEmptySubsequences: false)
    guard parts.count == 6 else {
      throw CommandFailed(description: "\(outcome.status)\n\(outcome.output)\n\(outcome.errors)")
    }
    before = try ReportDocument(parsing: parts[0])
    fix = parts[1].trimmed
    do {
      after = try ReportDocument(parsing: parts[2])
    } catch {
      throw CommandFailed(description: "\(fix)\n\(parts[2])\n\(parts[4])\n\(outcome.errors)")
    }
    let statuses = parts[3].trimmed.split(separator: " ").compactMap { Int32($0) }
    guard statuses.count == 2 else { throw CommandFailed(description: "\(parts[3])") }
    (beforeStatus, afterStatus) = (statuses[0], statuses[1])
    afterBoot = parts[5].trimmed.isEmpty ? nil : try ReportDocument(parsing: parts[5])
  }
}

extension Substring {
  var trimmed: String {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
