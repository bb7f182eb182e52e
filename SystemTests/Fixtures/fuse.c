// A FUSE file system that answers until it is told not to:
//
//   fuse DIRECTORY FILE OPTIONS
//
// mounts one on DIRECTORY, with more mount options such as `allow_other`, that holds a copy of FILE as
// `emulator`, an executable of root's. It prints `ready`. On SIGUSR1 it goes on reading requests and
// answers none, so that whoever waits for one cannot even be killed. It ends with its standard input,
// and then nobody waits any more.

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t is_dead;

static void die(int signal) {
  (void)signal;
  is_dead = 1;
}

static int device;
static char *contents;
static size_t size;

static void answer(const struct fuse_in_header *request, int error, const void *data, size_t length) {
  char reply[sizeof(struct fuse_out_header) + (1 << 20)];
  struct fuse_out_header header = {(unsigned)(sizeof header + length), error, request->unique};
  memcpy(reply, &header, sizeof header);
  if (length) memcpy(reply + sizeof header, data, length);
  if (write(device, reply, header.len) < 0 && errno != ENOENT) perror("fuse: write");
}

static struct fuse_attr attributes(unsigned long long node) {
  struct fuse_attr attributes = {0};
  attributes.ino = node;
  attributes.nlink = 1;
  attributes.blksize = 4096;
  attributes.mode = node == 1 ? S_IFDIR | 0755 : S_IFREG | 0755;
  attributes.size = node == 1 ? 0 : size;
  return attributes;
}

static void serve(const struct fuse_in_header *request) {
  const void *body = request + 1;
  switch (request->opcode) {
  case FUSE_INIT: {
    struct fuse_init_out out = {0};
    out.major = FUSE_KERNEL_VERSION;
    out.minor = 31;
    out.max_readahead = 65536;
    out.max_write = 65536;
    answer(request, 0, &out, sizeof out);
    break;
  }
  case FUSE_LOOKUP: {
    struct fuse_entry_out out = {0};
    if (strcmp(body, "emulator")) {
      answer(request, -ENOENT, NULL, 0);
      break;
    }
    out.nodeid = 2;
    out.attr = attributes(2);
    answer(request, 0, &out, sizeof out);
    break;
  }
  case FUSE_GETATTR: {
    struct fuse_attr_out out = {0};
    out.attr = attributes(request->nodeid);
    answer(request, 0, &out, sizeof out);
    break;
  }
  case FUSE_OPEN:
  case FUSE_OPENDIR: {
    struct fuse_open_out out = {0};
    answer(request, 0, &out, sizeof out);
    break;
  }
  case FUSE_READ: {
    const struct fuse_read_in *in = body;
    size_t start = in->offset < size ? in->offset : size;
    size_t length = in->size < size - start ? in->size : size - start;
    answer(request, 0, contents + start, length);
    break;
  }
  case FUSE_FLUSH:
  case FUSE_RELEASE:
  case FUSE_RELEASEDIR:
    answer(request, 0, NULL, 0);
    break;
  case FUSE_FORGET:
  case FUSE_BATCH_FORGET:
  case FUSE_INTERRUPT:
    break;
  default: answer(request, -ENOSYS, NULL, 0);
  }
}

int main(int count, char **words) {
  if (count != 4) return 64;
  FILE *file = fopen(words[2], "r");
  struct stat status;
  if (!file || fstat(fileno(file), &status) < 0) return 1;
  size = (size_t)status.st_size;
  contents = malloc(size);
  if (!contents || fread(contents, 1, size, file) != size) return 1;
  device = open("/dev/fuse", O_RDWR);
  char options[256];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%d,group_id=%d%s%s", device,
           (int)getuid(), (int)getgid(), *words[3] ? "," : "", words[3]);
  if (device < 0 || mount("stalling", words[1], "fuse.stalling", 0, options) < 0) {
    perror("fuse: mount");
    return 1;
  }
  signal(SIGUSR1, die);
  puts("ready");
  fflush(stdout);
  static char request[1 << 20];
  struct pollfd ready[] = {{device, POLLIN, 0}, {0, POLLIN, 0}};
  for (;;) {
    if (poll(ready, 2, -1) < 0 && errno != EINTR) return 1;
    char byte;
    if (ready[1].revents && read(0, &byte, 1) <= 0) return 0;
    if (!ready[0].revents) continue;
    ssize_t length = read(device, request, sizeof request);
    if (length < 0 && errno == ENODEV) return 0;
    if (length > 0 && !is_dead) serve((const void *)request);
  }
}
