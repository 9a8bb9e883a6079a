/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_answer.c -- answers to letters: by a person, out of a file or a message, and what came on a case. */
#include "cmd/answer_verbs.h"

#include "base/limit.h"
#include "cmd/at_desk.h"
#include "cmd/opt.h"
#include "flow/permit.h"

#define PAGE_BYTES ((size_t)16 << 20)

/* ---- what is written ---- */

int answer_tell(struct answer_run *r, const struct answered *x, struct err *e)
{
	char id[STORE_ID_TEXT], to[STORE_ID_TEXT], q[QUOTE_ROOM(200)];
	struct jw w;

	if (!r->c->json) {
		buf_printf(&r->out, "%s  %s  %s%s%s%s%s; the case is %s\n",
			store_id_text('a', (uint64_t)x->answer_id, id),
			store_id_text('c', (uint64_t)x->case_id, to),
			answer_kind_words((int)x->kind), x->fresh ? "" : " (it was there already)",
			x->person ? "; a person looks at it" : "", x->missing.n ? ": " : "",
			str_quote(x->missing, 200, q), case_state_text((int)x->state));
		return BW_OK;
	}
	jw_init(&w, &r->out);
	jw_object(&w);
	store_id_json(&w, "id", 'a', x->answer_id);
	store_id_json(&w, "case", 'c', x->case_id);
	store_id_json(&w, "letter", 'l', x->letter_id);
	jw_kz(&w, "kind", answer_kind_text((int)x->kind));
	jw_kbool(&w, "fresh", x->fresh);
	jw_kbool(&w, "person", x->person);
	store_id_json(&w, "appeal", 'a', x->appeal);
	jw_kstr(&w, "missing", x->missing.n ? x->missing : (struct str){ NULL, 0 });
	jw_kz(&w, "state", case_state_text((int)x->state));
	jw_end(&w);
	buf_addc(&r->out, '\n');
	return jw_check(&w, e);
}

/* ---- by a person ---- */

static int unknown(const char *opt, struct str v, struct err *e)
{
	return opt_unknown(opt, v, "docs/formats/answer.md", e);
}

static int needs_of(struct str v, evidence_set *out, struct err *e)
{
	enum evidence x;
	struct str part;

	while (str_cut(&v, ',', &part)) {
		if (!evidence_parse(part, &x))
			return unknown("needs", part, e);
		*out |= (evidence_set)1 << x;
	}
	return BW_OK;
}

static int words_of(struct ctx *c, struct answer *x, struct err *e)
{
	struct str kind = ctx_opt(c, "kind"), v;
	enum answer_reason reason;

	if (!kind.p || !answer_kind_parse(kind, &x->kind) || x->kind == ANSWER_AUTOMATIC)
		return kind.p ? unknown("kind", kind, e)
			      : err_set(e, BW_EUSAGE, "say what the answer is: --kind");
	v = ctx_opt(c, "effect");
	if (v.p && !effect_parse(v, &x->effect))
		return unknown("effect", v, e);
	v = ctx_opt(c, "reason");
	if (v.p && !answer_reason_parse(v, &reason))
		return unknown("reason", v, e);
	x->reason = v.p ? v : STR("");
	v = ctx_opt(c, "when");
	if (v.p && !clock_parse(v, &x->at_s))
		return unknown("when", v, e);
	v = ctx_opt(c, "until");
	if (v.p && !clock_parse(v, &x->until_s))
		return unknown("until", v, e);
	v = ctx_opt(c, "needs");
	return v.p ? needs_of(v, &x->needs, e) : BW_OK;
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static int answer_of(struct ctx *c, struct answer *x, struct err *e)
{
	int rc;

	*x = (struct answer){ .channel = CHANNEL_MANUAL, .at_s = CLOCK_NONE, .sure = true };
	rc = words_of(c, x, e);
	if (rc)
		return rc;
	x->action = or_empty(ctx_opt(c, "action"));
	x->reference = or_empty(ctx_opt(c, "reference"));
	x->text = or_empty(ctx_opt(c, "text"));
	if (x->action.n > 60 || x->reference.n > LIMIT_ANSWER_WORD || x->text.n > LIMIT_ANSWER_TEXT)
		return err_set(e, BW_ELIMIT,
			"--action, --reference and --text are at most 60, %d and %d bytes",
			LIMIT_ANSWER_WORD, LIMIT_ANSWER_TEXT);
	if (x->kind == ANSWER_REFUSED && !x->reason.n)
		return err_set(e, BW_EUSAGE, "a refusal has a reason: --reason");
	if (x->kind == ANSWER_MORE && !x->needs && !x->text.n)
		return err_set(e, BW_EUSAGE, "say what is missing: --needs or --text");
	return BW_OK;
}

/* ---- about several ---- */

/* ${cases}: numbers with commas; all where it is empty. */
static int several(struct answer_run *r, const struct parcel *p, bool by_person, struct str cases,
	const struct answer *x, struct err *e)
{
	const struct desk d = answer_desk(r);
	struct arena *a = r->c->arena;
	struct answered *out = ARENA_ARRAY(a, struct answered, LIMIT_PARCEL);
	struct str number[LIMIT_PARCEL], part;
	struct answer_part named = { number, 0, *x };
	char q[QUOTE_ROOM(40)];
	struct err told;
	uint64_t id;
	size_t n = 0;
	int rc;

	if (!out)
		return err_nomem(e);
	while (cases.n && str_cut(&cases, ',', &part)) {
		if (!store_id_parse('c', str_trim(part), &id) || named.cases_n == LIMIT_PARCEL)
			return err_set(e, BW_EINVALID, "'%s' is no case of the message",
				str_quote(part, 40, q));
		number[named.cases_n++] = str_trim(part);
	}
	rc = answering_take_parcel(&d, a, p, by_person, named.cases_n ? NULL : x, &named,
		named.cases_n ? 1 : 0, out, &n, e);
	for (size_t i = 0; i < n; i++)
		if (answer_tell(r, &out[i], &told) && !rc)
			rc = err_set(e, told.code, "%s", told.text);
	return rc;
}

static int by_parcel_id(
	struct answer_run *r, int64_t id, struct str cases, const struct answer *x, struct err *e)
{
	struct parcel p;
	int rc = store_parcel_get(r->store, r->c->arena, id, &p, e);

	return rc ? rc : several(r, &p, true, cases, x, e);
}

int answer_by_token(struct answer_run *r, struct str token, struct str cases,
	const struct answer *x, struct err *e)
{
	const struct desk d = answer_desk(r);
	struct answered out;
	struct parcel p;
	struct err none;
	int rc = answering_take(&d, r->c->arena, token, x, &out, e);

	if (rc == BW_ENOTFOUND && !store_parcel_by_token(r->store, r->c->arena, token, &p, &none))
		return several(r, &p, false, cases, x, e);
	return rc ? rc : answer_tell(r, &out, e);
}

static int give(struct answer_run *r, struct err *e)
{
	const struct desk d = answer_desk(r);
	struct ctx *c = r->c;
	struct answered out;
	struct answer x;
	uint64_t letter;
	int rc = answer_of(c, &x, e);

	if (rc)
		return rc;
	if (store_id_parse('g', c->args[0], &letter))
		return by_parcel_id(r, (int64_t)letter, ctx_opt(c, "cases"), &x, e);
	if (!store_id_parse('l', c->args[0], &letter))
		return answer_by_token(r, c->args[0], ctx_opt(c, "cases"), &x, e);
	rc = answering_take_letter(&d, c->arena, (int64_t)letter, &x, &out, e);
	return rc ? rc : answer_tell(r, &out, e);
}

static int confirm(struct answer_run *r, struct err *e)
{
	const struct desk d = answer_desk(r);
	struct ctx *c = r->c;
	struct answered out;
	enum answer_reason why;
	struct answer x;
	uint64_t id;
	int rc;

	if (c->args_n != 2 || !store_id_parse('a', c->args[1], &id))
		return err_set(e, BW_EUSAGE,
			"say which answer: bailiwick answer confirm a-0000001 --kind KIND");
	rc = answer_of(c, &x, e);
	if (!rc)
		rc = answering_confirm(&d, c->arena, (int64_t)id, x.kind,
			answer_reason_parse(x.reason, &why) ? (int)why : REASON_NONE, &out, e);
	return rc ? rc : answer_tell(r, &out, e);
}

/* ---- list ---- */

static void elsewhere_json(const struct answer *x, int role, struct jw *w)
{
	const char *status, *code, *tag = mapping_misp(role);
	enum answer_reason reason;
	int why = answer_reason_parse(x->reason, &reason) ? (int)reason : REASON_NONE;

	for (int s = 0; s < ANSWER_SYSTEM_COUNT; s++) {
		jw_key(w, answer_system_text(s));
		if (!mapping_to((enum answer_system)s, x->kind, why, &status, &code)) {
			jw_null(w);
			continue;
		}
		jw_object(w);
		jw_kz(w, "status", status);
		jw_kz(w, "reason", *code ? code : NULL);
		jw_end(w);
	}
	jw_kz(w, "misp", tag);
}

static void time_json(struct jw *w, const char *key, int64_t at_s)
{
	char text[CLOCK_TEXT];

	jw_kz(w, key, at_s > 0 ? clock_format(at_s, text) : NULL);
}

static void row_json(const struct store_answer *s, struct jw *w)
{
	const struct answer *x = &s->answer;

	jw_object(w);
	store_id_json(w, "id", 'a', x->id);
	store_id_json(w, "case", 'c', x->case_id);
	store_id_json(w, "letter", 'l', x->letter_id);
	jw_kz(w, "kind", answer_kind_text((int)x->kind));
	jw_kz(w, "channel", channel_text((int)x->channel));
	time_json(w, "at", x->at_s);
	time_json(w, "taken_at", s->taken_s);
	jw_kz(w, "role", s->role == STORE_NONE ? NULL : role_text(s->role));
	jw_kstr(w, "actor", x->actor);
	jw_kstr(w, "action", x->action);
	jw_kz(w, "effect", effect_text((int)x->effect));
	jw_kstr(w, "reason", x->reason);
	jw_key(w, "needs");
	jw_array(w);
	for (int i = 0; i < EVIDENCE_COUNT; i++)
		if (x->needs >> i & 1)
			jw_z(w, evidence_text(i));
	jw_end(w);
	time_json(w, "until", x->until_s);
	jw_kstr(w, "reference", x->reference);
	jw_kstr(w, "text", x->text);
	jw_kbool(w, "sure", x->sure);
	elsewhere_json(x, s->role, w);
	jw_end(w);
}

static void row_text(struct answer_run *r, const struct store_answer *s)
{
	const struct answer *x = &s->answer;
	char id[STORE_ID_TEXT], at[CLOCK_TEXT], q[QUOTE_ROOM(200)];

	buf_printf(&r->out, "%s  %s  %-12s %s", store_id_text('a', (uint64_t)x->id, id),
		clock_format(s->taken_s, at), answer_kind_text((int)x->kind),
		s->role == STORE_NONE ? "person" : role_text(s->role));
	buf_printf(&r->out, " %s", str_quote(x->actor, 60, q));
	if (x->action.n)
		buf_printf(&r->out, "  %s", str_quote(x->action, 60, q));
	if (x->reason.n)
		buf_printf(&r->out, "  because: %s", str_quote(x->reason, 60, q));
	if (!x->sure)
		buf_printf(&r->out, "  %snot sure: bailiwick answer confirm %s%s",
			ctx_style(r->c, "yellow"), id, ctx_style(r->c, "reset"));
	buf_addc(&r->out, '\n');
	if (x->text.n)
		buf_printf(&r->out, "    %s\n", str_quote(x->text, 200, q));
}

static int list(struct answer_run *r, struct err *e)
{
	const struct desk d = answer_desk(r);
	struct ctx *c = r->c;
	char q[QUOTE_ROOM(40)];
	struct store_answer *v;
	uint64_t id;
	size_t n;
	struct jw w;
	int rc;

	if (c->args_n != 2 || !store_id_parse('c', c->args[1], &id))
		return err_set(e, BW_EUSAGE, "'%s' is no case id; they look like c-0000001",
			c->args_n > 1 ? str_quote(c->args[1], 40, q) : "");
	rc = permit_desk(&d, PERMISSION_NOTICE_READ, NULL, e);
	if (!rc)
		rc = store_answers_of(r->store, c->arena, (int64_t)id, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		if (!c->json) {
			row_text(r, &v[i]);
			continue;
		}
		jw_init(&w, &r->out);
		row_json(&v[i], &w);
		buf_addc(&r->out, '\n');
		rc = jw_check(&w, e);
	}
	if (!rc && !n && !c->json)
		buf_addz(&r->out, "nobody has answered\n");
	return rc;
}

/* ---- the command ---- */

struct desk answer_desk(const struct answer_run *r)
{
	return (struct desk){ .store = r->store,
		.know = &r->know.k,
		.facts = &r->facts,
		.now_s = ctx_now(r->c),
		.person = r->person };
}

static int verb(struct answer_run *r, struct err *e)
{
	const struct str what = r->c->args[0];

	if (str_is(what, "read"))
		return answer_read(r, e);
	if (str_is(what, "list"))
		return list(r, e);
	if (str_is(what, "confirm"))
		return confirm(r, e);
	if (r->c->args_n != 1)
		return err_set(e, BW_EUSAGE,
			"one answer at a time: bailiwick answer TOKEN --kind "
			"KIND");
	return give(r, e);
}

static int run(struct ctx *c, struct err *e)
{
	struct answer_run r = { .c = c };
	int rc;

	if (c->args_n == 0)
		return err_set(e, BW_EUSAGE,
			"say what: bailiwick answer TOKEN --kind KIND, or read, list or confirm");
	rc = knowing_load(c, &r.know, e);
	if (!rc)
		rc = knowing_letters(c, &r.know, e);
	if (!rc)
		rc = store_facts(c, &r.facts, e);
	if (!rc)
		rc = store_open_read(c, &r.know.k, &r.facts, &r.store, e);
	if (!rc)
		rc = desk_person(c, r.store, &r.person, e);
	buf_init(&r.out, PAGE_BYTES);
	if (!rc)
		rc = verb(&r, e);
	/* What was taken before an error is told as well. */
	if (r.out.n && !ctx_write(c, buf_str(&r.out)) && !rc)
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	/* A mail system keeps what it is told to keep: only what is stored is answered with 0. */
	if (rc && err_retry(rc) && str_is(c->args[0], "read"))
		e->code = rc = BW_EAGAIN;
	parse_pool_free(r.pool);
	buf_done(&r.out);
	store_close(r.store);
	knowing_done(&r.know);
	return rc;
}

static const char *const verbs[] = { "read", "list", "confirm", NULL };
static const char *const kinds[] = { "acknowledged", "more", "decided", "acted", "refused",
	"appealed", "reversed", "stood-down", "unknown", NULL };

static const struct opt opts[] = {
	{ "kind", "KIND", OPT_TEXT, "what the answer is", kinds },
	{ "action", "STEP", OPT_TEXT,
		"the step taken or decided (remove-content, client-hold, ...)", NULL },
	{ "effect", "UNIT", OPT_TEXT, "how far it reaches (url, host, domain, ...)", NULL },
	{ "reason", "WORD", OPT_TEXT, "why not; see docs/formats/answer.md", NULL },
	{ "needs", "KINDS", OPT_TEXT, "what is missing: kinds of evidence, with commas", NULL },
	{ "cases", "CASES", OPT_TEXT,
		"of a message about several: which of them, with commas (default: all)", NULL },
	{ "when", "TIME", OPT_TEXT, "when it was so (default: now)", NULL },
	{ "until", "TIME", OPT_TEXT, "by when it will be done, or when it ends", NULL },
	{ "reference", "TEXT", OPT_TEXT, "their number", NULL },
	{ "text", "TEXT", OPT_TEXT, "their words", NULL },
	{ "strict", NULL, OPT_FLAG, "read: only what is exactly of the documented form", NULL },
	{ "key", "BASE64", OPT_TEXT, "read: only what this Ed25519 key has signed", NULL },
	HOUSE_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick answer l-0000001 --kind acted --action remove-content",
		"a host has said on the telephone that the page is gone" },
	{ "bailiwick answer read reply.eml", "an answer by mail or in JSON" },
	{ "bailiwick answer list c-0000001", "what came back on a case" },
	{ NULL, NULL },
};

const struct cmd cmd_answer = {
	.name = "answer",
	.args = "TOKEN|LETTER|read FILE…|MAILDIR|-|list CASE|confirm ANSWER",
	.help = "take in what comes back to a letter",
	.about = "An answer names its letter by the token that the letter carried; at the desk the "
		 "letter's number will do.  It ends the clocks it meets.  Acted: somebody looks "
		 "again, and when it is seen to be gone everybody else who was asked is told.  "
		 "Refused: the next rung is proposed and the reporter hears why.  More: the "
		 "reporter is asked for exactly that.  Acknowledged is only that: it is no proof "
		 "that "
		 "a holder was reached.  Read takes the open form in JSON (docs/formats/answer.md) "
		 "or a mail, or all that is new in a Maildir: answers, bounces, auto-replies "
		 "(docs/formats/reply.md); "
		 "what was only guessed from words waits for a person, who confirms it. "
		 " "
		 "Read exits 0 when the answer is on disk, 65 for what is no answer to us, and 75 "
		 "when it should be tried again.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
