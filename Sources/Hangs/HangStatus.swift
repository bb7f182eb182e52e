package import Reports

extension HangReport {
  /// The exit status that goes with it: 1 also if something has got nowhere for longer than `hungFor`.
  package func exitStatus(hungFor: Double?) -> ExitStatus {
    if hangs || hungFor.map(isStuck(longerThan:)) == true { return .no }
    return isUncertain ? .couldNotTell : .yes
  }
}
