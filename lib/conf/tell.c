/* lib/conf/tell.c - settings as text: a dump, a first file, a manual. */
#include <string.h>

#include "lib/base/err.h"
#include "lib/conf/keys.h"
#include "lib/conf/syntax.h"

#define COLUMNS 76

void
ho_conf_dump(const struct ho_conf *conf, struct ho_buf *out)
{
	for (size_t i = 0; i < ho_n_settings; i++) {
		ho_buf_fmt(out, "%s = ", ho_settings[i].name);
		ho_value_show(&ho_settings[i], conf, out);
		ho_buf_chr(out, '\n');
	}
	for (size_t i = 0; i < conf->n_services; i++) {
		ho_buf_fmt(out, "\n[service %s]\n", conf->service[i].name);
		for (size_t k = 0; k < ho_n_service_settings; k++) {
			ho_buf_fmt(out, "%s = ", ho_service_settings[k].name);
			ho_value_show(
			    &ho_service_settings[k], &conf->service[i], out);
			ho_buf_chr(out, '\n');
		}
	}
}

bool
ho_conf_key(size_t i, struct ho_conf_doc *doc)
{
	bool is_service = i >= ho_n_settings;
	struct ho_buf range = { .max = sizeof(doc->range) - 1 };
	const struct ho_setting *s;

	if (is_service && (i -= ho_n_settings) >= ho_n_service_settings)
		return false;
	s = is_service ? &ho_service_settings[i] : &ho_settings[i];
	*doc = (struct ho_conf_doc){ .name = s->name,
		.type = ho_type_name(s->type),
		.help = s->help,
		.preset = s->preset,
		.is_service = is_service };
	ho_type_range(s, &range);
	memcpy(doc->range, ho_buf_text(&range), range.len);
	ho_buf_free(&range);
	return true;
}

/* A sentence as comment lines. */
static void
comment(FILE *out, const char *text)
{
	size_t used = 0, n;

	for (; *text != '\0'; text += n) {
		text += strspn(text, " ");
		n = strcspn(text, " ");
		if (used == 0 || used + 1 + n > COLUMNS) {
			fputs(used == 0 ? "#" : "\n#", out);
			used = 1;
		}
		fprintf(out, " %.*s", (int)n, text);
		used += 1 + n;
	}
	fputc('\n', out);
}

/*
 * What each profile sets; the rest stands at its default.  documented is the
 * written procedure as it stands, standard has a second person for owner cases
 * and time where nobody else could be told, strict asks all that can be asked.
 */
#define PROFILE_SETS 4
static const struct profile {
	const char *name;
	struct ho_conf_pair set[PROFILE_SETS]; /* to the first without a key */
} profiles[] = {
	{ "documented", { { NULL, NULL } } },
	{ "standard",
	    { { "approval", "owner" }, { "hold-sole-address", "24h" } } },
	{ "strict",
	    { { "approval", "owner" }, { "claim", "other-contact" },
		{ "hold", "24h" }, { "hold-sole-address", "24h" } } },
};
#define PROFILES (sizeof(profiles) / sizeof(profiles[0]))

static const struct profile *
find_profile(const char *name)
{
	for (size_t i = 0; i < PROFILES; i++)
		if (strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	return NULL;
}

static const char *
of_profile(const struct profile *p, const char *key)
{
	for (size_t i = 0; i < PROFILE_SETS && p->set[i].key != NULL; i++)
		if (strcmp(p->set[i].key, key) == 0)
			return p->set[i].value;
	return NULL;
}

static const char *
given(const struct ho_conf_pair *pairs, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(pairs[i].key, key) == 0)
			return pairs[i].value;
	return NULL;
}

static void
write_key(FILE *out, const struct ho_setting *s, const char *value)
{
	struct ho_buf range = HO_BUF_INIT;

	fputc('\n', out);
	comment(out, s->help);
	ho_type_range(s, &range);
	if (range.len > 0)
		fprintf(out, "# (%s)\n", ho_buf_text(&range));
	ho_buf_free(&range);
	if (value == NULL)
		fputc('#', out);
	fprintf(out, "%s =", s->name);
	if (value == NULL)
		value = s->preset == NULL ? "" : s->preset;
	fprintf(out, "%s%s\n", value[0] == '\0' ? "" : " ", value);
}

/* "panel/forced-step": the setting, and where the slash is. */
static const struct ho_setting *
service_key(const char *key, size_t *slash)
{
	const char *at = strchr(key, '/');
	char name[HO_CONF_NAME_SIZE];

	if (at == NULL || (*slash = (size_t)(at - key)) >= sizeof(name))
		return NULL;
	memcpy(name, key, *slash);
	name[*slash] = '\0';
	for (size_t i = 0; ho_is_service(name) && i < ho_n_service_settings;
	     i++)
		if (strcmp(ho_service_settings[i].name, at + 1) == 0)
			return &ho_service_settings[i];
	return NULL;
}

/* NULL: it is good; else a sentence. */
static const char *
pair_fault(const struct ho_conf_pair *p)
{
	struct ho_conf scratch = { .courier_uid = HO_UID_NONE,
		.daemon_uid = HO_UID_NONE };
	struct ho_service section = { 0 };
	const struct ho_setting *s;
	const char *why = "unknown key";
	int rc = HO_E_INPUT;
	size_t slash;

	for (size_t i = 0; i < ho_n_settings; i++)
		if (strcmp(ho_settings[i].name, p->key) == 0)
			rc = ho_value_set(
			    &ho_settings[i], &scratch, p->value, &why);
	if ((s = service_key(p->key, &slash)) != NULL)
		rc = ho_value_set(s, &section, p->value, &why);
	ho_conf_free(&scratch);
	if (rc != HO_OK)
		return why;
	/* what the reader would trim or refuse must not be written */
	return p->value[strcspn(p->value, "\r\n")] == '\0'
	    ? NULL
	    : "a value is one line";
}

static void
write_services(FILE *out, const struct ho_conf_pair *pairs, size_t n)
{
	size_t slash, other;

	for (size_t i = 0; i < n; i++) {
		bool is_first = true;

		if (service_key(pairs[i].key, &slash) == NULL)
			continue;
		for (size_t k = 0; k < i; k++)
			if (service_key(pairs[k].key, &other) != NULL &&
			    other == slash &&
			    memcmp(pairs[k].key, pairs[i].key, slash) == 0)
				is_first = false;
		if (!is_first)
			continue;
		fprintf(out, "\n[service %.*s]\n", (int)slash, pairs[i].key);
		for (size_t k = i; k < n; k++)
			if (service_key(pairs[k].key, &other) != NULL &&
			    other == slash &&
			    memcmp(pairs[k].key, pairs[i].key, slash) == 0)
				fprintf(out, "%s = %s\n",
				    pairs[k].key + slash + 1, pairs[k].value);
	}
}

int
ho_conf_write_start(FILE *out, const char *profile,
    const struct ho_conf_pair *pairs, size_t n_pairs, struct ho_conf_bad *bad)
{
	const struct profile *p = find_profile(profile);
	const char *value;

	*bad = (struct ho_conf_bad){ profile, "no such profile" };
	if (p == NULL)
		return HO_E_INPUT;
	for (size_t i = 0; i < n_pairs; i++) {
		bad->what = pairs[i].key;
		if ((bad->why = pair_fault(&pairs[i])) != NULL)
			return HO_E_INPUT;
	}
	fprintf(out,
	    "# Handover's configuration, profile %s.  Lines that begin with\n"
	    "# #key show the default.  See handover.conf(5).\n",
	    profile);
	for (size_t i = 0; i < ho_n_settings; i++) {
		value = given(pairs, n_pairs, ho_settings[i].name);
		write_key(out, &ho_settings[i],
		    value != NULL ? value : of_profile(p, ho_settings[i].name));
	}
	fputs("\n# [service NAME] is for one PAM service, [service *] for all "
	      "others.\n",
	    out);
	for (size_t i = 0; i < ho_n_service_settings; i++)
		write_key(out, &ho_service_settings[i], NULL);
	write_services(out, pairs, n_pairs);
	return ferror(out) ? HO_E_IO : HO_OK;
}
