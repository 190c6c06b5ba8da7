/* tests/fault/fault.c - the n-th call fails. */
#include "tests/fault/fault.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static bool is_armed, was_hit;
static enum fault_mode how;
static int left, unwiped, careless;
static long live;
static const char *watched;

/* What each mode makes of a call: 0 lets it pass. */
static int
strike(int hard, int gone, bool can_wait)
{
	int errors[] = { [FAULT_ONCE] = hard,
		[FAULT_FROM] = hard,
		[FAULT_SIGNAL] = can_wait ? EINTR : 0,
		[FAULT_AGAIN] = can_wait ? EAGAIN : 0,
		[FAULT_RESET] = gone };

	if (!is_armed || errors[how] == 0)
		return 0;
	left--;
	if (left > 0 || (left < 0 && how != FAULT_FROM))
		return 0;
	was_hit = true;
	return errno = errors[how];
}

void
fault_arm(enum fault_mode mode, int n)
{
	how = mode;
	left = n;
	was_hit = false;
	is_armed = true;
}

bool
fault_disarm(void)
{
	is_armed = false;
	return was_hit;
}

long
fault_live(void)
{
	return live;
}

void
fault_watch(const char *text)
{
	watched = text;
	unwiped = 0;
}

int
fault_unwiped(void)
{
	return unwiped;
}

int
fault_careless(void)
{
	return careless;
}

/* The sanitizers have a malloc of their own; there only the sockets fail. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t each);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

void *
malloc(size_t n)
{
	void *p = strike(ENOMEM, 0, false) ? NULL : __libc_malloc(n);

	live += p != NULL;
	return p;
}

void *
calloc(size_t n, size_t each)
{
	void *p = strike(ENOMEM, 0, false) ? NULL : __libc_calloc(n, each);

	live += p != NULL;
	return p;
}

void *
realloc(void *old, size_t n)
{
	void *p;

	if (strike(ENOMEM, 0, false))
		return NULL;
	p = __libc_realloc(old, n);
	live += (old == NULL) && (p != NULL);
	return p;
}

void
free(void *p)
{
	if (p == NULL)
		return;
	live--;
	if (watched &&
	    memmem(p, malloc_usable_size(p), watched, strlen(watched)) != NULL)
		unwiped++;
	__libc_free(p);
}
#endif

/* dlsym() must not be counted: it may ask for memory. */
static void *
next(const char *name)
{
	bool was = is_armed;
	void *f;

	is_armed = false;
	f = dlsym(RTLD_NEXT, name);
	is_armed = was;
	if (f == NULL)
		abort();
	return f;
}

int
socket(int domain, int type, int protocol)
{
	int (*real)(int, int, int) = next("socket");

	careless += is_armed && domain == AF_UNIX && !(type & SOCK_CLOEXEC);
	/* libpam's audit socket is not ours to judge */
	if (domain == AF_UNIX && strike(EMFILE, 0, false))
		return -1;
	return real(domain, type, protocol);
}

int
connect(int fd, const struct sockaddr *to, socklen_t len)
{
	int (*real)(int, const struct sockaddr *, socklen_t) = next("connect");

	return strike(EACCES, ECONNREFUSED, true) ? -1 : real(fd, to, len);
}

int
setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	int (*real)(int, int, int, const void *, socklen_t) =
	    next("setsockopt");

	return strike(ENOPROTOOPT, 0, false)
	    ? -1
	    : real(fd, level, name, value, len);
}

int
getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
	int (*real)(int, int, int, void *, socklen_t *) = next("getsockopt");

	return strike(ENOPROTOOPT, 0, false)
	    ? -1
	    : real(fd, level, name, value, len);
}

ssize_t
send(int fd, const void *data, size_t len, int flags)
{
	ssize_t (*real)(int, const void *, size_t, int) = next("send");

	careless += is_armed && !(flags & MSG_NOSIGNAL);
	return strike(EIO, EPIPE, true) ? -1 : real(fd, data, len, flags);
}

ssize_t
recv(int fd, void *data, size_t len, int flags)
{
	ssize_t (*real)(int, void *, size_t, int) = next("recv");

	return strike(EIO, ECONNRESET, true) ? -1 : real(fd, data, len, flags);
}

int
poll(struct pollfd *fds, nfds_t n, int ms)
{
	int (*real)(struct pollfd *, nfds_t, int) = next("poll");

	return strike(ENOMEM, 0, false) ? -1 : real(fds, n, ms);
}
