/* lib/base/log.c - one line for the operator. */
#include "lib/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/show.h"

static const char *name = "handover";
static int to_syslog;
static enum ho_log_level limit = HO_LOG_INFO;

void
ho_log_open(const char *program, int use_syslog, enum ho_log_level most)
{
	name = program;
	to_syslog = use_syslog;
	limit = most;
	if (use_syslog)
		openlog(program, LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
}

void
ho_log(enum ho_log_level level, const char *fmt, ...)
{
	static const int priority[] = { LOG_ERR, LOG_WARNING, LOG_INFO,
		LOG_DEBUG };
	struct ho_buf line = { .max = 4096 };
	char text[2048];
	va_list ap;

	if (level > limit)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	ho_show(&line, text, strlen(text));
	if (to_syslog) {
		syslog(priority[level], "%s", ho_buf_text(&line));
	} else {
		/* one write: lines of several threads do not mix */
		struct ho_buf whole = { .max = 8192 };

		ho_buf_fmt(&whole, "%s: %s\n", name, ho_buf_text(&line));
		if (write(STDERR_FILENO, whole.data, whole.len) < 0)
			to_syslog = 0; /* nowhere left to complain */
		ho_buf_free(&whole);
	}
	ho_buf_free(&line);
}
