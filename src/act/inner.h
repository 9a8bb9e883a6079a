/* SPDX-License-Identifier: Apache-2.0 */
/* inner.h -- what the files of this folder share; nobody else includes it. */
#ifndef ACT_INNER_H
#define ACT_INNER_H

#include "act/act.h"
#include "base/buf.h"
#include "format/json.h"

/* It never comes to an end with these two. */
/* clang-format off */
/* What a template may name in braces. */
#define ACT_FIELDS(X) \
	X(case) X(decision) X(house) X(house_mail) X(recipient) X(harm) X(step) X(target) \
	X(site) X(reports) X(first_seen) X(last_seen) X(evidence) X(missing) X(verdict) \
	X(clause) X(pack) X(due) X(page) X(token) X(answer) X(asked_at) X(turn) X(effect) \
	X(effect_on) X(scope) X(duration) X(automated) X(words) X(told) X(digest) X(country) \
	X(host) X(network) X(outcome) X(rule) X(until) X(number) X(count) X(cases) X(table) \
	X(appeal_time) X(appeal_days)

enum act_field {
#define X(name) FIELD_##name,
	ACT_FIELDS(X)
#undef X
		FIELD_COUNT
};

struct fields {
	struct str v[FIELD_COUNT]; /* empty: a line that names it is left out */
};

#define ACT_WORDS(X) \
	X(person) X(rule) X(person_decided) X(everybody) X(one_network) X(until_gone) \
	X(ends_by_itself) X(no_restriction) X(nobody) X(withheld) \
	X(appeal_by_law) X(appeal_longer)
/* clang-format on */

enum act_word {
#define X(name) WORD_##name,
	ACT_WORDS(X)
#undef X
		WORD_COUNT
};

#define ACT_FRAGMENTS(X) X(facts) X(basis) X(answer) X(appeal) X(sign) X(entry)

enum act_fragment {
#define X(name) FRAGMENT_##name,
	ACT_FRAGMENTS(X)
#undef X
		FRAGMENT_COUNT
};

struct lang {
	struct str code, bytes, name;
	bool read, right_to_left;
	struct str words[WORD_COUNT], fragments[FRAGMENT_COUNT];
	struct str harms[CLASS_COUNT], verdicts[VERDICT_COUNT], effects[EFFECT_COUNT],
		roles[ROLE_COUNT], evidence[EVIDENCE_COUNT], outcomes[APPEAL_STATE_COUNT];
	struct {
		struct str subject, body;
	} letters[ACT_TEMPLATE_COUNT];
	const struct json *steps, *countries;
};

#define LANGS_MOST 32
struct letters {
	struct arena arena;
	struct lang lang[LANGS_MOST];
	size_t n;
};

/* The language, read; English where it is not there.  NULL with ${e} set where it cannot be read. */
struct lang *lang_get(struct letters *t, struct str code, struct err *e);
/* Words for a step; empty where there are none. */
struct str lang_step(const struct lang *l, int role, struct str action);

/* A template's lines with its fields and fragments filled in, broken at 76 columns. */
void render(struct buf *out, const struct lang *l, struct str template, const struct fields *f);
/* The same on one line, at most ${most} bytes. */
void render_line(struct buf *out, struct str template, const struct fields *f, size_t most);
/* Foreign words as lines that begin with "> ". */
struct str quoted_lines(struct arena *a, struct str words);
/* Append a line for each fault: a field or fragment that does not exist, braces that do not close. */
void template_faults(struct str template, const char *where, struct buf *faults);

/* For people: "2026-11-21 12:00 UTC"; a name; an address without a link.  Empty stays empty; p NULL: no memory. */
struct str act_time(struct arena *a, int64_t at_s);
struct str act_quoted(struct arena *a, struct str s);
struct str act_defanged(struct arena *a, struct str s);
/* For how long an appeal is open, in words: FIELD_appeal_time and what that is made of.  False: no memory. */
bool act_appeal_time(
	struct arena *a, const struct lang *l, const struct house *h, struct fields *f);
/* What stands between "://" and the path. */
struct str act_host_of(struct str url);

enum letter_kind act_kind(enum act_template what);
/* docs/formats/letter.md */
int act_data(struct arena *a, const struct act_in *in, struct str *out, struct err *e);
/* The member "command" of a step of ours; nothing where the channel has none. */
void act_command_json(const struct act_in *in, struct jw *w);

#endif
