/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/site.h"

static const struct {
	const char *text, *words;
} notes[SITE_NOTE_COUNT] = {
#define SITE_NOTE(code, text, words) { text, words },
	SITE_NOTES(SITE_NOTE)
#undef SITE_NOTE
};

const char *site_note_words(int note)
{
	return note >= 0 && note < SITE_NOTE_COUNT ? notes[note].words : "";
}

static struct str or_null(struct str s)
{
	return s.n ? s : (struct str){ NULL, 0 };
}

static void lookalike_json(const struct site *s, struct jw *w)
{
	jw_key(w, "lookalike");
	if (!s->lookalike.of.p) {
		jw_null(w);
		return;
	}
	jw_object(w);
	jw_kstr(w, "of", s->lookalike.of);
	jw_kstr(w, "how", s->lookalike.how);
	jw_ki64(w, "score", s->lookalike.score);
	jw_end(w);
}

static void notes_json(const struct site *s, struct jw *w)
{
	jw_key(w, "notes");
	jw_array(w);
	for (int i = 0; i < SITE_NOTE_COUNT; i++)
		if (s->notes >> i & 1)
			jw_z(w, notes[i].text);
	jw_end(w);
}

static void names_json(const struct site *s, struct jw *w)
{
	jw_kstr(w, "registrable_domain", or_null(s->registrable));
	jw_kstr(w, "public_suffix", or_null(s->suffix));
	jw_kstr(w, "platform_suffix", or_null(s->platform_suffix));
	jw_kstr(w, "platform_operator", or_null(s->operator_name));
	jw_kz(w, "platform_basis", s->platform_suffix.p ? basis_text(s->platform_basis) : NULL);
	jw_kstr(w, "a_label", or_null(s->host));
	jw_kstr(w, "u_label", or_null(s->u_host));
	jw_kz(w, "namespace", namespace_kind_text(s->ns));
	jw_kstr(w, "namespace_name", or_null(s->ns_name));
	jw_kstr(w, "special", or_null(s->special));
	jw_kbool(w, "documentation", s->documentation);
	jw_kstr(w, "gateway_to", or_null(s->gateway_to));
	jw_kbool(w, "collision", s->collision);
	jw_kbool(w, "unlisted_tld", s->unlisted_tld);
}

void site_json(const struct site *s, struct jw *w)
{
	jw_object(w);
	jw_kstr(w, "input", s->input);
	jw_kz(w, "kind", target_kind_text(s->target));
	jw_kstr(w, "site", s->id);
	jw_kz(w, "site_kind", site_kind_text(s->kind));
	names_json(s, w);
	jw_kstr(w, "canonical", s->canonical);
	jw_kstr(w, "scheme", or_null(s->scheme));
	if (s->port >= 0)
		jw_ki64(w, "port", s->port);
	jw_kstr(w, "path", or_null(s->path));
	jw_kbool(w, "bare", s->bare);
	notes_json(s, w);
	lookalike_json(s, w);
	jw_kstr(w, "error", (struct str){ NULL, 0 });
	jw_end(w);
}

void site_json_refused(struct str input, const char *reason, struct jw *w)
{
	static const char *const others[] = { "kind", "site", "site_kind", "registrable_domain",
		"platform_suffix", "a_label", "u_label", "namespace", "special", "lookalike" };

	jw_object(w);
	jw_kstr(w, "input", input);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		jw_kz(w, others[i], NULL);
	jw_kz(w, "error", reason);
	jw_end(w);
}
