/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/reader.h"

#include "base/limit.h"
#include "format/list.h"

struct str str_clip(struct str s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_sub(s, 0, n);
}

int reader_guess(struct reader *rd, struct report *r, struct str field, struct str value,
	const char *why, struct err *e)
{
	struct guess *g;

	if (r->guesses_n >= LIMIT_GUESSES)
		return BW_OK;
	if (r->guesses_n % 8 == 0) {
		struct guess *more = ARENA_ARRAY(rd->a, struct guess, r->guesses_n + 8);

		if (!more)
			return err_nomem(e);
		if (r->guesses_n)
			memcpy(more, r->guesses, r->guesses_n * sizeof(*more));
		r->guesses = more;
	}
	g = &r->guesses[r->guesses_n++];
	g->field = str_clip(field, LIMIT_TEXT_FIELD);
	g->value = str_clip(value, 200);
	g->why = str_of(why);
	return BW_OK;
}

int reader_target(struct reader *rd, struct report *r, struct str target, struct err *e)
{
	size_t n = r->targets_n;

	target = str_trim(target);
	if (target.n == 0)
		return BW_OK;
	for (size_t i = 0; i < n && n <= 64; i++)
		if (str_eq(r->targets[i], target))
			return BW_OK;
	if (n > LIMIT_REPORT_TARGETS)
		return BW_OK; /* report_check refuses it: one too many is enough to know */
	/* Room is taken for 1, 2, 4, 8, ... */
	if ((n & (n - 1)) == 0) {
		struct str *more = ARENA_ARRAY(rd->a, struct str, n ? n * 2 : 1);

		if (!more)
			return err_nomem(e);
		if (n)
			memcpy(more, r->targets, n * sizeof(*more));
		r->targets = more;
	}
	r->targets[r->targets_n++] = target;
	return BW_OK;
}

void reader_hints(struct reader *rd, struct report *r)
{
	struct str who = rd->h->reporter;

	if (r->harm == HARM_NONE)
		r->harm = rd->h->harm;
	if (!r->reporter.org.n && !r->reporter.contact.n && !r->reporter.domain.n) {
		if (who.n == 0)
			r->reporter.org = STR("local");
		else if (contact_ok(who))
			r->reporter.contact = str_clip(who, LIMIT_TEXT_FIELD);
		else
			r->reporter.org = str_clip(who, LIMIT_TEXT_FIELD);
	}
	if (!r->sender.org.n && !r->sender.contact.n && !r->sender.domain.n)
		r->sender = r->reporter;
}

/* No content of child sexual abuse material is kept, in whatever field it came. */
static void take_out_content(struct report *r)
{
	r->note = r->brand = r->legitimate = STR("");
	r->evidence &= REPORT_CSAM_MAY;
	for (size_t i = 0; i < r->guesses_n; i++)
		r->guesses[i].value = STR("");
}

int reader_refuse(struct reader *rd, struct str field, struct str reason, struct err *e)
{
	struct refusal why = { .line = rd->line, .field = field, .reason = reason };

	return rd->sink->refused(rd->sink->ctx, &why, e);
}

int reader_emit(struct reader *rd, struct report *r, struct str raw, struct err *e)
{
	struct err why;

	if (harm_class_of(r->harm) == CLASS_CSAM) {
		take_out_content(r);
		raw = STR("");
	}
	intake_weigh(r);
	if (report_check(r, &why))
		return reader_refuse(rd, STR(""), str_of(why.text), e);
	return rd->sink->report(rd->sink->ctx, r, raw, rd->line, e);
}

int reader_refuse_faults(struct reader *rd, const struct faults *f, struct err *e)
{
	struct buf b;
	int rc;

	if (f->nomem || f->n == 0)
		return err_nomem(e);
	buf_init(&b, 16384);
	for (size_t i = 0; i < f->n; i++) {
		const struct fault *t = &f->v[i];
		char q[QUOTE_ROOM(60)];

		if (i > 0) {
			buf_addz(&b, "; ");
			buf_add(&b, t->path);
			buf_addc(&b, ' ');
		}
		if (t->value.n) {
			buf_addc(&b, '\'');
			buf_addz(&b, str_quote(t->value, 60, q));
			buf_addz(&b, "' ");
		}
		buf_add(&b, t->why);
	}
	if (f->total > f->n)
		buf_printf(&b, "; and %zu more", f->total - f->n);
	if (b.bad) {
		rc = err_nomem(e);
	} else {
		rc = reader_refuse(rd, f->v[0].path, buf_str(&b), e);
	}
	buf_done(&b);
	return rc;
}

bool contact_ok(struct str s)
{
	return schema_form_ok(FORM_EMAIL, s);
}

bool loose_time(struct str s, int64_t *out)
{
	uint64_t v;

	if (clock_parse(s, out))
		return true;
	/* 2001-09-09 to 2286-11-20 in seconds, the same in milliseconds. */
	if (str_u64(s, &v) && (s.n == 10 || s.n == 13)) {
		*out = (int64_t)(s.n == 13 ? v / 1000 : v);
		return true;
	}
	return false;
}

bool harm_in_words(struct str text, enum harm *out)
{
	size_t at = 0;

	if (text.n == 0 || text.n > LIMIT_TEXT_FIELD)
		return false;
	if (harm_parse(text, out))
		return true;
	while (at < text.n) {
		size_t from;

		while (at < text.n && (ch_space(text.p[at]) || memchr("#,;|\"'[]", text.p[at], 8)))
			at++;
		from = at;
		while (at < text.n && !ch_space(text.p[at]) && !memchr("#,;|\"'[]", text.p[at], 8))
			at++;
		if (at > from && harm_parse(str_sub(text, from, at - from), out))
			return true;
	}
	return false;
}

evidence_set evidence_of_media(struct str type, int harm)
{
	enum harm_class c = harm_class_of(harm);
	bool log = c == CLASS_ATTACK || c == CLASS_BOTNET || harm == HARM_P2P ||
		   harm == HARM_COMPROMISED_SERVER;
	size_t end = str_find_byte(type, ';', 0);

	type = str_trim(str_sub(type, 0, end));
	if (str_starts_nocase(type, STR("image/")) || str_starts_nocase(type, STR("video/")))
		return EVIDENCE_BIT(SCREENSHOT);
	if (str_starts_nocase(type, STR("message/")) || str_eq_nocase(type, STR("text/email")))
		return EVIDENCE_BIT(MESSAGE);
	if (str_eq_nocase(type, STR("text/plain")) || str_eq_nocase(type, STR("text/csv")) ||
		str_eq_nocase(type, STR("application/json")))
		return log ? EVIDENCE_BIT(TRAFFIC_LOG) | EVIDENCE_BIT(OBSERVATION)
			   : EVIDENCE_BIT(OBSERVATION);
	if (str_find_nocase(type, STR("pcap"), 0) != SIZE_MAX)
		return EVIDENCE_BIT(TRAFFIC_LOG);
	if (str_starts_nocase(type, STR("text/")) ||
		str_eq_nocase(type, STR("application/xhtml+xml")))
		return EVIDENCE_BIT(PAGE);
	if (str_eq_nocase(type, STR("application/pdf")))
		return EVIDENCE_BIT(OBSERVATION);
	return EVIDENCE_BIT(SAMPLE);
}

bool target_like(struct str s)
{
	return list_target_like(s);
}
