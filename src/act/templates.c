/* SPDX-License-Identifier: Apache-2.0 */
/* templates.c -- a language's words and templates: read, indexed, checked. */
#include "act/inner.h"
#include "base/limit.h"
#include "base/mem.h"
#include "format/yaml.h"

static struct str code_of(struct str name)
{
	size_t slash = str_rfind_byte(name, '/'), dot = str_find(name, STR(".yaml"), 0);
	size_t from = slash == SIZE_MAX ? 0 : slash + 1;

	return dot == SIZE_MAX || dot < from ? (struct str){ NULL, 0 }
					     : str_sub(name, from, dot - from);
}

int letters_new(const struct letters_source *v, size_t n, struct letters **out, struct err *e)
{
	struct letters *t = mem_calloc(1, sizeof(*t));

	if (!t)
		return err_nomem(e);
	arena_init(&t->arena, 0);
	for (size_t i = 0; i < n && t->n < LANGS_MOST; i++) {
		struct lang *l = &t->lang[t->n];

		l->code = code_of(v[i].name);
		l->name = v[i].name;
		l->bytes = v[i].bytes;
		t->n += l->code.n != 0;
	}
	for (size_t i = 0; i < t->n; i++)
		if (str_is(t->lang[i].code, "en")) {
			*out = t;
			return BW_OK;
		}
	letters_free(t);
	return err_set(e, BW_ECONFIG, "there are no letters in English (letters/en.yaml)");
}

void letters_free(struct letters *t)
{
	if (!t)
		return;
	arena_done(&t->arena);
	mem_free(t);
}

/* ---- reading one ---- */

static void read_words(struct str *out, const struct json *map, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = str_trim(json_text(map, names[i]));
}

static void read_table(struct str *out, const struct json *map, const char *(*name)(int), int count)
{
	for (int i = 0; i < count; i++)
		out[i] = str_trim(json_text(map, name(i)));
}

static const char *const word_names[] = {
#define X(name) #name,
	ACT_WORDS(X)
#undef X
};
static const char *const fragment_names[] = {
#define X(name) #name,
	ACT_FRAGMENTS(X)
#undef X
};
static const char *const template_names[] = {
#define X(code, text, kind) text,
	ACT_TEMPLATES(X)
#undef X
};

static int read_lang(struct letters *t, struct lang *l, struct err *e)
{
	struct json *root;
	const struct json *letters;
	int rc = yaml_parse(&t->arena, l->bytes, &root, e);

	if (rc)
		return err_prefix(e, "%.*s: ", STR_ARG(l->name));
	read_words(l->words, json_get(root, "words"), word_names, WORD_COUNT);
	read_words(l->fragments, json_get(root, "fragments"), fragment_names, FRAGMENT_COUNT);
	read_table(l->harms, json_get(root, "harms"), harm_class_text, CLASS_COUNT);
	read_table(l->verdicts, json_get(root, "verdicts"), verdict_text, VERDICT_COUNT);
	read_table(l->effects, json_get(root, "effects"), effect_text, EFFECT_COUNT);
	read_table(l->roles, json_get(root, "roles"), role_text, ROLE_COUNT);
	read_table(l->evidence, json_get(root, "evidence"), evidence_text, EVIDENCE_COUNT);
	read_table(l->outcomes, json_get(root, "outcomes"), appeal_state_text, APPEAL_STATE_COUNT);
	letters = json_get(root, "letters");
	for (size_t i = 0; i < ACT_TEMPLATE_COUNT; i++) {
		const struct json *one = json_get(letters, template_names[i]);

		l->letters[i].subject = json_text(one, "subject");
		l->letters[i].body = json_text(one, "body");
	}
	l->steps = json_get(root, "steps");
	l->countries = json_get(root, "countries");
	l->right_to_left = str_is(json_text(root, "direction"), "rtl");
	l->read = true;
	return BW_OK;
}

struct lang *lang_get(struct letters *t, struct str code, struct err *e)
{
	struct lang *found = NULL;

	for (size_t i = 0; i < t->n; i++)
		if (str_eq_nocase(t->lang[i].code, code) ||
			(!found && str_is(t->lang[i].code, "en")))
			found = &t->lang[i];
	if (!found) {
		err_set(e, BW_ECONFIG, "there are no letters in English");
		return NULL;
	}
	if (!found->read && read_lang(t, found, e))
		return NULL;
	return found;
}

struct str lang_step(const struct lang *l, int role, struct str action)
{
	struct str s = { NULL, 0 };

	JSON_EACH (m, l->steps) {
		size_t slash = str_find_byte(m->key, '/', 0);

		if (str_eq(m->key, action) && !s.p)
			s = m->text;
		else if (slash != SIZE_MAX && str_eq(str_from(m->key, slash + 1), action) &&
			 str_is(str_sub(m->key, 0, slash), role_text(role)))
			return m->text;
	}
	return s;
}

/* ---- which language ---- */

static bool has_country(const struct lang *l, struct str country)
{
	JSON_EACH (c, l->countries)
		if (str_eq_nocase(c->text, country))
			return true;
	return false;
}

struct str letters_lang(struct letters *t, struct str wanted, struct str country)
{
	size_t dash = str_find_byte(wanted, '-', 0);
	struct str base = dash == SIZE_MAX ? wanted : str_sub(wanted, 0, dash);
	struct err ignored;

	for (size_t i = 0; wanted.n && i < t->n; i++)
		if (str_eq_nocase(t->lang[i].code, wanted) || str_eq_nocase(t->lang[i].code, base))
			return t->lang[i].code;
	for (size_t i = 0; country.n && i < t->n; i++) {
		struct lang *l = &t->lang[i];

		if ((l->read || read_lang(t, l, &ignored) == BW_OK) && has_country(l, country))
			return l->code;
	}
	return STR("en");
}

/* ---- check ---- */

static void lack(struct buf *faults, struct str code, const char *section, const char *what)
{
	buf_printf(faults, "%.*s: %s: '%s' is missing\n", STR_ARG(code), section, what);
}

static void check_table(struct buf *faults, struct str code, const char *section,
	const struct str *v, const char *(*name)(int), int count)
{
	for (int i = 0; i < count; i++)
		if (!v[i].n)
			lack(faults, code, section, name(i));
}

static void check_words(struct buf *faults, const struct lang *l)
{
	for (size_t i = 0; i < WORD_COUNT; i++) {
		if (!l->words[i].n)
			lack(faults, l->code, "words", word_names[i]);
		template_faults(l->words[i], word_names[i], faults);
	}
	for (size_t i = 0; i < FRAGMENT_COUNT; i++) {
		if (!l->fragments[i].n)
			lack(faults, l->code, "fragments", fragment_names[i]);
		template_faults(l->fragments[i], fragment_names[i], faults);
	}
	for (size_t i = 0; i < ACT_TEMPLATE_COUNT; i++) {
		if (!l->letters[i].subject.n || !l->letters[i].body.n)
			lack(faults, l->code, "letters", template_names[i]);
		template_faults(l->letters[i].subject, template_names[i], faults);
		template_faults(l->letters[i].body, template_names[i], faults);
	}
}

int letters_check(struct letters *t, struct str code, const char *const *actions, size_t n,
	struct buf *faults, struct err *e)
{
	struct lang *l = lang_get(t, code, e);

	if (!l)
		return e->code;
	if (!str_eq_nocase(l->code, code))
		return err_set(e, BW_ENOTFOUND, "there are no letters in that language");
	check_words(faults, l);
	check_table(faults, l->code, "harms", l->harms, harm_class_text, CLASS_COUNT);
	check_table(faults, l->code, "verdicts", l->verdicts, verdict_text, VERDICT_COUNT);
	check_table(faults, l->code, "effects", l->effects, effect_text, EFFECT_COUNT);
	check_table(faults, l->code, "roles", l->roles, role_text, ROLE_COUNT);
	check_table(faults, l->code, "evidence", l->evidence, evidence_text, EVIDENCE_COUNT);
	check_table(
		faults, l->code, "outcomes", l->outcomes, appeal_state_text, APPEAL_STATE_COUNT);
	for (size_t i = 0; i < n; i++)
		if (!lang_step(l, -1, str_of(actions[i])).n)
			lack(faults, l->code, "steps", actions[i]);
	return buf_check(faults, "the list of faults", e);
}
