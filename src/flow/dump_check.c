/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody's copy of a dump: is it the one whose checksum is on the log, and does it say what the log says? */
#include <stdarg.h>
#include <stdio.h>
#include <zstd.h>

#include "base/limit.h"
#include "base/mem.h"
#include "flow/dump.h"
#include "format/bundle.h"
#include "format/json.h"
#include "sys/durable.h"

#define FILE_MOST ((size_t)1 << 30)
#define SUMS_MOST 4096
#define ROOM      ((size_t)1 << 16)
#define PARTS     3

static const char *const endings[PARTS] = { "ndjson.zst", "csv.zst", "schema.json" };

struct held { /* text of a packed file, beside that of the log */
	char name[DUMP_DAY + 16];
	struct buf packed;
	ZSTD_DCtx *z;
	ZSTD_inBuffer in;
	char *room;
	size_t have, at; /* in room */
	uint64_t byte, line; /* of the text, from 0 and from 1 */
	bool there, differs;
};

struct checking {
	struct dump_check *c;
	struct arena *a;
	struct str dir;
	char day[DUMP_DAY];
	struct held held[DUMP_PARTS];
};

static void fault(struct checking *k, const char *form, ...) PRINTF(2, 3);
static void fault(struct checking *k, const char *form, ...)
{
	char text[600];
	va_list v;

	k->c->faults++;
	va_start(v, form);
	vsnprintf(text, sizeof(text), form, v);
	va_end(v);
	k->c->fault(k->c->ctx, text);
}

static int read_beside(struct checking *k, const char *ending, struct buf *b, struct err *e)
{
	struct str path = arena_printf(k->a, "%.*s%s.%s", STR_ARG(k->dir), k->day, ending);

	return path.p ? durable_read_file(path.p, b, e) : err_nomem(e);
}

/* ---- its checksums, and the entry that says theirs ---- */

static void judge_entry(struct checking *k, const struct proof_bundle *b, struct str sums)
{
	unsigned char h[SHA256_BYTES];
	char hex[DUMP_HEX];
	struct json *j;
	struct err why;

	sha256_of(k->c->sha, sums, h);
	for (size_t i = 0; i < sizeof(h); i++)
		snprintf(hex + 2 * i, 3, "%02x", h[i]);
	k->c->index = b->proof.index;
	if (json_parse(k->a, b->entry, &j, &why))
		fault(k, "%s.proof: entry %llu: %s", k->day, (unsigned long long)k->c->index,
			why.text);
	else if (!str_is(json_text(j, "type"), record_type_text(ENTRY_TYPE_PUBLISHED)) ||
		 !str_is(json_text(j, "day"), k->day))
		fault(k, "%s.proof is of another entry than the one of this dump", k->day);
	else if (!str_is(json_text(j, "digest"), hex))
		fault(k, "%s.sha256 was altered: entry %llu of the log has another checksum of it",
			k->day, (unsigned long long)k->c->index);
}

static int check_proof(struct checking *k, struct str sums, struct err *e)
{
	struct proof_bundle b;
	struct err why = { 0 };
	struct str text;
	struct buf in;
	int rc;

	buf_init(&in, LIMIT_BUNDLE_BYTES);
	rc = read_beside(k, "proof", &in, &why);
	text = rc ? STR("") : arena_dup(k->a, buf_str(&in));
	buf_done(&in);
	if (!rc)
		rc = bundle_parse(k->a, text, &b, &why);
	if (!rc)
		rc = proof_check(k->c->sha, k->a, k->c->trust, &b, &k->c->said, &why);
	if (rc == BW_ENOMEM)
		return err_nomem(e);
	if (rc)
		fault(k, "%s.proof: %s", k->day, why.text);
	else
		judge_entry(k, &b, sums);
	return BW_OK;
}

/* "HEX  DAY.ENDING" */
static bool listed(const struct checking *k, struct str sums, const char *ending, struct str *hex)
{
	char name[DUMP_DAY + 16];
	struct str line;

	snprintf(name, sizeof(name), "  %s.%s", k->day, ending);
	while (str_cut(&sums, '\n', &line))
		if (str_ends(line, str_of(name)) && line.n == DUMP_HEX - 1 + strlen(name)) {
			*hex = str_sub(line, 0, DUMP_HEX - 1);
			return true;
		}
	return false;
}

static int check_file(struct checking *k, struct str sums, int i, struct buf *b, struct err *e)
{
	unsigned char h[SHA256_BYTES];
	char hex[DUMP_HEX];
	struct str want;
	struct err why;
	int rc;

	if (!listed(k, sums, endings[i], &want)) {
		fault(k, "%s.sha256 has no line of %s.%s", k->day, k->day, endings[i]);
		return BW_OK;
	}
	rc = read_beside(k, endings[i], b, &why);
	if (rc == BW_ENOMEM)
		return err_nomem(e);
	if (rc) {
		fault(k, "%s", why.text);
		return BW_OK;
	}
	if (i < DUMP_PARTS)
		k->held[i].there = true;
	sha256_of(k->c->sha, buf_str(b), h);
	for (size_t n = 0; n < sizeof(h); n++)
		snprintf(hex + 2 * n, 3, "%02x", h[n]);
	if (!str_is(want, hex))
		fault(k, "%s.%s was altered: its checksum is another", k->day, endings[i]);
	return BW_OK;
}

/* ---- what they say, against the log ---- */

static int held_open(struct held *h, const char *day, const char *ending, struct err *e)
{
	snprintf(h->name, sizeof(h->name), "%s.%s", day, ending);
	h->in = (ZSTD_inBuffer){ h->packed.p, h->packed.n, 0 };
	h->line = 1;
	h->z = ZSTD_createDCtx();
	h->room = mem_alloc(ROOM);
	return h->z && h->room ? BW_OK : err_nomem(e);
}

static void held_done(struct held *h)
{
	ZSTD_freeDCtx(h->z);
	mem_free(h->room);
	buf_done(&h->packed);
}

/* The next bytes of the text; false at the end, and where it cannot be unpacked (differs). */
static bool held_more(struct checking *k, struct held *h)
{
	ZSTD_outBuffer out = { h->room, ROOM, 0 };
	size_t got;

	while (h->at == h->have && h->in.pos < h->in.size && !h->differs) {
		out.pos = 0;
		got = ZSTD_decompressStream(h->z, &out, &h->in);
		h->at = 0;
		h->have = out.pos;
		if (!ZSTD_isError(got))
			continue;
		h->differs = true;
		fault(k,
			"%s was altered: after byte %llu of its text (line %llu) it cannot be "
			"unpacked",
			h->name, (unsigned long long)h->byte, (unsigned long long)h->line);
	}
	return h->at < h->have && !h->differs;
}

static int hold(void *ctx, enum dump_part part, struct str piece, struct err *e)
{
	struct checking *k = ctx;
	struct held *h = &k->held[part];

	(void)e;
	for (size_t i = 0; i < piece.n && h->there && !h->differs; i++) {
		if (held_more(k, h) && h->room[h->at] == piece.p[i]) {
			h->at++;
			h->byte++;
			h->line += piece.p[i] == '\n';
			continue;
		}
		if (!h->differs)
			fault(k,
				"%s was altered: byte %llu of its text (line %llu) is not what the "
				"log says",
				h->name, (unsigned long long)h->byte, (unsigned long long)h->line);
		h->differs = true;
	}
	return BW_OK;
}

static int against_log(struct checking *k, struct err *e)
{
	const struct dump_sink to = { hold, k };
	struct dump_reader r;
	bool more = true;
	int rc = dump_read_open(&r, k->c->log, k->c->size, k->day, k->c->sha, e);

	for (int i = 0; !rc && i < DUMP_PARTS; i++)
		rc = held_open(&k->held[i], k->day, endings[i], e);
	while (!rc && more)
		rc = dump_read_some(&r, 64, &to, &more, e);
	for (int i = 0; !rc && i < DUMP_PARTS; i++)
		if (k->held[i].there && held_more(k, &k->held[i]))
			fault(k,
				"%s was altered: from byte %llu of its text (line %llu) on it has "
				"more than the log",
				k->held[i].name, (unsigned long long)k->held[i].byte,
				(unsigned long long)k->held[i].line);
	dump_read_done(&r);
	return rc;
}

static int check_all(struct checking *k, struct str sums, struct err *e)
{
	struct buf schema;
	int rc = check_proof(k, sums, e);

	buf_init(&schema, FILE_MOST);
	for (int i = 0; !rc && i < PARTS; i++)
		rc = check_file(k, sums, i, i < DUMP_PARTS ? &k->held[i].packed : &schema, e);
	buf_done(&schema);
	return rc || !k->c->log ? rc : against_log(k, e);
}

int dump_check(struct dump_check *c, struct arena *a, struct err *e)
{
	struct checking k = { .c = c, .a = a };
	size_t slash = str_rfind_byte(c->sums, '/');
	struct str name = slash == SIZE_MAX ? c->sums : str_from(c->sums, slash + 1), text;
	char q[QUOTE_ROOM(100)];
	struct buf sums;
	int64_t day;
	int rc;

	if (!dump_day_parse(str_sub(name, 0, DUMP_DAY - 1), &day) || !dump_name_is(name))
		return err_set(e, BW_EUSAGE,
			"'%s' is not called as the checksums of a dump: DAY.sha256",
			str_quote(name, 100, q));
	k.dir = str_sub(c->sums, 0, c->sums.n - name.n);
	memcpy(k.day, name.p, DUMP_DAY - 1);
	buf_init(&sums, SUMS_MOST);
	for (int i = 0; i < DUMP_PARTS; i++)
		buf_init(&k.held[i].packed, FILE_MOST);
	rc = read_beside(&k, "sha256", &sums, e);
	text = rc ? STR("") : arena_dup(a, buf_str(&sums));
	if (!rc)
		rc = text.p ? check_all(&k, text, e) : err_nomem(e);
	for (int i = 0; i < DUMP_PARTS; i++)
		held_done(&k.held[i]);
	buf_done(&sums);
	return rc;
}
