// The Linux calls that Swift's C library module lacks, as functions over integers and pointers.
//
// Unless a contract says otherwise, a function returns -1 and sets errno when it fails, and every
// descriptor it makes is closed on exec. `_GNU_SOURCE` must not be defined here, only in the C
// files: it would change types that the Swift module has already imported.

#ifndef CLINUX_H
#define CLINUX_H

#include <signal.h>

/// Ends this process with 128 plus the signal's number on those signals by which users end programs.
/// For the init of a PID namespace, whose default it is to ignore them (pid_namespaces(7)).
void clinux_end_on_signals(void);

/// Takes back what had to be added to the environment before `main`, so that no child inherits it.
void clinux_restore_environment(void);

/// Returns the argument of this process at `index`, its name first, or a null pointer past the last.
const char *clinux_argument(int index);

/// Returns the commit that this program was built from, as the build defined CROSSREADY_COMMIT, else
/// an empty string.
const char *clinux_commit(void);

/// Makes a pipe; `ends` gets its reading and its writing end.
///
/// With `nonblocking`, reading fails with EAGAIN rather than wait; writing still waits.
int clinux_pipe(int ends[2], int nonblocking);

/// Opens what `path` names, a directory or a namespace, only to refer to it (O_PATH).
int clinux_open_reference(const char *path);

/// Returns a sealed, executable file in memory that holds `bytes`. Its descriptor is above 2.
int clinux_memory_file(const char *name, const void *bytes, unsigned long size);

/// Returns a descriptor that is readable once the child `pid` has ended (Linux 5.3).
int clinux_pidfd_open(int pid);

/// Tells how the child `pid` ended: 1 if it has ended, 0 if it still runs, -1 if it is no child.
///
/// `reap` releases it then; otherwise its process id stays reserved. `signaled` becomes 1 if
/// `status` is a signal, 0 if it is an exit status.
int clinux_wait(int pid, int reap, int *signaled, int *status);

/// Returns 1 if `signal` is ignored, 0 if it has any other effect.
int clinux_signal_is_ignored(int signal);

/// Returns a descriptor that is readable while a signal of `signals` is pending.
int clinux_signalfd(const sigset_t *signals);

/// Returns the flags of prctl(PR_GET_MDWE), which deny memory that is writable and executable.
int clinux_memory_deny_write_execute(void);

/// Which file a path names.
struct clinux_identity {
  unsigned long long device;
  unsigned long long inode;
  /// As in `struct stat`: the kind of file, and its permissions.
  unsigned int mode;
};

/// Tells which file `path` names, without asking a remote file system, which may hang (statx(2)); an
/// empty one is the file that `directory` is a descriptor of.
int clinux_identify(int directory, const char *path, struct clinux_identity *identity);

/// Returns 1 if a descriptor is of a file that the kernel makes up: in procfs, sysfs, debugfs or tracefs.
int clinux_is_of_kernel(int file);

/// Opens what a path means to a process that has `root` as its root directory, only to refer to it
/// (O_PATH): neither `..` nor a symbolic link leads out (openat2(2), Linux 5.6).
int clinux_refer_in_root(int root, const char *path);

/// Returns where `needle` begins in `bytes`, or a null pointer (memmem(3)).
const void *clinux_find(const void *bytes, unsigned long size, const void *needle,
                        unsigned long needle_size);

/// Opens a file for reading; `path` is relative to `directory`. Neither a pipe without a writer nor
/// a terminal makes it wait.
int clinux_open_at(int directory, const char *path);

/// Opens what `path` names, relative to `directory`, only to refer to it (O_PATH).
int clinux_open_reference_at(int directory, const char *path);

/// Opens what a name in a directory stands for only to refer to it, a symbolic link itself (O_PATH,
/// O_NOFOLLOW).
int clinux_refer(int directory, const char *name);

/// Reads where the symbolic link leads that a descriptor of `clinux_refer` is of; returns the length.
long clinux_read_link(int link, void *target, unsigned long size);

/// Writes into `pairs` the inode of each unix socket of this network namespace that is connected, and
/// that of the socket at its other end (sock_diag(7)); returns how many pairs, `capacity` at most.
long clinux_unix_peers(unsigned long long *pairs, long capacity);

/// Stops a thread of another process for a moment, up to `count` times within half a second (ptrace(2)),
/// and writes a number for each time that stands for all registers of the thread, and those of the guest
/// that QEMU has for it; returns how many.
int clinux_sample_thread(int thread, unsigned long long *states, int count);

/// Enters the network namespace that a descriptor refers to (setns(2)).
int clinux_enter_network(int network);

/// A file that `clinux_root` puts into its root.
struct clinux_file {
  /// A name without a slash.
  const char *name;
  const unsigned char *bytes;
  unsigned long size;
};

/// A root to be filled with files by a child process that then waits. One that is mounted has
/// /proc and /dev/null besides, where they can be had.
struct clinux_root {
  /// The lines for /proc/self/uid_map and gid_map of a user namespace to be made, or null.
  const char *user_map;
  const char *group_map;
  /// 1 to mount a file system of its own, seen in a new mount namespace only, on `directory`.
  int mounted;
  const char *directory;
  /// The path of its /proc.
  const char *proc;
  const struct clinux_file *files;
  int file_count;
};

/// What `clinux_start` starts. A descriptor of -1 means that there is none.
struct clinux_child {
  /// If not null, the child fills this root, makes it its working directory, writes a line feed
  /// to its standard output, reads its standard input to the end and exits; it executes nothing.
  const struct clinux_root *root;
  const char *path;
  char *const *arguments;
  char *const *environment;
  int standard_input;
  int standard_output;
  int standard_error;
  /// The writing end of `standard_input`, which the child itself must not keep open.
  int standard_input_writer;
  /// The writing end of a pipe that is closed on exec, for the report of a failed step: errno as
  /// an int, then the call's name and the path it was about, a NUL before and after the path.
  int report;
  /// The user namespace to enter, before anything else that needs privileges.
  int user_namespace;
  /// The directory that becomes the root directory and the working directory.
  int root_directory;
  /// 0 to keep our rights; 1 to run as the ordinary user 65534, who is nobody; 2 to keep the user and
  /// have no capabilities. With 1 or 2 nothing that is executed can gain any (no_new_privs).
  int drop;
  /// Whether nothing that is executed can be on a file system that never answers.
  int answers;
  /// Descriptors above 2 that stay open in the executed program under the same numbers.
  const int *inherited;
  int inherited_count;
};

/// Forks a child that goes on here, is killed when its parent ends, and keeps of its parent's
/// descriptors only the standard streams and `kept`, as number 3: what it held open, others might
/// wait for.
int clinux_fork(int kept);

/// Releases a child that has ended or ends at once, and returns 1; one that the kernel does not let end
/// is left to it: 0.
int clinux_reap(int pid);

/// Starts a child in a process group of its own, and returns its process id.
///
/// The child has no blocked and no ignored signals, writes no core file, and is killed when the
/// thread that started it ends. Steps that fail in the child are reported through `report`.
int clinux_start(const struct clinux_child *child);

/// `F_OFD_SETLK` of fcntl(2): a record lock that belongs to the open file. Headers show it only with
/// `_GNU_SOURCE`.
enum { clinux_lock_of_open_file = 37 };

#endif
