// A program that really does what its first argument names: it hangs, spins, works or waits in one
// of the ways that `crossready diagnose` tells apart.
//
// `build` compiles it without any library for several architectures, so that real emulators run it.
// Before it begins to do so it prints the line "ready".

// MARK: Architectures
//
// Each section has the system call numbers, `call`, `start_thread` and the entry point, which hands
// the initial stack to `guest`. `call` returns a negative error number on failure. A new thread runs
// on a stack of its own, where C has no frame yet, so that its first step is written in assembly.

void guest(const long *stack) __attribute__((noreturn, used));

#define ENTRY(instructions) \
  __asm__(".text\n.globl _start\n.type _start, %function\n_start:\n" instructions)

// CLONE_VM, FS, FILES, SIGHAND, THREAD and SYSVSEM, as every thread library has it.
#define THREAD 0x50f00L

#if defined(__aarch64__) || defined(__riscv)

enum {
  FCNTL = 25, FLOCK = 32, OPENAT = 56, PIPE2 = 59, READ = 63, WRITE = 64, PPOLL = 73,
  EXIT_GROUP = 94, FUTEX = 98, NANOSLEEP = 101, GETSOCKNAME = 204, SOCKET = 198, BIND = 200,
  LISTEN = 201, CONNECT = 203, RECVFROM = 207, MREMAP = 216, CLONE = 220, EXECVE = 221, WAIT4 = 260
};

#elif defined(__arm__)

enum {
  FCNTL = 221, FLOCK = 143, OPENAT = 322, PIPE2 = 359, READ = 3, WRITE = 4, PPOLL = 336,
  EXIT_GROUP = 248, FUTEX = 240, NANOSLEEP = 162, GETSOCKNAME = 286, SOCKET = 281, BIND = 282,
  LISTEN = 284, CONNECT = 283, RECVFROM = 292, MREMAP = 163, CLONE = 120, EXECVE = 11, WAIT4 = 114
};

#elif defined(__s390x__)

enum {
  FCNTL = 55, FLOCK = 143, OPENAT = 288, PIPE2 = 325, READ = 3, WRITE = 4, PPOLL = 302,
  EXIT_GROUP = 248, FUTEX = 238, NANOSLEEP = 162, GETSOCKNAME = 367, SOCKET = 359, BIND = 361,
  LISTEN = 363, CONNECT = 362, RECVFROM = 371, MREMAP = 163, CLONE = 120, EXECVE = 11, WAIT4 = 114
};

#endif

#if defined(__aarch64__)

static long call(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc #0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory");
  return x0;
}

static void start_thread(void (*body)(void), char *stack) {
  register long x8 __asm__("x8") = CLONE;
  register long x0 __asm__("x0") = THREAD;
  register long x1 __asm__("x1") = (long)stack;
  register void (*x9)(void) __asm__("x9") = body;
  __asm__ volatile("svc #0\n"
                   "cbnz x0, 1f\n"
                   "blr x9\n"
                   "1:"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x9)
                   : "x2", "x3", "x4", "x30", "memory");
}

ENTRY("mov x0, sp\n"
      "and sp, x0, #-16\n"
      "b guest\n");

#elif defined(__riscv)

static long call(long number, long a, long b, long c, long d, long e, long f) {
  register long a7 __asm__("a7") = number;
  register long a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  register long a3 __asm__("a3") = d;
  register long a4 __asm__("a4") = e;
  register long a5 __asm__("a5") = f;
  __asm__ volatile("ecall"
                   : "+r"(a0)
                   : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
                   : "memory");
  return a0;
}

static void start_thread(void (*body)(void), char *stack) {
  register long a7 __asm__("a7") = CLONE;
  register long a0 __asm__("a0") = THREAD;
  register long a1 __asm__("a1") = (long)stack;
  register void (*t3)(void) __asm__("t3") = body;
  __asm__ volatile("ecall\n"
                   "bnez a0, 1f\n"
                   "jalr t3\n"
                   "1:"
                   : "+r"(a0)
                   : "r"(a7), "r"(a1), "r"(t3)
                   : "a2", "a3", "a4", "ra", "memory");
}

ENTRY("mv a0, sp\n"
      "andi sp, sp, -16\n"
      "tail guest\n");

#elif defined(__arm__)

static long call(long number, long a, long b, long c, long d, long e, long f) {
  register long r7 __asm__("r7") = number;
  register long r0 __asm__("r0") = a;
  register long r1 __asm__("r1") = b;
  register long r2 __asm__("r2") = c;
  register long r3 __asm__("r3") = d;
  register long r4 __asm__("r4") = e;
  register long r5 __asm__("r5") = f;
  __asm__ volatile("svc #0"
                   : "+r"(r0)
                   : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
                   : "memory");
  return r0;
}

static void start_thread(void (*body)(void), char *stack) {
  register long r7 __asm__("r7") = CLONE;
  register long r0 __asm__("r0") = THREAD;
  register long r1 __asm__("r1") = (long)stack;
  register void (*r8)(void) __asm__("r8") = body;
  __asm__ volatile("svc #0\n"
                   "cmp r0, #0\n"
                   "bne 1f\n"
                   "blx r8\n"
                   "1:"
                   : "+r"(r0)
                   : "r"(r7), "r"(r1), "r"(r8)
                   : "r2", "r3", "r4", "lr", "cc", "memory");
}

ENTRY("mov r0, sp\n"
      "bic sp, sp, #7\n"
      "b guest\n");

#elif defined(__s390x__)

static long call(long number, long a, long b, long c, long d, long e, long f) {
  register long r1 __asm__("r1") = number;
  register long r2 __asm__("r2") = a;
  register long r3 __asm__("r3") = b;
  register long r4 __asm__("r4") = c;
  register long r5 __asm__("r5") = d;
  register long r6 __asm__("r6") = e;
  register long r7 __asm__("r7") = f;
  __asm__ volatile("svc 0"
                   : "+r"(r2)
                   : "r"(r1), "r"(r3), "r"(r4), "r"(r5), "r"(r6), "r"(r7)
                   : "cc", "memory");
  return r2;
}

// This architecture's clone takes the stack first.
static void start_thread(void (*body)(void), char *stack) {
  register long r1 __asm__("r1") = CLONE;
  register long r2 __asm__("r2") = (long)stack - 160;
  register long r3 __asm__("r3") = THREAD;
  register void (*r9)(void) __asm__("r9") = body;
  __asm__ volatile("svc 0\n"
                   "ltgr %%r2, %%r2\n"
                   "jne 1f\n"
                   "basr %%r14, %%r9\n"
                   "1:"
                   : "+r"(r2)
                   : "r"(r1), "r"(r3), "r"(r9)
                   : "r4", "r5", "r14", "cc", "memory");
}

ENTRY("lgr %r2, %r15\n"
      "nill %r15, 0xfff8\n"
      "aghi %r15, -160\n"
      "jg guest\n");

#else
#error "no guest for this architecture"
#endif

// MARK: Calls

static long call1(long number, long a) { return call(number, a, 0, 0, 0, 0, 0); }
static long call3(long number, long a, long b, long c) { return call(number, a, b, c, 0, 0, 0); }

// fork(2), which newer architectures have no call for: SIGCHLD, and no new stack.
static long fork(void) {
#if defined(__s390x__)
  return call(CLONE, 0, 17, 0, 0, 0, 0);
#else
  return call(CLONE, 17, 0, 0, 0, 0, 0);
#endif
}

__attribute__((noreturn)) static void quit(int status) {
  for (;;) call1(EXIT_GROUP, status);
}

static void say(const char *text) {
  long length = 0;
  while (text[length]) length++;
  call3(WRITE, 1, (long)text, length);
}

static void nap(long seconds, long nanoseconds) {
  long time[2] = {seconds, nanoseconds};
  call3(NANOSLEEP, (long)time, 0, 0);
}

// pause(2), as newer architectures do it.
static void pause_forever(void) {
  for (;;) call(PPOLL, 0, 0, 0, 0, 0, 0);
}

static volatile unsigned long counter;

static void compute(unsigned long rounds) {
  while (rounds--) counter++;
}

// MARK: What it does

static int first_futex, second_futex;

static void wait_for(int *futex) {
  for (;;) call(FUTEX, (long)futex, 0, 0, 0, 0, 0);
}

static void wait_for_first(void) { wait_for(&first_futex); }

static char thread_stack[16384] __attribute__((aligned(16)));

static void deadlock(void) {
  start_thread(wait_for_first, thread_stack + sizeof thread_stack);
  say("ready\n");
  wait_for(&second_futex);
}

static void spin(void) {
  say("ready\n");
  for (;;) counter++;
}

// Asks for what cannot be: to enlarge memory that is not there.
static void storm(void) {
  say("ready\n");
  for (;;) call(MREMAP, 0, 4096, 8192, 0, 0, 0);
}

static void work(void) {
  long file = call3(OPENAT, -100, (long)"/dev/null", 1);
  say("ready\n");
  for (;;) {
    compute(1 << 22);
    call3(WRITE, file, (long)"x", 1);
  }
}

static void await_child(long pid) { call(WAIT4, pid, 0, 0, 0, 0, 0); }

static void family(void) {
  long child = fork();
  if (child) {
    await_child(child);
    quit(0);
  }
  long grandchild = fork();
  if (grandchild) {
    await_child(grandchild);
    quit(0);
  }
  deadlock();
}

static void read_pipe(void) {
  int ends[2];
  char byte;
  call3(PIPE2, (long)ends, 0, 0);
  say("ready\n");
  call3(READ, ends[0], (long)&byte, 1);
}

// The child shares no description with its parent: it opens the file again.
static void lock(const char *path) {
  long file = call(OPENAT, -100, (long)path, 2 | 0100, 0600, 0, 0);
  call3(FLOCK, file, 2, 0);
  if (fork() == 0) {
    long again = call(OPENAT, -100, (long)path, 2, 0, 0, 0);
    say("ready\n");
    call3(FLOCK, again, 2, 0);
  }
  pause_forever();
}

// Connected to itself as far as it knows; nobody ever accepts, let alone answers.
static void listen_forever(void) {
  static unsigned char address[16] __attribute__((aligned(4)));
  unsigned int size = sizeof address;
  char byte;
  *(unsigned short *)address = 2;
  address[4] = 127, address[7] = 1;
  long listener = call3(SOCKET, 2, 1, 0);
  call3(BIND, listener, (long)address, sizeof address);
  call3(LISTEN, listener, 1, 0);
  call3(GETSOCKNAME, listener, (long)address, (long)&size);
  long client = call3(SOCKET, 2, 1, 0);
  call3(CONNECT, client, (long)address, sizeof address);
  say("ready\n");
  call(RECVFROM, client, (long)&byte, 1, 0, 0, 0);
}

static void crash(void) {
  say("ready\n");
  *(volatile char *)0 = 1;
}

static void leave_child(void) {
  if (fork() == 0) quit(0);
  say("ready\n");
  pause_forever();
}

static void read_input(void) {
  char byte;
  say("ready\n");
  call3(READ, 0, (long)&byte, 1);
}

static void sleep_long(void) {
  say("ready\n");
  for (;;) nap(1000, 0);
}

// Programs of a build: each starts, computes a little, writes something and is gone.
static void build(const char *program, long steps) {
  say("ready\n");
  for (; steps; steps--) {
    long child = fork();
    if (child == 0) {
      const char *const words[] = {program, "step", 0};
      const char *const none[] = {0};
      call3(EXECVE, (long)program, (long)words, (long)none);
      quit(127);
    }
    await_child(child);
  }
  quit(0);
}

static void step(void) {
  compute(1 << 21);
  say("step\n");
  quit(0);
}

// A file system that is frozen lets nobody write.
static void write_file(const char *path) {
  long file = call(OPENAT, -100, (long)path, 2 | 0100, 0600, 0, 0);
  say("ready\n");
  for (;;) {
    call3(WRITE, file, (long)"x", 1);
    nap(0, 50000000);
  }
}

static int is(const char *word, const char *name) {
  while (*word && *word == *name) word++, name++;
  return *word == *name;
}

static long number(const char *text) {
  long value = 0;
  while (*text >= '0' && *text <= '9') value = 10 * value + *text++ - '0';
  return value;
}

void guest(const long *stack) {
  const char *const *words = (const char *const *)(stack + 1);
  const char *mode = stack[0] > 1 ? words[1] : "";
  const char *operand = stack[0] > 2 ? words[2] : "";
  if (is(mode, "deadlock")) deadlock();
  if (is(mode, "spin")) spin();
  if (is(mode, "storm")) storm();
  if (is(mode, "work")) work();
  if (is(mode, "family")) family();
  if (is(mode, "pipe")) read_pipe();
  if (is(mode, "lock")) lock(operand);
  if (is(mode, "socket")) listen_forever();
  if (is(mode, "crash")) crash();
  if (is(mode, "zombie")) leave_child();
  if (is(mode, "input")) read_input();
  if (is(mode, "sleep")) sleep_long();
  if (is(mode, "build")) build(words[0], number(operand));
  if (is(mode, "step")) step();
  if (is(mode, "write")) write_file(operand);
  quit(64);
}
