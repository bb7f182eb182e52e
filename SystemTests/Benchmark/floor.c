// The plain way to learn what `crossready check` learns: starts all of it at once, and looks at
// nothing.
//
//     floor write                 writes the programs into the working directory
//     floor run [ARCHITECTURE...] starts those of the architectures, default all, and awaits them
//
// Per architecture these are the chain of its variants, whose last one starts its
// position-independent build, marked as GNU's OSABI; the first program again, with QEMU_VERSION
// set, which `check` does only where the emulator's file does not tell its release; and, if the CPU
// may run it itself, once more with a byte in EI_PAD that no handler takes. The machine's own
// architecture is asked for the version in any case.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ArchProbes.h"

#if defined(__x86_64__)
static const char native[] = "amd64", compatible[] = "386";
#elif defined(__aarch64__)
static const char native[] = "arm64", compatible[] = "arm";
#else
static const char native[] = "", compatible[] = "";
#endif

enum { OSABI = 7, LAST_OF_PADDING = 15, GNU = 3 };

static _Noreturn void fail(const char *what) {
  perror(what);
  exit(2);
}

// MARK: The files

// `./linux-arm-v7-gnu` for the platform `linux/arm/v7` and the mark `-gnu`.
static char *name_of(const char *platform, const char *mark) {
  char *name;
  if (asprintf(&name, "./%s%s", platform, mark) < 0) fail("asprintf");
  for (char *c = name + 2; *c; c++)
    if (*c == '/') *c = '-';
  return name;
}

static void write_program(const struct arch_probe *probe, const char *mark, int offset, char byte) {
  char *name = name_of(probe->platform, mark);
  int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0755);
  if (file < 0 || write(file, probe->bytes, probe->size) != (ssize_t)probe->size ||
      pwrite(file, &byte, 1, offset) != 1 || close(file) < 0)
    fail(name);
  free(name);
}

static void write_programs(void) {
  const struct arch_probe *probe;
  for (int index = 0; (probe = arch_probe_at(index)); index++) {
    // A position-independent build comes after the fixed one of its platform, which it replaces.
    write_program(probe, "-gnu", OSABI, GNU);
    if (probe->position_independent) continue;
    write_program(probe, "", OSABI, 0);
    write_program(probe, "-unhandled", LAST_OF_PADDING, 1);
  }
}

// MARK: The processes

static char **asking_for_version;
static int process_count;

static void start(char **arguments, char **environment) {
  pid_t pid;
  int error = posix_spawn(&pid, arguments[0], NULL, NULL, arguments, environment);
  // Neither a handler takes it nor the CPU.
  if (error == ENOEXEC) return;
  errno = error;
  if (error) fail(arguments[0]);
  process_count++;
}

static void start_first(const struct arch_probe *probe, const char *mark, char **environment) {
  start((char *[]){name_of(probe->platform, mark), NULL}, environment);
}

static void await_all(void) {
  for (; process_count; process_count--) {
    int status;
    if (wait(&status) < 0) fail("wait");
    if (status == 0) continue;
    fprintf(stderr, "floor: a probe ended with status %#x\n", (unsigned)status);
    exit(2);
  }
}

// MARK: The architectures

// Whether a platform is `linux/ARCHITECTURE`, with or without a variant.
static int is_of(const char *platform, const char *architecture) {
  size_t length = strlen(architecture);
  const char *name = platform + strlen("linux/");
  return !strncmp(name, architecture, length) && (name[length] == 0 || name[length] == '/');
}

static int is_wanted(const char *platform, char **architectures) {
  if (!*architectures) return 1;
  for (; *architectures; architectures++)
    if (is_of(platform, *architectures)) return 1;
  return 0;
}

// Whether two platforms differ in nothing but the variant.
static int are_variants(const char *platform, const char *other) {
  size_t length = strcspn(platform + strlen("linux/"), "/") + strlen("linux/");
  return !strncmp(platform, other, length) && (other[length] == 0 || other[length] == '/');
}

// Starts what belongs to the architecture of the first probe, and returns how many probes that has.
static int start_architecture(int first, char **architectures) {
  const struct arch_probe *lowest = arch_probe_at(first), *highest = lowest, *probe;
  char *chain[8];
  int length = 0, index = first;
  for (; (probe = arch_probe_at(index)) && are_variants(lowest->platform, probe->platform); index++) {
    if (probe->position_independent) continue;
    chain[length++] = name_of(probe->platform, "");
    highest = probe;
  }
  chain[length++] = name_of(highest->platform, "-gnu");
  chain[length] = NULL;
  int wanted = is_wanted(lowest->platform, architectures);
  int is_native = is_of(lowest->platform, native);
  if (wanted) start(chain, environ);
  if (wanted || is_native) start_first(lowest, "", asking_for_version);
  if (wanted && (is_native || is_of(lowest->platform, compatible)))
    start_first(lowest, "-unhandled", environ);
  return index - first;
}

int main(int argc, char **argv) {
  if (argc == 2 && !strcmp(argv[1], "write")) {
    write_programs();
    return 0;
  }
  if (argc < 2 || strcmp(argv[1], "run")) return 2;
  size_t count = 0;
  while (environ[count]) count++;
  asking_for_version = calloc(count + 2, sizeof *environ);
  if (!asking_for_version) fail("calloc");
  asking_for_version[0] = "QEMU_VERSION=1";
  memcpy(asking_for_version + 1, environ, count * sizeof *environ);
  // Closed as a whole: the probes read it to its end.
  if (close(STDIN_FILENO) < 0) fail("close");
  for (int index = 0; arch_probe_at(index);) index += start_architecture(index, argv + 2);
  await_all();
}
