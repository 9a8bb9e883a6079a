/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_update.c -- bring reference data up to date: gather, check, swap in whole. */
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/limit.h"
#include "base/vec.h"
#include "cmd/lock_down.h"
#include "cmd/update.h"
#include "format/json.h"

struct update {
	struct ctx *c;
	struct update_files installed, found, set; /* set: what will be in place afterwards */
	struct str directory; /* ours: range files name its operators */
	bool force;
	size_t count[UPDATE_FAILED + 1];
};

static const char *const state_words[] = { "new", "unchanged", "kept", "refused", "failed" };

static const struct update_file *of_kind(const struct update_files *f, const struct source_kind *k)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].kind == k)
			return &f->v[i];
	return NULL;
}

static struct update_file *refuse(struct update_file *f, struct str why)
{
	f->state = UPDATE_REFUSED;
	f->why = why;
	return f;
}

static struct str file_name(struct str path)
{
	size_t slash = str_rfind_byte(path, '/');

	return slash == SIZE_MAX ? path : str_from(path, slash + 1);
}

/* Rows of a source by compiling it alone; that also is its syntax check. */
static int count_rows(const struct update *u, struct arena *a, struct update_file *f,
	struct str bytes, struct err *e)
{
	struct refdata_source src[] = {
		{ STR("directory.tsv"), STR("directory.tsv"), u->directory, 0 },
		{ str_of(f->kind->name), f->name, bytes, 0 },
	};
	struct refdata_file files[2];
	struct refdata rd;
	struct buf image;
	int rc;

	buf_init(&image, UINT32_MAX);
	rc = refdata_build(a, src, 2, &image, e);
	if (!rc)
		rc = refdata_open(buf_str(&image), &rd, e);
	if (!rc)
		for (size_t i = refdata_files(&rd, files, 2); i-- > 0;)
			if (str_is(files[i].name, f->kind->name))
				f->rows = files[i].rows;
	buf_done(&image);
	return rc;
}

/* Is it whole, and no step back?  A refusal is the file's state; an error is trouble of ours. */
static int check_file(struct update *u, struct arena *a, const struct data_source *x,
	struct update_file *f, struct err *e)
{
	const struct update_file *old = of_kind(&u->installed, f->kind);
	struct arena *keep = u->c->arena;
	struct str bytes;
	int rc = data_source_read(a, x, &bytes, &f->dated_at_s, e);

	if (!rc)
		rc = count_rows(u, a, f, bytes, e);
	if (rc == BW_ENOMEM)
		return rc;
	if (rc) {
		refuse(f, arena_dup(keep, str_of(e->text)));
	} else if (f->rows < f->kind->least_rows && !u->force) {
		refuse(f, arena_printf(keep,
				  "it has %llu rows, the whole file has over %u; --force takes it",
				  (unsigned long long)f->rows, f->kind->least_rows));
	} else if (old && f->rows < old->rows / 2 && !u->force) {
		refuse(f, arena_printf(keep,
				  "it has %llu rows, less than half of the %llu installed; --force "
				  "takes it",
				  (unsigned long long)f->rows, (unsigned long long)old->rows));
	} else if (old && str_eq(old->sha256, f->sha256)) {
		f->state = UPDATE_SAME;
	} else if (old && f->dated_at_s < old->dated_at_s && !u->force) {
		f->state = UPDATE_KEPT;
		f->why = STR("what is installed is newer; --force takes it all the same");
	}
	return f->state == UPDATE_REFUSED && !f->why.p ? err_nomem(e) : BW_OK;
}

/* Of two files of one kind: the one that passed, then the newer, then the longer. */
static bool better(const struct update_file *a, const struct update_file *b)
{
	if (a->state != b->state)
		return a->state < b->state;
	if (a->dated_at_s != b->dated_at_s)
		return a->dated_at_s > b->dated_at_s;
	return a->rows > b->rows;
}

static int found_add(struct update *u, struct update_file f, struct err *e)
{
	struct update_file *x = NULL;

	for (size_t i = 0; i < u->found.n; i++)
		if (u->found.v[i].kind == f.kind)
			x = &u->found.v[i];
	if (x && !better(&f, x))
		return BW_OK;
	if (!x)
		x = VEC_PUSH(u->c->arena, &u->found);
	if (!x)
		return err_nomem(e);
	*x = f;
	return BW_OK;
}

static int raw_read(struct arena *a, struct str path, struct str *out, struct err *e)
{
	int fd = open(path.p, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return err_errno(e, BW_EIO, "open", path);
	rc = data_read_fd(a, fd, path, LIMIT_FILE_BYTES, out, e);
	close(fd);
	return rc;
}

static int from_folder(struct update *u, struct str dir, struct err *e)
{
	struct data_sources *list = ARENA_NEW(u->c->arena, struct data_sources);
	struct str path = arena_dup(u->c->arena, dir);
	int rc;

	if (!list || !path.p)
		return err_nomem(e);
	rc = data_find(u->c, path, list, e);
	for (size_t i = 0; i < list->n && !rc; i++) {
		const struct data_source *x = &list->v[i];
		struct update_file f = { .kind = x->kind,
			.name = file_name(x->path),
			.from = x->path,
			.mtime_s = x->mtime_ns / INT64_C(1000000000) };
		struct arena a;

		if (x->kind->own)
			continue;
		if (u->c->progress)
			fprintf(u->c->talk, "checking %.*s\n", STR_ARG(f.name));
		arena_init(&a, 0);
		rc = raw_read(u->c->arena, x->path, &f.raw, e);
		if (!rc)
			f.sha256 = update_sha256(u->c->arena, f.raw);
		if (!rc)
			rc = check_file(u, &a, x, &f, e);
		if (!rc)
			rc = found_add(u, f, e);
		arena_done(&a);
	}
	return rc;
}

/* What was fetched lies in a file already (data_home/fetch), so that both ways are checked alike. */
static int from_network(struct update *u, struct str mirror, struct err *e)
{
	struct update_files got = { 0 };
	int rc = update_fetch(u->c, mirror, &u->installed, &got, e);

	for (size_t i = 0; i < got.n && !rc; i++) {
		struct update_file f = got.v[i];
		struct data_source x = { .kind = f.kind, .bytes = f.raw, .size = f.raw.n };
		struct arena a;

		arena_init(&a, 0);
		if (f.state == UPDATE_NEW) {
			f.sha256 = update_sha256(u->c->arena, f.raw);
			rc = check_file(u, &a, &x, &f, e);
			if (f.dated_at_s == CLOCK_NONE)
				f.dated_at_s = f.mtime_s;
		}
		if (!rc)
			rc = found_add(u, f, e);
		arena_done(&a);
	}
	return rc;
}

/* What is installed stays where nothing better was found. */
static int make_set(struct update *u, struct err *e)
{
	struct update_file *x;

	for (size_t i = 0; i < u->found.n; i++) {
		u->count[u->found.v[i].state]++;
		if (u->found.v[i].state > UPDATE_SAME)
			continue;
		x = VEC_PUSH(u->c->arena, &u->set);
		if (!x)
			return err_nomem(e);
		*x = u->found.v[i];
	}
	for (size_t i = 0; i < u->installed.n; i++) {
		if (of_kind(&u->set, u->installed.v[i].kind))
			continue;
		x = VEC_PUSH(u->c->arena, &u->set);
		if (!x)
			return err_nomem(e);
		*x = u->installed.v[i];
		if (!x->raw.p) {
			int rc = raw_read(u->c->arena, x->from, &x->raw, e);

			if (rc)
				return rc;
		}
	}
	return BW_OK;
}

static void tell_json(const struct update *u, struct buf *b)
{
	struct jw w;

	jw_init(&w, b);
	jw_object(&w);
	for (size_t i = 0; i <= UPDATE_FAILED; i++)
		jw_ki64(&w, state_words[i], (int64_t)u->count[i]);
	jw_key(&w, "files");
	jw_array(&w);
	for (size_t i = 0; i < u->found.n; i++) {
		const struct update_file *f = &u->found.v[i];

		jw_object(&w);
		jw_kz(&w, "name", f->kind->name);
		jw_kz(&w, "state", state_words[f->state]);
		jw_kz(&w, "publisher", f->kind->publisher);
		jw_kstr(&w, "from", f->from);
		jw_ki64(&w, "rows", (int64_t)f->rows);
		jw_ktime(&w, "date", f->dated_at_s);
		jw_kstr(&w, "reason", f->why);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	buf_addc(b, '\n');
}

static void tell_lines(const struct update *u, struct buf *b)
{
	char date[CLOCK_TEXT], q[QUOTE_ROOM(400)];

	for (size_t i = 0; i < u->found.n; i++) {
		const struct update_file *f = &u->found.v[i];

		buf_printf(b, "%-9s %-32s %9llu  %-10s  %s\n", state_words[f->state], f->kind->name,
			(unsigned long long)f->rows,
			f->dated_at_s == CLOCK_NONE ? "-" : clock_format_date(f->dated_at_s, date),
			f->kind->publisher);
		if (f->why.p)
			buf_printf(b, "          %s\n", str_quote(f->why, 400, q));
	}
}

static int tell(const struct update *u, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, 1 << 22);
	if (u->c->json)
		tell_json(u, &b);
	else
		tell_lines(u, &b);
	rc = buf_check(&b, "answer", e);
	if (!rc)
		fwrite(b.p, 1, b.n, u->c->out);
	buf_done(&b);
	return rc;
}

/* The last word, as an exit status. */
static int verdict(const struct update *u, struct err *e)
{
	size_t refused = u->count[UPDATE_REFUSED], failed = u->count[UPDATE_FAILED];

	if (refused)
		return err_set(e, BW_EINVALID,
			"%zu reference file%s refused; what was in use before stays in use",
			refused, refused == 1 ? " was" : "s were");
	if (failed)
		return err_set(e, BW_EUNAVAILABLE,
			"%zu reference file%s not fetched; what was in use before stays in use",
			failed, failed == 1 ? " was" : "s were");
	return BW_OK;
}

static int gather(struct update *u, struct err *e)
{
	struct str from = ctx_opt(u->c, "from"), mirror = ctx_opt(u->c, "mirror");
	char q[QUOTE_ROOM(200)];
	int rc;

	if (!from.p && u->c->offline)
		return err_set(e, BW_EUSAGE,
			"update needs the network; without it give --from DIR, a folder with the "
			"publishers' files");
	rc = from.p ? from_folder(u, from, e) : from_network(u, mirror, e);
	if (rc)
		return rc;
	if (u->found.n == 0)
		return err_set(e, BW_ENOTFOUND,
			from.p ? "no publisher's file below '%s'" : "nothing to fetch",
			str_quote(from, 200, q));
	return BW_OK;
}

static int update_locked(struct update *u, struct str home, struct err *e)
{
	struct refdata rd;
	int rc = update_installed(u->c, home, &u->installed, e);

	if (!rc)
		rc = data_text(u->c, "directory.tsv", &u->directory, e);
	if (!rc && !ctx_opt(u->c, "from").p && !u->c->offline)
		rc = lock_down_fetching(
			u->c, home, data_cache_dir(u->c), ctx_opt(u->c, "mirror").p != NULL, e);
	if (!rc)
		rc = gather(u, e);
	if (!rc)
		rc = make_set(u, e);
	if (!rc && u->count[UPDATE_NEW])
		rc = update_swap(u->c, home, &u->set, e);
	if (!rc && u->count[UPDATE_NEW])
		rc = data_load(u->c, &rd, e); /* compile now, not at the next command */
	if (!rc)
		rc = tell(u, e);
	return rc ? rc : verdict(u, e);
}

static int run(struct ctx *c, struct err *e)
{
	struct update u = { .c = c, .force = ctx_flag(c, "force") };
	struct str home, lock;
	int rc, fd;

	if (c->args_n)
		return err_set(
			e, BW_EUSAGE, "update takes no operand; a folder is given by --from");
	rc = data_home(c, &home, e);
	if (!rc)
		rc = data_mkdirs(home, e);
	if (rc)
		return rc;
	lock = arena_printf(c->arena, "%.*s/.lock", STR_ARG(home));
	if (!lock.p)
		return err_nomem(e);
	fd = open(lock.p, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_errno(e, BW_ECREATE, "create", lock);
	if (flock(fd, LOCK_EX | LOCK_NB))
		rc = err_set(e, BW_EAGAIN, "another update is running");
	else
		rc = update_locked(&u, home, e);
	close(fd);
	return rc;
}

static const struct opt opts[] = {
	{ "from", "DIR", OPT_TEXT,
		"search this folder for the publishers' files instead of fetching", NULL },
	{ "mirror", "URL", OPT_TEXT, "fetch each file by its name from below this address", NULL },
	{ "force", NULL, OPT_FLAG, "also take files that are older, or shorter than they should be",
		NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick update", "fetch what has changed from the publishers" },
	{ "bailiwick update --from /media/stick",
		"without network, from a folder with their files" },
	{ NULL, NULL },
};

const struct cmd cmd_update = {
	.name = "update",
	.args = "",
	.help = "bring reference data up to date from its publishers, or from a folder",
	.about = "Takes the Public Suffix List, IANA's lists, address tables, popularity lists and "
		 "the\n"
		 "address ranges that operators publish. Each file is recognised by its "
		 "publisher's own\n"
		 "name, also with a date in it or compressed (.zst), read whole, and compared with "
		 "what is\n"
		 "installed: a file that is broken, too short, or has lost half its rows is "
		 "refused and\n"
		 "the old one stays. The new set takes the place of the old one in a single step.\n"
		 "'bailiwick version --data' shows what is in use and how old it is.",
	.opts = opts,
	.examples = examples,
	.run = run,
};
