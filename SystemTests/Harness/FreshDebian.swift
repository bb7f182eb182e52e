/// Runs a script as root of a Debian on which nothing was ever installed, in memory and without a
/// network; it is gone when the script ends.
///
/// The script finds the directory of what `SystemTests/package` made as `/package`.
func onFreshDebian(_ script: String) throws -> Outcome {
  let outside = #"""
    set -eu
    mount -t tmpfs -o mode=755 none "$root"
    tar -x -C "$root" -f "$fixtures/debian.tar"
    mkdir "$root/package"
    mount --bind "$package" "$root/package"
    mount -t proc proc "$root/proc"
    exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive /bin/sh -c "$1"
    """#
  try Fixture.demand(by: outside)
  return try execute(
    "/usr/bin/unshare",
    [
      "--mount", "--pid", "--fork", "--kill-child", "--net", "--ipc", "/bin/sh", "-c", outside,
      "sh",
      script,
    ],
    environment: [
      // In a mount namespace of its own, any directory will do.
      "root": "/mnt", "fixtures": TestHost.fixtures ?? "",
      "package": TestHost.releaseDirectory,
    ])
}
