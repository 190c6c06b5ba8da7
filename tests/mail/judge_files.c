/*
 * tests/mail/judge_files.c - verdicts for many letters, from a list on
 * standard input, in one process and without a sandbox: what the judge, the
 * wire and the verdict make of each.
 *
 * A line: file TAB contacts TAB desk TAB seen-at TAB records TAB policy
 *	contacts  addresses with "," between
 *	desk      an address, or "-" for any
 *	records   a file of lines: name TAB status TAB secure TAB text
 *	policy    "confirm" or "refuse" for unsigned letters
 *
 * A line comes back: verdict, reason, detail, From, date, and for each
 * signature domain/result/aligned/covers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/flow/verdict.h"
#include "lib/mail/mail.h"
#include "lib/wire/facts.h"

static int
read_file(const char *path, struct ho_buf *out)
{
	FILE *f = fopen(path, "rb");
	char chunk[65536];
	size_t n;

	if (f == NULL)
		return HO_E_IO;
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		ho_buf_add(out, chunk, n);
	fclose(f);
	return ho_buf_error(out);
}

static void
answer(struct ho_facts *facts, const char *records)
{
	char line[8192];
	FILE *f = fopen(records, "r");

	for (size_t i = 0; i < facts->questions; i++)
		facts->dns[i].status = HO_TXT_NONE;
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		char *rest = line, *name = strsep(&rest, "\t");
		char *status = strsep(&rest, "\t");
		char *secure = strsep(&rest, "\t");
		char *text = strsep(&rest, "\n");

		for (size_t i = 0; text && i < facts->questions; i++) {
			if (strcmp(facts->dns[i].name, name) != 0)
				continue;
			facts->dns[i].status = (uint8_t)atoi(status);
			facts->dns[i].secure = atoi(secure) == 1;
			if (facts->dns[i].status == HO_TXT_FOUND)
				ho_txt_add(&facts->dns[i], text, strlen(text));
		}
	}
	if (f != NULL)
		fclose(f);
}

/* Through the wire and back: what the daemon will see. */
static int
carry(struct ho_facts *facts)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_frame f;
	struct ho_view v;

	if (ho_facts_put(&f, mem, facts) != HO_OK ||
	    ho_view_open(&v, mem, f.len) != HO_OK)
		return HO_E_PEER;
	return ho_facts_get(&v, facts);
}

static void
tell(const struct ho_facts *facts, const struct ho_judgement *j, int64_t at)
{
	printf("%s\t%s\t%s\t%s\t%lld", ho_mail_verdict_word(j->verdict),
	    j->reason->word, facts->detail, facts->from,
	    (long long)facts->date);
	for (size_t i = 0; i < facts->signatures; i++) {
		const struct ho_signature *s = &facts->signature[i];

		printf("\t%s/%s/%d/", s->domain,
		    ho_flow_signature_result(s, at), s->is_aligned);
		for (enum ho_field_id id = 0; id < HO_FIELDS; id++)
			if (s->covers & HO_FIELD_BIT(id))
				printf("%s,", ho_field_name(id));
	}
	printf("\n");
}

static int
judge(char *line, const struct ho_suffixes *suffixes)
{
	static struct ho_facts facts;
	const char *column[6] = { "" }, *contacts[16], *desk;
	struct ho_verdict_query q = { .addresses = contacts };
	struct ho_buf letter = HO_BUF_INIT;
	struct ho_mail *m = NULL;
	struct ho_judgement j;
	char *list, *one;
	int rc;

	for (size_t i = 0; i < 6; i++)
		if ((column[i] = strsep(&line, "\t\n")) == NULL)
			return HO_E_INPUT;
	list = (char *)column[1];
	while ((one = strsep(&list, ",")) != NULL && q.n_addresses < 16)
		contacts[q.n_addresses++] = one;
	desk = column[2];
	q.desks = &desk;
	q.n_desks = strcmp(desk, "-") != 0;
	q.is_any_desk = q.n_desks == 0;
	q.seen_at = strtoll(column[3], NULL, 10);
	q.is_unsigned_refused = strcmp(column[5], "refuse") == 0;
	if ((rc = read_file(column[0], &letter)) == HO_OK &&
	    (rc = ho_mail_open(
		 &m, letter.data, letter.len, suffixes, &facts)) == HO_OK) {
		answer(&facts, column[4]);
		rc = ho_mail_verify(m, &facts);
	}
	ho_mail_free(&m);
	ho_buf_free(&letter);
	if (rc != HO_OK || (rc = carry(&facts)) != HO_OK)
		return rc;
	j = ho_flow_verdict(&facts, &q);
	tell(&facts, &j, q.seen_at);
	return HO_OK;
}

int
main(void)
{
	struct ho_suffixes *suffixes;
	char line[16384];
	int rc = ho_suffixes_load(&suffixes);

	while (rc == HO_OK && fgets(line, sizeof(line), stdin) != NULL) {
		if ((rc = judge(line, suffixes)) != HO_OK)
			printf("error\t%s\n", ho_err_text(rc));
		fflush(stdout);
		rc = HO_OK;
	}
	ho_suffixes_free(&suffixes);
	return rc == HO_OK ? 0 : 1;
}
