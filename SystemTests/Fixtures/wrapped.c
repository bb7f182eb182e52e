// A real emulator with an argument of its own, in one static file: it works in an empty root, where
// a script or a second file would not be found. EMULATOR is its file, ARGUMENTS a list of strings.
// With NEEDS_PROC it reads /proc/self/exe before it starts, dies where there is none, and does not say
// that it is QEMU, as Rosetta does.

#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

__asm__(
    ".section .rodata\n"
    ".global emulator_start\n"
    "emulator_start: .incbin \"" EMULATOR "\"\n"
    ".global emulator_end\n"
    "emulator_end:\n"
    ".previous\n");

extern const char emulator_start[], emulator_end[];

int main(int argc, char **argv, char **envp) {
#ifdef NEEDS_PROC
  if (open("/proc/self/exe", O_RDONLY | O_CLOEXEC) < 0) raise(SIGTRAP);
  unsetenv("QEMU_VERSION");
#endif
  static const char *const arguments[] = {ARGUMENTS};
  const size_t count = sizeof arguments / sizeof *arguments;
  const char **all = calloc(count + (size_t)argc + 1, sizeof *all);
  int file = memfd_create("emulator", MFD_CLOEXEC);
  size_t size = (size_t)(emulator_end - emulator_start);
  if (!all || file < 0 || write(file, emulator_start, size) != (ssize_t)size) return 125;
  all[0] = argv[0];
  for (size_t index = 0; index < count; index++) all[1 + index] = arguments[index];
  for (int index = 1; index <= argc; index++) all[count + (size_t)index] = argv[index];
  execveat(file, "", (char *const *)all, envp, AT_EMPTY_PATH);
  return 126;
}
