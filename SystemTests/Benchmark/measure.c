// Times commands against each other: `measure ROUNDS PROGRAM [ARGUMENT...] [-- PROGRAM ...]...`.
//
// A round runs every command once, so that whatever else the machine does meets all of them; every
// second round goes backwards. Their output goes to /dev/null. For each command one line is
// printed: the smallest and the median wall time from before its fork until it is reaped, the median
// CPU time of it and of all that it waited for, in microseconds, and the quartiles of the ratios of
// the first command's wall time to its own, round by round.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_COMMANDS = 8, MOST_ROUNDS = 1000 };

static char **commands[MOST_COMMANDS];
static double times[MOST_COMMANDS][MOST_ROUNDS];
static double cpu_times[MOST_COMMANDS][MOST_ROUNDS];
static double ratios[MOST_ROUNDS];

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static _Noreturn void fail(const char *what) {
  perror(what);
  exit(1);
}

static double cpu_time(const struct rusage *usage) {
  return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e6 +
         (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

static double time_of(char **command, double *cpu) {
  double start = microseconds();
  pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) {
    execvp(command[0], command);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (wait4(pid, &status, 0, &usage) != pid) fail("wait4");
  double time = microseconds() - start;
  *cpu = cpu_time(&usage);
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

  for (int index = 0; index < count; index++) time_of(commands[index], cpu_times[index]);
  for (int round = 0; round < rounds; round++)
    for (int index = 0; index < count; index++) {
      int chosen = round % 2 ? count - 1 - index : index;
      times[chosen][round] = time_of(commands[chosen], &cpu_times[chosen][round]);
    }
  // The last one first, because the ratios need the first one's times in the order of the rounds.
  static char lines[MOST_COMMANDS][128];
  for (int index = count - 1; index >= 0; index--) {
    for (int round = 0; round < rounds; round++)
      ratios[round] = times[0][round] / times[index][round];
    qsort(ratios, (size_t)rounds, sizeof ratios[0], compare);
    qsort(times[index], (size_t)rounds, sizeof times[index][0], compare);
    qsort(cpu_times[index], (size_t)rounds, sizeof cpu_times[index][0], compare);
    snprintf(lines[index], sizeof lines[index], "%.0f %.0f %.0f %.3f %.3f %.3f\n",
             times[index][0], times[index][rounds / 2], cpu_times[index][rounds / 2],
             ratios[rounds / 4], ratios[rounds / 2], ratios[rounds * 3 / 4]);
  }
  for (int index = 0; index < count; index++) dprintf(results, "%s", lines[index]);
}
