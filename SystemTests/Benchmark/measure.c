// Times commands against each other: `measure ROUNDS PROGRAM [ARGUMENT...] [-- PROGRAM ...]...`.
//
// A round runs every command once, so that whatever else the machine does meets all of them; every
// second round goes backwards. Their output goes to /dev/null. For each command one line is
// printed: the smallest and the median wall time from before its fork until it is reaped, in
// microseconds.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_COMMANDS = 8, MOST_ROUNDS = 1000 };

static char **commands[MOST_COMMANDS];
static double times[MOST_COMMANDS][MOST_ROUNDS];

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static _Noreturn void fail(const char *what) {
  perror(what);
  exit(1);
}

static double time_of(char **command) {
  double start = microseconds();
  pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) {
    execvp(command[0], command);
    _exit(127);
  }
  int status;
  if (waitpid(pid, &status, 0) != pid) fail("waitpid");
  double time = microseconds() - start;
  // 1 is an answer: of `check`, that something is not ready.
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
    fprintf(stderr, "measure: %s: failed with status %#x\n", command[0], (unsigned)status);
    exit(1);
  }
  return time;
}

static int compare(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

int main(int argc, char **argv) {
  int rounds = argc > 2 ? atoi(argv[1]) : 0;
  if (rounds < 1 || rounds > MOST_ROUNDS) return 1;
  int count = 0;
  commands[count++] = argv + 2;
  for (int index = 2; index < argc; index++) {
    if (strcmp(argv[index], "--")) continue;
    if (count == MOST_COMMANDS) return 1;
    argv[index] = NULL;
    commands[count++] = argv + index + 1;
  }

  int results = dup(STDOUT_FILENO);
  int nowhere = open("/dev/null", O_RDWR);
  if (results < 0 || nowhere < 0) fail("open");
  if (fcntl(results, F_SETFD, FD_CLOEXEC) < 0 || fcntl(nowhere, F_SETFD, FD_CLOEXEC) < 0)
    fail("fcntl");
  if (dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0) fail("dup2");

  for (int index = 0; index < count; index++) time_of(commands[index]);
  for (int round = 0; round < rounds; round++)
    for (int index = 0; index < count; index++) {
      int chosen = round % 2 ? count - 1 - index : index;
      times[chosen][round] = time_of(commands[chosen]);
    }
  for (int index = 0; index < count; index++) {
    qsort(times[index], (size_t)rounds, sizeof times[index][0], compare);
    dprintf(results, "%.0f %.0f\n", times[index][0], times[index][rounds / 2]);
  }
}
