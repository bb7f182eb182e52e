#define _GNU_SOURCE

#include "CLinux.h"

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// QEMU keeps the guest's registers in memory to which one register of the machine points: TCG_AREG0 of
// its tcg/*/tcg-target.h.
#if defined(__x86_64__)
#define GUEST_STATE(registers) ((registers).rbp)
#elif defined(__aarch64__)
#define GUEST_STATE(registers) ((registers).regs[19])
#else
#error "which register points to the guest's state?"
#endif

enum { GUEST_STATE_SIZE = 512 };

static void rest(long microseconds) {
  const struct timespec time = {.tv_nsec = microseconds * 1000};
  nanosleep(&time, 0);
}

static uint64_t mixed(uint64_t sum, const void *bytes, unsigned long size) {
  const unsigned char *byte = bytes;
  for (unsigned long place = 0; place < size; place++) {
    sum = (sum ^ byte[place]) * 0x100000001b3;
  }
  return sum;
}

// Stops the thread; 0 if it stands still, -1 if it does not within 100 ms, or is stopped by others.
static int hold(int thread) {
  if (ptrace(PTRACE_INTERRUPT, thread, 0, 0) < 0) return -1;
  for (int tries = 0; tries < 500; tries++) {
    int status;
    const pid_t changed = waitpid(thread, &status, __WALL | WNOHANG);
    if (changed < 0) return -1;
    if (changed == 0) {
      rest(200);
      continue;
    }
    if (!WIFSTOPPED(status)) return -1;
    const int signal = WSTOPSIG(status);
    if (status >> 16 == PTRACE_EVENT_STOP) return signal == SIGTRAP ? 0 : -1;
    // A signal was on its way: it gets it.
    if (ptrace(PTRACE_CONT, thread, 0, signal) < 0) return -1;
  }
  errno = ETIMEDOUT;
  return -1;
}

// Of a thread that stands still: its registers, those of the guest included, as one number.
static int read_state(int thread, unsigned long long *state) {
  struct user_regs_struct registers;
  struct iovec own = {.iov_base = &registers, .iov_len = sizeof registers};
  if (ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &own) < 0) return -1;
  uint64_t sum = mixed(0xcbf29ce484222325, &registers, sizeof registers);
  unsigned char guest[GUEST_STATE_SIZE];
  const struct iovec here = {.iov_base = guest, .iov_len = sizeof guest};
  const struct iovec there = {.iov_base = (void *)(uintptr_t)GUEST_STATE(registers),
                              .iov_len = sizeof guest};
  const long size = process_vm_readv(thread, &here, 1, &there, 1, 0);
  if (size > 0) sum = mixed(sum, guest, (unsigned long)size);
  *state = sum;
  return 0;
}

static long milliseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int clinux_sample_thread(int thread, unsigned long long *states, int count) {
  if (ptrace(PTRACE_SEIZE, thread, 0, 0) < 0) return -1;
  const long end = milliseconds() + 500;
  int taken = 0;
  while (hold(thread) == 0) {
    const int is_read = read_state(thread, &states[taken]);
    if (is_read == 0) taken++;
    // The last stop is the one that it is let go from.
    if (is_read < 0 || taken == count || milliseconds() > end) break;
    if (ptrace(PTRACE_CONT, thread, 0, 0) < 0) break;
    // No round number, which a loop might keep in step with.
    rest(1700 + 37 * taken);
  }
  // Where it stands; else the kernel lets it go when this process ends.
  ptrace(PTRACE_DETACH, thread, 0, 0);
  return taken;
}
