/* SPDX-License-Identifier: Apache-2.0 */
/* make_names.c -- the Public Suffix List and the root list. */
#include "refdata/make.h"

/* The operator that the comments above a block of PRIVATE rules name. */
struct heading {
	uint32_t name, url;
	bool fresh; /* the next comment line is a block's first */
	uint32_t parent_name, parent_url; /* of "Subsections of ..." until "concludes" */
};

/* "// Name : https://url" with or without the space before the colon; a heading without an address is
 * a name alone. */
static void heading_read(struct maker *m, struct heading *h, struct str text)
{
	size_t http = str_find(text, STR("http"), 0), cut = http;

	h->url = 0;
	if (http != SIZE_MAX && http > 0) {
		struct str url = str_from(text, http);
		size_t space = str_find_byte(url, ' ', 0);

		h->url = make_text(m, str_sub(url, 0, space));
		while (cut > 0 && (text.p[cut - 1] == ' ' || text.p[cut - 1] == ':'))
			cut--;
		text = str_sub(text, 0, cut);
	}
	if (h->parent_name) {
		h->name = h->parent_name;
		h->url = h->parent_url;
	} else {
		h->name = make_text_or_none(m, str_trim(text));
	}
}

static void comment_read(struct maker *m, struct heading *h, struct str text)
{
	if (str_starts(text, STR("Subsections of "))) {
		h->parent_name = h->name;
		h->parent_url = h->url;
	} else if (str_starts(text, STR("concludes "))) {
		h->parent_name = h->parent_url = 0;
	} else if (h->fresh) {
		heading_read(m, h, text);
	}
	h->fresh = false;
}

static int mark(struct maker *m, struct str name, uint32_t flag, struct err *e)
{
	struct psl_row row = { 0 };
	bool fresh;
	struct entry *x = make_entry(m, SEC_PSL, name, &fresh);

	if (x && fresh)
		x->a = make_row(m, SEC_PSL_ROW, &row, sizeof(row));
	if (!x || m->rows[SEC_PSL_ROW].bad)
		return err_nomem(e);
	((struct psl_row *)(m->rows[SEC_PSL_ROW].p + x->a))->flags |= flag;
	return BW_OK;
}

int make_above(struct maker *m, struct str name, struct err *e)
{
	int rc = BW_OK;

	while (!rc && name_up(&name))
		rc = mark(m, name, NAME_ABOVE, e);
	return rc;
}

int make_mark_protected(struct maker *m, struct str name, struct err *e)
{
	return mark(m, name, NAME_PROTECTED, e);
}

static int rule_read(struct maker *m, struct str rule, bool private_section,
	const struct heading *h, struct err *e)
{
	bool except = str_starts(rule, STR("!"));
	bool wild = !except && str_starts(rule, STR("*."));
	uint32_t flag = except ? PSL_ICANN_EXCEPT : wild ? PSL_ICANN_WILD : PSL_ICANN;
	struct psl_row row = { 0 }, *at;
	struct entry *x;
	struct str name;
	bool fresh;
	int rc;

	rc = make_name(m, str_from(rule, except ? 1 : wild ? 2 : 0), &name, e);
	if (rc)
		return rc;
	x = make_entry(m, SEC_PSL, name, &fresh);
	if (!x)
		return err_nomem(e);
	if (fresh)
		x->a = make_row(m, SEC_PSL_ROW, &row, sizeof(row));
	if (m->rows[SEC_PSL_ROW].bad)
		return err_nomem(e);
	at = (struct psl_row *)(m->rows[SEC_PSL_ROW].p + x->a);
	at->flags |= private_section ? flag << 3 : flag;
	if (private_section && (wild || except)) {
		at->wild_name = h->name;
		at->wild_url = h->url;
	} else if (private_section) {
		at->name = h->name;
		at->url = h->url;
	}
	m->rows_n++;
	rc = make_above(m, name, e);
	/* an exception to a wildcard is a public body's name, which nobody can register */
	if (!rc && (except || wild))
		rc = mark(m, name, except ? NAME_PROTECTED : NAME_ABOVE, e);
	return rc;
}

int make_psl(struct maker *m, struct str in, struct err *e)
{
	enum { OUTSIDE, ICANN, PRIVATE } section = OUTSIDE;
	struct heading h = { .fresh = true };
	bool seen[3] = { false };
	struct str line;

	while (make_line(m, &in, &line)) {
		struct str text = str_trim(line);
		int rc;

		if (text.n == 0) {
			h.fresh = true;
			continue;
		}
		if (str_starts(text, STR("//"))) {
			if (str_find(text, STR("===BEGIN ICANN"), 0) != SIZE_MAX)
				section = ICANN;
			else if (str_find(text, STR("===BEGIN PRIVATE"), 0) != SIZE_MAX)
				section = PRIVATE;
			else if (str_find(text, STR("===END "), 0) != SIZE_MAX)
				section = OUTSIDE;
			else if (section == PRIVATE)
				comment_read(m, &h, str_trim(str_from(text, 2)));
			seen[section] = true;
			continue;
		}
		if (section == OUTSIDE)
			return make_bad(m, e, "a rule outside both sections");
		/* "Each line is only read up to the first whitespace" */
		for (size_t i = 0; i < text.n; i++)
			if (ch_space(text.p[i]))
				text.n = i;
		rc = rule_read(m, text, section == PRIVATE, &h, e);
		if (rc)
			return rc;
	}
	if (!seen[ICANN] || !seen[PRIVATE])
		return make_bad(
			m, e, "the list lacks its %s section", seen[ICANN] ? "PRIVATE" : "ICANN");
	return BW_OK;
}

int make_tlds(struct maker *m, struct str in, struct err *e)
{
	struct str line, name;
	bool fresh;

	while (make_line(m, &in, &line)) {
		int rc;

		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		rc = make_name(m, line, &name, e);
		if (rc)
			return rc;
		if (str_find_byte(name, '.', 0) != SIZE_MAX)
			return make_bad(m, e, "more than one label");
		if (!make_entry(m, SEC_TLD, name, &fresh))
			return err_nomem(e);
		m->rows_n++;
	}
	return BW_OK;
}
