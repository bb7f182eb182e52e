// A probe: the smallest program that can tell, from the inside, what ran it.
//
// `rebuild` compiles this file once per platform, without any library. What the program does and
// prints is described in include/ArchProbes.h.
//
// The code is position-independent without a loader: nothing would apply a relocation, so no data
// may hold an address. `rebuild` has the linker refuse such data, and writable data altogether,
// because a program of one read-only segment stays small and loads whatever the page size is.

// MARK: Architectures
//
// Each section has the system call numbers, `call`, and the entry point, which hands the initial
// stack to `probe`. `call` returns a negative error number on failure.

void probe(const unsigned long *stack) __attribute__((noreturn, used));

#define ENTRY(instructions) \
  __asm__(".text\n.globl _start\n.type _start, %function\n_start:\n" instructions)

#if defined(__x86_64__)

enum { READ = 0, WRITE = 1, CLONE = 56, EXECVE = 59, WAIT4 = 61, UNAME = 63, EXIT_GROUP = 231,
       CLOCK_GETTIME = 228, OPENAT = 257 };

static long call(long number, long a, long b, long c, long d) {
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall"
                   : "+a"(number)
                   : "D"(a), "S"(b), "d"(c), "r"(r10)
                   : "rcx", "r11", "memory");
  return number;
}

ENTRY("xorl %ebp, %ebp\n"
      "movq %rsp, %rdi\n"
      "andq $-16, %rsp\n"
      "call probe\n");

#elif defined(__i386__)

enum { READ = 3, WRITE = 4, CLONE = 120, EXECVE = 11, WAIT4 = 114, UNAME = 122, EXIT_GROUP = 252,
       CLOCK_GETTIME = 265 };

static long call(long number, long a, long b, long c, long d) {
  __asm__ volatile("int $0x80" : "+a"(number) : "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
  return number;
}

ENTRY("xorl %ebp, %ebp\n"
      "movl %esp, %eax\n"
      "andl $-16, %esp\n"
      "subl $12, %esp\n"
      "pushl %eax\n"
      "call probe\n");

#elif defined(__arm__)

enum { READ = 3, WRITE = 4, CLONE = 120, EXECVE = 11, WAIT4 = 114, UNAME = 122, EXIT_GROUP = 248,
       CLOCK_GETTIME = 263 };

static long call(long number, long a, long b, long c, long d) {
  register long r7 __asm__("r7") = number;
  register long r0 __asm__("r0") = a;
  register long r1 __asm__("r1") = b;
  register long r2 __asm__("r2") = c;
  register long r3 __asm__("r3") = d;
  __asm__ volatile("svc #0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3) : "memory");
  return r0;
}

ENTRY("mov r0, sp\n"
      "bic sp, sp, #7\n"
      "b probe\n");

#elif defined(__aarch64__)

enum {
  READ = 63, WRITE = 64, CLONE = 220, EXECVE = 221, WAIT4 = 260, UNAME = 160, EXIT_GROUP = 94,
  CLOCK_GETTIME = 113, OPENAT = 56
};

static long call(long number, long a, long b, long c, long d) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}

ENTRY("mov x0, sp\n"
      "and sp, x0, #-16\n"
      "b probe\n");

#elif defined(__riscv) && __riscv_xlen == 64

enum {
  READ = 63, WRITE = 64, CLONE = 220, EXECVE = 221, WAIT4 = 260, UNAME = 160, EXIT_GROUP = 94,
  CLOCK_GETTIME = 113
};

static long call(long number, long a, long b, long c, long d) {
  register long a7 __asm__("a7") = number;
  register long a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  register long a3 __asm__("a3") = d;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3) : "memory");
  return a0;
}

ENTRY("mv a0, sp\n"
      "andi sp, sp, -16\n"
      "tail probe\n");

#elif defined(__loongarch64)

enum {
  READ = 63, WRITE = 64, CLONE = 220, EXECVE = 221, WAIT4 = 260, UNAME = 160, EXIT_GROUP = 94,
  CLOCK_GETTIME = 113
};

static long call(long number, long a, long b, long c, long d) {
  register long a7 __asm__("$a7") = number;
  register long a0 __asm__("$a0") = a;
  register long a1 __asm__("$a1") = b;
  register long a2 __asm__("$a2") = c;
  register long a3 __asm__("$a3") = d;
  __asm__ volatile("syscall 0"
                   : "+r"(a0)
                   : "r"(a7), "r"(a1), "r"(a2), "r"(a3)
                   : "$t0", "$t1", "$t2", "$t3", "$t4", "$t5", "$t6", "$t7", "$t8", "memory");
  return a0;
}

ENTRY("move $a0, $sp\n"
      "bstrins.d $sp, $zero, 3, 0\n"
      "b probe\n");

#elif defined(__powerpc64__)

enum { READ = 3, WRITE = 4, CLONE = 120, EXECVE = 11, WAIT4 = 114, UNAME = 122, EXIT_GROUP = 234,
       CLOCK_GETTIME = 246 };

static long call(long number, long a, long b, long c, long d) {
  register long r0 __asm__("r0") = number;
  register long r3 __asm__("r3") = a;
  register long r4 __asm__("r4") = b;
  register long r5 __asm__("r5") = c;
  register long r6 __asm__("r6") = d;
  // The error number is positive, and the summary overflow bit is what tells it from a result.
  __asm__ volatile("sc\n"
                   "bns 1f\n"
                   "neg 3, 3\n"
                   "1:"
                   : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6)
                   :
                   : "r7", "r8", "r9", "r10", "r11", "r12", "cr0", "ctr", "xer", "memory");
  return r3;
}

// The callee saves its link register in its caller's frame, where without a frame argc would be.
ENTRY("mr 3, 1\n"
      "clrrdi 1, 1, 4\n"
      "li 0, 0\n"
      "stdu 0, -64(1)\n"
      "bcl 20, 31, 1f\n"
      "1: mflr 2\n"
      "addis 2, 2, .TOC.-1b@ha\n"
      "addi 2, 2, .TOC.-1b@l\n"
      "b probe\n");

#elif defined(__s390x__)

enum { READ = 3, WRITE = 4, CLONE = 120, EXECVE = 11, WAIT4 = 114, UNAME = 122, EXIT_GROUP = 248,
       CLOCK_GETTIME = 260 };

static long call(long number, long a, long b, long c, long d) {
  register long r1 __asm__("r1") = number;
  register long r2 __asm__("r2") = a;
  register long r3 __asm__("r3") = b;
  register long r4 __asm__("r4") = c;
  register long r5 __asm__("r5") = d;
  __asm__ volatile("svc 0" : "+r"(r2) : "r"(r1), "r"(r3), "r"(r4), "r"(r5) : "cc", "memory");
  return r2;
}

// A caller owes its callee 160 bytes to save registers in.
ENTRY("lgr %r2, %r15\n"
      "nill %r15, 0xfff8\n"
      "aghi %r15, -160\n"
      "jg probe\n");

#elif defined(__mips__)

#if defined(__mips64)
enum {
  READ = 5000, WRITE = 5001, CLONE = 5055, EXECVE = 5057, WAIT4 = 5059, UNAME = 5061,
  EXIT_GROUP = 5205, CLOCK_GETTIME = 5222
};

#define SAVE_AREA ""
#else
enum {
  READ = 4003, WRITE = 4004, CLONE = 4120, EXECVE = 4011, WAIT4 = 4114, UNAME = 4122,
  EXIT_GROUP = 4246, CLOCK_GETTIME = 4263
};

// A caller owes its callee 16 bytes to save arguments in.
#define SAVE_AREA "addiu $sp, $sp, -16\n"
#endif

static long call(long number, long a, long b, long c, long d) {
  register long r2 __asm__("$2") = number;
  register long r4 __asm__("$4") = a;
  register long r5 __asm__("$5") = b;
  register long r6 __asm__("$6") = c;
  // The last argument goes in where the error flag comes out.
  register long r7 __asm__("$7") = d;
  __asm__ volatile("syscall"
                   : "+r"(r2), "+r"(r7)
                   : "r"(r4), "r"(r5), "r"(r6)
                   : "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25",
                     "hi", "lo", "memory");
  return r7 ? -r2 : r2;
}

ENTRY("move $4, $sp\n"
      "li $8, -16\n"
      "and $sp, $sp, $8\n"
      SAVE_AREA
      "jal probe\n");

#else
#error "no probe for this architecture"
#endif

// MARK: Text

struct text {
  unsigned long length;
  char bytes[512];
};

static void put(struct text *text, const char *string) {
  while (*string) text->bytes[text->length++] = *string++;
}

static void put_decimal(struct text *text, const char *key, unsigned long number) {
  char digits[20];
  int count = 0;
  put(text, key);
  do digits[count++] = (char)('0' + number % 10);
  while (number /= 10);
  while (count) text->bytes[text->length++] = digits[--count];
  text->bytes[text->length++] = '\n';
}

static void put_hexadecimal(struct text *text, const char *key, unsigned long number) {
  int shift = 8 * sizeof number - 4;
  put(text, key);
  while (shift && !(number >> shift)) shift -= 4;
  for (; shift >= 0; shift -= 4) {
    int digit = number >> shift & 15;
    text->bytes[text->length++] = (char)(digit < 10 ? '0' + digit : 'a' - 10 + digit);
  }
  text->bytes[text->length++] = '\n';
}

static void print(const struct text *text) {
  unsigned long done = 0;
  while (done < text->length) {
    long written = call(WRITE, 1, (long)(text->bytes + done), (long)(text->length - done), 0);
    if (written <= 0) return;
    done += (unsigned long)written;
  }
}

// MARK: Instruction set levels
//
// `prove_level` executes what a lower level lacks; `put_isa` prints what the processor says it is.

#if defined(__arm__)

#if __ARM_ARCH == 5

static void prove_level(void) { __asm__ volatile("clz r0, r0" : : : "r0"); }

#elif __ARM_ARCH == 6

// Floating point too: whoever builds for arm/v6 passes arguments in its registers.
static void prove_level(void) {
  unsigned word;
  __asm__ volatile("rev r0, r0\n"
                   "ldrex r0, [%0]\n"
                   "strex r1, r0, [%0]\n"
                   "vadd.f64 d0, d0, d0"
                   :
                   : "r"(&word)
                   : "r0", "r1", "d0", "memory");
}

#elif __ARM_ARCH == 7

static void prove_level(void) {
  __asm__ volatile("movw r0, #0x1234\n"
                   "dmb sy\n"
                   "vmov.f64 d0, #1.0"
                   :
                   :
                   : "r0", "d0", "memory");
}

#else
#error "no probe for this level of arm"
#endif

static void put_isa(struct text *text, unsigned long hwcap, unsigned long hwcap2) {
  (void)hwcap, (void)hwcap2;
  put(text, "isa=v");
  text->bytes[text->length++] = '0' + __ARM_ARCH;
  put(text, "\n");
}

#else

static void prove_level(void) {}

#if defined(__x86_64__)

struct registers {
  unsigned a, b, c, d;
};

static struct registers cpuid(unsigned leaf) {
  struct registers r;
  __asm__ volatile("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d) : "a"(leaf), "c"(0));
  return r;
}

// The levels of the psABI. Vector registers count only if the system saves them (XCR0).
static void put_isa(struct text *text, unsigned long hwcap, unsigned long hwcap2) {
  enum {
    sse3 = 1 << 0, ssse3 = 1 << 9, fma = 1 << 12, cx16 = 1 << 13, sse41 = 1 << 19,
    sse42 = 1 << 20, movbe = 1 << 22, popcnt = 1 << 23, osxsave = 1 << 27, avx = 1 << 28,
    f16c = 1 << 29,
    bmi1 = 1 << 3, avx2 = 1 << 5, bmi2 = 1 << 8, avx512f = 1 << 16, avx512dq = 1 << 17,
    avx512cd = 1 << 28, avx512bw = 1 << 30,
    lahf = 1 << 0, lzcnt = 1 << 5,
  };
  const unsigned avx512vl = 1u << 31;
  const unsigned basic2 = sse3 | ssse3 | cx16 | sse41 | sse42 | popcnt;
  const unsigned basic3 = fma | movbe | osxsave | avx | f16c;
  const unsigned structured3 = bmi1 | avx2 | bmi2;
  const unsigned structured4 = avx512f | avx512dq | avx512cd | avx512bw | avx512vl;
  const unsigned saved3 = 0x6, saved4 = 0xe6;

  unsigned basic = cpuid(1).c;
  unsigned structured = cpuid(0).a >= 7 ? cpuid(7).b : 0;
  unsigned extended = cpuid(0x80000001).c;
  unsigned saved = 0, high;
  char level = '1';
  (void)hwcap, (void)hwcap2;
  if (basic & osxsave) __asm__ volatile("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
  if ((basic & basic2) == basic2 && extended & lahf) {
    level = '2';
    if ((basic & basic3) == basic3 && (structured & structured3) == structured3 &&
        extended & lzcnt && (saved & saved3) == saved3) {
      level = '3';
      if ((structured & structured4) == structured4 && (saved & saved4) == saved4) level = '4';
    }
  }
  put(text, "isa=v");
  text->bytes[text->length++] = level;
  put(text, "\n");
}

#elif defined(__powerpc64__)

static void put_isa(struct text *text, unsigned long hwcap, unsigned long hwcap2) {
  const unsigned long isa_2_07 = 0x80000000, isa_3_0 = 0x00800000, isa_3_1 = 0x00040000;
  (void)hwcap;
  if (hwcap2 & isa_3_1) put(text, "isa=power10\n");
  else if (hwcap2 & isa_3_0) put(text, "isa=power9\n");
  else if (hwcap2 & isa_2_07) put(text, "isa=power8\n");
}

#elif defined(__s390x__)

static void put_isa(struct text *text, unsigned long hwcap, unsigned long hwcap2) {
  // The vector facilities came with z13, z14, z15 and z16.
  const unsigned long vxrs = 1 << 11, vxrs_ext = 1 << 13, vxrs_ext2 = 1 << 15, vxrs_pde2 = 1 << 19;
  (void)hwcap2;
  if (hwcap & vxrs_pde2) put(text, "isa=z16\n");
  else if (hwcap & vxrs_ext2) put(text, "isa=z15\n");
  else if (hwcap & vxrs_ext) put(text, "isa=z14\n");
  else if (hwcap & vxrs) put(text, "isa=z13\n");
}

#elif defined(__riscv)

static void put_isa(struct text *text, unsigned long hwcap, unsigned long hwcap2) {
  (void)hwcap2;
  put(text, "isa=rv64");
  for (const char *letter = "imafdcv"; *letter; letter++)
    if (hwcap >> (*letter - 'a') & 1) text->bytes[text->length++] = *letter;
  put(text, "\n");
}

#else

static void put_isa(struct text *text, unsigned long hwcap, unsigned long hwcap2) {
  (void)text, (void)hwcap, (void)hwcap2;
}

#endif
#endif

// MARK: Numbers that MIPS counts its own way

#if defined(__mips__)

enum { SIGCHLD = 18 };

static unsigned generic_error(unsigned number) {
  switch (number) {
  case 78: return 36;  // ENAMETOOLONG
  case 84: return 80;  // ELIBBAD
  case 89: return 38;  // ENOSYS
  case 90: return 40;  // ELOOP
  default: return number;
  }
}

static unsigned generic_signal(unsigned number) {
  switch (number) {
  case 10: return 7;   // SIGBUS
  case 12: return 31;  // SIGSYS
  default: return number;
  }
}

#else

enum { SIGCHLD = 17 };

static unsigned generic_error(unsigned number) { return number; }

static unsigned generic_signal(unsigned number) { return number; }

#endif

// MARK: The program

enum { EINTR = 4 };

enum {
  AT_NULL = 0, AT_EXECFD = 2, AT_PAGESZ = 6, AT_FLAGS = 8, AT_UID = 11, AT_EUID = 12, AT_HWCAP = 16,
  AT_SECURE = 23, AT_HWCAP2 = 26
};

// Returns the pair of `type`, or the terminating one, whose value is zero.
static const unsigned long *auxiliary(const unsigned long *pair, unsigned long type) {
  while (pair[0] != AT_NULL && pair[0] != type) pair += 2;
  return pair;
}

static void describe(unsigned long argc, char **argv, const unsigned long *auxv) {
  struct text text;
  char system[6][65];
  unsigned long hwcap = auxiliary(auxv, AT_HWCAP)[1];
  unsigned long hwcap2 = auxiliary(auxv, AT_HWCAP2)[1];

  text.length = 0;
  put(&text, "probe=" PLATFORM "\npie=");
  put(&text, POSITION_INDEPENDENT ? "1\nmachine=" : "0\nmachine=");
  if (call(UNAME, (long)system, 0, 0, 0) == 0) put(&text, system[4]);
  put_decimal(&text, "\npage=", auxiliary(auxv, AT_PAGESZ)[1]);
  put_decimal(&text, "argc=", argc);
  put(&text, "argv0=");
  if (argc) {
    for (int i = 0; i < 64 && argv[0][i]; i++) {
      char c = argv[0][i];
      text.bytes[text.length++] = c >= 0x21 && c <= 0x7e ? c : '?';
    }
  }
  put_decimal(&text, "\nuid=", auxiliary(auxv, AT_UID)[1]);
  put_decimal(&text, "euid=", auxiliary(auxv, AT_EUID)[1]);
  put_decimal(&text, "secure=", auxiliary(auxv, AT_SECURE)[1]);
  put_hexadecimal(&text, "flags=", auxiliary(auxv, AT_FLAGS)[1]);
  put_decimal(&text, "execfd=", auxiliary(auxv, AT_EXECFD)[0] == AT_EXECFD);
  put_hexadecimal(&text, "hwcap=", hwcap);
  put_hexadecimal(&text, "hwcap2=", hwcap2);
  put_isa(&text, hwcap, hwcap2);
  print(&text);
}

static void print_number(const char *key, unsigned number) {
  struct text text;
  text.length = 0;
  put_decimal(&text, key, number);
  print(&text);
}

static void run_child(char **argv, char **environment) {
#if defined(__s390x__)
  long child = call(CLONE, 0, SIGCHLD, 0, 0);
#else
  long child = call(CLONE, SIGCHLD, 0, 0, 0);
#endif
  if (child < 0) {
    print_number("fork=", generic_error((unsigned)-child));
    return;
  }
  if (child == 0) {
    long error = -call(EXECVE, (long)argv[0], (long)argv, (long)environment, 0);
    print_number("exec=", generic_error((unsigned)error));
    call(EXIT_GROUP, 126, 0, 0, 0);
  }
  unsigned status = 0;
  long ended;
  do ended = call(WAIT4, child, (long)&status, 0, 0);
  while (ended == -EINTR);
  if (ended < 0) print_number("wait=", generic_error((unsigned)-ended));
  else if (status & 0x7f) print_number("child=signal ", generic_signal(status & 0x7f));
  else print_number("child=exited ", status >> 8 & 0xff);
}

// Calls itself often: what emulators are slow at is jumps whose target only the program knows.
static unsigned fibonacci(unsigned n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

// Works for a quarter of a second, and says how far that got.
static void work(void) {
  // Volatile, so that every round computes it again.
  volatile unsigned number = 17;
  unsigned long rounds = 0;
  long start[2], end[2], nanoseconds;

  call(CLOCK_GETTIME, 1, (long)start, 0, 0);
  do {
    number = fibonacci(number);
    number = 17;
    rounds++;
    call(CLOCK_GETTIME, 1, (long)end, 0, 0);
    nanoseconds = end[1] - start[1] + (end[0] > start[0] ? 1000000000 : 0);
    // A clock that stands still ends the work, too.
  } while (end[0] <= start[0] + 1 && nanoseconds < 250000000 && rounds < 1000000);
  print_number("rounds=", (unsigned)rounds);
  print_number("nanoseconds=", (unsigned)nanoseconds);
}

// Only machines of these architectures run crossready, which wants to know whether it is the same.
#if defined(__x86_64__) || defined(__aarch64__)
static void print_boot(void) {
  enum { CURRENT_DIRECTORY = -100 };
  struct text text;
  text.length = 0;
  put(&text, "boot=");
  long file = call(OPENAT, CURRENT_DIRECTORY, (long)"/proc/sys/kernel/random/boot_id", 0, 0);
  long length = call(READ, file, (long)(text.bytes + text.length), 37, 0);
  if (length > 0) text.length += length;
  print(&text);
}
#endif

void probe(const unsigned long *stack) {
  unsigned long argc = stack[0];
  char **argv = (char **)(stack + 1);
  char **environment = argv + argc + 1;
  char **end = environment;
  char ignored[64];

  prove_level();
  while (*end) end++;
  describe(argc, argv, (const unsigned long *)(end + 1));
  while (call(READ, 0, (long)ignored, sizeof ignored, 0) > 0) {}
  if (argc > 1 && argv[1][0] == '#') work();
#if defined(__x86_64__) || defined(__aarch64__)
  else if (argc > 1 && argv[1][0] == '@') print_boot();
#endif
  else if (argc > 1) run_child(argv + 1, environment);
  for (;;) call(EXIT_GROUP, 0, 0, 0, 0);
}
