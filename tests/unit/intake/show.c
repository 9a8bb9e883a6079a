/* SPDX-License-Identifier: Apache-2.0 */
#include "show.h"

#include <stdio.h>

#include "base/mem.h"
#include "format/json.h"

void show_init(struct show *s)
{
	*s = (struct show){ 0 };
	buf_init(&s->out, SIZE_MAX);
}

void show_done(struct show *s)
{
	buf_done(&s->out);
}

static void write_set(struct jw *w, const char *key, evidence_set set)
{
	jw_key(w, key);
	jw_array(w);
	for (int i = 0; i < EVIDENCE_COUNT; i++)
		if (set >> i & 1)
			jw_z(w, evidence_text(i));
	jw_end(w);
}

static void text(struct jw *w, const char *key, struct str s)
{
	jw_kstr(w, key, s.p ? s : STR(""));
}

static void write_party(struct jw *w, const char *key, const struct party *p)
{
	jw_key(w, key);
	jw_array(w);
	jw_str(w, p->org.p ? p->org : STR(""));
	jw_str(w, p->contact.p ? p->contact : STR(""));
	jw_str(w, p->domain.p ? p->domain : STR(""));
	jw_end(w);
}

static void write_report(struct jw *w, const struct report *r)
{
	char at[CLOCK_TEXT];

	jw_kz(w, "format", format_text((int)r->format));
	jw_kz(w, "harm", harm_text(r->harm));
	text(w, "ref", r->ref);
	write_party(w, "reporter", &r->reporter);
	write_party(w, "sender", &r->sender);
	jw_kz(w, "incident", clock_format(r->incident_at_s, at));
	jw_key(w, "targets");
	jw_array(w);
	for (size_t i = 0; i < r->targets_n; i++)
		jw_str(w, r->targets[i]);
	jw_end(w);
	text(w, "brand", r->brand);
	text(w, "legitimate", r->legitimate);
	text(w, "note", r->note);
	write_set(w, "evidence", r->evidence);
	write_set(w, "missing", r->missing);
	jw_kz(w, "tier", tier_text((int)r->tier));
	jw_ki64(w, "confidence", r->confidence_percent);
	jw_kz(w, "registered", clock_format(r->registered_at_s, at));
	jw_key(w, "guesses");
	jw_array(w);
	for (size_t i = 0; i < r->guesses_n; i++) {
		jw_array(w);
		jw_str(w, r->guesses[i].field);
		jw_str(w, r->guesses[i].value);
		jw_str(w, r->guesses[i].why);
		jw_end(w);
	}
	jw_end(w);
}

static int on_report(void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	struct show *s = ctx;
	struct jw w;

	if (s->stop_after && s->reports + s->refused >= s->stop_after)
		return err_set(e, BW_EIO, "the sink is full");
	s->reports++;
	s->csam_seen_raw |= harm_class_of(r->harm) == CLASS_CSAM && raw.n > 0;
	jw_init(&w, &s->out);
	jw_object(&w);
	jw_ki64(&w, "line", (int64_t)line);
	write_report(&w, r);
	jw_ki64(&w, "raw_bytes", (int64_t)raw.n);
	jw_end(&w);
	buf_addc(&s->out, '\n');
	return s->out.bad ? err_nomem(e) : BW_OK;
}

static int on_refused(void *ctx, const struct refusal *why, struct err *e)
{
	struct show *s = ctx;
	struct jw w;

	if (s->stop_after && s->reports + s->refused >= s->stop_after)
		return err_set(e, BW_EIO, "the sink is full");
	s->refused++;
	jw_init(&w, &s->out);
	jw_object(&w);
	jw_ki64(&w, "line", (int64_t)why->line);
	text(&w, "field", why->field);
	jw_kstr(&w, "refused", why->reason);
	jw_end(&w);
	buf_addc(&s->out, '\n');
	return s->out.bad ? err_nomem(e) : BW_OK;
}

struct intake_sink show_sink(struct show *s)
{
	return (struct intake_sink){ on_report, on_refused, s };
}

struct intake_hints no_hints(void)
{
	return (struct intake_hints){ .harm = HARM_NONE, .received_at_s = CLOCK_NONE };
}

int show_stream(struct show *s, enum input_form form, const struct intake_hints *h, struct str in,
	size_t portion, struct err *e)
{
	struct intake_sink sink = show_sink(s);
	struct intake_stream *stream;
	int rc = intake_stream_new(form, h, &sink, &stream, e);

	if (rc)
		return rc;
	for (size_t at = 0; at < in.n && !rc; at += portion)
		rc = intake_stream_feed(stream, str_sub(in, at, portion), e);
	if (!rc)
		rc = intake_stream_end(stream, e);
	intake_stream_free(stream);
	return rc;
}

int show_json(struct show *s, const struct intake_hints *h, struct str in, struct err *e)
{
	struct intake_sink sink = show_sink(s);
	struct arena a;
	int rc;

	arena_init(&a, 0);
	rc = intake_json(&a, in, h, &sink, e);
	arena_done(&a);
	return rc;
}

struct str read_whole(const char *base, const char *path)
{
	char name[4096];
	struct buf b;
	FILE *f;
	size_t n;

	(void)snprintf(name, sizeof(name), "%s/%s", base, path);
	f = fopen(name, "rb");
	if (!f)
		return (struct str){ NULL, 0 };
	buf_init(&b, SIZE_MAX);
	do {
		char *to = buf_room(&b, 65536);

		n = to ? fread(to, 1, 65536, f) : 0;
		buf_took(&b, n);
	} while (n);
	(void)fclose(f);
	if (!b.p)
		b.p = mem_alloc(1);
	return buf_str(&b);
}
