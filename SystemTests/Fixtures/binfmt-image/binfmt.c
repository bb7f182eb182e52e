// Stands in for the program of the image tonistiigi/binfmt, whose contract it keeps: flags with one
// or two dashes, log on stderr, one JSON object on stdout, exit status 0 whatever happened.
//
// STAND_IN in its environment, which the image's tag sets, lets it misbehave as images did:
//
// lying: says OK, registers nothing. own-mount: registers in an instance of its own, which ends
// with it. already: says that all is registered. partial: registers the first platform only.
// null: does nothing and knows no emulator. garbage, silent: what it prints is no JSON, or nothing.
// hangs, dies: does so half way. removes: also removes all other entries named qemu-*. old: an
// older QEMU.

#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct architecture {
  const char *name;
  const char *suffix; // of qemu-SUFFIX
  const char *platforms; // what the status lists
  const char *magic;
  const char *mask;
};

#define ELF "\\x7fELF"
#define ZERO(bytes) bytes "\\x00\\x00\\x00\\x00\\x00\\x00\\x00"
#define MASK "\\xff\\xff\\xff\\xff\\xff\\xff\\xff"
#define LITTLE MASK "\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff"
#define BIG MASK "\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff"
#define INTEL \
  "\\xff\\xff\\xff\\xff\\xff\\xfe\\xfe\\x00" \
  "\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff"
#define IDENTITY(class, data) ELF "\\x" class "\\x" data "\\x01" ZERO("\\x00") "\\x00"

// In the order in which the status lists them, the native one first.
static const struct architecture architectures[] = {
    {"amd64", "x86_64", NULL, IDENTITY("02", "01") "\\x02\\x00\\x3e\\x00", INTEL},
    {"arm64", "aarch64", "linux/arm64", IDENTITY("02", "01") "\\x02\\x00\\xb7\\x00", LITTLE},
    {"riscv64", "riscv64", "linux/riscv64", IDENTITY("02", "01") "\\x02\\x00\\xf3\\x00", LITTLE},
    {"ppc64le", "ppc64le", "linux/ppc64le", IDENTITY("02", "01") "\\x02\\x00\\x15\\x00",
     MASK "\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\x00"},
    {"s390x", "s390x", "linux/s390x", IDENTITY("02", "02") "\\x00\\x02\\x00\\x16", BIG},
    {"386", "i386", "linux/386", IDENTITY("01", "01") "\\x02\\x00\\x03\\x00", INTEL},
    {"arm", "arm", "linux/arm/v7 linux/arm/v6", IDENTITY("01", "01") "\\x02\\x00\\x28\\x00",
     LITTLE},
};
#define COUNT (sizeof architectures / sizeof *architectures)

static const char *directory = "/proc/sys/fs/binfmt_misc";
static const char *stand_in = "";

static int behaves(const char *name) { return !strcmp(stand_in, name); }

__attribute__((format(printf, 1, 2))) static char *text(const char *format, ...) {
  char *result;
  va_list arguments;
  va_start(arguments, format);
  if (vasprintf(&result, format, arguments) < 0) abort();
  va_end(arguments);
  return result;
}

// As Go words it.
static const char *failure(int code) {
  char *words = text("%s", strerror(code));
  words[0] = (char)tolower(words[0]);
  return words;
}

static const struct architecture *find(const char *name) {
  for (size_t index = 0; index < COUNT; index++)
    if (!strcmp(architectures[index].name, name)) return &architectures[index];
  return NULL;
}

// The architecture of a platform: the second part, or the only one in its usual spelling.
static char *parse(const char *word) {
  static const char *const spellings[][2] = {{"aarch64", "arm64"}, {"x86_64", "amd64"},
                                             {"armhf", "arm"},     {"armel", "arm"},
                                             {"x86-64", "amd64"},  {"i386", "386"}};
  const char *slash = strchr(word, '/');
  char *name = strdup(slash ? slash + 1 : word);
  if (!name) abort();
  name[strcspn(name, "/")] = 0;
  for (size_t index = 0; index < sizeof spellings / sizeof *spellings; index++)
    if (!strcmp(name, spellings[index][0])) return text("%s", spellings[index][1]);
  return name;
}

static int by_name(const struct dirent **left, const struct dirent **right) {
  return strcmp((*left)->d_name, (*right)->d_name);
}

static int is_entry(const struct dirent *entry) {
  const char *name = entry->d_name;
  return name[0] != '.' && strcmp(name, "register") && strcmp(name, "status");
}

static int entries(struct dirent ***names) { return scandir(directory, names, is_entry, by_name); }

// 0, or what went wrong.
static int write_to(const char *name, const char *line) {
  int file = open(text("%s/%s", directory, name), O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  int code = write(file, line, strlen(line)) < 0 ? errno : 0;
  close(file);
  return code;
}

static int is_enabled(const char *name) {
  char first[7] = "";
  FILE *file = fopen(text("%s/%s", directory, name), "re");
  if (!file) return -1;
  size_t length = fread(first, 1, sizeof first, file);
  fclose(file);
  return length == sizeof first && !memcmp(first, "enabled", sizeof first);
}

// Uninstalling.

static const char *uninstall(const char *name) {
  struct dirent **names;
  int count = entries(&names);
  if (count < 0) return text("open %s: %s", directory, failure(errno));
  for (int index = 0; index < count; index++) {
    const char *entry = names[index]->d_name;
    size_t length = strlen(entry), wanted = strlen(name);
    const char *end = length > wanted ? entry + length - wanted : entry;
    int ends = end > entry && end[-1] == '-' && !strcmp(end, name);
    if (!strcmp(entry, "WSLInterop") || (strcmp(entry, name) && !ends)) continue;
    int code = write_to(entry, "-1");
    return code ? text("open %s/%s: %s", directory, entry, failure(code)) : NULL;
  }
  return "not found";
}

static void uninstall_one(const char *name) {
  const char *problem = uninstall(name);
  fprintf(stderr, "uninstalling: %s %s\n", name, problem ? problem : "OK");
}

static void uninstall_all(char *list) {
  for (char *word = strsep(&list, ","); word; word = strsep(&list, ",")) {
    const struct architecture *architecture = find(parse(word));
    const char *pattern = architecture ? architecture->suffix : word;
    struct dirent **names;
    int matches = 0, count = entries(&names);
    for (int index = 0; index < count; index++)
      if (!fnmatch(pattern, names[index]->d_name, 0)) {
        uninstall_one(names[index]->d_name);
        matches++;
      }
    if (!matches) uninstall_one(pattern);
  }
}

// Installing.

static const char *or_default(const char *variable, const char *value) {
  const char *found = getenv(variable);
  return found && *found ? found : value;
}

static const char *emulator(const struct architecture *architecture) {
  return text("%sqemu-%s", or_default("QEMU_BINARY_PREFIX", ""), architecture->suffix);
}

static const char *emulator_path(const struct architecture *architecture) {
  return text("%s/%s", or_default("QEMU_BINARY_PATH", "/usr/bin"), emulator(architecture));
}

static const char *install(const char *name) {
  const struct architecture *architecture = find(name);
  if (!architecture) return text("unsupported architecture: %s", name);
  if (behaves("lying")) return NULL;
  if (behaves("already")) return text("%s already registered", emulator(architecture));
  const char *target = text("%s/register", directory), *path = emulator_path(architecture);
  int file = open(target, O_WRONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return text("ENOENT opening %s is it mounted?", target);
  if (file < 0 && errno == EPERM) return text("EPERM opening %s check permissions?", target);
  if (file < 0) return text("Cannot open %s: open %s: %s", target, target, failure(errno));
  if (strchr(or_default("QEMU_BINARY_PREFIX", ""), '/'))
    return "binary prefix must not contain path separator "
           "(Hint: set $QEMU_BINARY_PATH to specify the directory)";
  const char *flags = *or_default("QEMU_PRESERVE_ARGV0", "") ? "CFP" : "CF";
  const char *line = text(":%s:M:0:%s:%s:%s:%s", emulator(architecture), architecture->magic,
                          architecture->mask, path, flags);
  static int calls;
  int is_refused = behaves("partial") && calls++ > 0;
  int code = is_refused ? EINVAL : write(file, line, strlen(line)) < 0 ? errno : 0;
  close(file);
  if (code == EEXIST) return text("%s already registered", emulator(architecture));
  if (code == 0) return NULL;
  const char *cause = text("write %s: %s", target, failure(code));
  return text("cannot register \"%s\" to %s: %s", path, target, cause);
}

// Whether the kernel executes a 32-bit Intel program, which does nothing but exit.
static int executes_386(void) {
  static const char program[] =
      "\x7f\x45\x4c\x46\x01\x01\x01\0\0\0\0\0\0\0\0\0"                   // 32-bit, little endian
      "\x02\0\x03\0\x01\0\0\0\x54\x80\x04\x08\x34\0\0\0"                // ET_EXEC, EM_386, entry
      "\0\0\0\0\0\0\0\0\x34\0\x20\0\x01\0\0\0\0\0\0\0"                  // one program header
      "\x01\0\0\0\0\0\0\0\0\x80\x04\x08\0\x80\x04\x08"                  // PT_LOAD at 0x8048000
      "\x5d\0\0\0\x5d\0\0\0\x05\0\0\0\0\x10\0\0"                        // 93 bytes, r-x
      "\x31\xdb\xb8\x01\0\0\0\xcd\x80";                                 // exit(0)
  int status = -1, file = memfd_create("386", 0);
  if (file < 0 || write(file, program, sizeof program - 1) < 0) return 0;
  pid_t child = fork();
  if (child == 0) {
    execl(text("/proc/self/fd/%d", file), "386", NULL);
    _exit(1);
  }
  close(file);
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

// Whether the kernel runs the architecture's programs: by its own means, or an enabled entry.
static int is_supported(const struct architecture *architecture) {
  struct dirent **names;
  int count = entries(&names);
  for (int index = 0; index < count; index++) {
    const char *entry = names[index]->d_name, *dash = strrchr(entry, '-');
    if (!strcmp(dash ? dash + 1 : entry, architecture->suffix) && is_enabled(entry) > 0) return 1;
  }
  if (!strcmp(architecture->name, "386")) return executes_386();
  return !strcmp(architecture->name, "amd64");
}

static void install_all(char *list) {
  char *names[64];
  size_t count = 0;
  if (!strcmp(list, "all")) {
    for (const struct architecture *each = architectures; each < architectures + COUNT; each++)
      if (!is_supported(each) && !access(emulator_path(each), F_OK))
        names[count++] = text("%s", each->name);
  } else {
    for (char *word = strsep(&list, ","); word && count < 64; word = strsep(&list, ","))
      names[count++] = parse(word);
  }
  for (size_t index = 0; index < count; index++) {
    if (index == (count + 1) / 2 && behaves("hangs"))
      for (;;) pause();
    // The first process of a container cannot send itself the signal.
    if (index == (count + 1) / 2 && behaves("dies")) _exit(128 + SIGKILL);
    const char *problem = install(names[index]);
    fprintf(stderr, "installing: %s %s\n", names[index], problem ? problem : "OK");
  }
}

// The status.

static void print_list(const char *key, char **items, size_t count, const char *end) {
  printf("  \"%s\": ", key);
  if (count == 0) printf("null");
  for (size_t index = 0; index < count; index++)
    printf("%s\n    \"%s\"", index ? "," : "[", items[index]);
  printf("%s%s\n", count ? "\n  ]" : "", end);
}

static void add(char **items, size_t *count, const char *words) {
  char *list = strdup(words);
  for (char *word = strsep(&list, " "); word; word = strsep(&list, " ")) items[(*count)++] = word;
}

static void print_status(int claims_all) {
  char *supported[64], *emulators[1024];
  size_t platform_count = 0, emulator_count = 0;
  struct dirent **names;
  int count = entries(&names);
  for (int index = 0; index < count && index < 1000; index++) {
    int enabled = is_enabled(names[index]->d_name);
    if (enabled < 0) {
      fprintf(stderr, "error: open %s/%s: %s\n", directory, names[index]->d_name, failure(errno));
      return;
    }
    if (enabled) emulators[emulator_count++] = names[index]->d_name;
  }
  add(supported, &platform_count, "linux/amd64");
  if (__builtin_cpu_supports("x86-64-v2")) add(supported, &platform_count, "linux/amd64/v2");
  if (__builtin_cpu_supports("x86-64-v3")) add(supported, &platform_count, "linux/amd64/v3");
  for (const struct architecture *each = architectures + 1; each < architectures + COUNT; each++) {
    if (claims_all && !is_supported(each)) add(emulators, &emulator_count, emulator(each));
    if (claims_all || is_supported(each)) add(supported, &platform_count, each->platforms);
  }
  printf("{\n");
  print_list("supported", supported, platform_count, ",");
  print_list("emulators", emulators, emulator_count, "");
  printf("}\n");
}

// A user namespace and an instance of binfmt_misc that end with this process.
static void enter_own_instance(void) {
  static const char *const maps[][2] = {
      {"setgroups", "deny"}, {"uid_map", "0 0 1"}, {"gid_map", "0 0 1"}};
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS)) perror("unshare");
  for (size_t index = 0; index < sizeof maps / sizeof *maps; index++) {
    int file = open(text("/proc/self/%s", maps[index][0]), O_WRONLY | O_CLOEXEC);
    if (write(file, maps[index][1], strlen(maps[index][1])) < 0) perror(maps[index][0]);
  }
  if (mount("binfmt_misc", directory, "binfmt_misc", 0, NULL)) perror(directory);
}

static void run(char *installing, char *uninstalling) {
  int is_mounted_here = 0;
  struct stat status;
  if (behaves("own-mount")) enter_own_instance();
  if (stat(text("%s/status", directory), &status)) {
    if (mount("binfmt_misc", directory, "binfmt_misc", 0, "")) {
      fprintf(stderr, "error: %s\n", failure(errno));
      fprintf(stderr, "cannot mount binfmt_misc filesystem at %s\n", directory);
      fprintf(stderr, "main.run\n\t/src/cmd/binfmt/main.go:183\n");
      return;
    }
    is_mounted_here = 1;
  }
  if (behaves("removes")) uninstall_all(strdup("qemu-*"));
  if (*uninstalling) uninstall_all(uninstalling);
  utimensat(AT_FDCWD, directory, NULL, 0);
  if (*installing && !behaves("null") && !behaves("silent")) install_all(installing);
  if (behaves("garbage")) {
    printf("panic: runtime error: index out of range [3]\n{\"supported\": [\n");
  } else if (behaves("null")) {
    printf("{\n  \"supported\": [\n    \"linux/amd64\"\n  ],\n  \"emulators\": null\n}\n");
  } else if (!behaves("silent")) {
    print_status(behaves("lying") || behaves("already"));
  }
  if (is_mounted_here) umount2(directory, 0);
}

int main(int count, char **words) {
  char *installing = strdup(""), *uninstalling = strdup("");
  if (getenv("STAND_IN")) stand_in = getenv("STAND_IN");
  for (int index = 1; index < count && words[index][0] == '-'; index++) {
    char *name = words[index] + (words[index][1] == '-' ? 2 : 1), *value = strchr(name, '=');
    if (!strcmp(name, "version")) {
      const char *release = behaves("old") ? OLD_RELEASE : RELEASE;
      fprintf(stderr, "binfmt/0000000 qemu/v%s go/1.24.0\n", release);
      return 0;
    }
    if (value) *value++ = 0;
    int is_known = !strcmp(name, "install") || !strcmp(name, "uninstall") || !strcmp(name, "mount");
    if (!value && is_known && index + 1 < count) value = words[++index];
    if (!is_known || !value) {
      const char *problem = is_known ? "flag needs an argument" : "flag provided but not defined";
      fprintf(stderr, "%s: -%s\nUsage of /usr/bin/binfmt:\n", problem, name);
      return 2;
    }
    if (name[0] == 'i') installing = value;
    if (name[0] == 'u') uninstalling = value;
    if (name[0] == 'm') directory = value;
  }
  run(installing, uninstalling);
  return 0;
}
