/*
 * lib/conf/load.h - one load: files in order, lines in files.
 *
 * Inside lib/conf only; conf.h is the face.
 */
#ifndef HO_CONF_LOAD_H
#define HO_CONF_LOAD_H

#include "lib/conf/keys.h"

struct ho_load {
	struct ho_conf *conf;
	struct ho_buf *error;
	const char *file; /* being read; for messages */
	unsigned line, n_files;
	struct ho_service *section; /* NULL: before the first one */
	/* in which file, counted from 1, a key was given last */
	unsigned given[HO_SETTINGS_MAX];
	unsigned service_given[HO_CONF_SERVICES][HO_SERVICE_SETTINGS_MAX];
};

/* Defaults into an empty conf. */
int ho_load_begin(
    struct ho_load *l, struct ho_conf *conf, struct ho_buf *error);

/* One file's text over what is there. */
int ho_load_text(
    struct ho_load *l, const char *file, const char *text, size_t len);

/* One file; with needed false it may be absent. */
int ho_load_file(struct ho_load *l, const char *path, bool needed);

/* Every *.conf of a directory by name's octets; it may be absent. */
int ho_load_dir(struct ho_load *l, const char *dir);

/* What was left open: paths below others, sections, needed keys. */
int ho_load_end(struct ho_load *l);

/* HO_E_INPUT, and the one line of error. */
int ho_load_fault(struct ho_load *l, const char *subject, const char *why);

#endif
