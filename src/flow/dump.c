/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a day: its entries as lines of JSON and as a table. */
#include "flow/dump.h"

#include <stdio.h>

#include "base/clock.h"
#include "format/json.h"

#define BUNDLE_MOST ((size_t)TILE_WIDTH * (TILE_ENTRY_MOST + 2))
#define TEXT_MOST   (2 * BUNDLE_MOST + 65536) /* of one file of entries, quoted */

bool dump_day_parse(struct str s, int64_t *from_s)
{
	char again[CLOCK_TEXT];

	return s.n == DUMP_DAY - 1 && clock_parse(s, from_s) &&
	       str_is(s, clock_format_date(*from_s, again));
}

bool dump_name_is(struct str name)
{
	static const char *const endings[] = { ".ndjson.zst", ".csv.zst", ".schema.json", ".sha256",
		".proof" };
	int64_t from_s;
	bool ours = false;

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		ours |= str_is(str_from(name, DUMP_DAY - 1), endings[i]);
	return ours && dump_day_parse(str_sub(name, 0, DUMP_DAY - 1), &from_s);
}

int dump_read_open(struct dump_reader *r, const char *log, uint64_t size, const char *day,
	struct sha256 *sha, struct err *e)
{
	*r = (struct dump_reader){ .files = { .dir = -1 } };
	snprintf(r->day, sizeof(r->day), "%s", day);
	arena_init(&r->a, 0);
	buf_init(&r->bundle, BUNDLE_MOST);
	buf_init(&r->text, TEXT_MOST);
	return size ? log_reader_open(&r->files, log, sha, size, e) : BW_OK;
}

void dump_read_done(struct dump_reader *r)
{
	log_reader_done(&r->files);
	buf_done(&r->bundle);
	buf_done(&r->text);
	arena_done(&r->a);
}

/* ---- one entry ---- */

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

static void add_head(struct buf *b)
{
	const char *name;

	buf_addz(b, "index");
	for (size_t i = 0; (name = record_field_text(i)); i++)
		buf_printf(b, ",%s", name);
	buf_addz(b, "\r\n");
}

static int add_row(struct dump_reader *r, uint64_t index, struct str text, struct err *e)
{
	struct buf *b = &r->text;
	const char *name;
	struct json *j;
	int rc = json_parse(&r->a, text, &j, e);

	if (rc)
		return rc;
	buf_printf(b, "%llu", (unsigned long long)index);
	for (size_t i = 0; (name = record_field_text(i)); i++) {
		const struct json *v = json_get(j, name);
		int64_t n;

		buf_addc(b, ',');
		if (v && json_i64(v, &n))
			buf_printf(b, "%lld", (long long)n);
		else
			csv_cell(b, json_text(j, name));
	}
	buf_addz(b, "\r\n");
	return BW_OK;
}

/* In an entry's one form this stands for the member `at` and can stand for nothing else: a quotation mark
 * inside a value is escaped. */
static bool of_day(const struct dump_reader *r, struct str entry)
{
	char member[DUMP_DAY + 8];

	snprintf(member, sizeof(member), "\"at\":\"%s", r->day);
	return str_find(entry, str_of(member), 0) != SIZE_MAX;
}

/* ---- a file of entries ---- */

static int bundle(struct dump_reader *r, enum dump_part part, struct err *e)
{
	struct cur c = cur_of(buf_str(&r->bundle));
	uint64_t index = r->at;
	struct str entry;
	int rc = BW_OK;

	buf_reset(&r->text);
	if (part == DUMP_TABLE && !r->begun)
		add_head(&r->text);
	for (; !rc && index < r->files.size && bundle_next(&c, &entry); index++) {
		if (!of_day(r, entry))
			continue;
		if (part == DUMP_TABLE) {
			rc = add_row(r, index, entry, e);
			continue;
		}
		/* The entry's bytes as they are: their hash is what the log holds. */
		r->entries++;
		buf_printf(&r->text, "{\"index\":%llu,\"entry\":", (unsigned long long)index);
		buf_add(&r->text, entry);
		buf_addz(&r->text, "}\n");
	}
	return rc ? rc : buf_check(&r->text, "entries of a day", e);
}

static int both(struct dump_reader *r, const struct dump_sink *to, struct err *e)
{
	int rc = BW_OK;

	for (int part = 0; !rc && part < DUMP_PARTS; part++) {
		rc = bundle(r, (enum dump_part)part, e);
		if (!rc && r->text.n)
			rc = to->put(to->ctx, (enum dump_part)part, buf_str(&r->text), e);
	}
	r->begun = true;
	return rc;
}

int dump_read_some(struct dump_reader *r, size_t bundles, const struct dump_sink *to, bool *more,
	struct err *e)
{
	int rc = r->files.size || r->begun ? BW_OK : both(r, to, e); /* an empty table has a head */

	for (size_t i = 0; !rc && i < bundles && r->at < r->files.size; i++) {
		struct tile t = tile_at(r->files.size, 0, r->at);

		t.entries = true;
		arena_reset(&r->a);
		rc = log_reader_file(&r->files, &t, &r->bundle, e);
		if (!rc)
			rc = both(r, to, e);
		r->at += t.width;
	}
	*more = r->at < r->files.size;
	return rc;
}
