/* tests/unit/gateway_test.c - requests to a gateway, and what it answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "courier/gateway.h"
#include "lib/base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct gateway plain = {
	.url = "https://sms.example/send",
	.body = "{\"to\":\"{to}\",\"message\":\"{text}\"}",
	.headers = "Authorization: Bearer {token}",
	.from = "Desk & Co",
	.user = "me",
	.token = "s3cret",
	.is_json = true,
	.sent = "200-299",
	.sent_member = "",
};

static const struct text_message message = { "+4915112345678", "0a@x",
	"Your \"code\"\\ is 1\n&to=+1{token}" };

/* --- each value stays where it stands ------------------------------------------- */

static void
values_are_encoded_for_their_place(void **state)
{
	struct gateway g = plain;
	struct gateway_request r;
	char why[WHY_SIZE] = "";

	(void)state;
	g.url = "https://sms.example/{to}/x?n={digits}&t={text}&f={from}&{";
	g.headers = "Authorization: Basic {basic} | X-Id: {id}";
	assert_int_equal(gateway_build(&g, &message, &r, why), HO_OK);
	assert_string_equal(ho_buf_text(&r.url),
	    "https://sms.example/%2B4915112345678/x?n=4915112345678"
	    "&t=Your%20%22code%22%5C%20is%201%0A%26to%3D%2B1%7Btoken%7D"
	    "&f=Desk%20%26%20Co&{");
	assert_string_equal(ho_buf_text(&r.body),
	    "{\"to\":\"+4915112345678\",\"message\":\"Your \\\"code\\\"\\\\ is "
	    "1\\n&to=+1{token}\"}");
	assert_string_equal(r.line[0], "Content-Type: application/json");
	assert_string_equal(r.line[1], "Authorization: Basic bWU6czNjcmV0");
	assert_string_equal(r.line[2], "X-Id: 0a@x");
	assert_null(r.line[3]);
	gateway_free(&r);

	g.is_json = false;
	g.body = "to={to}&text={text}";
	assert_int_equal(gateway_build(&g, &message, &r, why), HO_OK);
	assert_string_equal(ho_buf_text(&r.body),
	    "to=%2B4915112345678&text=Your%20%22code%22%5C%20is%201%0A%26to%3D"
	    "%2B1%7Btoken%7D");
	assert_string_equal(
	    r.line[0], "Content-Type: application/x-www-form-urlencoded");
	gateway_free(&r);
}

/* --- what cannot be used -------------------------------------------------------- */

struct unfit {
	const char *url, *body, *headers, *sent, *sent_member, *token, *says;
};

static const struct unfit unfits[] = {
	{ .says = NULL },
	{ .url = "http://sms.example/", .says = "sms-url" },
	{ .url = "http://127.0.0.1:80/", .says = NULL },
	{ .url = "http://localhost.evil.example/", .says = "sms-url" },
	{ .url = "https://{to}.example/", .says = "sms-url" },
	{ .url = "https://sms.example{text}/", .says = "sms-url" },
	{ .url = "https://sms.example@evil.example/", .says = "sms-url" },
	{ .url = "https://sms.example/{number}", .says = "sms-url" },
	{ .body = "{\"to\":{to}}", .says = "no JSON" },
	{ .body = "{\"to\":\"{tto}\"}", .says = "sms-body" },
	{ .headers = "", .says = NULL },
	{ .headers = "X-A: 1 || X-B: 2", .says = NULL },
	{ .headers = "X-Text: {text}", .says = "sms-headers" },
	{ .headers = "X-To: {to}", .says = "sms-headers" },
	{ .headers = "Host: evil.example", .says = "sms-headers" },
	{ .headers = "content-LENGTH: 0", .says = "sms-headers" },
	{ .headers = "no colon", .says = "sms-headers" },
	{ .headers = ": x", .says = "sms-headers" },
	{ .headers = "X-T: {token}",
	    .token = "a\r\nX: b",
	    .says = "sms-headers" },
	{ .headers = "X-T: {token}", .token = "", .says = "sms-token-file" },
	{ .sent = "", .says = "sms-sent" },
	{ .sent = "2xx", .says = "sms-sent" },
	{ .sent = "200-", .says = "sms-sent" },
	{ .sent = "299-200", .says = "sms-sent" },
	{ .sent = "200, 202-204", .says = NULL },
	{ .sent_member = "status", .says = "sms-sent-member" },
	{ .sent_member = "=0", .says = "sms-sent-member" },
	{ .sent_member = "status=", .says = NULL },
};

static void
what_cannot_be_used_has_a_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(unfits); i++) {
		const struct unfit *u = &unfits[i];
		char why[WHY_SIZE] = "";
		struct gateway g = plain;

		g.url = u->url != NULL ? u->url : g.url;
		g.body = u->body != NULL ? u->body : g.body;
		g.headers = u->headers != NULL ? u->headers : g.headers;
		g.sent = u->sent != NULL ? u->sent : g.sent;
		g.token = u->token != NULL ? u->token : g.token;
		g.sent_member =
		    u->sent_member != NULL ? u->sent_member : g.sent_member;
		print_message("%zu\n", i);
		assert_int_equal(gateway_ready(&g, why),
		    u->says == NULL ? HO_OK : HO_E_INPUT);
		if (u->says != NULL)
			assert_non_null(strstr(why, u->says));
	}
}

/* --- what an answer means --------------------------------------------------------- */

struct answered {
	enum ho_heard heard;
	long status;
	const char *body, *sent, *sent_member;
	int64_t after;
	enum ho_outcome outcome;
	const char *says;
};

#define M "messages.0.status=0"

static const struct answered answers[] = {
	{ HEARD_ANSWER, 200, "", "200-299", "", 0, HO_OUTCOME_SENT, "took" },
	{ HEARD_ANSWER, 202, "", "200, 202", "", 0, HO_OUTCOME_SENT, "took" },
	{ HEARD_ANSWER, 201, "", "200, 202", "", 0, HO_OUTCOME_UNCLEAR,
	    "sms-sent" },
	{ HEARD_ANSWER, 200, "{\"messages\":[{\"status\":\"0\"}]}", "200", M, 0,
	    HO_OUTCOME_SENT, "took" },
	{ HEARD_ANSWER, 200, "{\"messages\":[{\"status\":0}]}", "200", M, 0,
	    HO_OUTCOME_SENT, "took" },
	{ HEARD_ANSWER, 200, "{\"messages\":[{\"status\":9}]}", "200", M, 0,
	    HO_OUTCOME_NEVER, "refuses the message: 9" },
	{ HEARD_ANSWER, 200, "{\"messages\":[]}", "200", M, 0,
	    HO_OUTCOME_UNCLEAR, "sms-sent-member" },
	{ HEARD_ANSWER, 200, "<html>", "200", M, 0, HO_OUTCOME_UNCLEAR,
	    "sms-sent-member" },
	{ HEARD_ANSWER, 200, "{\"ok\":true}", "200", "ok=true", 0,
	    HO_OUTCOME_SENT, "took" },
	{ HEARD_ANSWER, 307, "", "200-299", "", 0, HO_OUTCOME_LATER,
	    "redirect" },
	{ HEARD_ANSWER, 400, "", "200-299", "", 0, HO_OUTCOME_NEVER,
	    "refuses" },
	{ HEARD_ANSWER, 401, "", "200-299", "", 0, HO_OUTCOME_LATER, "token" },
	{ HEARD_ANSWER, 404, "", "200-299", "", 0, HO_OUTCOME_LATER,
	    "sms-url" },
	{ HEARD_ANSWER, 408, "", "200-299", "", 0, HO_OUTCOME_UNCLEAR,
	    "waiting" },
	{ HEARD_ANSWER, 429, "", "200-299", "", 33, HO_OUTCOME_LATER,
	    "left alone" },
	{ HEARD_ANSWER, 500, "", "200-299", "", 0, HO_OUTCOME_UNCLEAR,
	    "failed" },
	{ HEARD_ANSWER, 503, "", "200-299", "", 9, HO_OUTCOME_LATER, "failed" },
	{ HEARD_ANSWER, 503, "", "200-299", "", 0, HO_OUTCOME_UNCLEAR,
	    "failed" },
	{ HEARD_ANSWER, 100, "", "200-299", "", 0, HO_OUTCOME_UNCLEAR,
	    "sms-sent" },
	{ HEARD_NOT_REACHED, 0, "", "200", "", 0, HO_OUTCOME_LATER, "reached" },
	{ HEARD_DISTRUST, 0, "", "200", "", 0, HO_OUTCOME_LATER,
	    "certificate" },
	{ HEARD_NOTHING, 0, "", "200", "", 0, HO_OUTCOME_UNCLEAR,
	    "did not answer" },
	{ HEARD_TOO_LONG, 200, "", "200", "", 0, HO_OUTCOME_UNCLEAR, "no end" },
};

static void
an_answer_is_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(answers); i++) {
		const struct answered *x = &answers[i];
		struct gateway g = plain;
		struct ho_web_answer a = { .heard = x->heard,
			.status = x->status,
			.retry_after = x->after };
		struct tried t = { .outcome = HO_OUTCOME_LATER };

		g.sent = x->sent;
		g.sent_member = x->sent_member;
		ho_buf_str(&a.body, x->body);
		gateway_judge(&g, &a, &t);
		print_message("%zu %s\n", i, t.why);
		assert_int_equal(t.outcome, x->outcome);
		assert_non_null(strstr(t.why, x->says));
		assert_int_equal(t.after, x->after);
		ho_buf_free(&a.body);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_encoded_for_their_place),
		cmocka_unit_test(what_cannot_be_used_has_a_sentence),
		cmocka_unit_test(an_answer_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
