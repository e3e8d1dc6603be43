// A disk as many servers have it, on a machine whose disk is faster: each flush takes SLOW_FLUSH_US
// microseconds longer. For bench/server.mjs; loaded by LD_PRELOAD.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_first(void) {
  const char* us = getenv("SLOW_FLUSH_US");
  if (us) usleep((useconds_t)atoi(us));
}

int fsync(int file) {
  wait_first();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
  wait_first();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}
