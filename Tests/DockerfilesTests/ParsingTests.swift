import Dockerfiles
import Testing

/// The lines of the steps, and what each hands to its shell.
private func runs(_ text: String) throws -> [String] {
  try plan(text).steps.map { "\($0.line): \($0.run.script)" }
}

struct ParsingTests {
  @Test func linesAreJoined() throws {
    let text = """
      FROM alpine
      RUN a \\
      # comment

        b \\ \t
          c
      RUN d \\\\
      RUN e
      """
    #expect(try runs(text) == ["2: a   b     c", "7: d \\\\", "8: e"])
  }

  @Test func escapeCanBeABacktick() throws {
    let text = "# Escape = `\nFROM alpine\nRUN a C:\\\nRUN b `\n  c\n"
    #expect(try runs(text) == ["3: a C:\\", "4: b   c"])
    // Behind an empty line it is a comment.
    #expect(try runs("\n# escape=`\nFROM alpine\nRUN b \\\n c\n") == ["4: b  c"])
  }

  @Test func marksAndReturnsAreDropped() throws {
    #expect(try runs("\u{feff}# escape=`\r\nfrom alpine\r\n\trun a `\r\n b\r\n") == ["3: a  b"])
  }

  @Test func hereDocuments() throws {
    let text = """
      FROM alpine
      RUN <<A cat <<-'B' && echo "<<C" $((1<<4)) <<<d
      FROM x
      A
      \tRUN y
      \tB
      RUN <<E
      # no comment \\
       E
      E
      COPY << F /f
      RUN z
      F
      RUN ["cat", "<<X"]
      """
    #expect(try plan(text).steps.map(\.line) == [2, 7, 14])
    #expect(try plan(text).steps[1].run.heredocs.map(\.body) == ["# no comment \\\n E\n"])
  }

  @Test func listsAndFlags() throws {
    let text = """
      FROM --platform='$BUILDPLATFORM' alpine
      RUN ["a", "b\\u0041\\n"]
      RUN [ "$a" = b ] && c
      RUN --network=none --mount=type=cache,target=/c -- --d
      """
    #expect(
      try runs(text) == ["2: a bA\n", "3: [ \"$a\" = b ] && c", "4: --d"])
    #expect(try plan(text).steps[0].platform == amd64)
    #expect(try plan(text).steps[2].run.mounts.map(\.type) == ["cache"])
  }

  @Test(
    arguments: [
      ("", 0, .emptyFile), ("# a\n\n", 2, .noInstruction),
      ("RUN a\n", 1, .instructionBeforeFrom("RUN")),
      ("FROM a\nRNU b", 2, .unknownInstruction("RNU")),
      ("FROM a\nRUN <<E\nb\n", 2, .unterminatedHeredoc("E")),
      ("FROM a\nRUN echo $((1 << 2))\n", 2, .unterminatedHeredoc("2))")),
      ("# escape=x\nFROM a", 1, .escapeCharacter("x")),
      ("FROM a\nRUN [\"b\", {\"c\": [1]}]", 2, .listWithOtherThanStrings),
      ("FROM a\nCOPY b", 2, .missingArguments("COPY")),
      ("FROM a\nENV b", 2, .missingArguments("ENV")),
      ("FROM a\nENV b=c d", 2, .wordWithoutEquals("d")),
      ("FROM a\nARG =c", 2, .blankName("ARG")),
      ("FROM a\nRUN --mnt=b c", 2, .unknownFlag("--mnt")),
      ("FROM a\nCOPY --from b c", 2, .flagWithoutValue("--from")),
      ("FROM a\nCOPY --from=b --from=c d e", 2, .flagTwice("--from")),
      ("FROM a AS b c", 1, .wordsOfFrom(4)), ("FROM a AS -b", 1, .stageName("-b")),
      ("FROM a\nONBUILD ONBUILD RUN b", 2, .onBuild("ONBUILD")),
      ("FROM a\nCOPY b <<E\nE\n", 2, .heredocAsDestination),
      ("FROM a\nRUN --mount=type=bind,nothing b", 2, .mountField("nothing")),
      ("FROM a\nRUN --mount=type=disk b", 2, .mountType("disk")),
      ("FROM a\nCOPY --from=$b c d", 2, .variableInFrom("$b")),
      ("FROM a\nCOPY --from=1 b c", 2, .noStageOfNumber("1")),
      ("FROM $a", 1, .undeclared(["a"])), ("FROM node:${V}", 1, .undeclared(["V"])),
      ("FROM A", 1, .imageName("A", missing: [])),
      ("FROM --platform=$a b", 1, .undeclared(["a"])),
      ("FROM --platform=a b", 1, .platform("a")),
      ("FROM a\nCOPY --from=b /c /c\nFROM a AS b\nFROM 0", 0, .emptyFile),
      ("FROM a AS b\nCOPY --from=c /d /d\nFROM a AS c\nFROM b", 2, .laterStage("c")),
      ("FROM a AS b\nCOPY --from=b /c /c", 2, .cycle("b")),
      ("FROM a\nENV b=\"c", 2, .expansion(.quoteNeverEnds)),
      ("FROM a\nENV b=${c", 2, .expansion(.braceNeverEnds)),
      ("FROM a\nENV b=${}", 2, .expansion(.badSubstitution)),
      ("FROM a\nENV b=${c^}", 2, .expansion(.unsupportedModifier("^"))),
      ("FROM a\nENV b=${c:?d}", 2, .expansion(.required(name: "c", message: "d"))),
    ] as [(String, Int, DockerfileError.Reason)])
  func refusesWhatBuildKitRefuses(
    _ text: String, _ line: Int, _ reason: DockerfileError.Reason
  ) throws {
    // A number behind FROM is an image's name, which nothing else needs.
    guard !text.hasSuffix("FROM 0") else {
      #expect(try plan(text).steps.isEmpty)
      return
    }
    #expect(throws: DockerfileError(line: line, reason)) { try plan(text) }
  }

  @Test func lineLengthIsLimited() throws {
    let longest = String(repeating: "x", count: 65_535 - 4)
    #expect(try plan("FROM a\nRUN \(longest)\n").steps.count == 1)
    #expect(throws: DockerfileError(line: 1, .lineTooLong)) {
      try plan("FROM a\nRUN \(longest)x\n")
    }
  }
}
