// Programs for foreign platforms, to be written to a file and executed.
//
// Each is a complete static ELF executable of at most 3.5 KiB that needs no loader, no library and no
// other file, and that loads with pages of up to 64 KiB. `probe.c` is the source of all of them;
// `rebuild` compiles it and writes `programs.c`.
//
// Run as `PROGRAM [CHILD [CHILD-OF-CHILD ...]]`, a probe does, in this order:
//
// 1. It executes instructions that lower levels of its architecture lack (arm only). A processor
//    that is too old ends it here by SIGILL, without output.
// 2. It writes these lines, in this order, in one write(2) to standard output. Hexadecimal numbers
//    are lower case without a prefix; what the auxiliary vector does not have is 0.
//
//        probe=linux/arm/v7   the platform it was built for
//        pie=0                1 if it is the position-independent build
//        machine=armv7l       the machine of uname(2)
//        page=4096            AT_PAGESZ
//        argc=2
//        argv0=/probe         the first 64 bytes; `?` for each outside 0x21...0x7e
//        uid=0                AT_UID
//        euid=0               AT_EUID
//        secure=0             AT_SECURE
//        flags=0              AT_FLAGS, hexadecimal
//        execfd=0             1 if there is an AT_EXECFD
//        hwcap=1fb8d7         AT_HWCAP, hexadecimal
//        hwcap2=10            AT_HWCAP2, hexadecimal
//        isa=v7               the level; the line is missing if it cannot be told
//
//    `isa` is v1...v4 on amd64 (the levels of the psABI), v5, v6 or v7 on arm (what step 1
//    executed), power8, power9 or power10 on ppc64 and ppc64le, z13...z16 on s390x, and rv64 with
//    letters out of `imafdcv` on riscv64. Elsewhere, and on older processors, it is missing.
// 3. It reads standard input until its end or an error, so that one who holds the other end of a
//    pipe can look at the process while it waits.
// 4. If there is an argument, it forks; the child executes the first argument, whose own arguments
//    are the remaining ones, with the same environment. One or two of these lines follow:
//
//        exec=2               the child could not be executed (then `child=exited 126`)
//        fork=11              there is no child
//        wait=10              there is a child, but how it ended is unknown
//        child=exited 0
//        child=signal 4
//
//    If the argument is `#`, it does arithmetic for about a quarter of a second instead, and says
//    how often it did the same, and how long that took:
//
//        rounds=812
//        nanoseconds=250113000
//
//    If the argument is `@`, it says instead which boot of which machine this is (amd64 and arm64
//    only):
//
//        boot=7f7d4a0e-6a5c-4c0e-9b7d-0c7c3d3d9b55
//
// 5. It exits with status 0.
//
// Error and signal numbers are those of most architectures (MIPS' own numbers for errors of
// execve(2) and for SIGBUS and SIGSYS are translated).

#ifndef ARCH_PROBES_H
#define ARCH_PROBES_H

/// One embedded probe program. All of it is constant and lives as long as the process.
struct arch_probe {
  /// The OCI platform, such as `linux/arm/v7`.
  const char *platform;
  /// 1 for an ELF file of type ET_DYN (without interpreter), 0 for ET_EXEC.
  int position_independent;
  /// The whole ELF file. EI_OSABI, EI_ABIVERSION and EI_PAD are zero.
  const unsigned char *bytes;
  /// The number of bytes.
  unsigned long size;
};

/// Returns the program at `index`, counted from 0, or a null pointer past the last.
const struct arch_probe *arch_probe_at(int index);

#endif
