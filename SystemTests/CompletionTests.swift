import Testing

/// Completions, as real shells offer them.
@Suite(.onPreparedHost)
struct CompletionTests {
  /// Words so far, and what must be among the offers.
  static let cases: [(words: String, offers: [String])] = [
    ("crossready ", ["check", "verify", "register", "linux/arm64"]),
    ("crossready ver", ["verify"]),
    ("crossready linux/arm/", ["linux/arm/v5", "linux/arm/v6", "linux/arm/v7"]),
    ("crossready explain no-h", ["no-handler"]),
    ("crossready check --ignore engine-m", ["engine-missing"]),
    ("crossready help ver", ["verify"]),
    ("crossready verify --eng", ["--engine"]),
    ("crossready verify --engine ", ["docker", "podman"]),
    ("crossready check --format j", ["json", "junit"]),
    ("crossready check arm64,linux/ris", ["arm64,linux/riscv64"]),
    ("crossready register armv7", ["armv7l"]),
    ("crossready unregister --entry qemu-a", ["qemu-aarch64", "qemu-arm"]),
  ]

  @Test(arguments: cases)
  func bash(_ example: (words: String, offers: [String])) throws {
    try offers(
      example,
      """
      bash -c '
        eval "$("$1" completions bash)"
        read -r -a COMP_WORDS <<< "$2"
        [[ $2 == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        compopt() { :; }
        _crossready
        printf "%s\\n" "${COMPREPLY[@]}"
      ' bash $crossready "$words"
      """)
  }

  /// Whoever may register entries names them.
  @Test func bashExecutesNoName() throws {
    let outcome = try inPrivateInstance(
      #"""
      cd $T; entry '$(touch pwned)* x' aarch64 OCP /nowhere
      bash -c '
        eval "$("$0" completions bash)"
        COMP_WORDS=(crossready unregister --entry "") COMP_CWORD=3
        _crossready
        eval "echo ${COMPREPLY[*]}"
      ' $crossready; ls
      """#)
    #expect(outcome.output == "$(touch pwned)* x\n", "\(outcome.errors)")
  }

  @Test(arguments: cases)
  func fish(_ example: (words: String, offers: [String])) throws {
    try offers(
      example,
      """
      HOME=$T fish -c 'eval ($argv[1] completions fish | string collect)
        complete -C $argv[2]' $crossready "$words" | cut -f 1
      """)
  }

  /// One zsh completes all, because it completes in its line editor only, on a terminal.
  @Test func zsh() throws {
    // Behind a comma zsh offers what is to follow it.
    let cases = Self.cases.map { example in
      (
        words: example.words,
        offers: example.offers.map { String($0.split(separator: ",").last ?? "") }
      )
    }
    let words = cases.map { "'\($0.words)' '\($0.offers.last ?? "")'" }
    let outcome = try inPrivateInstance(
      """
      register aarch64; register arm
      $crossready completions zsh > $T/_crossready
      zsh -f \(TestHost.packageDirectory)/SystemTests/Fixtures/complete-in-zsh $T \
        \(words.joined(separator: " "))
      """)
    let sections = outcome.output.split(separator: "[crossready", omittingEmptySubsequences: false)
      .dropFirst()
    try #require(sections.count == cases.count, "\(outcome.output)\(outcome.errors)")
    for (example, section) in zip(cases, sections) {
      let offered = section.split(separator: "\n").map(String.init)
      for word in example.offers {
        #expect(offered.contains(word), "\(example.words): \(section.prefix(2000))")
      }
    }
  }

  private func offers(
    _ example: (words: String, offers: [String]), _ script: String
  ) throws {
    let outcome = try inPrivateInstance(
      "register aarch64; register arm; words='\(example.words)'\n" + script)
    let offered = outcome.output.split(separator: "\n").map { line in
      String(line.reversed().drop { $0 == " " || $0 == "=" }.reversed())
    }
    for word in example.offers {
      #expect(offered.contains(word), "\(outcome.output.prefix(2000))\(outcome.errors)")
    }
  }
}
