// From fork to exec, where a child may only make system calls: its parent may have had threads,
// whose locks are held forever in the child.

#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Architectures share the numbers of calls added since Linux 5.1.
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

static _Noreturn void fail(int report, const char *call, const char *path) {
  int error = errno;
  struct iovec parts[] = {
    {&error, sizeof error},
    {(void *)call, strlen(call) + 1},
    {(void *)path, strlen(path) + 1},
  };
  // One write of less than PIPE_BUF bytes into an empty pipe neither waits nor is cut.
  ssize_t written = writev(report, parts, 3);
  (void)written;
  _exit(127);
}

static void write_file(int report, const char *path, int flags, const void *bytes, size_t size) {
  int descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | flags, 0555);
  if (descriptor < 0) fail(report, "open", path);
  for (size_t done = 0; done < size;) {
    ssize_t written = write(descriptor, (const char *)bytes + done, size - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(report, "write", path);
    done += (size_t)written;
  }
  // File systems over a network tell of a failed write only here.
  if (close(descriptor) < 0) fail(report, "close", path);
}

static void write_map(int report, const char *path, const char *text) {
  write_file(report, path, 0, text, strlen(text));
}

static void enter_namespaces(const struct clinux_root *root, int report) {
  if (!root->mounted) return;
  if (unshare(root->user_map ? CLONE_NEWUSER | CLONE_NEWNS : CLONE_NEWNS) < 0)
    fail(report, "unshare", "");
  if (root->user_map) {
    write_map(report, "/proc/self/uid_map", root->user_map);
    // Whoever has no privileges outside must give up setgroups(2) before mapping a group.
    write_map(report, "/proc/self/setgroups", "deny");
    write_map(report, "/proc/self/gid_map", root->group_map);
  }
  // systemd shares the root mount: without this the host would get our mount, too.
  if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) fail(report, "mount", "/");
  // What is mounted covers it, and leaves it where we stand.
  if (chdir("/proc") < 0) fail(report, "chdir", "/proc");
  // A page of memory per file, and a page is up to 64 KiB.
  if (mount("tmpfs", root->directory, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0711,size=16m") < 0)
    fail(report, "mount", root->directory);
}

// Every container has these, and emulators read /proc/self/exe before they start. Where one cannot be
// had the programs run without it.
static void bind_proc(const struct clinux_root *root) {
  if (!root->mounted || mkdir(root->proc, 0555) < 0) return;
  // A user namespace may have it only with all that is mounted there, which our own covers.
  if (mount(".", root->proc, NULL, MS_BIND | MS_REC, NULL) == 0)
    umount2(root->proc, MNT_DETACH);
}

static void bind_null(const struct clinux_root *root) {
  if (!root->mounted || mkdir("dev", 0555) < 0) return;
  int file = open("dev/null", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return;
  close(file);
  mount("/dev/null", "dev/null", NULL, MS_BIND, NULL);
}

// Nothing is executed that would close them. One of ours is the other end of the standard input,
// whose end would never come.
static void close_above(int last) {
  if (syscall(SYS_close_range, last + 1, ~0U, 0) == 0) return;
  // Before Linux 5.9.
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) < 0) return;
  for (rlim_t number = (rlim_t)last + 1; number < files.rlim_cur; number++) close((int)number);
}

static _Noreturn void keep_root(const struct clinux_root *root, int report) {
  const int only = 3;
  if (report != only && dup3(report, only, O_CLOEXEC) < 0) fail(report, "dup3", "");
  report = only;
  close_above(only);
  enter_namespaces(root, report);
  // Without the right to call chroot(2), filling the directory would be in vain.
  if (chroot("/") < 0) fail(report, "chroot", "");
  umask(0);
  bind_proc(root);
  if (chdir(root->directory) < 0) fail(report, "chdir", root->directory);
  bind_null(root);
  for (int index = 0; index < root->file_count; index++) {
    const struct clinux_file *file = &root->files[index];
    write_file(report, file->name, O_CREAT | O_EXCL, file->bytes, file->size);
  }
  if (write(STDOUT_FILENO, "\n", 1) < 0) fail(report, "write", "");
  char rest;
  while (read(STDIN_FILENO, &rest, 1) > 0) continue;
  _exit(0);
}

// An ignored signal stays ignored in the executed program, SIGPIPE and SIGCHLD among them.
static void reset_signals(void) {
  struct sigaction action = {0};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &action, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

// If we were started without standard streams, our own descriptors may have taken their numbers.
static int above_streams(int descriptor, int report) {
  if (descriptor < 0 || descriptor > 2) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  if (moved < 0) fail(report, "fcntl", "");
  return moved;
}

static void set_streams(const struct clinux_child *child, int report) {
  int streams[] = {child->standard_input, child->standard_output, child->standard_error};
  for (int index = 0; index < 3; index++) streams[index] = above_streams(streams[index], report);
  for (int index = 0; index < 3; index++)
    if (dup2(streams[index], index) < 0) fail(report, "dup2", "");
}

static void confine(const struct clinux_child *child, int root_directory, int report) {
  if (child->user_namespace >= 0 && setns(child->user_namespace, CLONE_NEWUSER) < 0)
    fail(report, "setns", "");
  if (root_directory < 0) return;
  if (fchdir(root_directory) < 0) fail(report, "fchdir", "");
  if (chroot(".") < 0) fail(report, "chroot", "");
}

// What runs is somebody's emulator.
static void drop_rights(int drop, int report) {
  if (!drop) return;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) < 0) fail(report, "prctl", "");
  if (drop == 1) {
    const unsigned nobody = 65534;
    // As raw calls: the C library's would tell all threads. Where setgroups(2) is denied, there are
    // no groups to leave that a namespace knows of.
    syscall(SYS_setgroups, 0, NULL);
    if (syscall(SYS_setresgid, nobody, nobody, nobody) < 0) fail(report, "setresgid", "");
    if (syscall(SYS_setresuid, nobody, nobody, nobody) < 0) fail(report, "setresuid", "");
  } else {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0}, {0}};
    if (syscall(SYS_capset, &header, none) < 0) fail(report, "capset", "");
  }
  // A change of credentials makes /proc/self root's, through which the program may be reached.
  if (prctl(PR_SET_DUMPABLE, 1L, 0L, 0L, 0L) < 0) fail(report, "prctl", "");
}

static _Noreturn void become(const struct clinux_child *child, pid_t parent) {
  reset_signals();
  setpgid(0, 0);
  int report = above_streams(child->report, child->report);
  int root_directory = above_streams(child->root_directory, report);
  struct clinux_child moved = *child;
  moved.user_namespace = above_streams(child->user_namespace, report);
  set_streams(&moved, report);
  // The hard limit stays: container engines hand it on to containers.
  struct rlimit core;
  if (getrlimit(RLIMIT_CORE, &core) == 0) {
    core.rlim_cur = 0;
    setrlimit(RLIMIT_CORE, &core);
  }
  confine(&moved, root_directory, report);
  drop_rights(child->drop, report);
  // Not before: a change of credentials may clear it. A parent that ended before this call has
  // already handed us over to another one.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) fail(report, "prctl", "");
  if (getppid() != parent) _exit(127);
  if (child->root) {
    // What is executed would have closed it; this would wait for itself.
    if (child->standard_input_writer > 2) close(child->standard_input_writer);
    keep_root(child->root, report);
  }
  // Executing would close them, but may wait for ever; who waits for their other ends must not.
  if (child->inherited_count == 0) {
    if (report != 3 && dup3(report, 3, O_CLOEXEC) < 0) fail(report, "dup3", "");
    report = 3;
    close_above(3);
  }
  for (int index = 0; index < child->inherited_count; index++)
    if (fcntl(child->inherited[index], F_SETFD, 0) < 0) fail(report, "fcntl", "");
  execve(child->path, child->arguments, child->environment);
  fail(report, "execve", "");
}

int clinux_start(const struct clinux_child *child) {
  pid_t parent = getpid();
  // A handler of ours must not run in the child.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  // vfork copies no page tables, but suspends us until the program is executed, which may be for ever
  // where the program, or its handler's interpreter, is on a file system that does not answer. Until
  // then the memory is ours, too: a child that becomes another user would lend it to that user
  // (ptrace(2)), and one that enters a user namespace would make it undumpable.
  int may_share = child->answers && child->drop != 1 && child->user_namespace < 0 && !child->root;
  pid_t pid = may_share ? vfork() : fork();
  if (pid == 0) become(child, parent);
  int error = errno;
  // The child does the same; whoever comes first, there is a group to kill from here on.
  if (pid > 0) setpgid(pid, pid);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return pid;
}

int clinux_fork(int kept) {
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    if (kept != 3 && dup3(kept, 3, O_CLOEXEC) < 0) _exit(127);
    close_above(3);
  }
  return pid;
}

int clinux_reap(int pid) {
  // A process that is not waiting for a device is gone within a moment.
  for (int attempt = 0; attempt < 20; attempt++) {
    if (waitpid(pid, NULL, WNOHANG) != 0) return 1;
    struct timespec moment = {0, 5000000};
    nanosleep(&moment, NULL);
  }
  return 0;
}
