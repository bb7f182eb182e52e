import Testing

/// What the tests themselves stand on, where a mirror of Debian is out of step.
@Suite(.onPreparedHost)
struct FixtureTests {
  /// A mirror of two releases, in each of which an architecture has one package; `spoil` has the
  /// index of the first release say something else than its Release file.
  private static let mirror = #"""
    set -eu
    package() { # RELEASE ARCHITECTURE
      mkdir -p root/DEBIAN root/usr/share/fixture mirror/pool
      printf 'Package: fixture\nVersion: 1\nArchitecture: %s\nMaintainer: nobody\nDescription: none\n' \
        $2 > root/DEBIAN/control
      echo $1 > root/usr/share/fixture/release
      dpkg-deb --build --root-owner-group root mirror/pool/$1-$2.deb > /dev/null
      index=mirror/dists/$1/main/binary-$2
      mkdir -p $index
      {
        cat root/DEBIAN/control
        echo "Filename: pool/$1-$2.deb"
        echo "Size: $(stat -c %s mirror/pool/$1-$2.deb)"
        echo "SHA256: $(sha256sum < mirror/pool/$1-$2.deb | cut -d ' ' -f 1)"
      } > $index/Packages
    }
    release() { # RELEASE
      cd mirror/dists/$1
      {
        printf 'Suite: %s\nCodename: %s\nComponents: main\nArchitectures: amd64 armhf\nSHA256:\n' $1 $1
        find main -name Packages | while read -r index; do
          echo " $(sha256sum < $index | cut -d ' ' -f 1) $(stat -c %s $index) $index"
        done
      } > Release
      cd ../../..
    }
    for release in new old; do
      for architecture in amd64 armhf; do package $release $architecture; done
      release $release
    done
    spoil() { echo >> mirror/dists/$1/main/binary-$2/Packages; }
    unpack() {
      MIRROR=file:$T/mirror RELEASES='new old' TRUST=trusted=yes \
        "$package/SystemTests/Fixtures/unpack-debian" $T/$1 $1 fixture 2>> errors
    }

    """#

  private func onMirror(_ script: String) throws -> Outcome {
    try execute(
      "/bin/sh",
      [
        "-c",
        """
        T=$(mktemp -d) || exit 99
        trap 'rm -r "$T"' EXIT
        cd "$T"
        \(Self.mirror)\(script)
        """,
      ], environment: ["package": TestHost.packageDirectory])
  }

  @Test func oneBrokenIndexCostsOneArchitectureItsRelease() throws {
    let outcome = try onMirror(
      """
      spoil new armhf
      unpack amd64; unpack armhf
      cat amd64/usr/share/fixture/release armhf/usr/share/fixture/release; ls; cat errors >&2
      """)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output.split(separator: "\n") == [
        "new", "old", "amd64", "armhf", "errors", "mirror", "root",
      ], "\(outcome.errors)")
    #expect(outcome.errors.contains("new has no fixture for armhf"), "\(outcome.errors)")
  }

  @Test func whereEveryIndexIsBrokenNothingIsMade() throws {
    let outcome = try onMirror(
      """
      spoil new armhf; spoil old armhf
      unpack armhf && echo made
      ls; tail -n 1 errors
      """)
    #expect(
      outcome.output.split(separator: "\n").dropLast() == ["errors", "mirror", "root"],
      "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("fixture for armhf cannot be had from file:"))
  }

  @Test func aMissingFixtureFailsWhoeverUsesItByName() throws {
    let outcome = try execute(
      "/bin/sh",
      [
        "-c",
        """
        T=$(mktemp -d); mkdir $T/missing; echo 'no index' > $T/missing/buildx; echo $T
        """,
      ])
    let directory = outcome.output.split(separator: "\n").joined()
    defer { _ = try? execute("/bin/rm", ["-r", directory]) }
    try Fixture.demand(by: "docker run $busybox:arm64", at: directory)
    do {
      try Fixture.demand(by: "with_buildx; docker build .", at: directory)
      Issue.record("a fixture that is missing was not missed")
    } catch let error as CommandFailed {
      #expect(error.description.contains("the fixture 'buildx', which could not be had:\nno index"))
    }
  }
}
