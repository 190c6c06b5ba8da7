/*
 * lib/base/log.h - one line for the operator, to standard error or syslog.
 *
 * Not the audit log (lib/audit is that).  Log once, where it is known why.
 * Text from outside goes through ho_show() first; secrets and names that a
 * stranger typed never come here.  Every octet that is not printable ASCII or
 * valid UTF-8 leaves as \xHH, so one call is one line.
 */
#ifndef HO_BASE_LOG_H
#define HO_BASE_LOG_H

enum ho_log_level {
	HO_LOG_ERROR,
	HO_LOG_WARN,
	HO_LOG_INFO,
	HO_LOG_DEBUG
};

/* Before the first line; program is borrowed for ever. */
void ho_log_open(const char *program, int use_syslog, enum ho_log_level most);

void ho_log(enum ho_log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#define ho_error(...) ho_log(HO_LOG_ERROR, __VA_ARGS__)
#define ho_warn(...)  ho_log(HO_LOG_WARN, __VA_ARGS__)
#define ho_info(...)  ho_log(HO_LOG_INFO, __VA_ARGS__)
#define ho_debug(...) ho_log(HO_LOG_DEBUG, __VA_ARGS__)

#endif
