/* lib/conf/lines.c - a file's lines into settings. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/conf/load.h"
#include "lib/conf/syntax.h"

int
ho_load_fault(struct ho_load *l, const char *subject, const char *why)
{
	if (l->error != NULL) {
		if (l->line > 0)
			ho_buf_fmt(l->error, "%s:%u: ", l->file, l->line);
		else
			ho_buf_fmt(l->error, "%s: ", l->file);
		if (subject[0] != '\0') {
			ho_show(l->error, subject, strlen(subject));
			ho_buf_str(l->error, ": ");
		}
		ho_buf_str(l->error, why);
	}
	return HO_E_INPUT;
}

static const struct ho_setting *
find(const struct ho_setting *table, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

static int
unknown(struct ho_load *l, const char *name)
{
	if (l->section == NULL &&
	    find(ho_service_settings, ho_n_service_settings, name) != NULL)
		return ho_load_fault(
		    l, name, "belongs below a line [service NAME]");
	if (l->section != NULL &&
	    find(ho_settings, ho_n_settings, name) != NULL)
		return ho_load_fault(
		    l, name, "belongs above the first section");
	return ho_load_fault(l, name, "unknown key");
}

/* Twice in one file is a mistake that nobody would find. */
static int
set(struct ho_load *l, const char *name, const char *value)
{
	const struct ho_setting *table =
	    l->section ? ho_service_settings : ho_settings;
	size_t n = l->section ? ho_n_service_settings : ho_n_settings;
	const struct ho_setting *s = find(table, n, name);
	unsigned *given;
	const char *why;
	int rc;

	if (s == NULL)
		return unknown(l, name);
	given = l->section
	    ? &l->service_given[l->section - l->conf->service][s - table]
	    : &l->given[s - table];
	if (*given == l->n_files)
		return ho_load_fault(l, name, "given twice in this file");
	rc = ho_value_set(
	    s, l->section ? (void *)l->section : l->conf, value, &why);
	if (rc == HO_E_INPUT)
		return ho_load_fault(l, name, why);
	if (rc != HO_OK)
		return rc;
	*given = l->n_files;
	if (l->section)
		l->section->given |= (uint32_t)1 << (s - table);
	return HO_OK;
}

static struct ho_service *
service(struct ho_conf *conf, const char *name)
{
	struct ho_service *s;

	for (size_t i = 0; i < conf->n_services; i++)
		if (strcmp(conf->service[i].name, name) == 0)
			return &conf->service[i];
	if (conf->n_services == HO_CONF_SERVICES)
		return NULL;
	s = &conf->service[conf->n_services++];
	*s = ho_service_preset();
	memcpy(s->name, name, strlen(name) + 1);
	return s;
}

/* [service NAME], and nothing else in brackets. */
static int
open_section(struct ho_load *l, char *text)
{
	static const char word[] = "[service ";
	size_t len = strlen(text), n = sizeof(word) - 1;
	char *name = text + n;

	if (strncmp(text, word, n) != 0 || text[len - 1] != ']')
		return ho_load_fault(l, text, "only [service NAME] is known");
	text[len - 1] = '\0';
	if (!ho_is_service(name))
		return ho_load_fault(l, name,
		    "a service is up to 64 small letters, digits, dots, "
		    "dashes; or *");
	if ((l->section = service(l->conf, name)) == NULL)
		return ho_load_fault(l, name, "more than 64 services");
	return HO_OK;
}

static char *
trim(char *text)
{
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		text[--len] = '\0';
	return text;
}

static int
read_line(struct ho_load *l, char *line)
{
	char *text = trim(line), *equals;

	if (text[0] == '\0' || text[0] == '#')
		return HO_OK;
	if (text[0] == '[')
		return open_section(l, text);
	if ((equals = strchr(text, '=')) == NULL)
		return ho_load_fault(l, text, "KEY = VALUE is wanted");
	*equals = '\0';
	return set(l, trim(text), trim(equals + 1));
}

/* Nothing that a terminal or another parser would read differently. */
static bool
is_clean(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] >= 0 && text[i] < 0x20 && text[i] != '\t') ||
		    text[i] == 0x7f)
			return false;
	return ho_utf8_valid(text, len);
}

int
ho_load_text(struct ho_load *l, const char *file, const char *text, size_t len)
{
	char line[HO_CONF_LINE + 1];
	const char *lf;
	size_t n;
	int rc = HO_OK;

	l->file = file;
	l->section = NULL;
	l->n_files++;
	for (l->line = 1; rc == HO_OK && len > 0; l->line++) {
		lf = memchr(text, '\n', len);
		n = lf == NULL ? len : (size_t)(lf - text);
		if (n > HO_CONF_LINE)
			return ho_load_fault(
			    l, "", "a line has at most 1024 octets");
		if (!is_clean(text, n))
			return ho_load_fault(l, "",
			    "a control character (perhaps a carriage return), "
			    "or not UTF-8");
		memcpy(line, text, n);
		line[n] = '\0';
		if ((rc = read_line(l, line)) != HO_OK)
			return rc;
		n += lf != NULL;
		text += n;
		len -= n;
	}
	return rc;
}
