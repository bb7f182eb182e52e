// Interpreters that misbehave, each in the way that its build names. Static, like a good emulator.

#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **words) {
  (void)count, (void)words;
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
#elif defined(EMULATOR_PRINTS_RIGHTS)
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2] = {{0}, {0}};
  syscall(SYS_capget, &header, sets);
  printf("user=%d\ncapabilities=%x\nno-new-privileges=%d\n", (int)getuid(),
         sets[0].permitted | sets[0].effective | sets[1].permitted | sets[1].effective,
         prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L));
#elif defined(EMULATOR_RECORDS)
  // Waits if it is told to; whoever executes it in another way leaves a file beside it.
  char path[4096] = "";
  if (count > 1 && !strcmp(words[1], "wait")) for (;;) pause();
  if (readlink("/proc/self/exe", path, sizeof path - 16) > 0) {
    strcat(path, ".executed");
    fclose(fopen(path, "w"));
  }
#elif defined(EMULATOR_TAKES_OVER)
  // In the place of one that runs a probe it is silent about it; as a handler it says whose it is.
  char byte;
  if (count > 1) return printf("taken over as user %d\n", (int)getuid()) < 0;
  puts("probe");
  fflush(stdout);
  while (read(0, &byte, 1) > 0) continue;
#else
#error "no behaviour"
#endif
  return 0;
}
