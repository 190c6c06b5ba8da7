/*
 * lib/conf/keys.h - the table of keys, and what their types mean.
 *
 * Inside lib/conf only; conf.h is the face.
 */
#ifndef HO_CONF_KEYS_H
#define HO_CONF_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/conf/conf.h"

enum ho_type {
	HO_TYPE_TEXT,
	HO_TYPE_TEMPLATE,
	HO_TYPE_PATH,
	HO_TYPE_SOCKET,
	HO_TYPE_NUMBER,
	HO_TYPE_DURATION,
	HO_TYPE_WORD,
	HO_TYPE_WORDS,
	HO_TYPE_UID,
	HO_TYPE_UIDS,
	HO_TYPE_ADDRESSES,
	HO_TYPE_DOMAIN,
	HO_TYPE_ORIGIN,
	HO_TYPE_WEB,
	HO_TYPE_SMTP,
	HO_TYPE_IMAP,
	HO_TYPE_FOLDER,
	HO_TYPE_CLOCK,
	HO_TYPE_RESOLVER,
	HO_TYPES
};

struct ho_setting {
	const char *name;
	enum ho_type type;
	size_t at;                /* offset in struct ho_conf or ho_service */
	const char *preset;       /* NULL: must be set; "": may be empty */
	int64_t least, most;      /* numbers; durations in ms */
	const char *const *words; /* by value, NULL at the end */
	const char *help;
};

extern const struct ho_setting ho_settings[], ho_service_settings[];
extern const size_t ho_n_settings, ho_n_service_settings;

#define HO_SETTINGS_MAX         128
#define HO_SERVICE_SETTINGS_MAX 32

/*
 * Reads value as the setting's type into its place under base; what was there
 * is freed.  HO_E_INPUT: *why, a constant, ends the sentence "NAME: ...".
 */
int ho_value_set(const struct ho_setting *s, void *base, const char *value,
    const char **why);

/* The value as ho_value_set() would take it. */
void ho_value_show(
    const struct ho_setting *s, const void *base, struct ho_buf *out);

/* What holds where no file says anything about a service. */
struct ho_service ho_service_preset(void);

void ho_value_free(const struct ho_setting *s, void *base);

const char *ho_type_name(enum ho_type type);
void ho_type_range(const struct ho_setting *s, struct ho_buf *out);

/* 90000 -> "90s": the largest unit that leaves no remainder. */
void ho_duration_show(int64_t ms, struct ho_buf *out);

#endif
