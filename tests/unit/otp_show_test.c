/* tests/unit/otp_show_test.c - keys as people carry them: base32, URI, QR code. */
#include "lib/otp/base32.h"
#include "lib/otp/show.h"
#include "tests/unit/otps.h"

/* RFC 4648 section 10, and what people make of a key. */
static void
test_base32(void **state)
{
	static const struct {
		const char *text, *data;
	} rows[] = { { "MZXW6YTBOI======", "foobar" }, { "MZXW6YTB", "fooba" },
		{ "mzxw 6yq", "foob" }, { "MZXW-6===", "foo" },
		{ "MZXQ", "fo" }, { "MY", "f" }, { "", "" } };
	static const char *const bad[] = { "M", "MZ1W6", "MZ=W6", "MZXW6YTBO",
		"M!", "MZ" };
	uint8_t out[8];
	char shown[32];
	size_t len;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		assert_int_equal(ho_base32_read(rows[i].text,
				     strlen(rows[i].text), out, 8, &len),
		    HO_OK);
		assert_int_equal(len, strlen(rows[i].data));
		assert_memory_equal(out, rows[i].data, len);
		assert_int_equal(
		    ho_base32_show(out, len, shown, sizeof(shown)), HO_OK);
		assert_memory_equal(shown, "MZXW6YTBOI",
		    len == 6       ? 10
			: len == 5 ? 8
				   : len / 2);
	}
	for (size_t i = 0; i < N(bad); i++)
		assert_int_equal(
		    ho_base32_read(bad[i], strlen(bad[i]), out, 8, &len),
		    HO_E_INPUT);
	assert_int_equal(
	    ho_base32_read("MZXW6YTBOI", 10, out, 5, &len), HO_E_LIMIT);
	assert_int_equal(
	    ho_base32_show((const uint8_t *)"foobar", 6, shown, 10),
	    HO_E_LIMIT);
}

static void
test_uri(void **state)
{
	struct ho_otp o = hotp;
	char uri[HO_OTP_URI];

	(void)state;
	assert_int_equal(ho_otp_uri(&totp, "Acme & Co", "ann@acme.example", uri,
			     sizeof(uri)),
	    HO_OK);
	assert_string_equal(uri,
	    "otpauth://totp/Acme%20%26%20Co:ann%40acme.example"
	    "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	    "&issuer=Acme%20%26%20Co&algorithm=SHA1&digits=6&period=30");
	assert_int_equal(ho_otp_uri(&o, "A", "b", uri, sizeof(uri)), HO_OK);
	assert_non_null(strstr(uri, "otpauth://hotp/A:b?"));
	assert_non_null(strstr(uri, "&counter=0"));
	assert_int_equal(ho_otp_uri(&o, "A", "b", uri, 20), HO_E_LIMIT);
	assert_string_equal(uri, "");
	o.key_len = 15;
	assert_int_equal(
	    ho_otp_uri(&o, "A", "b", uri, sizeof(uri)), HO_E_INPUT);
}

/* A square of the text: 1 light.  One character is two rows. */
static int
is_light(const char *at, int lower)
{
	static const char *const blocks[] = { "\xe2\x96\x84", "\xe2\x96\x80",
		"\xe2\x96\x88" };

	return strncmp(at, blocks[lower ? 0 : 1], 3) == 0 ||
	    strncmp(at, blocks[2], 3) == 0;
}

/* Eight by eight pixels a square, as zbarimg wants to see it. */
static void
draw(const char *text, FILE *f)
{
	size_t lines = 0, width = 0;

	for (const char *p = text; *p != '\n'; width++)
		p += *p == ' ' ? 1 : 3;
	for (const char *p = text; *p != '\0'; p++)
		lines += *p == '\n';
	fprintf(f, "P2\n%zu %zu\n1\n", width * 8, lines * 16);
	for (; *text != '\0'; text += strcspn(text, "\n") + 1)
		for (int y = 0; y < 16; y++, fputc('\n', f))
			for (const char *p = text; *p != '\n';
			     p += *p == ' ' ? 1 : 3)
				for (int x = 0; x < 8; x++)
					fprintf(f, "%d ", is_light(p, y / 8));
}

/* What zbarimg reads out of it is what went in. */
static void
test_qr(void **state)
{
	static const char path[] = "/tmp/handover-otp-test.pgm";
	char uri[HO_OTP_URI], text[HO_OTP_TEXT], read[HO_OTP_URI + 2];
	char command[200];
	size_t len;
	FILE *f;

	(void)state;
	assert_int_equal(ho_otp_uri(&totp, "Northwind Traders",
			     "olga@northwind.example", uri, sizeof(uri)),
	    HO_OK);
	assert_int_equal(ho_otp_qr(uri, text, sizeof(text), &len), HO_OK);
	assert_int_equal(len, strlen(text));
	f = fopen(path, "w");
	assert_non_null(f);
	draw(text, f);
	assert_int_equal(fclose(f), 0);
	snprintf(
	    command, sizeof(command), "zbarimg -q --raw %s 2>/dev/null", path);
	f = popen(command, "r");
	assert_non_null(f);
	assert_non_null(fgets(read, sizeof(read), f));
	assert_int_equal(pclose(f), 0);
	remove(path);
	read[strcspn(read, "\n")] = '\0';
	assert_string_equal(read, uri);
	assert_int_equal(ho_otp_qr(uri, text, 1000, &len), HO_E_LIMIT);
	assert_string_equal(text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base32),
		cmocka_unit_test(test_uri),
		cmocka_unit_test(test_qr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
