// Interpreters that misbehave, each in the way that its build names. Static, like a good emulator.

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
#if defined(EMULATOR_HANGS)
  for (;;) pause();
#elif defined(EMULATOR_CRASHES)
  raise(SIGSEGV);
#elif defined(EMULATOR_GIVES_UP)
  fputs("emulator: cannot make sense of this program\n", stderr);
  return 3;
#elif defined(EMULATOR_IS_SILENT)
  return 0;
#elif defined(EMULATOR_PRINTS_GARBAGE)
  for (int line = 0; line < 100000; line++) fputs("\033[31mprobe=\377\001=machine\n", stdout);
#else
#error "no behaviour"
#endif
  return 0;
}
