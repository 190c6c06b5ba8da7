/* lib/conf/conf.c - one load from beginning to end. */
#include "lib/conf/conf.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "lib/base/err.h"
#include "lib/conf/load.h"
#include "lib/conf/syntax.h"

int
ho_load_begin(struct ho_load *l, struct ho_conf *conf, struct ho_buf *error)
{
	const char *why;
	int rc;

	*conf = (struct ho_conf){ .courier_uid = HO_UID_NONE,
		.daemon_uid = HO_UID_NONE };
	*l = (struct ho_load){
		.conf = conf, .error = error, .file = "configuration"
	};
	for (size_t i = 0; i < ho_n_settings; i++)
		if (ho_settings[i].preset != NULL &&
		    (rc = ho_value_set(&ho_settings[i], conf,
			 ho_settings[i].preset, &why)) != HO_OK)
			return rc;
	return HO_OK;
}

/* state-dir/x becomes what state-dir says, and /x. */
static int
expand(struct ho_conf *conf, char **path)
{
	const char *base, *rest;
	char *whole;

	if (*path == NULL || !ho_is_below_base(*path))
		return HO_OK;
	base = (*path)[0] == 's' ? conf->state_dir : conf->runtime_dir;
	rest = strchr(*path, '/');
	if (asprintf(&whole, "%s%s", base, rest) < 0)
		return HO_E_NOMEM;
	free(*path);
	*path = whole;
	return HO_OK;
}

static int
finish_paths(struct ho_load *l)
{
	const size_t most = sizeof(((struct sockaddr_un *)0)->sun_path) - 1;
	int rc;

	for (size_t i = 0; i < ho_n_settings; i++) {
		const struct ho_setting *s = &ho_settings[i];
		char **path = (char **)(void *)((char *)l->conf + s->at);

		if (s->type != HO_TYPE_PATH && s->type != HO_TYPE_SOCKET)
			continue;
		if ((rc = expand(l->conf, path)) != HO_OK)
			return rc;
		if (s->type == HO_TYPE_SOCKET && strlen(*path) > most)
			return ho_load_fault(l, s->name,
			    "a socket's path has at most 107 octets");
	}
	return HO_OK;
}

/* What a section leaves out is what [service *] says, if it says so. */
static void
finish_services(struct ho_conf *conf)
{
	const struct ho_service *any = NULL;

	for (size_t i = 0; i < conf->n_services; i++)
		if (strcmp(conf->service[i].name, "*") == 0)
			any = &conf->service[i];
	for (size_t i = 0; any != NULL && i < conf->n_services; i++) {
		struct ho_service *s = &conf->service[i];

		for (size_t k = 0; k < ho_n_service_settings; k++) {
			size_t at = ho_service_settings[k].at;

			if ((s->given >> k & 1) == 0)
				memcpy((char *)s + at, (const char *)any + at,
				    sizeof(int));
		}
	}
}

int
ho_load_end(struct ho_load *l)
{
	struct ho_conf *conf = l->conf;
	int rc;

	l->line = 0;
	for (size_t i = 0; i < ho_n_settings; i++)
		if (ho_settings[i].preset == NULL && l->given[i] == 0)
			return ho_load_fault(l, ho_settings[i].name,
			    "must be set; there is no default");
	if ((rc = finish_paths(l)) != HO_OK)
		return rc;
	finish_services(conf);
	if (conf->mail_domain[0] == '\0') {
		free(conf->mail_domain);
		conf->mail_domain =
		    strdup(strchr(conf->desk_address.text[0], '@') + 1);
		if (conf->mail_domain == NULL)
			return HO_E_NOMEM;
	}
	return HO_OK;
}

static int
load_standard(struct ho_load *l, const char *root)
{
	static const struct place {
		const char *path;
		bool is_dir;
	} places[] = {
		{ "/usr/lib/handover", true },
		{ "/etc/handover/handover.conf", false },
		{ "/etc/handover/handover.conf.d", true },
	};
	char path[PATH_MAX];
	int rc = HO_OK, n;

	for (size_t i = 0; rc == HO_OK && i < 3; i++) {
		n = snprintf(path, sizeof(path), "%s%s", root, places[i].path);
		if ((size_t)n >= sizeof(path))
			return HO_E_LIMIT;
		rc = places[i].is_dir ? ho_load_dir(l, path)
				      : ho_load_file(l, path, false);
	}
	l->file = "/etc/handover/handover.conf";
	return rc;
}

static int
load_explicit(struct ho_load *l, const char *file)
{
	char dir[PATH_MAX];
	int rc = ho_load_file(l, file, true);

	if (rc != HO_OK)
		return rc;
	if (snprintf(dir, sizeof(dir), "%s.d", file) >= (int)sizeof(dir))
		return HO_E_LIMIT;
	rc = ho_load_dir(l, dir);
	l->file = file;
	return rc;
}

int
ho_conf_load(
    struct ho_conf *conf, const char *explicit_file, struct ho_buf *error)
{
	struct ho_load l;
	int rc;

	if ((rc = ho_load_begin(&l, conf, error)) != HO_OK)
		return rc;
	rc = explicit_file != NULL ? load_explicit(&l, explicit_file)
				   : load_standard(&l, "");
	return rc == HO_OK ? ho_load_end(&l) : rc;
}

int
ho_conf_load_under(struct ho_conf *conf, const char *root, struct ho_buf *error)
{
	struct ho_load l;
	int rc;

	if ((rc = ho_load_begin(&l, conf, error)) != HO_OK ||
	    (rc = load_standard(&l, root)) != HO_OK)
		return rc;
	return ho_load_end(&l);
}

int
ho_conf_parse(struct ho_conf *conf, const char *name, const char *text,
    size_t len, struct ho_buf *error)
{
	struct ho_load l;
	int rc;

	if ((rc = ho_load_begin(&l, conf, error)) != HO_OK ||
	    (rc = ho_load_text(&l, name, text, len)) != HO_OK)
		return rc;
	return ho_load_end(&l);
}

void
ho_conf_free(struct ho_conf *conf)
{
	for (size_t i = 0; i < ho_n_settings; i++)
		ho_value_free(&ho_settings[i], conf);
	*conf = (struct ho_conf){ .courier_uid = HO_UID_NONE,
		.daemon_uid = HO_UID_NONE };
}

/* The words of the table are good: tests/unit/conf_test.c sets each preset. */
struct ho_service
ho_service_preset(void)
{
	struct ho_service s = { 0 };
	const char *why;

	for (size_t i = 0; i < ho_n_service_settings; i++)
		ho_value_set(&ho_service_settings[i], &s,
		    ho_service_settings[i].preset, &why);
	return s;
}

bool
ho_conf_wants_factor(const struct ho_conf *conf)
{
	bool is_said = false;

	for (size_t i = 0; i < conf->n_services; i++) {
		if (conf->service[i].login != HO_LOGIN_BY_BOTH &&
		    conf->service[i].login != HO_LOGIN_BY_CODE)
			return false;
		if (strcmp(conf->service[i].name, "*") == 0)
			is_said = true;
	}
	return is_said;
}

struct ho_service
ho_conf_service(const struct ho_conf *conf, const char *name)
{
	struct ho_service found = ho_service_preset();

	for (size_t i = 0; i < conf->n_services; i++) {
		if (strcmp(conf->service[i].name, name) == 0)
			return conf->service[i];
		if (strcmp(conf->service[i].name, "*") == 0)
			found = conf->service[i];
	}
	return found;
}
