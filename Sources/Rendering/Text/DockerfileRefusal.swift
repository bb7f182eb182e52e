package import Dockerfiles
import Text

extension DockerfileError {
  /// What is wrong and what to do, without the name of the file.
  package var message: String {
    let place = line == 0 ? "" : "line \(line): "
    return place + reason.text
  }
}

extension DockerfileError.Reason {
  fileprivate var text: String {
    switch self {
    case .emptyFile: "the file is empty; name the Dockerfile that is built"
    case .noInstruction: "there is no instruction; begin with FROM"
    case .lineTooLong:
      "the line behind it is longer than 65,535 bytes; break it with continuations"
    case .directiveTwice(let name): "the directive \(name) is given twice; remove one"
    case .escapeCharacter(let text):
      "\(quoted(text)) cannot be the escape character; use \\ or `"
    case .unterminatedHeredoc(let name):
      "the here-document \(quoted(name)) never ends; put a line that is just its name behind it, or quote "
        + "the << if none is meant"
    case .unknownInstruction(let name): "unknown instruction \(quoted(name)); correct its name"
    case .instructionBeforeFrom(let name):
      "\(quoted(name)) stands before the first FROM, where only ARG may; move it behind FROM"
    case .listWithOtherThanStrings:
      "the list holds something that is no string; put every word into double quotes"
    case .missingArguments(let name): "\(name) lacks arguments; complete it"
    case .wordWithoutEquals(let word):
      "\(quoted(word)) has no equals sign; write NAME=VALUE, with quotes around blanks"
    case .blankName(let name): "\(name) has an empty name; write NAME=VALUE"
    case .unknownFlag(let flag): "unknown flag \(quoted(flag)); correct its name"
    case .flagWithoutValue(let flag): "\(flag) has no value; write \(flag)=VALUE without blanks"
    case .flagTwice(let flag): "\(flag) is given twice; remove one"
    case .wordsOfFrom:
      "FROM takes an image, or IMAGE AS NAME, and nothing else; flags stand in front, comments on a line "
        + "of their own"
    case .stageName(let name):
      "\(quoted(name)) cannot be the name of a stage; begin with a letter and use letters, digits, '-', "
        + "'_' and '.'"
    case .onBuild(let name):
      "ONBUILD cannot hold \(name.isEmpty ? "nothing" : name); give another instruction"
    case .heredocAsDestination: "a here-document cannot be the destination; name a path behind it"
    case .mountField(let field): "the mount's field \(quoted(field)) has no value; write KEY=VALUE"
    case .mountType(let type):
      "unknown mount type \(quoted(type)); use bind, cache, tmpfs, secret or ssh"
    case .variableInFrom(let text):
      "variables are not replaced in from=\(text); add a stage `FROM \(text) AS NAME` and name that"
    case .noStageOfNumber(let number): "there is no stage of number \(number); use a stage's name"
    case .noTarget(let name): "there is no stage \(quoted(name)); give one that the file names"
    case .undeclared(let names): declaring(names)
    case .emptyBase(let text, let missing):
      missing.isEmpty
        ? "\(quoted(text)) behind FROM gives an empty name; correct the variable"
        : arguments(missing)
    case .emptyPlatform(let text, let missing):
      missing.isEmpty
        ? "the platform \(quoted(text)) gives nothing; correct the variable's name"
        : arguments(missing)
    case .platform(let text): "\(quoted(text)) is no platform; write one such as linux/arm64"
    case .imageName(let name, let missing):
      missing.isEmpty
        ? "\(quoted(name)) is no name of an image and of no stage above; images are written in small "
          + "letters, and FROM finds stages only so" : arguments(missing)
    case .laterStage(let name):
      "the stage \(quoted(name)) is used before it is defined; move it up"
    case .cycle(let name):
      "the stage \(quoted(name)) needs itself; remove one of the copies between the stages"
    case .expansion(let error): error.text
    case .tooLarge: "the file grows beyond all bounds when it is read; divide it"
    }
  }

  private func declaring(_ names: [String]) -> String {
    "\(names.joined(separator: ", ")) \(names.count == 1 ? "has" : "have") no value: declare "
      + names.map { "'ARG \($0)=...'" }.joined(separator: " and ") + " above the first FROM"
  }

  private func arguments(_ names: [String]) -> String {
    "build arguments without a value: \(names.joined(separator: ", ")); add "
      + names.map { "--build-arg \($0)=VALUE" }.joined(separator: " ")
  }
}

extension ExpansionError {
  fileprivate var text: String {
    switch self {
    case .quoteNeverEnds: "a quotation mark is never closed; close it"
    case .braceNeverEnds: "a '${' is never closed; close it"
    case .badSubstitution: "a '${' has no name behind it; write ${NAME}"
    case .unsupportedModifier(let text):
      "BuildKit does not know ${NAME\(text)...}; use one of the forms :- :+ :? # % /"
    case .required(let name, let message):
      "\(name) has no value\(message.isEmpty ? "" : " (\(message))"); add --build-arg \(name)=VALUE"
    case .nestedTooDeep: "variables are nested too deep; write simpler words"
    case .valueTooLong: "a variable's value grows beyond all bounds; write a shorter one"
    }
  }
}
