/* SPDX-License-Identifier: Apache-2.0 */
/* What is public of a day, as files for researchers: NDJSON and CSV packed with zstd, the schema, checksums.  The same
 * day gives the same files: they are a function of entries, and those never change. */
#include <zstd.h>

#include "base/limit.h"
#include "base/mem.h"
#include "cmd/ledger_verbs.h"
#include "format/json.h"
#include "sys/durable.h"

#define DAY_S    86400
#define DAY_TEXT 10 /* 2026-11-20 */
#define CHUNK    4096
#define DAY_MOST ((size_t)2 << 30) /* bytes of a day before they are packed */
#define ZSTD_HOW 6

struct dump {
	struct ledger_run *r;
	const char *dir;
	char day[CLOCK_TEXT];
	struct buf lines, table, sums;
	struct sha256 *sha;
	uint64_t entries;
};

static int day_of(struct dump *d, struct err *e)
{
	struct str s = ctx_opt(d->r->c, "day");
	int64_t at = ctx_now(d->r->c) - DAY_S;
	char q[QUOTE_ROOM(40)];

	if (s.p && (s.n != DAY_TEXT || !clock_parse(s, &at)))
		return err_set(e, BW_EUSAGE, "--day: '%s' is no date", str_quote(s, 40, q));
	clock_format(at, d->day);
	d->day[DAY_TEXT] = 0;
	return BW_OK;
}

static void csv_cell(struct buf *b, struct str s)
{
	bool quote = false;

	for (size_t i = 0; i < s.n; i++)
		quote |= s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r';
	if (quote)
		buf_addc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, s.p[i]);
	}
	if (quote)
		buf_addc(b, '"');
}

static void head(struct dump *d)
{
	const char *name;

	buf_addz(&d->table, "index");
	for (size_t i = 0; (name = record_field_text(i)); i++)
		buf_printf(&d->table, ",%s", name);
	buf_addz(&d->table, "\r\n");
}

static int add(struct dump *d, struct arena *a, uint64_t index, struct str text, struct err *e)
{
	const char *name;
	struct json *j;
	int rc = json_parse(a, text, &j, e);

	if (rc || !str_starts(json_text(j, "at"), str_of(d->day)))
		return rc;
	d->entries++;
	/* The entry's bytes as they are: their hash is what the log holds. */
	buf_printf(&d->lines, "{\"index\":%llu,\"entry\":", (unsigned long long)index);
	buf_add(&d->lines, text);
	buf_addz(&d->lines, "}\n");
	buf_printf(&d->table, "%llu", (unsigned long long)index);
	for (size_t i = 0; (name = record_field_text(i)); i++) {
		const struct json *v = json_get(j, name);
		int64_t n;

		buf_addc(&d->table, ',');
		if (v && json_i64(v, &n))
			buf_printf(&d->table, "%lld", (long long)n);
		else
			csv_cell(&d->table, json_text(j, name));
	}
	buf_addz(&d->table, "\r\n");
	return BW_OK;
}

static int collect(struct dump *d, struct err *e)
{
	struct publish_status st;
	struct recorder rec;
	struct arena a;
	size_t n = 1;
	int rc = publish_status(d->r->pub, d->r->c->arena, &st, e);
	const uint64_t size = rc || !st.any ? 0 : st.head.size;

	if (!rc)
		rc = record_init(&rec, d->r->store, e);
	if (rc)
		return rc;
	arena_init(&a, 0);
	for (uint64_t at = 0; !rc && at < size && n; at += n) {
		struct record_entry *x;

		arena_reset(&a);
		rc = record_entries(
			&rec, &a, at, size - at < CHUNK ? (size_t)(size - at) : CHUNK, &x, &n, e);
		for (size_t i = 0; !rc && i < n; i++)
			rc = add(d, &a, at + i, x[i].text, e);
	}
	arena_done(&a);
	record_done(&rec);
	return rc;
}

static int put(struct dump *d, const char *name, struct str bytes, struct err *e)
{
	struct str path = arena_printf(d->r->c->arena, "%s/%s", d->dir, name);
	unsigned char h[SHA256_BYTES];

	if (!path.p)
		return err_nomem(e);
	sha256_of(d->sha, bytes, h);
	for (size_t i = 0; i < sizeof(h); i++)
		buf_printf(&d->sums, "%02x", h[i]);
	buf_printf(&d->sums, "  %s\n", name);
	buf_printf(&d->r->out, "%s\n", path.p);
	return durable_write(path.p, bytes, 0644, e);
}

static int put_packed(struct dump *d, const char *ending, const struct buf *b, struct err *e)
{
	struct str name = arena_printf(d->r->c->arena, "%s.%s.zst", d->day, ending);
	size_t room = ZSTD_compressBound(b->n), n;
	char *packed = mem_alloc(room);
	int rc = buf_check(b, "the entries of a day", e);

	if (!name.p || !packed) {
		mem_free(packed);
		return err_nomem(e);
	}
	n = rc ? 0 : ZSTD_compress(packed, room, b->p ? b->p : "", b->n, ZSTD_HOW);
	if (!rc && ZSTD_isError(n))
		rc = err_set(e, BW_EIO, "zstd: %s", ZSTD_getErrorName(n));
	if (!rc)
		rc = put(d, name.p, str_make(packed, n), e);
	mem_free(packed);
	return rc;
}

static int put_schema(struct dump *d, struct err *e)
{
	const char *name;
	struct buf b;
	struct jw w;
	int rc;

	buf_init(&b, 1u << 16);
	jw_init(&w, &b);
	jw_object(&w);
	jw_kz(&w, "$schema", "https://json-schema.org/draft/2020-12/schema");
	jw_kz(&w, "title", "entry of the public log");
	jw_kz(&w, "type", "object");
	jw_kbool(&w, "additionalProperties", false);
	jw_key(&w, "properties");
	jw_object(&w);
	for (size_t i = 0; (name = record_field_text(i)); i++) {
		bool number = strcmp(name, "v") == 0 || strcmp(name, "undoes") == 0;

		jw_key_str(&w, str_of(name));
		jw_object(&w);
		jw_kz(&w, "type", number ? "integer" : "string");
		jw_kz(&w, "description", record_field_why(i));
		if (strcmp(name, "type") == 0) {
			jw_key(&w, "enum");
			jw_array(&w);
			for (int t = 0; t < ENTRY_TYPE_COUNT; t++)
				jw_z(&w, record_type_text(t));
			jw_end(&w);
		}
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	buf_addc(&b, '\n');
	rc = jw_check(&w, e);
	if (!rc)
		rc = put(d, "schema.json", buf_str(&b), e);
	buf_done(&b);
	return rc;
}

static int write_all(struct dump *d, struct err *e)
{
	struct str sums = arena_printf(d->r->c->arena, "%s/%s.sha256", d->dir, d->day);
	int rc = sums.p ? durable_mkdir(d->dir, 0755, e) : err_nomem(e);

	if (!rc)
		rc = put_packed(d, "ndjson", &d->lines, e);
	if (!rc)
		rc = put_packed(d, "csv", &d->table, e);
	if (!rc)
		rc = put_schema(d, e);
	if (!rc)
		rc = durable_write(sums.p, buf_str(&d->sums), 0644, e);
	if (!rc)
		buf_printf(&d->r->out, "%s\n", sums.p);
	return rc;
}

int ledger_dump(struct ledger_run *r, struct err *e)
{
	struct dump d = { .r = r, .dir = ctx_opt(r->c, "dir").p };
	int rc = day_of(&d, e);

	if (!d.dir)
		d.dir = arena_printf(r->c->arena, "%s/dumps", store_dir(r->store)).p;
	if (!rc && !d.dir)
		rc = err_nomem(e);
	if (!rc)
		rc = sha256_new(&d.sha, e);
	if (rc)
		return rc;
	buf_init(&d.lines, DAY_MOST);
	buf_init(&d.table, DAY_MOST);
	buf_init(&d.sums, 4096);
	head(&d);
	rc = collect(&d, e);
	if (!rc)
		rc = write_all(&d, e);
	if (!rc && !ctx_write(r->c, buf_str(&r->out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	if (!rc)
		fprintf(r->c->talk, "bailiwick: %llu entries of %s\n",
			(unsigned long long)d.entries, d.day);
	buf_done(&d.lines);
	buf_done(&d.table);
	buf_done(&d.sums);
	sha256_free(d.sha);
	return rc;
}
