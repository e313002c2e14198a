/* Loaded before libc: makes the disk of one process fail or slow, as a file named by FAULT_FSYNC says.
   "fail": fsync and fdatasync report an error, and nothing is certain to be on the disk.
   a number: they take so many milliseconds more.
   no file, or an empty one: they are as they were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int trouble(void) {
	const char *path = getenv("FAULT_FSYNC");
	char said[16] = "";
	int f = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (f < 0)
		return 0;
	ssize_t n = read(f, said, sizeof said - 1);
	close(f);
	if (n > 0 && strncmp(said, "fail", 4) == 0) {
		errno = EIO;
		return -1;
	}
	long ms = n > 0 ? atol(said) : 0;
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};
	if (ms > 0)
		nanosleep(&t, NULL);
	return 0;
}

static int through(const char *name, int f) {
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
	return trouble() < 0 ? -1 : real(f);
}

int fsync(int f) { return through("fsync", f); }
int fdatasync(int f) { return through("fdatasync", f); }
