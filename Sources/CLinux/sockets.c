#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int ask(int file) {
  struct {
    struct nlmsghdr header;
    struct unix_diag_req request;
  } message = {
      .header = {.nlmsg_len = sizeof message,
                 .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .request = {.sdiag_family = AF_UNIX, .udiag_states = ~0u, .udiag_show = UDIAG_SHOW_PEER},
  };
  const struct timeval patience = {.tv_usec = 500000};
  if (setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0) return -1;
  return send(file, &message, sizeof message, 0) < 0 ? -1 : 0;
}

static unsigned long long peer(const struct unix_diag_msg *socket, long length) {
  const struct rtattr *attribute = (const struct rtattr *)(socket + 1);
  long rest = length - (long)sizeof *socket;
  for (; RTA_OK(attribute, rest); attribute = RTA_NEXT(attribute, rest)) {
    unsigned number;
    if (attribute->rta_type != UNIX_DIAG_PEER || RTA_PAYLOAD(attribute) < sizeof number) continue;
    memcpy(&number, RTA_DATA(attribute), sizeof number);
    return number;
  }
  return 0;
}

// Returns 1 at the end of the answer, 0 if there is more of it.
static int take(const void *bytes, long length, unsigned long long *pairs, long capacity,
                long *count) {
  const struct nlmsghdr *header = bytes;
  for (; NLMSG_OK(header, length); header = NLMSG_NEXT(header, length)) {
    if (header->nlmsg_type == NLMSG_DONE) return 1;
    if (header->nlmsg_type == NLMSG_ERROR) {
      errno = EOPNOTSUPP;
      return -1;
    }
    const struct unix_diag_msg *socket = NLMSG_DATA(header);
    const long size = (long)header->nlmsg_len - NLMSG_HDRLEN;
    if (size < (long)sizeof *socket) continue;
    const unsigned long long other = peer(socket, size);
    if (!other) continue;
    if (*count == capacity) return 1;
    pairs[2 * *count] = socket->udiag_ino;
    pairs[2 * *count + 1] = other;
    ++*count;
  }
  return 0;
}

long clinux_unix_peers(unsigned long long *pairs, long capacity) {
  const int file = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (file < 0) return -1;
  long count = 0;
  int end = ask(file);
  while (end == 0) {
    _Alignas(struct nlmsghdr) char bytes[32768];
    const long length = recv(file, bytes, sizeof bytes, 0);
    end = length < 0 ? -1 : take(bytes, length, pairs, capacity, &count);
  }
  const int error = errno;
  close(file);
  errno = error;
  return end < 0 ? -1 : count;
}

int clinux_enter_network(int network) { return setns(network, CLONE_NEWNET); }
