/// Variables of the environment that change what an emulator does.
package enum EmulatorVariables {
  /// Variables that linux-user/main.c of QEMU reads.
  package static let readByQEMU: Set<String> = [
    "QEMU_ARGV0", "QEMU_CPU", "QEMU_DFILTER", "QEMU_GDB", "QEMU_GUEST_BASE", "QEMU_HELP",
    "QEMU_LD_PREFIX", "QEMU_LOG", "QEMU_LOG_FILENAME", "QEMU_ONE_INSN_PER_TB", "QEMU_PAGESIZE",
    "QEMU_PERFMAP", "QEMU_PLUGIN", "QEMU_RAND_SEED", "QEMU_RESERVED_VA", "QEMU_SET_ENV",
    "QEMU_SINGLESTEP", "QEMU_STACK_SIZE", "QEMU_STRACE", "QEMU_TB_SIZE", "QEMU_TRACE", "QEMU_UNAME",
    "QEMU_UNSET_ENV", "QEMU_VERSION",
  ]
}
