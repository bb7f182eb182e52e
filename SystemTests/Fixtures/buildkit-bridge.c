// BuildKit's own interface, by the BuildKit that is inside Docker Engine.
//
// Docker Engine speaks it on a connection that was upgraded (POST /grpc, "Upgrade: h2c"). This
// program makes that connection, so that buildx's drivers `remote` and `docker-container` have a
// builder that really builds, where no image of BuildKit can be had:
//
//   buildkit-bridge PLACE ENGINE    serves on a socket or port, and prints its process id when it does
//   buildctl dial-stdio             is one connection, as buildx starts it in a builder's container
//   buildctl WORD...                succeeds: buildx asks so whether buildkitd is up
//   buildkitd WORD...               waits for ever: it is the first process of such a container
//   buildkitd --version             is asked where the engine's BuildKit does not tell its own
//
// PLACE and ENGINE are a socket, or a number: the port of 127.0.0.1 that the engine listens on (2375 in a
// container, which has the host's network). A builder at a port may be anywhere, for who looks at it.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int at_port(const char *port, int connects) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if ((connects ? connect : bind)(descriptor, (struct sockaddr *)&address, sizeof address))
    fail(port);
  return descriptor;
}

static int at(const char *path, int connects) {
  if (path[0] != '/') return at_port(path, connects);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (strlen(path) >= sizeof address.sun_path) exit(2);
  strcpy(address.sun_path, path);
  if (!connects) unlink(path);
  if ((connects ? connect : bind)(descriptor, (struct sockaddr *)&address, sizeof address))
    fail(path);
  return descriptor;
}

static void put(int to, const char *bytes, ssize_t count) {
  while (count > 0) {
    ssize_t written = write(to, bytes, count);
    if (written <= 0) exit(0);
    bytes += written;
    count -= written;
  }
}

static int upgraded(const char *engine) {
  int descriptor = at(engine, 1);
  const char *request =
      "POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  put(descriptor, request, strlen(request));
  char answer[4096] = "";
  size_t length = 0;
  while (length < sizeof answer - 1 && !strstr(answer, "\r\n\r\n")) {
    if (read(descriptor, answer + length, 1) != 1) fail("the engine's answer");
    answer[++length] = 0;
  }
  if (strncmp(answer, "HTTP/1.1 101 ", 13)) {
    fprintf(stderr, "%s\n", answer);
    exit(1);
  }
  return descriptor;
}

static void relay(int in, int out, int engine) {
  struct pollfd ends[] = {{.fd = in, .events = POLLIN}, {.fd = engine, .events = POLLIN}};
  char bytes[65536];
  while (poll(ends, 2, -1) > 0)
    for (int i = 0; i < 2; i++)
      if (ends[i].revents) {
        ssize_t count = read(ends[i].fd, bytes, sizeof bytes);
        if (count <= 0) exit(0);
        put(i ? out : engine, bytes, count);
      }
}

int main(int count, char **words) {
  const char *name = strrchr(words[0], '/') ? strrchr(words[0], '/') + 1 : words[0];
  signal(SIGPIPE, SIG_IGN);
  if (!strcmp(name, "buildkitd")) {
    if (count > 1 && !strcmp(words[1], "--version")) {
      puts("buildkitd github.com/moby/buildkit v0.0.0 stand-in");
      return 0;
    }
    for (;;) pause();
  }
  if (!strcmp(name, "buildctl")) {
    if (count > 1 && !strcmp(words[1], "dial-stdio")) relay(0, 1, upgraded("2375"));
    return 0;
  }
  if (count != 3) return 2;
  int listener = at(words[1], 0);
  if (listen(listener, 64)) fail("listen");
  signal(SIGCHLD, SIG_IGN);
  pid_t process = fork();
  if (process > 0) {
    printf("%d\n", process);
    return 0;
  }
  setsid();
  // Whoever reads what this program prints would wait for its end.
  for (int i = 0; i < 3; i++) close(i);
  for (int i = 0; i < 3; i++)
    if (open("/dev/null", O_RDWR) != i) return 1;
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) fail("accept");
    if (fork() == 0) relay(client, client, upgraded(words[2]));
    close(client);
  }
}
