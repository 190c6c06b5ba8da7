/* courier/out.c - what leaves: tries each thing once, and reports. */
#include "courier/out.h"

#include <string.h>

#include "courier/serve.h"
#include "lib/base/err.h"
#include "lib/base/log.h"

static int
report(int fd, uint64_t job, const struct tried *tried)
{
	uint8_t mem[1024];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_REPORT);
	ho_frame_u64(&f, HO_T_JOB, job);
	ho_frame_u64(&f, HO_T_OUTCOME, tried->outcome);
	ho_frame_str(&f, HO_T_TEXT, tried->why);
	ho_frame_u64(&f, HO_T_AFTER, (uint64_t)tried->after);
	return serve_send(fd, &f);
}

/* One job, from the message that announces it to the report. */
static int
do_job(void *ctx, int fd, const struct ho_conf *conf, const struct ho_view *v)
{
	const struct out *o = ctx;
	struct tried tried = { .outcome = HO_OUTCOME_LATER };
	struct octets octets = { 0 };
	struct letter l = { 0 };
	char kind[16];
	uint64_t job, len;
	int rc;

	if (v->type != HO_M_COURIER_JOB ||
	    ho_view_u64(v, HO_T_JOB, &job) != HO_OK ||
	    ho_view_u64(v, HO_T_LENGTH, &len) != HO_OK || len == 0 ||
	    len > OCTETS_LOCKED ||
	    ho_view_str(v, HO_T_KIND, kind, sizeof(kind)) != HO_OK ||
	    ho_view_str(v, HO_T_SENDER, l.sender, sizeof(l.sender)) != HO_OK ||
	    ho_view_str(v, HO_T_TO, l.to, sizeof(l.to)) != HO_OK ||
	    ho_view_str(v, HO_T_MSGID, l.msgid, sizeof(l.msgid)) != HO_OK ||
	    strcmp(kind, o->job) != 0)
		return HO_E_PEER;
	if ((rc = octets_take(&octets, fd, len)) == HO_OK) {
		l.octets = octets.data;
		l.len = octets.len;
		o->driver->send(conf, &l, &tried);
		if (tried.outcome != HO_OUTCOME_SENT)
			ho_warn("letter %llu, %s: %s", (unsigned long long)job,
			    o->driver->name, tried.why);
		rc = report(fd, job, &tried);
	}
	octets_forget(&octets);
	return rc;
}

void
out_run(const struct out *o, const struct ho_conf *conf)
{
	struct out own = *o;

	serve_line(o->line, conf, do_job, &own);
}
