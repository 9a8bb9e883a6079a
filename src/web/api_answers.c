/* SPDX-License-Identifier: Apache-2.0 */
/* An answer to a letter, by the token that stands in it. */
#include "base/limit.h"
#include "flow/answering.h"
#include "web/batch.h"
#include "web/desk.h"
#include "web/inner.h"

static int unknown(const char *member, struct err *e)
{
	return err_set(
		e, BW_EUSAGE, "'%s' is none of its words; see docs/formats/answer.md", member);
}

static int needs_of(const struct json *list, evidence_set *out, struct err *e)
{
	enum evidence x;

	JSON_EACH (v, list) {
		if (v->type != JSON_STRING || !evidence_parse(v->text, &x))
			return unknown("needs", e);
		*out |= (evidence_set)1 << x;
	}
	return BW_OK;
}

static int answer_of(const struct given *g, struct answer *x, struct err *e)
{
	struct str kind = given_text(g, "kind"), effect = given_text(g, "effect"),
		   until = given_text(g, "until");
	enum answer_reason reason;

	*x = (struct answer){ .channel = CHANNEL_WEBHOOK,
		.at_s = CLOCK_NONE,
		.sure = true,
		.action = given_text(g, "action"),
		.reason = given_text(g, "reason"),
		.reference = given_text(g, "reference"),
		.text = given_text(g, "text") };
	if (!answer_kind_parse(kind, &x->kind) || x->kind == ANSWER_AUTOMATIC)
		return unknown("kind", e);
	if (effect.n && !effect_parse(effect, &x->effect))
		return unknown("effect", e);
	if (x->reason.n && !answer_reason_parse(x->reason, &reason))
		return unknown("reason", e);
	if (until.n && !clock_parse(until, &x->until_s))
		return unknown("until", e);
	if (x->action.n > 60 || x->reference.n > LIMIT_ANSWER_WORD || x->text.n > LIMIT_ANSWER_TEXT)
		return err_set(e, BW_ELIMIT,
			"action, reference and text are at most 60, %d and %d bytes",
			LIMIT_ANSWER_WORD, LIMIT_ANSWER_TEXT);
	if (x->kind == ANSWER_REFUSED && !x->reason.n)
		return err_set(e, BW_EUSAGE, "a refusal has a reason");
	return needs_of(json_get(g->body, "needs"), &x->needs, e);
}

/* Of a message of several letters the case named, or all: ${out} is the first of them, fresh and for a person where one
 * of them is. */
static int take_several(struct request *r, const struct parcel *p, struct str number,
	const struct answer *x, struct answered *out, struct err *e)
{
	const struct desk d = request_desk(r);
	const struct answer_part one = { &number, 1, *x };
	struct answered *v = ARENA_ARRAY(r->a, struct answered, LIMIT_PARCEL);
	size_t n;
	int rc = v ? answering_take_parcel(&d, r->a, p, false, number.n ? NULL : x, &one,
			     number.n ? 1 : 0, v, &n, e)
		   : err_nomem(e);

	if (rc)
		return rc;
	*out = v[0];
	for (size_t i = 1; i < n; i++) {
		out->fresh = out->fresh || v[i].fresh;
		out->person = out->person || v[i].person;
	}
	return BW_OK;
}

static int take(struct request *r, struct str number, const struct answer *x, struct answered *out,
	struct err *e)
{
	const struct desk d = request_desk(r);
	struct parcel p;
	struct err none;
	int rc = answering_take(&d, r->a, r->params[0], x, out, e);

	if (rc == BW_ENOTFOUND &&
		!store_parcel_by_token(r->web->set->store, r->a, r->params[0], &p, &none))
		return take_several(r, &p, number, x, out, e);
	return rc;
}

int web_answer_give(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "kind", "action", "effect", "reason", "needs",
		"until", "reference", "text", "case", NULL };
	struct answered done;
	struct answer x;
	struct given g;
	struct jw w;
	int rc = given_open(r, members, &g, e);

	if (!rc)
		rc = answer_of(&g, &x, e);
	if (!rc)
		rc = take(r, given_text(&g, "case"), &x, &done, e);
	if (rc)
		return rc;
	out->status = done.fresh ? 201 : 200;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kz(&w, "kind", answer_kind_text((int)done.kind));
	jw_kbool(&w, "fresh", done.fresh);
	jw_kbool(&w, "person", done.person);
	jw_end(&w);
	return reply_json(out, &w, e);
}
