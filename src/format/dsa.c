/* SPDX-License-Identifier: Apache-2.0 */
#include "format/dsa.h"

#include <stdio.h>

#include "base/utf8.h"

static const struct {
	const char *list, *prefix, *value;
} words[] = {
#define DSA(list, prefix, value) { #list, prefix, value },
#include "format/dsa.def"
#undef DSA
};

static const char *prefix_of(const char *list, struct str value)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i].list, list) && str_is(value, words[i].value))
			return words[i].prefix;
	return NULL;
}

bool dsa_country(struct str cc)
{
	static const char all[] =
		"AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO "
		"PL PT RO SE SI SK";
	struct str rest = str_of(all), one;

	while (str_cut(&rest, ' ', &one))
		if (str_eq(one, cc))
			return true;
	return false;
}

static int one_of(const char *field, struct str value, bool needed, struct err *e)
{
	char q[QUOTE_ROOM(60)];

	if (!value.n && !needed)
		return BW_OK;
	if (prefix_of(field, value))
		return BW_OK;
	return err_set(e, BW_EINVALID, "%s: '%s' is not in the database's list", field,
		str_quote(value, 60, q));
}

/* The database counts characters, not bytes. */
static int text(const char *field, struct str s, size_t most, bool needed, struct err *e)
{
	if (!s.n && needed)
		return err_set(e, BW_EINVALID, "%s: is missing", field);
	if (!utf8_ok(s) || utf8_count(s) > most)
		return err_set(e, BW_EINVALID, "%s: is longer than %zu characters, or no UTF-8",
			field, most);
	return BW_OK;
}

static int puid(struct str s, struct err *e)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ch_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
			return err_set(e, BW_EINVALID, "puid: takes letters, digits, - and _ only");
	return s.n && s.n <= 500 ? BW_OK
				 : err_set(e, BW_EINVALID, "puid: wants 1 to 500 characters");
}

static int date(const char *field, int64_t at_s, int year_from, struct err *e)
{
	struct civil from = { .year = year_from, .month = 1, .day = 1 };
	struct civil to = { .year = 2038, .month = 1, .day = 1 };

	if (at_s < clock_of_civil(from) || at_s > clock_of_civil(to))
		return err_set(e, BW_EINVALID, "%s: is not between %d and 2038", field, year_from);
	return BW_OK;
}

/* Ours has no member for another restriction than those of the list. */
static int closed(const char *field, struct str value, struct err *e)
{
	return str_is(value, "OTHER")
		       ? err_set(e, BW_EINVALID, "%s: 'OTHER' wants a word more than we write",
				 field)
		       : one_of(field, value, false, e);
}

static int check_words(const struct dsa_statement *s, struct err *e)
{
	int rc = closed("visibility", s->visibility, e);

	if (!rc)
		rc = closed("monetary", s->monetary, e);
	if (!rc)
		rc = one_of("provision", s->provision, false, e);
	if (!rc)
		rc = one_of("account", s->account, false, e);
	if (!rc && !s->visibility.n && !s->monetary.n && !s->provision.n && !s->account.n)
		rc = err_set(e, BW_EINVALID, "none of the four kinds of restriction is said");
	if (!rc)
		rc = one_of("content_type", s->content_type, true, e);
	if (!rc)
		rc = one_of("category", s->category, true, e);
	if (!rc)
		rc = one_of("keyword", s->keyword, false, e);
	if (!rc)
		rc = one_of("source", s->source, true, e);
	return rc ? rc : one_of("automated_decision", s->automated_decision, true, e);
}

int dsa_check(const struct dsa_statement *s, struct err *e)
{
	int rc = puid(s->puid, e);

	if (!rc)
		rc = check_words(s, e);
	if (!rc)
		rc = text("ground", s->ground, 500, true, e);
	if (!rc)
		rc = text("explanation", s->explanation, 2000, true, e);
	if (!rc)
		rc = text("decision_ground_reference_url", s->url, 500, false, e);
	if (!rc)
		rc = text("content_type_other", s->content_type_other, 500,
			str_is(s->content_type, "OTHER"), e);
	if (!rc)
		rc = text("decision_facts", s->facts, 5000, true, e);
	if (!rc && s->language.n &&
		(s->language.n != 2 || !ch_upper(s->language.p[0]) || !ch_upper(s->language.p[1])))
		rc = err_set(e, BW_EINVALID, "content_language: wants two capital letters");
	for (size_t i = 0; !rc && i < s->territory_n; i++)
		if (!dsa_country(s->territory[i]))
			rc = err_set(e, BW_EINVALID,
				"territorial_scope: holds a country it does not take");
	if (!rc)
		rc = date("content_date", s->content_s, 2000, e);
	if (!rc)
		rc = date("application_date", s->applied_s, 2020, e);
	if (!rc && s->until_s != CLOCK_NONE)
		rc = date("end_date", s->until_s, 2020, e);
	return rc;
}

static void word(struct jw *w, const char *key, const char *list, struct str value)
{
	char out[100];

	if (!value.n)
		return;
	(void)snprintf(out, sizeof(out), "%s%.*s", prefix_of(list, value), STR_ARG(value));
	jw_kz(w, key, out);
}

static void word_array(struct jw *w, const char *key, const char *list, struct str value)
{
	char out[100];

	if (!value.n)
		return;
	(void)snprintf(out, sizeof(out), "%s%.*s", prefix_of(list, value), STR_ARG(value));
	jw_key(w, key);
	jw_array(w);
	jw_z(w, out);
	jw_end(w);
}

static void day(struct jw *w, const char *key, int64_t at_s)
{
	char out[CLOCK_TEXT];

	jw_kz(w, key, clock_format_date(at_s, out));
}

static void opt_text(struct jw *w, const char *key, struct str s)
{
	if (s.n)
		jw_kstr(w, key, s);
}

static void write_ends(const struct dsa_statement *s, struct jw *w)
{
	if (s->until_s == CLOCK_NONE)
		return; /* absent: indefinite */
	if (s->visibility.n)
		day(w, "end_date_visibility_restriction", s->until_s);
	if (s->monetary.n)
		day(w, "end_date_monetary_restriction", s->until_s);
	if (s->provision.n)
		day(w, "end_date_service_restriction", s->until_s);
	if (s->account.n)
		day(w, "end_date_account_restriction", s->until_s);
}

void dsa_write(const struct dsa_statement *s, struct jw *w)
{
	jw_object(w);
	jw_kstr(w, "puid", s->puid);
	word_array(w, "decision_visibility", "visibility", s->visibility);
	word(w, "decision_monetary", "monetary", s->monetary);
	word(w, "decision_provision", "provision", s->provision);
	word(w, "decision_account", "account", s->account);
	jw_kz(w, "decision_ground",
		s->illegal ? "DECISION_GROUND_ILLEGAL_CONTENT"
			   : "DECISION_GROUND_INCOMPATIBLE_CONTENT");
	jw_kstr(w, s->illegal ? "illegal_content_legal_ground" : "incompatible_content_ground",
		s->ground);
	jw_kstr(w, s->illegal ? "illegal_content_explanation" : "incompatible_content_explanation",
		s->explanation);
	opt_text(w, "decision_ground_reference_url", s->url);
	word_array(w, "content_type", "content_type", s->content_type);
	opt_text(w, "content_type_other", s->content_type_other);
	word(w, "category", "category", s->category);
	word_array(w, "category_specification", "keyword", s->keyword);
	if (s->territory_n) {
		jw_key(w, "territorial_scope");
		jw_array(w);
		for (size_t i = 0; i < s->territory_n; i++)
			jw_str(w, s->territory[i]);
		jw_end(w);
	}
	opt_text(w, "content_language", s->language);
	day(w, "content_date", s->content_s);
	day(w, "application_date", s->applied_s);
	write_ends(s, w);
	jw_kstr(w, "decision_facts", s->facts);
	word(w, "source_type", "source", s->source);
	jw_kz(w, "automated_detection", s->automated_detection ? "Yes" : "No");
	word(w, "automated_decision", "automated_decision", s->automated_decision);
	jw_end(w);
}
