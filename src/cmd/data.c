/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/data.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limit.h"
#include "base/vec.h"
#include "cmd/data_file.h"
#include "cmd/own_data.h"

#define DEBIAN_PSL      "/usr/share/publicsuffix/public_suffix_list.dat"
#define LIBLOC_UPDATED  "/var/lib/location/database.db" /* `location update` writes here */
#define PLAYED          "scenarios/reference/"
#define DEBIAN_LOCATION "/usr/share/libloc-location/location.db"

static struct str env(const char *name)
{
	const char *v = getenv(name);

	return v && *v ? str_of(v) : (struct str){ NULL, 0 };
}

/* The folder named by --data or BAILIWICK_DATA; p NULL where there is none. */
static struct str data_dir(const struct ctx *c)
{
	struct str dir = ctx_opt(c, "data");

	if (dir.p && dir.n == 0) /* `version --data [DIR]` */
		dir = c->args_n ? c->args[0] : (struct str){ NULL, 0 };
	return dir.p ? dir : env("BAILIWICK_DATA");
}

/* The same for reading: a folder that was named and is not there is a mistake, not an empty one. */
static int data_dir_there(struct ctx *c, struct str *out, struct err *e)
{
	struct str dir = data_dir(c), path = dir.p ? arena_dup(c->arena, dir) : dir;
	char q[QUOTE_ROOM(200)];
	struct stat st;

	if (dir.p && !path.p)
		return err_nomem(e);
	if (path.p && (stat(path.p, &st) || !S_ISDIR(st.st_mode)))
		return err_set(e, BW_ENOTFOUND,
			"there is no folder '%s' with reference data; 'bailiwick update --data' "
			"makes one",
			str_quote(path, 200, q));
	*out = path;
	return BW_OK;
}

static struct str xdg(struct ctx *c, const char *var, const char *under_home)
{
	struct str base = env(var), home = env("HOME");

	if (base.p && base.p[0] == '/')
		return arena_printf(c->arena, "%.*s/bailiwick", STR_ARG(base));
	if (home.p)
		return arena_printf(c->arena, "%.*s/%s/bailiwick", STR_ARG(home), under_home);
	return (struct str){ NULL, 0 };
}

int data_home(struct ctx *c, struct str *out, struct err *e)
{
	struct str dir = data_dir(c), home;

	if (dir.p) {
		home = arena_dup(c->arena, dir);
	} else {
		struct str base = xdg(c, "XDG_DATA_HOME", ".local/share");

		if (!base.p)
			return err_set(e, BW_ECONFIG,
				"no folder for reference data: neither HOME nor XDG_DATA_HOME is "
				"set; give --data DIR");
		home = arena_printf(c->arena, "%.*s/reference", STR_ARG(base));
	}
	if (!home.p)
		return err_nomem(e);
	*out = home;
	return BW_OK;
}

struct str data_cache_dir(struct ctx *c)
{
	return xdg(c, "XDG_CACHE_HOME", ".cache");
}

/* ---- our own files ---- */

static size_t own_list(struct own_file *own)
{
	return own_data(own, OWN_DATA_MOST);
}

int data_text(struct ctx *c, const char *name, struct str *out, struct err *e)
{
	struct own_file own[OWN_DATA_MOST];
	struct str dir;
	size_t n = own_list(own);
	int rc = data_dir_there(c, &dir, e);

	if (rc)
		return rc;
	if (dir.p) {
		struct str path = arena_printf(c->arena, "%.*s/%s", STR_ARG(dir), name);

		if (!path.p)
			return err_nomem(e);
		if (access(path.p, F_OK) == 0)
			return data_read(c->arena, path, LIMIT_FILE_BYTES, out, e);
	}
	for (size_t i = 0; i < n; i++) {
		if (strcmp(own[i].name, name) == 0) {
			*out = str_make(own[i].bytes, own[i].n);
			return BW_OK;
		}
	}
	return err_set(e, BW_ENOTFOUND, "there is no data file '%s'", name);
}

static int by_name(const void *pa, const void *pb)
{
	const struct data_file *a = pa, *b = pb;

	return str_cmp(a->name, b->name);
}

struct data_files {
	struct data_file *v;
	size_t n, cap;
};

/* A file of the operator's own takes the place of ours of the same name. */
static int list_put(struct ctx *c, struct data_files *list, struct data_file f, struct err *e)
{
	struct data_file *x = NULL;

	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i].name, f.name))
			x = &list->v[i];
	if (!x)
		x = VEC_PUSH(c->arena, list);
	if (!x)
		return err_nomem(e);
	*x = f;
	return BW_OK;
}

static int list_dir(
	struct ctx *c, struct str dir, const char *prefix, struct data_files *list, struct err *e)
{
	struct str folder = arena_printf(c->arena, "%.*s/%s", STR_ARG(dir), prefix);
	struct dirent *entry;
	int rc = BW_OK;
	DIR *d;

	if (!folder.p)
		return err_nomem(e);
	d = opendir(folder.p);
	if (!d)
		return BW_OK;
	while (!rc && (entry = readdir(d))) {
		struct data_file f;

		if (entry->d_name[0] == '.')
			continue;
		f.name = arena_printf(c->arena, "%s%s", prefix, entry->d_name);
		f.path = arena_printf(c->arena, "%.*s/%.*s", STR_ARG(dir), STR_ARG(f.name));
		if (!f.name.p || !f.path.p)
			rc = err_nomem(e);
		else if (list->n >= OWN_DATA_MOST)
			rc = err_set(e, BW_ELIMIT, "more than %d files in '%.*s'", OWN_DATA_MOST,
				STR_ARG(folder));
		else if (data_is_file(f.path))
			rc = data_read(c->arena, f.path, LIMIT_FILE_BYTES, &f.bytes, e);
		else
			continue;
		if (!rc)
			rc = list_put(c, list, f, e);
	}
	closedir(d);
	return rc;
}

int data_list(struct ctx *c, const char *prefix, struct data_file **out, size_t *n, struct err *e)
{
	struct own_file own[OWN_DATA_MOST];
	struct data_files list = { 0 };
	struct str dir;
	size_t own_n = own_list(own);
	int rc = data_dir_there(c, &dir, e);

	for (size_t i = 0; i < own_n && !rc; i++) {
		struct data_file f = { str_of(own[i].name), STR("built in"),
			{ own[i].bytes, own[i].n } };

		if (str_starts(f.name, str_of(prefix)))
			rc = list_put(c, &list, f, e);
	}
	if (!rc && dir.p)
		rc = list_dir(c, dir, prefix, &list, e);
	if (rc)
		return rc;
	if (list.n)
		qsort(list.v, list.n, sizeof(*list.v), by_name);
	*out = list.v;
	*n = list.n;
	return BW_OK;
}

/* ---- what an image is made of ---- */

static int push(struct data_sources *list, struct data_source s, struct err *e)
{
	if (list->n >= DATA_SOURCES_MOST)
		return err_set(e, BW_ELIMIT, "more than %d reference files", DATA_SOURCES_MOST);
	list->v[list->n++] = s;
	return BW_OK;
}

static int push_own(struct data_sources *out, bool played, struct err *e)
{
	struct own_file own[OWN_DATA_MOST];
	size_t n = own_list(own);
	int rc = BW_OK;

	for (size_t i = 0; i < n && !rc; i++) {
		struct str name = str_of(own[i].name);
		bool of_scenarios = str_starts(name, STR(PLAYED));
		const struct source_kind *k = source_kind(
			played && of_scenarios ? str_from(name, sizeof(PLAYED) - 1) : name);

		if (k && ((played && of_scenarios) || (k->own && !strchr(own[i].name, '/'))))
			rc = push(out,
				(struct data_source){ .kind = k,
					.bytes = { own[i].bytes, own[i].n },
					.size = own[i].n },
				e);
	}
	return rc;
}

/* Add ${path} (ending in NUL) where it is a file. */
static int data_push_file(
	struct data_sources *out, const struct source_kind *kind, struct str path, struct err *e)
{
	struct stat st;

	if (stat(path.p, &st) || !S_ISREG(st.st_mode))
		return BW_OK;
	return push(out,
		(struct data_source){ .kind = kind,
			.path = path,
			.size = (uint64_t)st.st_size,
			.mtime_ns = st.st_mtim.tv_sec * INT64_C(1000000000) + st.st_mtim.tv_nsec },
		e);
}

/* Directory entries looked at below one folder; a million files under --data are a mistake. */
#define FIND_MOST  20000
#define FIND_DEPTH 8

struct finder {
	struct ctx *c;
	struct data_sources *out;
	size_t seen;
	bool deep;
	bool all; /* every file of a kind, not the best alone */
	size_t from; /* what was in the list before */
};

/* Test files carry publishers' names too, and are small: of several files of one kind the largest is it. */
static int find_push(struct finder *f, const struct source_kind *k, struct str path, struct err *e)
{
	struct data_sources *out = f->out;
	size_t n = out->n;
	int rc = data_push_file(out, k, path, e);

	if (rc || out->n == n || f->all || k->adds_up)
		return rc;
	for (size_t i = f->from; i < n; i++) {
		if (out->v[i].kind != k)
			continue;
		if (out->v[n].size > out->v[i].size)
			out->v[i] = out->v[n];
		out->n = n;
		break;
	}
	return BW_OK;
}

static int find_below(struct finder *f, struct str dir, int depth, struct err *e)
{
	struct dirent **names;
	int n = scandir(dir.p, &names, NULL, alphasort), rc = BW_OK;

	for (int i = 0; i < n; i++) {
		const char *name = names[i]->d_name;
		const struct source_kind *k = source_kind(str_of(name));
		struct str path;

		if (rc || name[0] == '.')
			goto next;
		if (++f->seen > FIND_MOST) {
			rc = err_set(e, BW_ELIMIT, "more than %d files below '%.*s'", FIND_MOST,
				STR_ARG(dir));
			goto next;
		}
		if (!k && names[i]->d_type != DT_DIR && names[i]->d_type != DT_UNKNOWN &&
			names[i]->d_type != DT_LNK)
			goto next;
		path = arena_printf(f->c->arena, "%.*s/%s", STR_ARG(dir), name);
		if (!path.p)
			rc = err_nomem(e);
		else if (k)
			rc = find_push(f, k, path, e);
		else if (depth < FIND_DEPTH && f->deep)
			rc = find_below(f, path, depth + 1, e);
	next:
		free(names[i]); /* the library's own allocation */
	}
	if (n >= 0)
		free(names); /* the library's own allocation */
	return rc;
}

int data_find(struct ctx *c, struct str dir, struct data_sources *out, struct err *e)
{
	struct finder f = { .c = c, .out = out, .deep = true, .all = true };

	return find_below(&f, dir, 0, e);
}

static bool have(const struct data_sources *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].kind->name, name) == 0)
			return true;
	return false;
}

/* What Debian's packages bring, where nothing newer is there. */
static int push_debian(struct data_sources *out, struct err *e)
{
	int rc = BW_OK;

	if (!have(out, "public_suffix_list.dat"))
		rc = data_push_file(
			out, source_kind(STR("public_suffix_list.dat")), STR(DEBIAN_PSL), e);
	if (rc || have(out, SOURCE_LOCATION) ||
		(have(out, "asn-ipv4.csv") && have(out, "asn-ipv6.csv") &&
			have(out, "geo-whois-asn-country-ipv4.csv") &&
			have(out, "geo-whois-asn-country-ipv6.csv")))
		return rc;
	rc = data_push_file(out, source_kind(STR(SOURCE_LOCATION)), STR(LIBLOC_UPDATED), e);
	if (!rc && !have(out, SOURCE_LOCATION))
		rc = data_push_file(
			out, source_kind(STR(SOURCE_LOCATION)), STR(DEBIAN_LOCATION), e);
	return rc;
}

int data_played_sources(struct data_sources *out, struct err *e)
{
	return push_own(out, true, e);
}

int data_sources(struct ctx *c, struct data_sources *out, struct err *e)
{
	struct finder flat = { .c = c, .out = out };
	struct str home = { NULL, 0 }, current;
	int rc = data_dir_there(c, &home, e);

	if (!rc)
		rc = push_own(out, false, e);
	if (rc)
		return rc;
	rc = data_home(c, &home, e);
	if (rc && rc != BW_ECONFIG) /* without a home there are only our own */
		return rc;
	rc = BW_OK;
	if (home.p) {
		current = arena_printf(c->arena, "%.*s/current", STR_ARG(home));
		if (!current.p)
			return err_nomem(e);
		/* What update wrote; then lists of the operator's own beside it, or, in a folder
		 * that update never wrote into, everything with a publisher's name. */
		flat.deep = access(current.p, F_OK) != 0;
		flat.from = out->n;
		if (!flat.deep)
			rc = find_below(&flat, current, 0, e);
		flat.from = out->n;
		if (!rc)
			rc = find_below(&flat, home, 0, e);
	}
	return rc ? rc : push_debian(out, e);
}
