/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cmd.h"
#include "cmd/data.h"
#include "format/json.h"

#define DAY_S  86400
#define YEAR_S (365 * DAY_S)

static int64_t age_days(const struct refdata_file *f, int64_t now_s)
{
	return f->dated_at_s == CLOCK_NONE || f->dated_at_s > now_s
		       ? 0
		       : (now_s - f->dated_at_s) / DAY_S;
}

static bool is_old(const struct refdata_file *f, int64_t now_s)
{
	return f->dated_at_s != CLOCK_NONE && now_s - f->dated_at_s > YEAR_S;
}

static void file_json(struct jw *w, const struct refdata_file *f, int64_t now_s)
{
	char date[CLOCK_TEXT];

	jw_object(w);
	jw_kstr(w, "name", f->name);
	jw_kstr(w, "publisher", f->publisher);
	jw_kstr(w, "path", f->path);
	jw_ki64(w, "rows", (int64_t)f->rows);
	if (f->dated_at_s == CLOCK_NONE) {
		jw_kz(w, "date", NULL);
		jw_kz(w, "age_days", NULL);
	} else {
		jw_kz(w, "date", clock_format(f->dated_at_s, date));
		jw_ki64(w, "age_days", age_days(f, now_s));
	}
	jw_kbool(w, "old", is_old(f, now_s));
	jw_end(w);
}

static void file_line(
	struct buf *b, const struct ctx *c, const struct refdata_file *f, int64_t now_s)
{
	char date[CLOCK_TEXT], age[32], path[QUOTE_ROOM(200)];
	bool old = is_old(f, now_s);

	if (f->dated_at_s == CLOCK_NONE)
		snprintf(age, sizeof(age), "-");
	else
		snprintf(age, sizeof(age), "%lld", (long long)age_days(f, now_s));
	buf_printf(b, "%-32.*s %9llu  %-10s %s%5s%s  %-20.*s %s\n", STR_ARG(f->name),
		(unsigned long long)f->rows, clock_format_date(f->dated_at_s, date),
		old ? ctx_style(c, "yellow") : "", age, old ? ctx_style(c, "reset") : "",
		STR_ARG(f->publisher),
		f->path.p ? str_quote(f->path, 200, path) : "inside the program");
}

static int data_ages(struct ctx *c, struct buf *b, struct jw *w, struct err *e)
{
	struct refdata_file *f = ARENA_ARRAY(c->arena, struct refdata_file, DATA_SOURCES_MOST);
	struct refdata rd = { 0 };
	int64_t now_s = ctx_now(c);
	size_t n, old = 0;
	int rc;

	if (!f)
		return err_nomem(e);
	rc = data_load(c, &rd, e);
	if (rc)
		return rc;
	n = refdata_files(&rd, f, DATA_SOURCES_MOST);
	if (c->json) {
		jw_key(w, "data");
		jw_array(w);
	} else {
		buf_printf(b, "\n%s%-32s %9s  %-10s %5s  %-20s %s%s\n", ctx_style(c, "bold"),
			"file", "rows", "date", "days", "publisher", "from", ctx_style(c, "reset"));
	}
	for (size_t i = 0; i < n; i++) {
		old += is_old(&f[i], now_s);
		if (c->json)
			file_json(w, &f[i], now_s);
		else
			file_line(b, c, &f[i], now_s);
	}
	if (c->json)
		jw_end(w);
	if (old)
		fprintf(c->talk,
			"bailiwick: %zu reference file%s over a year old; run 'bailiwick update'\n",
			old, old == 1 ? " is" : "s are");
	return BW_OK;
}

static int run(struct ctx *c, struct err *e)
{
	bool data = ctx_flag(c, "data");
	struct buf b;
	struct jw w;
	int rc = BW_OK;

	buf_init(&b, 1 << 20);
	jw_init(&w, &b);
	if (c->json) {
		jw_object(&w);
		jw_kz(&w, "version", BAILIWICK_VERSION);
	} else {
		buf_addz(&b, "bailiwick " BAILIWICK_VERSION "\n");
	}
	if (data)
		rc = data_ages(c, &b, &w, e);
	if (!rc && c->json) {
		jw_end(&w);
		buf_addc(&b, '\n');
		rc = jw_check(&w, e);
	}
	if (!rc)
		rc = buf_check(&b, "answer", e);
	if (!rc)
		fwrite(b.p, 1, b.n, c->out);
	buf_done(&b);
	return rc;
}

/* Everywhere else --data takes a folder; here it asks, and the folder may follow. */
static const struct opt opts[] = {
	{ "data", NULL, OPT_FLAG, "list the reference files: rows, date, age, publisher", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

const struct cmd cmd_version = {
	.name = "version",
	.args = "[--data [DIR]]",
	.help = "print the version; with --data, the age of each reference file",
	.about = "Prints the program's version. With --data it lists what the program knows "
		 "without asking\n"
		 "anybody: each reference file with its rows, its publisher's date and its age. "
		 "Files over a\n"
		 "year old are pointed out; 'bailiwick update' brings them up to date.",
	.opts = opts,
	.run = run,
};
