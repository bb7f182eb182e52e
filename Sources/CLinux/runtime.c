#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "CLinux.h"

static int was_set;
static int argument_count;
static char **arguments;

// Before main, Swift's runtime looks for its crash reporter beside the program, and aborts where
// /proc/self/exe cannot tell where that is: in a chroot or a container without /proc. With this
// variable it does not look. Only .preinit_array comes before the runtime's own initializers.
//
// The runtime reads the arguments from /proc, too. glibc passes them to initializers; where nobody
// does, there are none to tell.
static void prepare(int count, char **words) {
  argument_count = count;
  arguments = words;
  if (access("/proc/self/exe", F_OK) == 0 || getenv("SWIFT_ROOT")) return;
  was_set = setenv("SWIFT_ROOT", "/", 0) == 0;
}

__attribute__((section(".preinit_array"), used)) static void (*const before_runtime)(int, char **) =
    prepare;

const char *clinux_argument(int index) {
  return index >= 0 && index < argument_count ? arguments[index] : NULL;
}

void clinux_restore_environment(void) {
  if (was_set) unsetenv("SWIFT_ROOT");
  was_set = 0;
}

static _Noreturn void end(int number) { _exit(128 + number); }

void clinux_end_on_signals(void) {
  const int signals[] = {SIGTERM, SIGINT, SIGHUP};
  for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) {
    struct sigaction action;
    if (sigaction(signals[index], NULL, &action) < 0 || action.sa_handler != SIG_DFL) continue;
    action.sa_handler = end;
    sigaction(signals[index], &action, NULL);
  }
}

#ifndef CROSSREADY_COMMIT
#define CROSSREADY_COMMIT ""
#endif

const char *clinux_commit(void) { return CROSSREADY_COMMIT; }
