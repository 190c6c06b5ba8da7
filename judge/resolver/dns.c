/* judge/resolver/dns.c - TXT records out of DNS, through libunbound. */
#include "judge/resolver/dns.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unbound.h>

#include "lib/base/err.h"

#define TYPE_TXT       16
#define CLASS_IN       1
#define RCODE_NOERROR  0
#define RCODE_NXDOMAIN 3

struct dns {
	struct ub_ctx *ub;
};

/* What makes libunbound a modest and careful client. */
static const char *const options[][2] = {
	{ "do-not-query-localhost:", "no" }, /* the forwarder may be here */
	{ "edns-buffer-size:", "1232" },     /* no fragments (DNS flag day) */
	{ "outgoing-range:", "256" },        /* sockets; NOFILE is 1024 */
	{ "num-queries-per-thread:", "256" },
	{ "msg-cache-size:", "4m" },
	{ "rrset-cache-size:", "8m" },
	{ "key-cache-size:", "4m" },
	{ "cache-max-ttl:", "3600" }, /* keys get revoked */
	{ "val-log-level:", "0" },
};

int
dns_add_forwarder(struct dns_setup *s, const char *text)
{
	size_t address = strcspn(text, "@");
	const char *port = text + address;
	char host[INET6_ADDRSTRLEN];
	struct in6_addr any;

	if (s->forwarders == DNS_FORWARDERS || address >= sizeof(host) ||
	    strlen(text) >= sizeof(s->forwarder[0]))
		return HO_E_LIMIT;
	memcpy(host, text, address);
	host[address] = '\0';
	if (inet_pton(AF_INET, host, &any) != 1 &&
	    inet_pton(AF_INET6, host, &any) != 1)
		return HO_E_INPUT;
	if (*port++ == '@' &&
	    (strlen(port) > 5 || strspn(port, "0123456789") != strlen(port) ||
		atoi(port) < 1 || atoi(port) > 65535))
		return HO_E_INPUT;
	strcpy(s->forwarder[s->forwarders++], text);
	return HO_OK;
}

void
dns_add_system(struct dns_setup *s, const char *text)
{
	char word[64];

	for (; *text != '\0'; text += strcspn(text, "\n")) {
		text += strspn(text, "\n");
		if (sscanf(text, "nameserver%*[ \t]%63s", word) == 1)
			dns_add_forwarder(s, word);
	}
}

/* Line by line; blank ones and comments left out. */
static int
add_anchors(struct ub_ctx *ub, const char *text)
{
	int rc = 0;

	while (rc == 0 && *text != '\0') {
		size_t len = strcspn(text, "\n");
		char *line = strndup(text, len);

		if (line == NULL)
			return UB_NOMEM;
		line[strcspn(line, ";\r")] = '\0';
		if (line[strspn(line, " \t")] != '\0')
			rc = ub_ctx_add_ta(ub, line);
		free(line);
		text += len + (text[len] == '\n');
	}
	return rc;
}

static int
configure(struct ub_ctx *ub, const struct dns_setup *s)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(options) / sizeof(*options);
	     i++)
		rc = ub_ctx_set_option(ub, options[i][0], options[i][1]);
	for (size_t i = 0; rc == 0 && i < s->forwarders; i++)
		rc = ub_ctx_set_fwd(ub, s->forwarder[i]);
	if (rc == 0 && s->anchors != NULL)
		rc = add_anchors(ub, s->anchors);
	/* a thread, not a process */
	if (rc == 0)
		rc = ub_ctx_async(ub, 1);
	/*
	 * Any zone operation makes libunbound read its settings, so that a
	 * wrong anchor shows now.  This one has a use: it answers for test.
	 * by itself otherwise, and the forwarder knows better.
	 */
	if (rc == 0)
		rc = ub_ctx_zone_remove(ub, "test.");
	return rc;
}

int
dns_open(struct dns **out, const struct dns_setup *s, const char **why)
{
	struct dns *d = calloc(1, sizeof(*d));
	int rc;

	*out = NULL;
	*why = "";
	if (d == NULL || (d->ub = ub_ctx_create()) == NULL) {
		free(d);
		return HO_E_NOMEM;
	}
	if ((rc = configure(d->ub, s)) != 0) {
		*why = ub_strerror(rc);
		ub_ctx_delete(d->ub);
		free(d);
		return HO_E_INPUT;
	}
	*out = d;
	return HO_OK;
}

int
dns_fd(const struct dns *d)
{
	return ub_fd(d->ub);
}

void
dns_work(struct dns *d)
{
	ub_process(d->ub);
}

/*
 * RFC 1035 section 3.3.14: strings, each with its length before it.  False:
 * they do not add up, and the record is nobody's.
 */
static bool
add_record(struct answer *a, const uint8_t *data, size_t len)
{
	struct ho_buf text = HO_BUF_INIT;
	size_t at = 0;
	bool is_whole;

	while (at < len && data[at] < len - at) {
		ho_buf_add(&text, data + at + 1, data[at]);
		at += 1 + (size_t)data[at];
	}
	is_whole = len != 0 && at == len && ho_buf_error(&text) == HO_OK;
	if (is_whole)
		answer_add(a, text.data, text.len);
	ho_buf_free(&text);
	return is_whole;
}

static void
read_result(struct answer *a, const struct ub_result *r)
{
	answer_set(a, HO_DNS_NONE);
	if (r->bogus) {
		answer_set(a, HO_DNS_BOGUS);
		return;
	}
	if (r->rcode != RCODE_NOERROR && r->rcode != RCODE_NXDOMAIN) {
		answer_set(a, HO_DNS_FAILED);
		return;
	}
	for (int i = 0; r->havedata && r->data[i] != NULL; i++)
		if (!add_record(
			a, (const uint8_t *)r->data[i], (size_t)r->len[i])) {
			answer_set(a, HO_DNS_FAILED);
			return;
		}
	a->is_secure = r->secure && a->status != HO_DNS_FAILED;
}

static void
on_result(void *mine, int error, struct ub_result *r)
{
	struct dns_question *q = mine;
	struct answer a = { 0 };

	if (error == 0)
		read_result(&a, r);
	ub_resolve_free(r);
	q->done(q, &a);
}

int
dns_ask(struct dns *d, const char *name, struct dns_question *q)
{
	return ub_resolve_async(d->ub, name, TYPE_TXT, CLASS_IN, q, on_result,
		   &q->number) == 0
	    ? HO_OK
	    : HO_E_IO;
}

void
dns_cancel(struct dns *d, struct dns_question *q)
{
	ub_cancel(d->ub, q->number);
}
