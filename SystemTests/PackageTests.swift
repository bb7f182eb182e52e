import Testing

extension TestHost {
  /// What `SystemTests/package` made.
  static let releaseDirectory = packageDirectory + "/.build/package"
}

/// What is released, as those who get it use it.
@Suite(.onPreparedHost)
struct PackageTests {
  @Test func debianPackageInstallsAndLeavesNothing() throws {
    let outcome = try onFreshDebian(
      """
      # Logs, caches and its own notes are apt's.
      files() { find / -xdev -path /package -prune -o -print | grep -v -e ^/var/log/ -e ^/var/cache/ -e ^/var/lib/apt/ | sort; }
      apt() { apt-get -qq -y -o APT::Sandbox::User=root "$@" > /var/log/apt.log 2>&1 || cat /var/log/apt.log; }
      files > /var/log/before
      apt install /package/crossready_*_$(dpkg --print-architecture).deb
      crossready check linux/amd64 > /var/log/report; echo "check $?"
      man crossready | grep -c '^NAME'; man 7 crossready-findings | grep -c '^NAME'
      files | comm -13 /var/log/before - > /var/log/installed
      apt remove crossready
      files | comm -3 /var/log/before -
      apt install /package/crossready_*_$(dpkg --print-architecture).deb
      apt purge crossready
      files | comm -3 /var/log/before -; dpkg-query -W crossready
      grep -e crossready /var/log/installed | grep -v /var/lib/dpkg/
      """)
    #expect(
      outcome.output.split(separator: "\n") == [
        "check 0", "1", "1",
        "/usr/bin/crossready",
        "/usr/share/bash-completion/completions/crossready",
        "/usr/share/doc/crossready",
        "/usr/share/doc/crossready/changelog.gz",
        "/usr/share/doc/crossready/copyright",
        "/usr/share/fish/vendor_completions.d/crossready.fish",
        "/usr/share/lintian/overrides/crossready",
        "/usr/share/man/man1/crossready.1.gz",
        "/usr/share/man/man7/crossready-findings.7.gz",
        "/usr/share/zsh/vendor-completions/_crossready",
      ], "\(outcome.errors)")
    #expect(outcome.errors == "dpkg-query: no packages found matching crossready\n")
  }

  @Test func lintianHasNothingToSay() throws {
    let outcome = try execute(
      "/bin/sh",
      ["-c", "lintian --allow-root --tag-display-limit 0 \"$0\"/*.deb", TestHost.releaseDirectory])
    #expect(outcome.output == "")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func tarballHoldsTheSameProgram() throws {
    let outcome = try inPrivateInstance(
      """
      cd \(TestHost.releaseDirectory); sha256sum --quiet --check SHA256SUMS; echo $?
      tar -xzf crossready-*-linux-$(dpkg --print-architecture).tar.gz -C $T --strip-components 1
      cmp $T/bin/crossready crossready; find $T -type f -printf '%P %m %u\\n' | sort
      [ -e ../../.git ] && commit="($(git -c safe.directory=* rev-parse --short=12 HEAD)"
      $T/bin/crossready --version | grep -c "^crossready [0-9.]* *${commit-}"
      readelf -S crossready | grep -c -e '[.]symtab' -e '[.]debug'; readelf -l crossready | grep -c INTERP
      """)
    #expect(
      outcome.output.split(separator: "\n") == [
        "0", "bin/crossready 755 root",
        "share/bash-completion/completions/crossready 644 root",
        "share/fish/vendor_completions.d/crossready.fish 644 root",
        "share/man/man1/crossready.1.gz 644 root",
        "share/man/man7/crossready-findings.7.gz 644 root",
        "share/zsh/site-functions/_crossready 644 root", "1", "0", "0",
      ], "\(outcome.errors)")
  }

  @Test func rpmSaysWhatItIsAndNeedsNothing() throws {
    let outcome = try execute(
      "/bin/sh",
      [
        "-c",
        #"""
        cd "$0"
        for file in *.rpm; do
          [ -e "crossready-linux-$(rpm -qp --qf '%{ARCH}' $file | sed 's/x86_64/amd64/; s/aarch64/arm64/')" ] || echo "$file is for another CPU"
          [ "$(rpm -qp --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm' $file)" = $file ] || echo "$file has another name"
          rpm -K --nosignature $file > /dev/null || echo "$file is damaged"
        done
        rpm -qp --requires *.rpm | grep -v '^rpmlib('
        rpm -qp --suggests --scripts *.rpm | sort -u
        rpm -qp --qf '[%{FILEUSERNAME}:%{FILEGROUPNAME} %{FILEMODES:perms} %{FILENAMES}\n]' *.rpm | sort -u
        rpm -qp --docfiles --licensefiles *.rpm | sort -u | wc -l
        """#, TestHost.releaseDirectory,
      ])
    #expect(
      outcome.output.split(separator: "\n") == [
        "qemu-user-static",
        "root:root -rw-r--r-- /usr/share/bash-completion/completions/crossready",
        "root:root -rw-r--r-- /usr/share/fish/vendor_completions.d/crossready.fish",
        "root:root -rw-r--r-- /usr/share/licenses/crossready/Apache-2.0",
        "root:root -rw-r--r-- /usr/share/licenses/crossready/GPL-3",
        "root:root -rw-r--r-- /usr/share/licenses/crossready/LGPL-2.1",
        "root:root -rw-r--r-- /usr/share/licenses/crossready/copyright",
        "root:root -rw-r--r-- /usr/share/man/man1/crossready.1.gz",
        "root:root -rw-r--r-- /usr/share/man/man7/crossready-findings.7.gz",
        "root:root -rw-r--r-- /usr/share/zsh/site-functions/_crossready",
        "root:root -rwxr-xr-x /usr/bin/crossready",
        "root:root drwxr-xr-x /usr/share/licenses/crossready", "6",
      ], "\(outcome.errors)")
    #expect(outcome.errors == "")
  }

  @Test func rpmInstallsAndLeavesNothing() throws {
    let outcome = try inPrivateInstance(
      """
      cd \(TestHost.releaseDirectory)
      # Debian's rpm warns at each call that it is none of Debian's.
      rpm() { command rpm --root $T "$@" 2>> $T/errors || cat $T/errors; }
      rpm --install --nodeps crossready-*.$(uname -m).rpm; rpm --verify crossready
      cmp $T/usr/bin/crossready crossready; $T/usr/bin/crossready linux/amd64 > $T/report; echo $?
      zcat $T/usr/share/man/man1/crossready.1.gz | cmp - \(TestHost.packageDirectory)/man/crossready.1
      rpm --erase crossready; find $T -name '*crossready*'
      """)
    #expect(outcome.output == "0\n", "\(outcome.errors)")
    #expect(outcome.errors == "")
  }

  @Test func kernelWithoutBinfmtMisc() throws {
    let outcome = try inPrivateInstance(
      """
      umount $B; grep -v binfmt_misc /proc/filesystems > $T/filesystems
      mount --bind $T/filesystems /proc/filesystems; mount -t tmpfs none /proc/sys/fs
      crossready=\(TestHost.releaseDirectory)/crossready
      $crossready linux/amd64 > $T/native; echo $?
      $crossready --format json linux/amd64 linux/arm64; status=$?
      umount /proc/filesystems; exit $status
      """)
    let parts = outcome.output.split(separator: "\n", maxSplits: 1)
    let report = try ReportDocument(parsing: parts.last ?? "")
    #expect(parts.first == "0", "\(outcome.errors)")
    #expect(outcome.status == 1)
    #expect(report.supported == ["linux/amd64"])
    #expect(report.platforms.last?.brokenLink == "kernel")
  }

  @Test(arguments: [
    ("PATH=/nonexistent", "no dpkg-deb: install dpkg"),
    ("GIT_DIR=/nonexistent", "git could not tell which commit"),
  ])
  func refusesWhatItCannotMake(_ variable: String, _ words: String) throws {
    let outcome = try execute(
      "/usr/bin/env", [variable, "/bin/bash", TestHost.packageDirectory + "/SystemTests/package"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }
}

extension EngineTests {
  /// The static program in containers that hold nothing for it.
  @Suite struct Packaged {
    @Test(arguments: [Engine.docker, .podman])
    func runsInEmptyContainer(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        mkdir $T/image; cp \(TestHost.releaseDirectory)/crossready $T/image
        tar -c -C $T/image crossready | $engine import - localhost/empty > $T/id
        empty() { $engine run --rm "$@" > $T/report; echo $?; }
        empty localhost/empty /crossready linux/amd64
        empty --tmpfs /tmp:exec localhost/empty /crossready linux/arm64
        """, engine: engine)
      #expect(outcome.output == "0\n0\n", "\(outcome.errors)")
    }

    @Test func runsOnBusybox() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        docker run --rm -v \(TestHost.releaseDirectory)/crossready:/bin/crossready:ro $busybox:amd64 \\
          sh -c 'crossready linux/amd64 linux/arm64 > /report; echo $?; crossready explain | grep -c "^ *no-handler "'
        """)
      #expect(outcome.output == "0\n1\n", "\(outcome.errors)")
    }
  }
}
