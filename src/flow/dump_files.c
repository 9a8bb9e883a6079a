/* SPDX-License-Identifier: Apache-2.0 */
/* A dump as files, and its checksum as an entry of the log. */
#include <stdio.h>
#include <zstd.h>

#include "base/limit.h"
#include "base/mem.h"
#include "flow/dump.h"
#include "flow/publish_inner.h"
#include "format/json.h"
#include "sys/durable.h"

#define PACKED_MOST ((size_t)1 << 30) /* bytes of one packed file */
#define PIECE \
	((size_t)1 << 17) /* given to zstd at once, so that the same text gives the same bytes */
#define ZSTD_HOW 6

struct packed {
	ZSTD_CCtx *z;
	struct buf out;
	char *piece;
	size_t n;
};

struct dump {
	struct dump_reader from;
	struct sha256 *sha;
	struct packed part[DUMP_PARTS];
	struct buf sums;
};

/* ---- packing ---- */

static int squeeze(struct packed *p, ZSTD_EndDirective how, struct err *e)
{
	ZSTD_inBuffer in = { p->piece, p->n, 0 };
	size_t left = 1;

	while (in.pos < in.size || (how == ZSTD_e_end && left)) {
		ZSTD_outBuffer out = { buf_room(&p->out, PIECE), PIECE, 0 };

		if (!out.dst)
			return buf_check(&p->out, "a packed dump", e);
		left = ZSTD_compressStream2(p->z, &out, &in, how);
		if (ZSTD_isError(left))
			return err_set(e, BW_EIO, "zstd: %s", ZSTD_getErrorName(left));
		buf_took(&p->out, out.pos);
	}
	p->n = 0;
	return BW_OK;
}

static int put(void *ctx, enum dump_part part, struct str s, struct err *e)
{
	struct packed *p = &((struct dump *)ctx)->part[part];
	int rc = BW_OK;

	while (!rc && s.n) {
		size_t k = s.n < PIECE - p->n ? s.n : PIECE - p->n;

		memcpy(p->piece + p->n, s.p, k);
		p->n += k;
		s = str_from(s, k);
		if (p->n == PIECE)
			rc = squeeze(p, ZSTD_e_continue, e);
	}
	return rc;
}

static int packed_init(struct packed *p, struct err *e)
{
	buf_init(&p->out, PACKED_MOST);
	p->piece = mem_alloc(PIECE);
	p->z = ZSTD_createCCtx();
	if (!p->piece || !p->z)
		return err_nomem(e);
	if (ZSTD_isError(ZSTD_CCtx_setParameter(p->z, ZSTD_c_compressionLevel, ZSTD_HOW)))
		return err_set(e, BW_EBUG, "zstd has no level %d", ZSTD_HOW);
	return BW_OK;
}

int dump_begin(const char *log, uint64_t size, const char *day, struct dump **out, struct err *e)
{
	struct dump *d = mem_calloc(1, sizeof(*d));
	int rc = d ? sha256_new(&d->sha, e) : err_nomem(e);

	if (!d)
		return rc;
	buf_init(&d->sums, 4096);
	for (int i = 0; !rc && i < DUMP_PARTS; i++)
		rc = packed_init(&d->part[i], e);
	if (!rc)
		rc = dump_read_open(&d->from, log, size, day, d->sha, e);
	if (rc)
		dump_free(d);
	else
		*out = d;
	return rc;
}

void dump_free(struct dump *d)
{
	if (!d)
		return;
	for (int i = 0; i < DUMP_PARTS; i++) {
		ZSTD_freeCCtx(d->part[i].z);
		mem_free(d->part[i].piece);
		buf_done(&d->part[i].out);
	}
	buf_done(&d->sums);
	dump_read_done(&d->from);
	sha256_free(d->sha);
	mem_free(d);
}

int dump_some(struct dump *d, size_t bundles, bool *more, struct err *e)
{
	const struct dump_sink to = { put, d };

	return dump_read_some(&d->from, bundles, &to, more, e);
}

/* ---- files ---- */

static void hex_add(struct buf *b, const unsigned char h[SHA256_BYTES])
{
	for (size_t i = 0; i < SHA256_BYTES; i++)
		buf_printf(b, "%02x", h[i]);
}

static int file_write(
	struct dump *d, const char *dir, const char *ending, struct str bytes, struct err *e)
{
	char path[HOME_PATH + 64];
	unsigned char h[SHA256_BYTES];

	sha256_of(d->sha, bytes, h);
	hex_add(&d->sums, h);
	buf_printf(&d->sums, "  %s.%s\n", d->from.day, ending);
	snprintf(path, sizeof(path), "%s/%s.%s", dir, d->from.day, ending);
	return durable_write(path, bytes, 0644, e);
}

static void schema(struct jw *w)
{
	const char *name;

	jw_object(w);
	jw_kz(w, "$schema", "https://json-schema.org/draft/2020-12/schema");
	jw_kz(w, "title", "entry of the public log");
	jw_kz(w, "type", "object");
	jw_kbool(w, "additionalProperties", false);
	jw_key(w, "properties");
	jw_object(w);
	for (size_t i = 0; (name = record_field_text(i)); i++) {
		struct str s = str_of(name);
		bool number = str_is(s, "v") || str_is(s, "undoes");

		jw_key_str(w, s);
		jw_object(w);
		jw_kz(w, "type", number ? "integer" : "string");
		jw_kz(w, "description", record_field_why(i));
		if (str_is(s, "type")) {
			jw_key(w, "enum");
			jw_array(w);
			for (int t = 0; t < ENTRY_TYPE_COUNT; t++)
				jw_z(w, record_type_text(t));
			jw_end(w);
		}
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}

static int schema_write(struct dump *d, const char *dir, struct err *e)
{
	struct buf b;
	struct jw w;
	int rc;

	buf_init(&b, 1u << 16);
	jw_init(&w, &b);
	schema(&w);
	buf_addc(&b, '\n');
	rc = jw_check(&w, e);
	if (!rc)
		rc = file_write(d, dir, "schema.json", buf_str(&b), e);
	buf_done(&b);
	return rc;
}

int dump_write(
	struct dump *d, const char *dir, char hex[DUMP_HEX], uint64_t *entries, struct err *e)
{
	static const char *const endings[DUMP_PARTS] = { "ndjson.zst", "csv.zst" };
	char path[HOME_PATH + 64];
	unsigned char h[SHA256_BYTES];
	int rc = strlen(dir) < HOME_PATH
			 ? durable_mkdir(dir, 0755, e)
			 : err_set(e, BW_ELIMIT, "the path of the dumps is too long");

	buf_reset(&d->sums);
	for (int i = 0; !rc && i < DUMP_PARTS; i++) {
		rc = squeeze(&d->part[i], ZSTD_e_end, e);
		if (!rc)
			rc = file_write(d, dir, endings[i], buf_str(&d->part[i].out), e);
	}
	if (!rc)
		rc = schema_write(d, dir, e);
	if (rc)
		return rc;
	snprintf(path, sizeof(path), "%s/%s.sha256", dir, d->from.day);
	sha256_of(d->sha, buf_str(&d->sums), h);
	for (size_t i = 0; i < sizeof(h); i++)
		snprintf(hex + 2 * i, 3, "%02x", h[i]);
	*entries = d->from.entries;
	return durable_write(path, buf_str(&d->sums), 0644, e);
}

/* ---- on the log ---- */

/* The event of this day with this digest, if it is the day's last; 0: there is none. */
static int noted(struct store *s, struct arena *a, const char *day, struct str said, int64_t *seq,
	struct err *e)
{
	struct store_event *v;
	size_t n;
	int rc = store_case_events(s, a, 0, &v, &n, e);

	*seq = 0;
	for (size_t i = 0; !rc && i < n; i++)
		if (v[i].kind == EVENT_PUBLISHED && str_starts(v[i].detail, str_of(day)))
			*seq = str_eq(v[i].detail, said) ? v[i].seq : 0;
	return rc;
}

static int note(struct publisher *p, struct arena *a, const char *day, const char *hex,
	int64_t now_s, int64_t *seq, struct err *e)
{
	struct store *s = p->set.store;
	struct str said = arena_printf(a, "%s %s", day, hex);
	struct record_facts f;
	struct work *w;
	int rc = said.p ? noted(s, a, day, said, seq, e) : err_nomem(e);

	if (rc || *seq)
		return rc;
	rc = store_change_begin(s, &w, e);
	if (rc)
		return rc;
	record_facts_init(&f);
	f.subject = str_of(day);
	f.said = str_of(hex);
	rc = record_event(w, 0, now_s, EVENT_PUBLISHED, said, &f, seq, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

int dump_publish(struct publisher *p, const char *dir, const char *day, const char *hex,
	int64_t now_s, uint64_t *index, struct err *e)
{
	char path[HOME_PATH + 64];
	struct publish_outcome out;
	struct arena a;
	struct buf b;
	int64_t seq;
	int rc;

	arena_init(&a, 0);
	buf_init(&b, LIMIT_BUNDLE_BYTES);
	rc = note(p, &a, day, hex, now_s, &seq, e);
	if (!rc)
		rc = store_index_of_event(p->set.store, (uint64_t)seq, index, e);
	if (!rc)
		rc = publish_run(p, UINT64_MAX, now_s, &out, e);
	if (!rc)
		rc = publish_prove(p, &a, *index, STR(""), &b, e);
	if (!rc) {
		snprintf(path, sizeof(path), "%s/%s.proof", dir, day);
		rc = durable_write(path, buf_str(&b), 0644, e);
	}
	buf_done(&b);
	arena_done(&a);
	return rc;
}
