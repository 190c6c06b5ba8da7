/*
 * judge/facts/main.c - handover-judge: what does this letter say, and which
 * of its signatures hold?
 *
 * One process a letter.  It reads the letter from descriptor 0 (a SEQPACKET
 * socket), asks its parent for TXT records there, leaves the facts there and
 * ends.  It has no clock and no verdict.  All it will ever need from files is
 * loaded before the sandbox closes.
 *
 * Exit: 0 facts were sent; 4 anything else, with a line on descriptor 2.
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>

#include "judge/sandbox.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/mail/mail.h"
#include "lib/wire/facts.h"
#include "lib/wire/sock.h"

_Static_assert(HO_LETTER_MAX == HO_MAIL_MAX, "one limit for a letter");

#define FOR_EVER (-1) /* the parent has the clock, and kills */

/* OpenSSL's configuration could name a provider to load: it is not asked. */
static int
load_crypto(void)
{
	uint8_t digest[EVP_MAX_MD_SIZE];

	if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1 ||
	    EVP_Digest("", 0, digest, NULL, EVP_sha256(), NULL) != 1)
		return HO_E_CRYPTO;
	return HO_OK;
}

static int
receive_letter(struct ho_buf *letter)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_view v;
	uint64_t length;
	int rc;

	rc = ho_sock_recv(STDIN_FILENO, mem, sizeof(mem), &v, FOR_EVER);
	if (rc != HO_OK)
		return rc;
	if (v.type != HO_M_JUDGE_LETTER ||
	    ho_view_u64(&v, HO_T_LENGTH, &length) != HO_OK ||
	    length > HO_LETTER_MAX)
		return HO_E_PEER;
	rc =
	    ho_sock_recv_pieces(STDIN_FILENO, letter, (size_t)length, FOR_EVER);
	return rc == HO_OK && letter->len != length ? HO_E_PEER : rc;
}

static int
send_questions(const struct ho_facts *facts)
{
	uint8_t mem[1024];
	struct ho_frame f;
	int rc = HO_OK;

	for (size_t i = 0; rc == HO_OK && i < facts->questions; i++) {
		ho_frame_start(&f, mem, sizeof(mem), HO_M_JUDGE_QUERY);
		ho_frame_u64(&f, HO_T_ID, i);
		ho_frame_str(&f, HO_T_NAME, facts->dns[i].name);
		ho_frame_end(&f);
		rc = ho_sock_send(STDIN_FILENO, &f, FOR_EVER);
	}
	return rc;
}

/* One answer to a question that is still open. */
static int
take_answer(const struct ho_view *v, struct ho_facts *facts, bool *is_answered)
{
	uint64_t id, status, secure = 0;
	struct ho_txt_answer *a;
	struct ho_field field;
	size_t at = 0;

	if (v->type != HO_M_JUDGE_RECORDS ||
	    ho_view_u64(v, HO_T_ID, &id) != HO_OK || id >= facts->questions ||
	    is_answered[id] || ho_view_u64(v, HO_T_STATUS, &status) != HO_OK ||
	    status > HO_TXT_REFUSED)
		return HO_E_PEER;
	ho_view_u64(v, HO_T_SECURE, &secure); /* absent is insecure */
	a = &facts->dns[id];
	a->status = (uint8_t)status;
	a->secure = secure == 1;
	while (ho_view_next(v, &at, &field) == HO_OK)
		if (field.tag == HO_T_RECORD && status == HO_TXT_FOUND)
			ho_txt_add(a, field.data, field.len);
	is_answered[id] = true;
	return HO_OK;
}

/* Answers come in any order, each question gets one. */
static int
receive_answers(struct ho_facts *facts)
{
	static uint8_t mem[HO_FRAME_MAX];
	bool is_answered[HO_FACTS_DNS] = { false };
	struct ho_view v;
	int rc = HO_OK;

	for (size_t i = 0; rc == HO_OK && i < facts->questions; i++) {
		rc = ho_sock_recv(STDIN_FILENO, mem, sizeof(mem), &v, FOR_EVER);
		if (rc == HO_OK)
			rc = take_answer(&v, facts, is_answered);
	}
	return rc;
}

static int
send_facts(const struct ho_facts *facts)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_frame f;
	int rc = ho_facts_put(&f, mem, facts);

	return rc == HO_OK ? ho_sock_send(STDIN_FILENO, &f, FOR_EVER) : rc;
}

int
main(void)
{
	static struct ho_facts facts;
	struct ho_buf letter = { .max = HO_LETTER_MAX };
	struct ho_suffixes *suffixes = NULL;
	struct ho_mail *mail = NULL;
	int rc;

	ho_log_open("handover-judge", 0, HO_LOG_INFO);
	if ((rc = load_crypto()) != HO_OK ||
	    (rc = ho_suffixes_load(&suffixes)) != HO_OK ||
	    (rc = ho_sandbox_enter(HO_SANDBOX_FACTS)) != HO_OK ||
	    (rc = receive_letter(&letter)) != HO_OK ||
	    (rc = ho_mail_open(
		 &mail, letter.data, letter.len, suffixes, &facts)) != HO_OK ||
	    (rc = send_questions(&facts)) != HO_OK ||
	    (rc = receive_answers(&facts)) != HO_OK ||
	    (rc = ho_mail_verify(mail, &facts)) != HO_OK ||
	    (rc = send_facts(&facts)) != HO_OK)
		ho_error("no facts: %s", ho_err_text(rc));
	ho_mail_free(&mail);
	ho_suffixes_free(&suffixes);
	ho_buf_free(&letter);
	return rc == HO_OK ? 0 : 4;
}
