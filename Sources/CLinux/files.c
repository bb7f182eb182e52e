#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

int clinux_identify(int directory, const char *path, struct clinux_identity *identity) {
  struct statx status;
  // Whatever file system it is on need not be asked: it may be the one that hangs.
  const int flags = AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT | AT_EMPTY_PATH;
  if (statx(directory, path, flags, STATX_TYPE | STATX_INO, &status) < 0) return -1;
  identity->device = makedev(status.stx_dev_major, status.stx_dev_minor);
  identity->inode = status.stx_ino;
  identity->mode = status.stx_mode;
  return 0;
}

int clinux_is_of_kernel(int file) {
  struct statfs status;
  if (fstatfs(file, &status) < 0) return 0;
  const unsigned type = (unsigned)status.f_type;
  return type == PROC_SUPER_MAGIC || type == SYSFS_MAGIC || type == DEBUGFS_MAGIC ||
         type == TRACEFS_MAGIC;
}

int clinux_refer_in_root(int root, const char *path) {
  struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
  return (int)syscall(SYS_openat2, root, path, &how, sizeof how);
}

int clinux_open_at(int directory, const char *path) {
  return openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

int clinux_open_reference_at(int directory, const char *path) {
  return openat(directory, path, O_PATH | O_CLOEXEC);
}

int clinux_refer(int directory, const char *name) {
  return openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

long clinux_read_link(int link, void *target, unsigned long size) {
  return readlinkat(link, "", target, size);
}

const void *clinux_find(const void *bytes, unsigned long size, const void *needle,
                        unsigned long needle_size) {
  return memmem(bytes, size, needle, needle_size);
}
