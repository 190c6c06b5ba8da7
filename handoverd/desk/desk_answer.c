/* handoverd/desk/desk_answer.c - what goes back to the command. */
#include <stdlib.h>
#include <string.h>

#include "handoverd/conn.h"
#include "handoverd/desk/desk.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/proto.h"

/* Room beside the JSON text for everything else in its message. */
#define JSON_MAX (HO_FRAME_MAX - 10000) /* octets */

static uint8_t mem[HO_FRAME_MAX]; /* one loop, one thread */

/* Credentials may have been in it: no copy stays. */
static void
send_and_wipe(struct desk *s, struct ho_frame *f)
{
	if (ho_frame_end(f) == HO_OK)
		(void)conn_send(s->conn, f); /* a peer gone is seen elsewhere */
	explicit_bzero(mem, sizeof(mem));
}

static void
json_free(char *text)
{
	if (text != NULL)
		explicit_bzero(text, strlen(text));
	free(text);
}

void
desk_send_rows(struct desk *s)
{
	struct ho_frame f;
	json_t *row;
	size_t i;
	char *text;

	json_array_foreach (s->call.rows, i, row) {
		text = json_dumps(row, JSON_COMPACT);
		if (text == NULL || strlen(text) > JSON_MAX) {
			call_fault(&s->call, HO_E_NOMEM);
			json_free(text);
			break;
		}
		ho_frame_start(&f, mem, sizeof(mem), HO_M_DESK_ROW);
		ho_frame_str(&f, HO_T_JSON, text);
		send_and_wipe(s, &f);
		json_free(text);
	}
	json_array_clear(s->call.rows);
}

void
desk_send_progress(struct desk *s, const char *text)
{
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_DESK_PROGRESS);
	ho_frame_str(&f, HO_T_TEXT, text);
	send_and_wipe(s, &f);
}

void
desk_send_reply(struct desk *s)
{
	struct call *c = &s->call;
	char *text = call_json(c);
	struct ho_frame f;

	if (text == NULL || strlen(text) > JSON_MAX) {
		json_free(text);
		json_object_clear(c->result);
		call_fault(c, HO_E_NOMEM);
		if ((text = call_json(c)) == NULL) {
			conn_close(s->conn);
			return;
		}
	}
	if (c->exit == EXIT_DONE && c->file.len > 0)
		(void)conn_send_pieces(s->conn, c->file.data, c->file.len);
	ho_frame_start(&f, mem, sizeof(mem), HO_M_DESK_REPLY);
	ho_frame_u64(&f, HO_T_EXIT, (uint64_t)c->exit);
	ho_frame_str(&f, HO_T_REASON, c->reason);
	ho_frame_str(&f, HO_T_TEXT, ho_buf_text(&c->text));
	ho_frame_str(&f, HO_T_JSON, text);
	send_and_wipe(s, &f);
	json_free(text);
	s->at = DESK_OVER;
	conn_finish(s->conn);
}
