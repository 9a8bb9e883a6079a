/* SPDX-License-Identifier: Apache-2.0 */
#include "format/bundle.h"

#include "base/limit.h"
#include "format/base64.h"
#include "format/json.h"
#include "format/tile.h"

#define FIRST "bailiwick-bundle@v1\n"

/* does it begin like one? */
static bool bundle_is(struct str in)
{
	return str_starts(in, STR(FIRST));
}

static int bad(struct err *e, const char *why)
{
	return err_set(e, BW_EPARSE, "no proof bundle: %s", why);
}

static bool name_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ch_lower(s.p[i]) && s.p[i] != '-')
			return false;
	return s.n > 0 && s.n < 32;
}

/* "open NAME SALT VALUE" or "shut NAME COMMITMENT". */
static int secret(struct arena *a, struct str line, struct bundle_secret *out, struct err *e)
{
	struct str rest = line, word, hash = { NULL, 0 };
	struct json *j;
	size_t n;

	if (!str_cut(&rest, ' ', &word))
		return bad(e, "a line is empty");
	*out = (struct bundle_secret){ .open = str_is(word, "open") };
	if (!out->open && !str_is(word, "shut"))
		return bad(e, "a line begins with neither 'open' nor 'shut'");
	if (!str_cut(&rest, ' ', &out->name) || !name_ok(out->name))
		return bad(e, "a line names no detail");
	if (out->open && !str_cut(&rest, ' ', &hash))
		return bad(e, "an opening lacks its value");
	if (!out->open)
		hash = rest;
	if (hash.n != base64_length(32) || !base64_read(hash, out->hash, 32, &n) || n != 32)
		return bad(e, "a line is not base64 of 32 bytes");
	if (!out->open)
		return BW_OK;
	if (json_parse(a, rest, &j, NULL) || j->type != JSON_STRING)
		return bad(e, "an opened value is no JSON string");
	out->value = j->text;
	return BW_OK;
}

int bundle_parse(struct arena *a, struct str in, struct proof_bundle *out, struct err *e)
{
	size_t gap = str_find(in, STR("\n\n"), 0);
	struct proof_bundle p = { 0 };
	struct str head, line;
	int rc;

	if (in.n > LIMIT_BUNDLE_BYTES)
		return err_set(e, BW_ELIMIT, "a proof bundle of %zu bytes", in.n);
	if (!bundle_is(in) || gap == SIZE_MAX)
		return bad(e, "it does not begin with bailiwick-bundle@v1, or has no empty line");
	head = str_from(str_sub(in, 0, gap), sizeof(FIRST) - 1);
	if (!str_cut(&head, '\n', &line) || !str_starts(line, STR("entry ")))
		return bad(e, "it holds no entry");
	p.entry = str_from(line, 6);
	if (p.entry.n > TILE_ENTRY_MOST)
		return bad(e, "its entry is too long");
	while (str_cut(&head, '\n', &line)) {
		if (p.secrets_n == BUNDLE_SECRETS)
			return bad(e, "it has too many details");
		rc = secret(a, line, &p.secret[p.secrets_n++], e);
		if (rc)
			return rc;
	}
	rc = log_proof_parse(a, str_from(in, gap + 2), &p.proof, e);
	if (!rc)
		*out = p;
	return rc;
}

void bundle_write(struct buf *b, const struct proof_bundle *p)
{
	struct jw w;

	buf_addz(b, FIRST "entry ");
	buf_add(b, p->entry);
	buf_addc(b, '\n');
	for (size_t i = 0; i < p->secrets_n; i++) {
		const struct bundle_secret *s = &p->secret[i];

		buf_addz(b, s->open ? "open " : "shut ");
		buf_add(b, s->name);
		buf_addc(b, ' ');
		base64_add(b, s->hash, sizeof(s->hash));
		if (s->open) {
			buf_addc(b, ' ');
			jw_init(&w, b);
			jw_str(&w, s->value);
		}
		buf_addc(b, '\n');
	}
	buf_addc(b, '\n');
	log_proof_add(b, &p->proof);
}
