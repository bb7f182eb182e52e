// Prints the peak memory of a program, without that of the programs it starts: `peak PROGRAM
// [ARGUMENT...]`, in KiB, the highest resident set (VmHWM in /proc/PID/status).
//
// wait4(2) would give the highest of the program and its children, which are emulators here; so the
// program is stopped (ptrace(2)) on its way out, while its memory can still be asked for.

#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void fail(const char *what) {
  perror(what);
  exit(1);
}

static long peak_of(pid_t pid) {
  char path[64], line[256];
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  FILE *status = fopen(path, "r");
  if (!status) fail(path);
  long kibibytes = -1;
  while (fgets(line, sizeof line, status))
    if (sscanf(line, "VmHWM: %ld", &kibibytes) == 1) break;
  fclose(status);
  return kibibytes;
}

int main(int argc, char **argv) {
  if (argc < 2) return 1;
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0) fail("/dev/null");
  pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) {
    dup2(nowhere, STDOUT_FILENO);
    raise(SIGSTOP);
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  int status;
  long peak = -1;
  if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status)) fail("waitpid");
  if (ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL) < 0) fail("ptrace");
  kill(pid, SIGCONT);
  while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
    // The upper bits tell an event, of which the exit is the one asked for, from a signal.
    int event = status >> 16, signal = event ? 0 : WSTOPSIG(status);
    if (event == PTRACE_EVENT_EXIT) peak = peak_of(pid);
    ptrace(PTRACE_CONT, pid, 0, signal);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1 || peak < 0) {
    fprintf(stderr, "peak: %s: failed with status %#x\n", argv[1], (unsigned)status);
    return 1;
  }
  printf("%ld\n", peak);
}
