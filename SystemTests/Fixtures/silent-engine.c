// An engine that accepts connections and never answers: `silent-engine SOCKET` listens there in the
// background, prints the number of its process and ends when that is killed.

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int count, char **words) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (count != 2 || strlen(words[1]) >= sizeof address.sun_path) return 64;
  strcpy(address.sun_path, words[1]);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 64)) {
    perror(words[1]);
    return 1;
  }
  pid_t child = fork();
  if (child != 0) {
    printf("%d\n", child);
    return child < 0;
  }
  fclose(stdout);
  fclose(stderr);
  for (;;) accept(listener, NULL, NULL);
}
