/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/form.h"

#include "answer/mapping.h"
#include "base/clock.h"
#include "base/limit.h"
#include "base/utf8.h"
#include "format/json.h"

struct reading {
	struct arena *a;
	struct answer_form *f;
	bool strict, kind;
	struct str status, code; /* another interface's words */
	struct err *e;
};

struct member {
	const char *name;
	int (*read)(struct reading *r, const struct member *m, const struct json *v);
	size_t at; /* of a struct str in struct answer_form */
	size_t most;
};

/* Strict: the error.  Lenient: the answer is taken, and a person looks at it. */
static int fault(struct reading *r, const char *name, const char *what)
{
	if (r->strict)
		return err_set(r->e, BW_EINVALID, "answer: '%s' %s", name, what);
	r->f->answer.sure = false;
	return BW_OK;
}

/* One line of printable text. */
static bool plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return true;
}

static struct str cut(struct str s, size_t most)
{
	if (s.n <= most)
		return s;
	while (most > 0 && ((unsigned char)s.p[most] & 0xc0) == 0x80)
		most--;
	return str_sub(s, 0, most);
}

static int read_text(struct reading *r, const struct member *m, const struct json *v)
{
	struct str s = v->text, *to = (struct str *)(void *)((char *)r->f + m->at);

	if (v->type != JSON_STRING)
		return fault(r, m->name, "is no string");
	if (s.n > m->most) {
		int rc = fault(r, m->name, "is too long");

		if (rc)
			return rc;
		s = cut(s, m->most);
	}
	if (m->most <= LIMIT_ANSWER_WORD && !plain(s))
		return fault(r, m->name, "has a control character");
	*to = s;
	return BW_OK;
}

/* "Take-Down done" is "take-down-done": ASCII folded, white space and '_' as '-'. */
static struct str word_of(struct arena *a, struct str s)
{
	struct str t = str_trim(s);
	char *p = t.n && t.n <= LIMIT_ANSWER_WORD ? arena_alloc(a, t.n) : NULL;

	for (size_t i = 0; p && i < t.n; i++)
		p[i] = ch_space(t.p[i]) || t.p[i] == '_' ? '-' : ch_tolower(t.p[i]);
	return p ? str_make(p, t.n) : (struct str){ NULL, 0 };
}

/* The text of a closed word; lenient: folded, and then unsure. */
static struct str closed(struct reading *r, const struct json *v, bool *folded)
{
	struct str s = v->type == JSON_STRING ? v->text : (struct str){ NULL, 0 }, w = s;

	if (!r->strict && s.n)
		w = word_of(r->a, s);
	*folded = !str_eq(w, s);
	return w;
}

static bool kind_has_form(enum answer_kind k)
{
	return k != ANSWER_AUTOMATIC && k != ANSWER_UNKNOWN;
}

static int read_kind(struct reading *r, const struct member *m, const struct json *v)
{
	enum answer_kind k;
	bool folded;
	struct str w = closed(r, v, &folded);

	if (!w.n || !answer_kind_parse(w, &k) || !kind_has_form(k))
		return fault(r, m->name, "is none of the kinds of answers");
	r->f->answer.kind = k;
	r->kind = true;
	return folded ? fault(r, m->name, "is not in lower case") : BW_OK;
}

static int read_time(struct reading *r, const struct member *m, const struct json *v)
{
	int64_t at;

	/* From 1970 to the year 9999: what is written can be read again. */
	if (v->type != JSON_STRING || !clock_parse(v->text, &at) || at <= 0 || at > 253402300799)
		return fault(r, m->name, "is no time as RFC 3339 has it");
	if (str_is(str_of(m->name), "at"))
		r->f->answer.at_s = at;
	else
		r->f->answer.until_s = at;
	return BW_OK;
}

static bool action_name(struct str s)
{
	if (!s.n || s.n > 60 || !ch_lower(s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!ch_lower(s.p[i]) && !ch_digit(s.p[i]) && s.p[i] != '-')
			return false;
	return true;
}

static int read_action(struct reading *r, const struct member *m, const struct json *v)
{
	bool folded;
	struct str w = closed(r, v, &folded);

	if (!w.n || !action_name(w))
		return fault(r, m->name, "is no name of an action");
	r->f->answer.action = w;
	return folded ? fault(r, m->name, "is not in lower case") : BW_OK;
}

static int read_effect(struct reading *r, const struct member *m, const struct json *v)
{
	enum effect x;
	bool folded;
	struct str w = closed(r, v, &folded);

	if (!w.n || !effect_parse(w, &x))
		return fault(r, m->name, "is none of the effect units");
	r->f->answer.effect = x;
	return folded ? fault(r, m->name, "is not in lower case") : BW_OK;
}

static int read_reason(struct reading *r, const struct member *m, const struct json *v)
{
	enum answer_reason x;
	bool folded;
	struct str w = closed(r, v, &folded);

	if (!w.n || !answer_reason_parse(w, &x))
		return fault(r, m->name, "is none of the reasons");
	r->f->answer.reason = str_of(answer_reason_text((int)x));
	return folded ? fault(r, m->name, "is not in lower case") : BW_OK;
}

static int read_needs(struct reading *r, const struct member *m, const struct json *v)
{
	enum evidence x;
	int rc = BW_OK;

	if (v->type != JSON_ARRAY)
		return fault(r, m->name, "is no array");
	JSON_EACH (it, v) {
		bool folded;
		struct str w = closed(r, it, &folded);

		if (!w.n || !evidence_parse(w, &x) || (r->strict && r->f->answer.needs >> x & 1))
			rc = fault(r, m->name, "has what is no kind of evidence, or one twice");
		else
			r->f->answer.needs |= (evidence_set)1 << x;
		if (rc)
			return rc;
	}
	return BW_OK;
}

static int read_signature(struct reading *r, const struct member *m, const struct json *v)
{
	struct str key = json_text(v, "key"), sig = json_text(v, "ed25519");

	/* 32 and 64 bytes in base64. */
	if (v->type != JSON_OBJECT || (r->strict && v->n != 2) || key.n != 44 || sig.n != 88 ||
		!plain(key) || !plain(sig))
		return fault(r, m->name, "is not {\"key\":…,\"ed25519\":…} in base64");
	r->f->key = key;
	r->f->signature = sig;
	return BW_OK;
}

static int read_schema(struct reading *r, const struct member *m, const struct json *v)
{
	(void)m;
	if (v->type == JSON_STRING && str_is(v->text, ANSWER_SCHEMA))
		return BW_OK;
	/* A later version may mean something else by the same words. */
	return err_set(r->e, BW_EINVALID, "answer: 'schema' is not '%s'", ANSWER_SCHEMA);
}

#define AT(field) offsetof(struct answer_form, field)
static const struct member members[] = {
	{ "schema", read_schema, 0, 0 },
	{ "token", read_text, AT(token), 64 },
	{ "case", read_text, AT(about), 64 },
	{ "kind", read_kind, 0, 0 },
	{ "at", read_time, 0, 0 },
	{ "actor", read_text, AT(answer.actor), LIMIT_ANSWER_WORD },
	{ "action", read_action, 0, 0 },
	{ "effect", read_effect, 0, 0 },
	{ "reason", read_reason, 0, 0 },
	{ "needs", read_needs, 0, 0 },
	{ "until", read_time, 0, 0 },
	{ "reference", read_text, AT(answer.reference), LIMIT_ANSWER_WORD },
	{ "text", read_text, AT(answer.text), LIMIT_ANSWER_TEXT },
	{ "signature", read_signature, 0, 0 },
};
#define MEMBERS (sizeof(members) / sizeof(members[0]))

static int read_member(struct reading *r, const struct json *v)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (str_is(v->key, members[i].name))
			return members[i].read(r, &members[i], v);
	if (r->strict) {
		char q[QUOTE_ROOM(60)];

		return err_set(r->e, BW_EINVALID, "answer: there is no member '%s'",
			str_quote(v->key, 60, q));
	}
	if (str_is(v->key, "status") && v->type == JSON_STRING)
		r->status = v->text;
	if ((str_is(v->key, "reasonCode") || str_is(v->key, "reason_code")) &&
		v->type == JSON_STRING)
		r->code = v->text;
	if (str_is(v->key, "description") && v->type == JSON_STRING && !r->f->answer.text.n)
		r->f->answer.text = cut(v->text, LIMIT_ANSWER_TEXT);
	return BW_OK;
}

/* No kind, but a status word of an interface we know. */
static void from_status(struct reading *r)
{
	struct answer *x = &r->f->answer;
	enum answer_kind k;
	int reason;

	for (int s = 0; !r->kind && s < ANSWER_SYSTEM_COUNT; s++) {
		if (!mapping_from((enum answer_system)s, r->status, r->code, &k, &reason))
			continue;
		x->kind = k;
		r->kind = true;
		if (reason != REASON_NONE && !x->reason.n)
			x->reason = str_of(answer_reason_text(reason));
	}
}

/* What belongs to one kind and not to another. */
static int agree(struct reading *r)
{
	struct answer *x = &r->f->answer;
	bool step =
		x->kind == ANSWER_ACTED || x->kind == ANSWER_DECIDED || x->kind == ANSWER_REVERSED;
	int rc = BW_OK;

	if (!step && (x->action.n || x->effect != EFFECT_NOTHING)) {
		rc = fault(r, "action", "goes with acted, decided and reversed only");
		x->action = (struct str){ NULL, 0 };
		x->effect = EFFECT_NOTHING;
	}
	if (!rc && x->kind != ANSWER_MORE && x->needs) {
		rc = fault(r, "needs", "goes with more only");
		x->needs = 0;
	}
	if (!rc && x->kind == ANSWER_REFUSED && !x->reason.n)
		rc = fault(r, "reason", "is missing: a refusal has one");
	if (!rc && x->kind == ANSWER_MORE && !x->needs && !x->text.n)
		rc = fault(r, "needs", "is missing: say what, here or in 'text'");
	if (!rc && x->at_s == CLOCK_NONE && r->strict)
		rc = fault(r, "at", "is missing");
	return rc;
}

int answer_form_parse(
	struct arena *a, struct str in, bool strict, struct answer_form *out, struct err *e)
{
	struct answer_form f = { .answer = { .at_s = CLOCK_NONE, .sure = true } };
	struct reading r = { .a = a, .f = &f, .strict = strict, .e = e };
	struct json *root;
	int rc = BW_OK;

	if (in.n > LIMIT_ANSWER_BYTES)
		return err_set(e, BW_ELIMIT, "answer: longer than %d bytes", LIMIT_ANSWER_BYTES);
	rc = json_parse(a, in, &root, e);
	if (rc)
		return rc;
	if (root->type != JSON_OBJECT)
		return err_set(e, BW_EINVALID, "answer: it is no object");
	if (strict && !json_get(root, "schema"))
		return err_set(e, BW_EINVALID, "answer: 'schema' is missing");
	JSON_EACH (v, root) {
		rc = read_member(&r, v);
		if (rc)
			return rc;
	}
	if (!r.kind)
		from_status(&r);
	if (!r.kind)
		return err_set(e, BW_EINVALID, "answer: 'kind' is missing or none that we know");
	if (!f.token.n && !f.about.n && strict)
		return err_set(e, BW_EINVALID, "answer: it has neither 'token' nor 'case'");
	rc = agree(&r);
	if (rc)
		return rc;
	*out = f;
	return BW_OK;
}

/* ---- writing ---- */

static void time_member(struct jw *w, const char *key, int64_t at_s)
{
	char text[CLOCK_TEXT];

	if (at_s != CLOCK_NONE && at_s != 0)
		jw_kz(w, key, clock_format(at_s, text));
}

static void text_member(struct jw *w, const char *key, struct str s)
{
	if (s.n)
		jw_kstr(w, key, s);
}

static void step_members(struct jw *w, const struct answer *x)
{
	text_member(w, "action", x->action);
	if (x->effect != EFFECT_NOTHING)
		jw_kz(w, "effect", effect_text((int)x->effect));
	text_member(w, "reason", x->reason);
	if (x->needs) {
		jw_key(w, "needs");
		jw_array(w);
		for (int i = 0; i < EVIDENCE_COUNT; i++)
			if (x->needs >> i & 1)
				jw_z(w, evidence_text(i));
		jw_end(w);
	}
}

static int write(const struct answer_form *f, bool sign, struct buf *out, struct err *e)
{
	const struct answer *x = &f->answer;
	struct jw w;

	if (!kind_has_form(x->kind))
		return err_set(e, BW_EINVALID, "answer: '%s' is a reading of ours and is not sent",
			answer_kind_text((int)x->kind));
	if (!f->token.n && !f->about.n)
		return err_set(e, BW_EINVALID, "answer: it has neither 'token' nor 'case'");
	jw_init(&w, out);
	jw_object(&w);
	jw_kz(&w, "schema", ANSWER_SCHEMA);
	text_member(&w, "token", f->token);
	text_member(&w, "case", f->about);
	jw_kz(&w, "kind", answer_kind_text((int)x->kind));
	time_member(&w, "at", x->at_s);
	text_member(&w, "actor", x->actor);
	step_members(&w, x);
	time_member(&w, "until", x->until_s);
	text_member(&w, "reference", x->reference);
	text_member(&w, "text", x->text);
	if (sign && f->signature.n) {
		jw_key(&w, "signature");
		jw_object(&w);
		jw_kstr(&w, "key", f->key);
		jw_kstr(&w, "ed25519", f->signature);
		jw_end(&w);
	}
	jw_end(&w);
	return jw_check(&w, e);
}

int answer_form_write(const struct answer_form *f, struct buf *out, struct err *e)
{
	return write(f, true, out, e);
}

int answer_form_signed(const struct answer_form *f, struct buf *out, struct err *e)
{
	return write(f, false, out, e);
}
