/* SPDX-License-Identifier: Apache-2.0 */
/* What is public of a day, as files for researchers, with its checksum on the log. */
#include "cmd/ledger_verbs.h"
#include "flow/dump.h"

#define DAY_S 86400

struct asked {
	char day[DUMP_DAY];
	int64_t from_s;
	const char *dir;
};

static int asked_for(struct ledger_run *r, struct asked *q, struct err *e)
{
	struct str s = ctx_opt(r->c, "day");
	char text[CLOCK_TEXT], quoted[QUOTE_ROOM(40)];

	if (!s.p)
		s = str_of(clock_format_date(ctx_now(r->c) - DAY_S, text));
	if (!dump_day_parse(s, &q->from_s))
		return err_set(e, BW_EUSAGE, "--day: '%s' is no date (2026-11-20)",
			str_quote(s, 40, quoted));
	memcpy(q->day, s.p, DUMP_DAY - 1);
	q->day[DUMP_DAY - 1] = 0;
	q->dir = ctx_opt(r->c, "dir").p;
	if (!q->dir)
		q->dir = arena_printf(r->c->arena, "%s/dumps", store_dir(r->store)).p;
	return q->dir ? BW_OK : err_nomem(e);
}

static int make(struct ledger_run *r, const struct asked *q, char hex[DUMP_HEX], struct err *e)
{
	struct str log = arena_printf(r->c->arena, "%s/log", store_dir(r->store));
	struct publish_status st;
	struct dump *d = NULL;
	uint64_t entries = 0;
	bool more = true;
	int rc = log.p ? publish_status(r->pub, r->c->arena, &st, e) : err_nomem(e);

	if (!rc)
		rc = dump_begin(log.p, st.any ? st.head.size : 0, q->day, &d, e);
	while (!rc && more)
		rc = dump_some(d, 64, &more, e);
	if (!rc)
		rc = dump_write(d, q->dir, hex, &entries, e);
	dump_free(d);
	if (!rc)
		fprintf(r->c->talk, "bailiwick: %llu entries of %s\n", (unsigned long long)entries,
			q->day);
	return rc;
}

int ledger_dump(struct ledger_run *r, struct err *e)
{
	static const char *const endings[] = { "ndjson.zst", "csv.zst", "schema.json", "sha256",
		"proof" };
	const int64_t now_s = ctx_now(r->c);
	struct publish_outcome out;
	char hex[DUMP_HEX];
	uint64_t index = 0;
	struct asked q;
	bool over;
	int rc = asked_for(r, &q, e);

	if (!rc) /* what is stored of the day is in the log */
		rc = publish_run(r->pub, UINT64_MAX, now_s, &out, e);
	if (!rc)
		rc = make(r, &q, hex, e);
	over = !rc && now_s >= q.from_s + DAY_S;
	if (over)
		rc = dump_publish(r->pub, q.dir, q.day, hex, now_s, &index, e);
	if (rc)
		return rc;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]) - !over; i++)
		buf_printf(&r->out, "%s/%s.%s\n", q.dir, q.day, endings[i]);
	if (over)
		fprintf(r->c->talk, "bailiwick: their checksum is entry %llu of the log\n",
			(unsigned long long)index);
	else
		fprintf(r->c->talk,
			"bailiwick: the day is not over: their checksum is not put on the log\n");
	return ctx_write(r->c, buf_str(&r->out))
		       ? BW_OK
		       : err_errno(e, BW_EIO, "write", STR("standard output"));
}
