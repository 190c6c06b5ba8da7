/* tests/unit/wire_test.c - frames both ways, sockets, pieces. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/err.h"
#include "lib/wire/frame.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

static void
a_frame_comes_back_as_it_was(void **state)
{
	uint8_t mem[256];
	struct ho_frame f;
	struct ho_view v;
	struct ho_field field;
	char text[8];
	uint64_t n;
	size_t at = 0;

	(void)state;
	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_ASK);
	ho_frame_u64(&f, HO_T_ECHO, 0x0102030405060708);
	ho_frame_str(&f, HO_T_PROMPT, "Code: ");
	ho_frame_put(&f, HO_T_DATA, "", 0);
	assert_int_equal(ho_frame_end(&f), HO_OK);
	/* octet by octet, once: the order and the sizes are for ever */
	assert_int_equal(f.len, 6 + 14 + 12 + 6);
	assert_memory_equal(mem,
	    "\0\0\0\x26\x01\x09"
	    "\0\x17\0\0\0\x08\x01\x02\x03\x04\x05\x06\x07\x08"
	    "\0\x18\0\0\0\x06"
	    "Code: "
	    "\0\x01\0\0\0\0",
	    f.len);
	assert_int_equal(ho_view_open(&v, mem, f.len), HO_OK);
	assert_int_equal(v.type, HO_M_LOGIN_ASK);
	assert_int_equal(ho_view_u64(&v, HO_T_ECHO, &n), HO_OK);
	assert_true(n == 0x0102030405060708);
	assert_int_equal(
	    ho_view_str(&v, HO_T_PROMPT, text, sizeof(text)), HO_OK);
	assert_string_equal(text, "Code: ");
	assert_int_equal(ho_view_get(&v, HO_T_DATA, &field), HO_OK);
	assert_int_equal(field.len, 0);
	assert_non_null(field.data);
	for (n = 0; ho_view_next(&v, &at, &field) == HO_OK; n++)
		;
	assert_int_equal(n, 3);
}

static void
fields_are_read_strictly(void **state)
{
	uint8_t mem[256];
	struct ho_frame f;
	struct ho_view v;
	struct ho_field field;
	char text[4] = "old";
	uint64_t n = 7;

	(void)state;
	ho_frame_start(&f, mem, sizeof(mem), 1);
	ho_frame_str(&f, 1, "once");
	ho_frame_str(&f, 2, "a");
	ho_frame_str(&f, 2, "b");
	ho_frame_put(&f, 3, "a\0b", 3);
	ho_frame_str(&f, 4, "abc");
	assert_int_equal(ho_frame_end(&f), HO_OK);
	assert_int_equal(ho_view_open(&v, mem, f.len), HO_OK);
	assert_int_equal(ho_view_get(&v, 9, &field), HO_E_NONE);
	assert_null(field.data);
	assert_int_equal(ho_view_get(&v, 2, &field), HO_E_PEER); /* twice */
	assert_null(field.data);
	assert_int_equal(ho_view_str(&v, 3, text, sizeof(text)), HO_E_PEER);
	assert_string_equal(text, "");
	assert_int_equal(ho_view_str(&v, 4, text, sizeof(text)), HO_OK);
	assert_int_equal(ho_view_str(&v, 1, text, sizeof(text)), HO_E_LIMIT);
	assert_string_equal(text, "");
	assert_int_equal(ho_view_u64(&v, 4, &n), HO_E_PEER);
	assert_int_equal(n, 0);
}

static void
what_is_no_message_is_none(void **state)
{
	static const struct row {
		const char *octets;
		size_t len;
		int rc;
	} rows[] = {
		{ "", 0, HO_E_PEER },
		{ "\0\0\0\x05\x01", 5, HO_E_PEER },
		{ "\0\0\0\x06\x01\x0c", 6, HO_OK },
		{ "\0\0\0\x06\x02\x0c", 6, HO_E_PEER }, /* version */
		{ "\0\0\0\x06\x00\x0c", 6, HO_E_PEER },
		{ "\0\0\0\x06\x01\0", 6, HO_E_PEER },   /* type */
		{ "\0\0\0\x07\x01\x0c", 6, HO_E_PEER }, /* length */
		{ "\0\0\0\x05\x01\x0c", 6, HO_E_PEER },
		{ "\0\0\0\0\x01\x0c", 6, HO_E_PEER },
		{ "\xff\xff\xff\xff\x01\x0c", 6, HO_E_PEER },
		{ "\0\0\0\x07\x01\x0c\0", 7, HO_E_PEER }, /* half a field */
		{ "\0\0\0\x0b\x01\x0c\0\x01\0\0\0", 11, HO_E_PEER },
		{ "\0\0\0\x0c\x01\x0c\0\x01\0\0\0\0", 12, HO_OK },
		{ "\0\0\0\x0c\x01\x0c\0\x01\0\0\0\x01", 12, HO_E_PEER },
		{ "\0\0\0\x0d\x01\x0c\0\x01\0\0\0\x01x", 13, HO_OK },
		{ "\0\0\0\x0d\x01\x0c\0\x01\xff\xff\xff\xffx", 13, HO_E_PEER },
		{ "\0\0\0\x0d\x01\x0c\0\x01\xff\xff\xff\xfax", 13, HO_E_PEER },
		{ "\0\0\0\x0e\x01\x0c\0\x01\0\0\0\x01xy", 14, HO_E_PEER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/* of its own size, so that a sanitizer sees a read too far */
		uint8_t *mem = malloc(rows[i].len + 1);
		struct ho_view v = { .type = 99 };

		memcpy(mem + 1, rows[i].octets, rows[i].len);
		assert_int_equal(
		    ho_view_open(&v, mem + 1, rows[i].len), rows[i].rc);
		if (rows[i].rc != HO_OK)
			assert_true(v.type == 0 && v.data == NULL && !v.len);
		free(mem);
	}
}

static void
limits_hold_from_both_sides(void **state)
{
	static uint8_t mem[HO_FRAME_MAX + 8], data[HO_FRAME_MAX];
	struct ho_frame f;
	struct ho_view v;

	(void)state;
	for (size_t extra = 0; extra < 2; extra++) {
		ho_frame_start(&f, mem, sizeof(mem), 1);
		ho_frame_put(&f, 1, data, HO_FRAME_MAX - 12 + extra);
		assert_int_equal(ho_frame_end(&f), extra ? HO_E_LIMIT : HO_OK);
		if (extra)
			assert_int_equal(f.len, HO_FRAME_HEAD);
		else
			assert_int_equal(ho_view_open(&v, mem, f.len), HO_OK);
	}
	/* the error sticks, whatever fits after it */
	ho_frame_put(&f, 2, "x", 1);
	assert_int_equal(ho_frame_end(&f), HO_E_LIMIT);
	assert_int_equal(f.len, HO_FRAME_HEAD);
	for (size_t n = HO_FRAME_FIELDS; n <= HO_FRAME_FIELDS + 1; n++) {
		ho_frame_start(&f, mem, sizeof(mem), 1);
		for (size_t i = 0; i < n; i++)
			ho_frame_put(&f, 5, NULL, 0);
		assert_int_equal(ho_frame_end(&f), HO_OK);
		assert_int_equal(ho_view_open(&v, mem, f.len),
		    n == HO_FRAME_FIELDS ? HO_OK : HO_E_PEER);
	}
	for (size_t cap = 0; cap < HO_FRAME_HEAD; cap++) {
		ho_frame_start(&f, mem, cap, 1);
		assert_int_equal(ho_frame_end(&f), HO_E_LIMIT);
	}
}

static void
a_message_is_one_packet(void **state)
{
	static uint8_t mem[HO_FRAME_MAX];
	int pair[2];
	struct ho_frame f;
	struct ho_view v;

	(void)state;
	signal(SIGPIPE, SIG_DFL); /* nothing here may raise it */
	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	ho_frame_start(&f, mem, sizeof(mem), 3);
	ho_frame_str(&f, 1, "a longer one");
	ho_frame_end(&f);
	assert_int_equal(ho_sock_send(pair[0], &f, -1), HO_OK);
	assert_int_equal(ho_sock_send(pair[0], &f, -1), HO_OK);
	/* cut by a small buffer: never half a message */
	assert_int_equal(ho_sock_recv(pair[1], mem, 10, &v, -1), HO_E_PEER);
	assert_int_equal(
	    ho_sock_recv(pair[1], mem, sizeof(mem), &v, -1), HO_OK);
	assert_int_equal(v.type, 3);
	assert_int_equal(
	    ho_sock_recv(pair[1], mem, sizeof(mem), &v, ho_sock_now() + 20),
	    HO_E_TIMEOUT);
	close(pair[0]);
	assert_int_equal(
	    ho_sock_recv(pair[1], mem, sizeof(mem), &v, -1), HO_E_NONE);
	ho_frame_start(&f, mem, sizeof(mem), 3);
	ho_frame_end(&f);
	assert_int_equal(ho_sock_send(pair[1], &f, -1), HO_E_PEER);
	close(pair[1]);
}

/* Sends from a child, for a pipe holds only so much. */
static pid_t
send_later(const int pair[2], const void *data, size_t len)
{
	pid_t pid = fork();

	if (pid == 0) {
		close(pair[1]);
		_exit(ho_sock_send_pieces(pair[0], data, len, -1) != HO_OK);
	}
	close(pair[0]);
	return pid;
}

static void
pieces_make_the_whole(void **state)
{
	static const size_t sizes[] = { 0, 1, HO_PIECE_MAX - 1, HO_PIECE_MAX,
		HO_PIECE_MAX + 1, 3 * HO_PIECE_MAX, 1000003 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (size_t short_by = 0; short_by < 2; short_by++) {
			uint8_t *data = malloc(sizes[i] + 1);
			struct ho_buf out = HO_BUF_INIT;
			int pair[2], rc;

			if (short_by > sizes[i]) {
				free(data);
				continue;
			}
			for (size_t k = 0; k < sizes[i]; k++)
				data[k] = (uint8_t)(k * 7 + k / 251);
			assert_int_equal(
			    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
			send_later(pair, data, sizes[i]);
			rc = ho_sock_recv_pieces(
			    pair[1], &out, sizes[i] - short_by, -1);
			assert_int_equal(rc, short_by ? HO_E_LIMIT : HO_OK);
			if (rc == HO_OK) {
				assert_int_equal(out.len, sizes[i]);
				if (sizes[i])
					assert_memory_equal(
					    out.data, data, sizes[i]);
			}
			ho_buf_free(&out);
			free(data);
			close(pair[1]);
		}
	}
}

static void
a_piece_must_bring_something(void **state)
{
	uint8_t mem[128];
	struct ho_frame f;
	struct ho_view v;
	struct ho_buf out = HO_BUF_INIT;
	int last;

	(void)state;
	ho_frame_start(&f, mem, sizeof(mem), HO_M_PIECE);
	ho_frame_put(&f, HO_T_DATA, NULL, 0);
	ho_frame_end(&f);
	ho_view_open(&v, mem, f.len);
	assert_int_equal(ho_piece_add(&v, &out, 10, &last), HO_E_PEER);
	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_ASK);
	ho_frame_put(&f, HO_T_DATA, "x", 1);
	ho_frame_end(&f);
	ho_view_open(&v, mem, f.len);
	assert_int_equal(ho_piece_add(&v, &out, 10, &last), HO_E_PEER);
	assert_int_equal(out.len, 0);
	ho_buf_free(&out);
}

static void
a_socket_is_taken_with_care(void **state)
{
	char dir[] = "/tmp/handover-wire.XXXXXX", path[64], other[200];
	uid_t uid;
	pid_t pid;
	struct stat st;
	int door, fd, file;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/s", dir);
	assert_int_equal(ho_sock_connect(path), HO_E_NONE);
	door = ho_sock_listen(path, 0600);
	assert_true(door >= 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(fcntl(door, F_GETFD), FD_CLOEXEC);
	fd = ho_sock_connect(path);
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(ho_sock_peer(fd, &uid, &pid), HO_OK);
	assert_int_equal(uid, geteuid());
	assert_int_equal(pid, getpid());
	assert_int_equal(ho_sock_listen(path, 0600), HO_E_TAKEN); /* alive */
	close(fd);
	close(door);
	door = ho_sock_listen(path, 0600); /* left behind */
	assert_true(door >= 0);
	close(door);
	unlink(path);
	file = open(path, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(
	    ho_sock_listen(path, 0600), HO_E_INPUT); /* no socket */
	assert_int_equal(access(path, F_OK), 0);
	close(file);
	unlink(path);
	memset(other, 'a', sizeof(other) - 1);
	other[0] = '/';
	other[sizeof(other) - 1] = '\0';
	assert_int_equal(ho_sock_connect(other), HO_E_LIMIT);
	assert_int_equal(ho_sock_listen(other, 0600), HO_E_LIMIT);
	assert_int_equal(ho_sock_peer(file, &uid, &pid), HO_E_IO);
	assert_int_equal(uid, (uid_t)-1);
	rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_comes_back_as_it_was),
		cmocka_unit_test(fields_are_read_strictly),
		cmocka_unit_test(what_is_no_message_is_none),
		cmocka_unit_test(limits_hold_from_both_sides),
		cmocka_unit_test(a_message_is_one_packet),
		cmocka_unit_test(pieces_make_the_whole),
		cmocka_unit_test(a_piece_must_bring_something),
		cmocka_unit_test(a_socket_is_taken_with_care),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
