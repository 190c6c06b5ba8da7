/* tests/helper/puppets.c - children that judge, and those that do nothing. */
#include "tests/helper/puppets.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/wire/facts.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define EVER (-1)

extern char **environ;
char puppet_letter[300000];
uint8_t puppet_mem[HO_FRAME_MAX];

int
take_letter(void)
{
	struct ho_buf got = HO_BUF_INIT;
	struct ho_view v;
	uint64_t len;

	if (ho_sock_recv(0, puppet_mem, sizeof(puppet_mem), &v, EVER) !=
		HO_OK ||
	    ho_view_u64(&v, HO_T_LENGTH, &len) != HO_OK ||
	    ho_sock_recv_pieces(0, &got, HO_LETTER_MAX, EVER) != HO_OK ||
	    got.len != len ||
	    (len && memcmp(got.data, puppet_letter, len) != 0))
		_exit(9);
	ho_buf_free(&got);
	return v.type;
}

static void
send_facts(const char *from)
{
	static struct ho_facts facts;
	struct ho_frame f;

	strcpy(facts.from, from);
	if (ho_facts_put(&f, puppet_mem, &facts) != HO_OK ||
	    ho_sock_send(0, &f, EVER) != HO_OK)
		_exit(9);
}

static void
ask(uint64_t id, const char *name)
{
	struct ho_frame f;

	ho_frame_start(&f, puppet_mem, sizeof(puppet_mem), HO_M_JUDGE_QUERY);
	ho_frame_u64(&f, HO_T_ID, id);
	ho_frame_str(&f, HO_T_NAME, name);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
}

/* The next answer as an address: "s1-r2-id7@x.example" */
static void
answer_as_address(char *out, size_t cap)
{
	uint64_t id, status, is_secure;
	struct ho_field f;
	struct ho_view v;
	size_t at = 0;
	int records = 0;

	if (ho_sock_recv(0, puppet_mem, sizeof(puppet_mem), &v, EVER) !=
		HO_OK ||
	    v.type != HO_M_JUDGE_RECORDS ||
	    ho_view_u64(&v, HO_T_ID, &id) != HO_OK ||
	    ho_view_u64(&v, HO_T_STATUS, &status) != HO_OK ||
	    ho_view_u64(&v, HO_T_SECURE, &is_secure) != HO_OK)
		_exit(9);
	while (ho_view_next(&v, &at, &f) == HO_OK)
		records += f.tag == HO_T_RECORD;
	snprintf(out, cap, "s%d-r%d-id%d-%s@x.example", (int)status, records,
	    (int)id, is_secure ? "secure" : "open");
}

static void
p_judge(void)
{
	char from[64];

	if (take_letter() != HO_M_JUDGE_LETTER)
		_exit(9);
	ask(7, PUPPET_KEY);
	answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_twice(void)
{
	char from[64];

	take_letter();
	ask(7, PUPPET_KEY);
	answer_as_address(from, sizeof(from));
	ask(8, PUPPET_KEY);
	answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_hurry(void)
{
	send_facts("early@x.example"); /* before it read a line */
}

static void
p_foreign(void)
{
	char from[64];

	take_letter();
	ask(1, "secret-of-the-letter.attacker.example");
	answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_curious(void)
{
	char name[64], from[64];

	take_letter();
	for (int i = 0; i < HO_HELPER_QUERIES + 1; i++) {
		snprintf(name, sizeof(name), "s%d._domainkey.x.example", i);
		ask((uint64_t)i, name);
	}
	for (int i = 0; i < HO_HELPER_QUERIES; i++)
		answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_busy(void)
{
	char name[64], from[64];

	take_letter();
	for (int i = 0; i < HO_HELPER_QUERIES; i++) {
		snprintf(name, sizeof(name), "s%d._domainkey.x.example", i);
		ask((uint64_t)i, name);
	}
	for (int i = 0; i < HO_HELPER_QUERIES; i++)
		answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_octets(void)
{
	take_letter();
	send(0, "these are no frames", 19, 0);
	pause();
}

static void
p_message(uint8_t type)
{
	struct ho_frame f;

	take_letter();
	ho_frame_start(&f, puppet_mem, sizeof(puppet_mem), type);
	ho_frame_u64(&f, HO_T_ID, 1);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
	pause();
}

void
p_facts_torn(void)
{
	p_message(HO_M_JUDGE_FACTS);
}

void
p_draws(void)
{
	p_message(HO_M_DRAW_TEXT);
}

static void
p_query_torn(void)
{
	p_message(HO_M_JUDGE_QUERY);
}

void
p_piece_first(void)
{
	p_message(HO_M_PIECE);
}

void
p_dies(void)
{
	_exit(3);
}

static void
p_crashes(void)
{
	take_letter();
	raise(SIGKILL);
}

void
p_silent(void)
{
	take_letter();
	pause();
}

static void
p_deaf(void)
{
	pause();
}

/* Nothing of the caller's came along: neither descriptors nor words. */
static void
p_bare(void)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *e;
	int n = 0, ours = d ? dirfd(d) : -1;

	while (d != NULL && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' && atoi(e->d_name) != ours)
			n++;
	take_letter();
	send_facts(n == 3 && environ[0] == NULL ? "bare@x.example"
						: "dressed@x.example");
}

static const struct puppet puppets_judge[] = {
	{ "judge", p_judge, HO_HELPER_JUDGE, HO_OK },
	{ "twice", p_twice, HO_HELPER_JUDGE, HO_OK },
	{ "hurry", p_hurry, HO_HELPER_JUDGE, HO_OK },
	{ "foreign", p_foreign, HO_HELPER_JUDGE, HO_OK },
	{ "busy", p_busy, HO_HELPER_JUDGE, HO_OK },
	{ "bare", p_bare, HO_HELPER_JUDGE, HO_OK },
	{ "curious", p_curious, HO_HELPER_JUDGE, HO_E_PEER },
	{ "octets", p_octets, HO_HELPER_JUDGE, HO_E_PEER },
	{ "facts-torn", p_facts_torn, HO_HELPER_JUDGE, HO_E_PEER },
	{ "query-torn", p_query_torn, HO_HELPER_JUDGE, HO_E_PEER },
	{ "draws", p_draws, HO_HELPER_JUDGE, HO_E_PEER },
	{ "dies", p_dies, HO_HELPER_JUDGE, HO_E_PEER },
	{ "crashes", p_crashes, HO_HELPER_JUDGE, HO_E_PEER },
	{ "silent", p_silent, HO_HELPER_JUDGE, HO_E_TIMEOUT },
	{ "deaf", p_deaf, HO_HELPER_JUDGE, HO_E_TIMEOUT },
	{ NULL, NULL, 0, 0 },
};

const struct puppet *
puppet_at(size_t i)
{
	static const struct puppet *const tables[] = { puppets_judge,
		puppets_draw };

	for (size_t k = 0; k < 2; k++)
		for (const struct puppet *p = tables[k]; p->name != NULL; p++)
			if (i-- == 0)
				return p;
	return NULL;
}
