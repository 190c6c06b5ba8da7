/* tests/unit/hook_test.c - the signature of a notice to the panel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "courier/hook.h"
#include "lib/base/err.h"

#define KEY24 "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

/* The example of the Standard Webhooks specification. */
static void
it_signs_as_the_specification(void **state)
{
	static const char body[] = "{\"test\": 2432232314}";
	struct ho_buf out = HO_BUF_INIT;

	(void)state;
	assert_int_equal(
	    hook_sign("whsec_" KEY24, "msg_p5jXN8AQM9LWM0D4loKWxJek",
		1614265330, body, strlen(body), &out),
	    HO_OK);
	assert_string_equal(ho_buf_text(&out),
	    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	ho_buf_free(&out);
}

static void
a_secret_is_read_strictly(void **state)
{
	static const char *const bad[] = { "", "whsec_", KEY24, "WHSEC_" KEY24,
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",  /* not canonical */
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==", /* 22 octets */
		"whsec_" KEY24 KEY24 KEY24, "whsec_" KEY24 "\n" };
	struct ho_buf out = HO_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(
		    hook_sign(bad[i], "id", 1, "{}", 2, &out), HO_E_INPUT);
		assert_int_equal(out.len, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_signs_as_the_specification),
		cmocka_unit_test(a_secret_is_read_strictly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
