// Runs a program as a systemd unit with hardening options would: `confine WORD... -- PROGRAM...`.
//
// mdwe: MemoryDenyWriteExecute=, by prctl as systemd does since version 254.
// namespaces: RestrictNamespaces=, which answers EPERM.
// architectures: SystemCallArchitectures=native, which kills.

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF_EQUAL(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)

static int filter(struct sock_filter *code, unsigned short length) {
  struct sock_fprog program = {.len = length, .filter = code};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static int deny_namespaces(void) {
  struct sock_filter code[] = {
      LOAD(nr),
      IF_EQUAL(SYS_unshare, 1), RETURN(SECCOMP_RET_ERRNO | EPERM),
      IF_EQUAL(SYS_setns, 1), RETURN(SECCOMP_RET_ERRNO | EPERM),
      RETURN(SECCOMP_RET_ALLOW),
  };
  return filter(code, sizeof code / sizeof *code);
}

static int deny_architectures(void) {
  struct sock_filter code[] = {
      LOAD(arch),
      IF_EQUAL(AUDIT_ARCH_X86_64, 1), RETURN(SECCOMP_RET_ALLOW),
      RETURN(SECCOMP_RET_KILL_PROCESS),
  };
  return filter(code, sizeof code / sizeof *code);
}

int main(int argc, char **argv) {
  int index = 1;
  for (; index < argc && strcmp(argv[index], "--"); index++) {
    int failed = 1;
    // PR_SET_MDWE and PR_MDWE_REFUSE_EXEC_GAIN, which older headers lack.
    if (!strcmp(argv[index], "mdwe")) failed = prctl(65, 1, 0, 0, 0);
    if (!strcmp(argv[index], "namespaces")) failed = deny_namespaces();
    if (!strcmp(argv[index], "architectures")) failed = deny_architectures();
    if (failed) {
      perror(argv[index]);
      return 125;
    }
  }
  if (index + 1 >= argc) return 125;
  execv(argv[index + 1], argv + index + 1);
  perror(argv[index + 1]);
  return 126;
}
