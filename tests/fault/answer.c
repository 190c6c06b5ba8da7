/*
 * tests/fault/answer.c - a daemon that dies with the answer in its hand.
 *
 *	HO_ANSWER=13 LD_PRELOAD=.../answer.so handoverd ...
 *
 * The first message of this type (lib/wire/proto.h; 13 is LOGIN_RESULT) is not
 * sent: the process is gone by SIGKILL.  What it says was committed before.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define AT_TYPE 5 /* lib/wire/frame.h: length u32, version u8, type u8 */

static int type;

/* Children are none of ours. */
__attribute__((constructor)) static void
begin(void)
{
	const char *told = getenv("HO_ANSWER");

	type = told ? atoi(told) : 0;
	unsetenv("HO_ANSWER");
	unsetenv("LD_PRELOAD");
}

__attribute__((visibility("default"))) ssize_t
send(int fd, const void *data, size_t len, int flags)
{
	static const char what[] = "answer: killed before it was sent\n";
	ssize_t (*real)(int, const void *, size_t, int) = NULL;

	if (len > AT_TYPE && ((const uint8_t *)data)[AT_TYPE] == type) {
		if (write(STDERR_FILENO, what, sizeof(what) - 1) < 0)
			abort();
		raise(SIGKILL);
	}
	*(void **)&real = dlsym(RTLD_NEXT, "send");
	return real(fd, data, len, flags);
}
