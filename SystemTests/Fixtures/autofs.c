// Stands in for systemd's automount of binfmt_misc: `autofs mounts|loops|hangs PROGRAM...`.
//
// In a mount namespace of its own it puts an autofs trigger on /proc/sys/fs/binfmt_misc and runs
// the program. When the program touches the directory, `mounts` mounts binfmt_misc there, as systemd
// does; `loops` says that it has done so and has not, as a broken unit does; `hangs` never answers. Protocol:
// Documentation/filesystems/autofs.rst.

#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/auto_fs.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char directory[] = "/proc/sys/fs/binfmt_misc";

static int fail(const char *call) {
  perror(call);
  return 125;
}

// The kernel lets this process's group through the trigger, because it is the daemon's.
static int serve(int requests, int mounts, int hangs) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int trigger = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (trigger < 0) return fail("open");
  union autofs_v5_packet_union packet;
  while (read(requests, &packet, sizeof packet) > 0) {
    if (hangs) continue;
    if (mounts && mount("binfmt_misc", directory, "binfmt_misc", 0, NULL) < 0) return fail("mount");
    if (ioctl(trigger, AUTOFS_IOC_READY, packet.v5_packet.wait_queue_token) < 0) return fail("ioctl");
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 3) return 125;
  int mounts = !strcmp(argv[1], "mounts");
  int requests[2], ready[2];
  if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
    return fail("unshare");
  if (pipe2(requests, O_DIRECT) < 0 || pipe(ready) < 0) return fail("pipe");
  pid_t daemon = fork();
  if (daemon < 0) return fail("fork");
  if (daemon == 0) {
    char word;
    close(requests[1]);
    close(ready[1]);
    if (read(ready[0], &word, 1) != 1) return 125;
    return serve(requests[0], mounts, !strcmp(argv[1], "hangs"));
  }
  setpgid(daemon, daemon);
  char options[128];
  snprintf(options, sizeof options, "fd=%d,pgrp=%d,minproto=5,maxproto=5,direct", requests[1], daemon);
  if (mount("systemd-1", directory, "autofs", 0, options) < 0) return fail("mount");
  close(requests[0]);
  close(requests[1]);
  if (write(ready[1], "", 1) != 1) return fail("write");
  close(ready[0]);
  close(ready[1]);
  pid_t program = fork();
  if (program < 0) return fail("fork");
  if (program == 0) {
    execv(argv[2], argv + 2);
    return fail(argv[2]);
  }
  int status;
  while (waitpid(program, &status, 0) < 0) continue;
  kill(daemon, SIGKILL);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 124;
}
