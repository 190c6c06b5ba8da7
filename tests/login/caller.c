/* tests/login/caller.c - one PAM call, played against the login door. */
#include "tests/login/caller.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/wire/sock.h"
#include "tests/login/must.h"
#include "tests/login/world.h"

#define WAIT_MS 20000 /* sanitizers and a busy machine */

void
caller_open(struct caller *c)
{
	memset(c, 0, sizeof(*c));
	c->fd = ho_sock_connect(world_socket());
	must(c->fd >= 0, "connect");
}

/* Of this thread alone: glibc's seteuid() would change all of them. */
static void
become(uid_t uid)
{
	must(syscall(SYS_setresuid, (uid_t)-1, uid, (uid_t)-1) == 0, "uid");
}

void
caller_open_as(struct caller *c, uid_t uid)
{
	become(uid);
	caller_open(c);
	become(0);
}

void
caller_close(struct caller *c)
{
	close(c->fd);
	c->fd = -1;
}

void
caller_send(struct caller *c, const struct ho_frame *f)
{
	c->text[0] = '\0';
	c->infos = 0;
	c->sent_ms = ho_sock_now();
	must(ho_sock_send(c->fd, f, c->sent_ms + WAIT_MS) == HO_OK, "send");
}

void
caller_start(struct caller *c, enum ho_phase phase, const char *service,
    const char *user, uint64_t flags)
{
	uint8_t mem[HO_LOGIN_MSG_MAX];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_START);
	ho_frame_u64(&f, HO_T_PHASE, phase);
	ho_frame_str(&f, HO_T_USER, user);
	ho_frame_str(&f, HO_T_SERVICE, service);
	ho_frame_u64(&f, HO_T_FLAGS, flags);
	ho_frame_end(&f);
	caller_send(c, &f);
}

void
caller_say(struct caller *c, const char *answer)
{
	uint8_t mem[HO_LOGIN_MSG_MAX];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_ANSWER);
	ho_frame_str(&f, HO_T_DATA, answer);
	ho_frame_end(&f);
	caller_send(c, &f);
}

void
caller_cancel(struct caller *c)
{
	uint8_t mem[64];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_CANCEL);
	ho_frame_end(&f);
	caller_send(c, &f);
}

bool
caller_hear(struct caller *c)
{
	int rc;

	while ((rc = ho_sock_recv(c->fd, c->mem, sizeof(c->mem), &c->v,
		    ho_sock_now() + WAIT_MS)) == HO_OK) {
		if (c->v.type != HO_M_LOGIN_INFO)
			return true;
		ho_view_str(&c->v, HO_T_TEXT, c->text, sizeof(c->text));
		c->infos++;
	}
	must(rc == HO_E_NONE || rc == HO_E_IO, ho_err_text(rc));
	return false;
}

const char *
caller_field(struct caller *c, uint16_t tag)
{
	static char text[HO_LOGIN_TEXT_MAX + 1];

	ho_view_str(&c->v, tag, text, sizeof(text));
	return text;
}

static void
must_at(bool claim, const struct caller *c, const char *want, const char *f,
    int line)
{
	if (claim)
		return;
	fprintf(stderr, "%s:%d: wanted %s, message type %u, last told: %s\n", f,
	    line, want, c->v.type, c->text);
	abort();
}

void
caller_ask_at(struct caller *c, const char *ask, const char *f, int line)
{
	must_at(caller_hear(c), c, ask, f, line);
	must_at(c->v.type == HO_M_LOGIN_ASK &&
		strcmp(caller_field(c, HO_T_ASK), ask) == 0,
	    c, ask, f, line);
}

void
caller_end_at(struct caller *c, uint64_t verdict, const char *word,
    const char *f, int line)
{
	uint64_t v = 0;

	must_at(caller_hear(c), c, word, f, line);
	must_at(c->v.type == HO_M_LOGIN_RESULT &&
		ho_view_u64(&c->v, HO_T_VERDICT, &v) == HO_OK && v == verdict &&
		strcmp(caller_field(c, HO_T_RESULT), word) == 0,
	    c, word, f, line);
}

void
caller_login(struct caller *c, const char *service, const char *user,
    const char *password)
{
	caller_open(c);
	caller_start(c, HO_PHASE_AUTH, service, user, 0);
	must(caller_hear(c) && c->v.type == HO_M_LOGIN_ASK, "first question");
	caller_say(c, password);
}
