#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Newer than the oldest headers this is compiled with.
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
#ifndef PR_GET_MDWE
#define PR_GET_MDWE 66
#endif
// Architectures share the numbers of calls added since Linux 5.1.
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static int close_failed(int descriptor) {
  int error = errno;
  close(descriptor);
  errno = error;
  return -1;
}

int clinux_pipe(int ends[2], int nonblocking) {
  if (pipe2(ends, O_CLOEXEC) < 0) return -1;
  // Not by pipe2, which would do the same to the writing end.
  if (!nonblocking || fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0) return 0;
  close_failed(ends[0]);
  return close_failed(ends[1]);
}

int clinux_open_reference(const char *path) { return open(path, O_PATH | O_CLOEXEC); }

int clinux_memory_file(const char *name, const void *bytes, unsigned long size) {
  // Since Linux 6.3 vm.memfd_noexec may make files that do not ask for MFD_EXEC not executable;
  // before, MFD_EXEC is an invalid argument.
  const unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int descriptor = memfd_create(name, flags | MFD_EXEC);
  if (descriptor < 0 && errno == EINVAL) descriptor = memfd_create(name, flags);
  if (descriptor < 0) return -1;
  for (unsigned long done = 0; done < size;) {
    ssize_t written = write(descriptor, (const char *)bytes + done, size - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return close_failed(descriptor);
    done += (unsigned long)written;
  }
  int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
  if (fcntl(descriptor, F_ADD_SEALS, seals) < 0) return close_failed(descriptor);
  if (descriptor > 2) return descriptor;
  // We were started without standard streams; there a child's own streams would replace it.
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  close_failed(descriptor);
  return moved;
}

int clinux_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int clinux_wait(int pid, int reap, int *signaled, int *status) {
  siginfo_t information = {0};
  int options = WEXITED | WNOHANG | (reap ? 0 : WNOWAIT);
  if (waitid(P_PID, (id_t)pid, &information, options) < 0) return -1;
  if (information.si_pid == 0) return 0;
  *signaled = information.si_code != CLD_EXITED;
  *status = information.si_status;
  return 1;
}

int clinux_signal_is_ignored(int signal) {
  struct sigaction action;
  return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

int clinux_signalfd(const sigset_t *signals) {
  return signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int clinux_memory_deny_write_execute(void) { return prctl(PR_GET_MDWE, 0L, 0L, 0L, 0L); }
