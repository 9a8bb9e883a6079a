/* SPDX-License-Identifier: Apache-2.0 */
/* Does it hold?  A bundle, a copy of a log, a log at its address, or a store with its log. */
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limit.h"
#include "cmd/ledger_verbs.h"
#include "cmd/store_open.h"
#include "flow/dump.h"
#include "flow/mirror.h"
#include "format/bundle.h"
#include "format/json.h"
#include "net/http.h"
#include "sys/durable.h"

struct verifying {
	struct ctx *c;
	struct sha256 *sha;
	struct trust *trust;
	struct buf faults; /* lines, or members of a JSON array */
	struct jw w;
	const char *key_from; /* said where nobody gave a key */
};

static void on_fault(void *ctx, const char *what)
{
	struct verifying *v = ctx;

	if (v->c->json)
		jw_z(&v->w, what);
	else
		buf_printf(&v->faults, "%s\n", what);
}

static int read_text(struct ctx *c, const char *path, size_t most, struct str *out, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, most);
	rc = durable_read_file(path, &b, e);
	if (!rc) {
		*out = arena_dup(c->arena, buf_str(&b));
		rc = out->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

/* --policy, --key (text or file), else what lies beside the log. */
static int trust_of(struct verifying *v, const char *beside, struct err *e)
{
	struct str policy = ctx_opt(v->c, "policy"), key = ctx_opt(v->c, "key"), text;
	int rc;

	if (policy.p) {
		rc = read_text(v->c, policy.p, LIMIT_YAML_BYTES, &text, e);
		return rc ? rc : trust_parse(v->sha, text, v->trust, e);
	}
	if (!key.p && !beside)
		return err_set(e, BW_EUSAGE,
			"whose log is it? give its public key with --key or a --policy");
	if (!key.p || str_find_byte(key, '+', 0) == SIZE_MAX) {
		rc = read_text(v->c, key.p ? key.p : beside, 4096, &key, e);
		if (rc)
			return rc;
		v->key_from = ctx_opt(v->c, "key").p ? NULL : beside;
	}
	return trust_one(v->sha, str_trim(key), v->trust, e);
}

/* ---- the answer ---- */

static void say_checkpoint(
	struct verifying *v, const struct checkpoint *cp, const struct key_mark *marks)
{
	char at[CLOCK_TEXT], q[QUOTE_ROOM(100)];
	struct jw *w = &v->w;

	if (v->c->json) {
		jw_kstr(w, "origin", cp->origin);
		jw_ki64(w, "entries", (int64_t)cp->size);
		jw_key(w, "witnesses");
		jw_array(w);
		for (size_t i = 0; i < v->trust->witnesses; i++)
			if (marks[i].signed_by)
				jw_str(w, v->trust->witness[i].name);
		jw_end(w);
		return;
	}
	buf_printf(&v->faults, "log %s, %llu entries\n", str_quote(cp->origin, 100, q),
		(unsigned long long)cp->size);
	for (size_t i = 0; i < v->trust->witnesses; i++)
		if (marks[i].signed_by)
			buf_printf(&v->faults, "cosigned by %s at %s\n",
				str_quote(v->trust->witness[i].name, 100, q),
				clock_format((int64_t)marks[i].at_s, at));
}

static int finish(struct verifying *v, bool holds, struct err *e)
{
	int rc;

	if (v->c->json) {
		jw_kbool(&v->w, "ok", holds);
		jw_end(&v->w);
		buf_addc(&v->faults, '\n');
		rc = jw_check(&v->w, e);
	} else {
		buf_addz(&v->faults, holds ? "it holds\n" : "it does NOT hold\n");
		rc = buf_check(&v->faults, "the answer", e);
	}
	if (!rc && !ctx_write(v->c, buf_str(&v->faults)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	if (!rc && v->key_from)
		fprintf(v->c->talk,
			"bailiwick: the key was taken from '%s': what was checked agrees with "
			"itself; compare the key with one you got elsewhere\n",
			v->key_from);
	if (!rc && !holds)
		rc = err_set(e, BW_ENEGATIVE, "it does not hold");
	return rc;
}

/* ---- a bundle ---- */

static void say_bundle(
	struct verifying *v, const struct proof_bundle *b, const struct proof_said *said)
{
	char q1[QUOTE_ROOM(100)], q2[QUOTE_ROOM(400)];
	struct jw *w = &v->w;
	struct str what;
	bool known;

	say_checkpoint(v, &said->checkpoint, said->marks);
	known = record_known(v->c->arena, b->entry, &what);
	if (v->c->json) {
		jw_ki64(w, "index", (int64_t)b->proof.index);
		if (!known)
			jw_kz(w, "unknown", str_quote(what, 100, q1));
		jw_key(w, "entry");
		jw_raw(w, b->entry);
		jw_key(w, "details");
		jw_object(w);
		for (size_t i = 0; i < b->secrets_n; i++)
			if (b->secret[i].open) {
				jw_key_str(w, b->secret[i].name);
				jw_str(w, b->secret[i].value);
			}
		jw_end(w);
		return;
	}
	buf_printf(&v->faults, "entry %llu: %s\n", (unsigned long long)b->proof.index,
		str_quote(b->entry, 400, q2));
	if (!known)
		buf_printf(&v->faults,
			"this version does not know %s: the entry is in the log, but what it means "
			"a "
			"later version says\n",
			str_quote(what, 100, q1));
	for (size_t i = 0; i < b->secrets_n; i++)
		if (b->secret[i].open)
			buf_printf(&v->faults, "%s: %s\n", str_quote(b->secret[i].name, 40, q1),
				str_quote(b->secret[i].value, 400, q2));
}

static int verify_bundle(struct verifying *v, struct str text, struct err *e)
{
	struct proof_bundle b;
	struct proof_said said;
	struct err why = { 0 };
	int rc = trust_of(v, NULL, e);

	if (rc)
		return rc;
	rc = bundle_parse(v->c->arena, text, &b, &why);
	if (!rc)
		rc = proof_check(v->sha, v->c->arena, v->trust, &b, &said, &why);
	if (rc == BW_ENOMEM)
		return err_nomem(e);
	if (!rc)
		say_bundle(v, &b, &said);
	if (v->c->json) {
		jw_key(&v->w, "faults");
		jw_array(&v->w);
	}
	if (rc)
		on_fault(v, why.text);
	if (v->c->json)
		jw_end(&v->w);
	return finish(v, rc == BW_OK, e);
}

/* ---- a folder ---- */

static void begin_faults(struct verifying *v)
{
	if (v->c->json) {
		jw_key(&v->w, "faults");
		jw_array(&v->w);
	}
}

static void end_faults(struct verifying *v, const struct log_check *c)
{
	if (v->c->json)
		jw_end(&v->w);
	else if (c->faults > LIMIT_ERRORS_SHOWN)
		buf_printf(&v->faults, "and %llu more\n",
			(unsigned long long)(c->faults - LIMIT_ERRORS_SHOWN));
	if (c->checkpoint.origin.p)
		say_checkpoint(v, &c->checkpoint, c->marks);
}

static int verify_folder(struct verifying *v, const char *dir, struct err *e)
{
	struct log_check c = {
		.dir = dir, .sha = v->sha, .trust = v->trust, .fault = on_fault, .ctx = v
	};
	struct str beside = arena_printf(v->c->arena, "%s/key", dir);
	int rc = beside.p ? trust_of(v, beside.p, e) : err_nomem(e);

	if (rc)
		return rc;
	begin_faults(v);
	rc = log_check(&c, v->c->arena, e);
	end_faults(v, &c);
	return rc ? rc : finish(v, c.faults == 0, e);
}

/* ---- a dump ---- */

/* With --log every byte of it, against a copy of the log that holds. */
static int verify_dump(struct verifying *v, struct str path, struct err *e)
{
	struct log_check log = { .dir = ctx_opt(v->c, "log").p,
		.sha = v->sha,
		.trust = v->trust,
		.fault = on_fault,
		.ctx = v };
	struct dump_check c = { .sums = path,
		.log = log.dir,
		.sha = v->sha,
		.trust = v->trust,
		.fault = on_fault,
		.ctx = v };
	struct str beside = arena_printf(v->c->arena, "%s/key", log.dir ? log.dir : "");
	int rc = beside.p ? trust_of(v, log.dir ? beside.p : NULL, e) : err_nomem(e);

	if (rc)
		return rc;
	begin_faults(v);
	if (log.dir)
		rc = log_check(&log, v->c->arena, e);
	c.size = log.checkpoint.size;
	if (!rc)
		rc = dump_check(&c, v->c->arena, e);
	log.faults += c.faults;
	end_faults(v, &log);
	if (rc)
		return rc;
	if (!log.dir && c.said.checkpoint.origin.p)
		say_checkpoint(v, &c.said.checkpoint, c.said.marks);
	if (v->c->json)
		jw_ki64(&v->w, "index", (int64_t)c.index);
	else if (!log.faults)
		buf_printf(&v->faults, "its checksum is entry %llu%s\n",
			(unsigned long long)c.index, log.dir ? "; it says what the log says" : "");
	return finish(v, log.faults == 0, e);
}

/* ---- a store ---- */

static int fsck_too(struct verifying *v, struct ledger_run *r, struct log_check *c, struct err *e)
{
	struct store_check check[STORE_CHECKS];
	struct str line;
	size_t n;
	int rc = store_fsck(r->store, v->c->arena, check, &n, e);

	for (size_t i = 0; !rc && i < n; i++) {
		if (check[i].ok)
			continue;
		line = arena_printf(
			v->c->arena, "%s: %.*s", check[i].name, STR_ARG(check[i].detail));
		c->faults++;
		on_fault(v, line.p ? line.p : check[i].name);
	}
	return rc;
}

static int verify_store(struct verifying *v, struct err *e)
{
	struct log_check c = { .sha = v->sha, .trust = v->trust, .fault = on_fault, .ctx = v };
	struct ledger_run r = { .c = v->c };
	struct str beside;
	uint64_t waiting = 0;
	int rc = ledger_open(&r, e);

	beside = rc ? STR("") : arena_printf(v->c->arena, "%s/ledger/key.pub", store_dir(r.store));
	if (!rc)
		rc = beside.p ? trust_of(v, beside.p, e) : err_nomem(e);
	v->key_from = NULL; /* the store's own */
	if (!rc) {
		begin_faults(v);
		rc = fsck_too(v, &r, &c, e);
		if (!rc)
			rc = publish_verify(r.pub, v->c->arena, &c, &waiting, e);
		end_faults(v, &c);
	}
	if (!rc && v->c->json)
		jw_ki64(&v->w, "waiting", (int64_t)waiting);
	else if (!rc && waiting)
		buf_printf(&v->faults, "%llu entries are not in the log yet\n",
			(unsigned long long)waiting);
	if (!rc)
		rc = finish(v, c.faults == 0, e);
	publish_close(r.pub);
	store_close(r.store);
	return rc;
}

/* ---- somebody's log at its address ---- */

#define FETCH_MS    20000
#define ALL_MOST    65536 /* entries of which every one is fetched, where --sample says nothing */
#define SAMPLE      256
#define SAMPLE_MOST 100000

struct visit {
	struct verifying *v;
	struct mirror m;
	char dir[256];
	uint64_t old, looked; /* size of the log seen before; entries proved */
	bool before;
};

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)where;
	return kind == FTW_DP ? rmdir(path) : unlink(path);
}

/* How many entries to look at; 0: all. */
static int sample_of(struct visit *x, uint64_t *n, struct err *e)
{
	struct str s = ctx_opt(x->v->c, "sample");

	*n = x->m.checkpoint.size > ALL_MOST ? SAMPLE : 0;
	if (s.p && (!str_u64(s, n) || *n > SAMPLE_MOST))
		return err_set(e, BW_EUSAGE, "--sample is a number of entries, at most %d; 0: all",
			SAMPLE_MOST);
	return BW_OK;
}

static int visit_since(struct visit *x, const char *path, struct err *e)
{
	struct str old;
	int rc = read_text(x->v->c, path, LIMIT_NOTE_BYTES, &old, e);

	if (rc == BW_ENOTFOUND)
		return BW_OK; /* the first visit */
	x->before = rc == BW_OK;
	return rc ? rc : mirror_since(&x->m, old, &x->old, e);
}

static int visit_entries(struct visit *x, uint64_t n, struct err *e)
{
	struct ctx *c = x->v->c;
	const uint64_t size = x->m.checkpoint.size;
	uint64_t at;
	int rc = BW_OK;

	for (uint64_t i = 0; !rc && i < n && size; i++) {
		rng_fill(&c->rng, &at, sizeof(at));
		/* The last one always: it is the youngest that a liar would leave out. */
		rc = mirror_entry(&x->m, i ? at % size : size - 1, e);
		x->looked += rc == BW_OK;
	}
	return rc;
}

static int visit_all(struct visit *x, struct log_check *k, struct err *e)
{
	int rc = mirror_all(&x->m, e);

	if (!rc)
		rc = log_check(k, x->v->c->arena, e);
	x->looked = rc || k->faults ? 0 : x->m.checkpoint.size;
	return rc;
}

static void say_visit(struct visit *x, const struct log_check *k, bool holds)
{
	struct verifying *v = x->v;

	if (v->c->json)
		jw_end(&v->w);
	if (x->m.checkpoint.origin.p)
		say_checkpoint(v, &x->m.checkpoint, x->m.marks);
	if (v->c->json) {
		jw_ki64(&v->w, "files", (int64_t)x->m.files);
		jw_ki64(&v->w, "entries_proved", (int64_t)x->looked);
		if (x->before)
			jw_ki64(&v->w, "since_entries", (int64_t)x->old);
		return;
	}
	if (k->faults > LIMIT_ERRORS_SHOWN)
		buf_printf(&v->faults, "and %llu more\n",
			(unsigned long long)(k->faults - LIMIT_ERRORS_SHOWN));
	buf_printf(&v->faults, "%llu files fetched, %llu entries proved\n",
		(unsigned long long)x->m.files, (unsigned long long)x->looked);
	if (x->before && holds)
		buf_printf(&v->faults, "the %llu entries seen before are the beginning of these\n",
			(unsigned long long)x->old);
}

/* What is seen now is what is remembered, where it holds. */
static int visit_end(struct visit *x, const struct log_check *k, int rc, const char *since,
	const struct err *why, struct err *e)
{
	if (rc && rc != BW_EINVALID) {
		*e = *why;
		return rc;
	}
	if (rc)
		on_fault(x->v, why->text);
	rc = rc == BW_OK && k->faults == 0 ? BW_OK : BW_ENEGATIVE;
	say_visit(x, k, rc == BW_OK);
	if (!rc && since && durable_write(since, x->m.note, 0644, e))
		return e->code;
	return finish(x->v, rc == BW_OK, e);
}

static int verify_url(struct verifying *v, struct str url, struct err *e)
{
	const struct guard guard = { .loopback = ctx_flag(v->c, "test-loopback") };
	const char *since = ctx_opt(v->c, "since").p, *tmp = getenv("TMPDIR");
	struct visit x = { .v = v };
	const struct mirror_settings set = { .guard = &guard,
		.url = url,
		.dir = x.dir,
		.sha = v->sha,
		.trust = v->trust,
		.timeout_ms = FETCH_MS };
	struct log_check k = {
		.dir = x.dir, .sha = v->sha, .trust = v->trust, .fault = on_fault, .ctx = v
	};
	struct err why = { 0 };
	uint64_t n;
	int rc = trust_of(v, NULL, e);

	if (!rc)
		rc = http_init(e);
	if (rc)
		return rc;
	snprintf(x.dir, sizeof(x.dir), "%s/bailiwick-log-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(x.dir))
		return err_errno(e, BW_EIO, "make a folder", str_of(x.dir));
	begin_faults(v);
	rc = mirror_open(&x.m, &set, v->c->arena, &why);
	if (!rc && since)
		rc = visit_since(&x, since, &why);
	if (!rc)
		rc = sample_of(&x, &n, &why);
	if (!rc)
		rc = n ? visit_entries(&x, n, &why) : visit_all(&x, &k, &why);
	mirror_done(&x.m);
	nftw(x.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return visit_end(&x, &k, rc, since, &why, e);
}

static int verify_what(struct verifying *v, struct err *e)
{
	struct ctx *c = v->c;
	struct stat st;
	struct str path, text;
	int rc;

	if (c->args_n == 1)
		return verify_store(v, e);
	path = arena_dup(c->arena, c->args[1]);
	if (!path.p)
		return err_nomem(e);
	if (str_starts(path, STR("https://")) || str_starts(path, STR("http://")))
		return verify_url(v, path, e);
	if (stat(path.p, &st) == 0 && S_ISDIR(st.st_mode))
		return verify_folder(v, path.p, e);
	if (str_ends(path, STR(".sha256")))
		return verify_dump(v, path, e);
	rc = read_text(c, path.p, LIMIT_BUNDLE_BYTES, &text, e);
	return rc ? rc : verify_bundle(v, text, e);
}

int ledger_verify(struct ctx *c, struct err *e)
{
	struct verifying v = { .c = c, .trust = ARENA_NEW(c->arena, struct trust) };
	int rc;

	if (c->args_n > 2)
		return err_set(e, BW_EUSAGE,
			"one at a time: bailiwick ledger verify BUNDLE, DUMP.sha256, DIR, URL or "
			"--store DIR");
	if (!v.trust)
		return err_nomem(e);
	rc = sha256_new(&v.sha, e);
	buf_init(&v.faults, LIMIT_BUNDLE_BYTES * 2);
	jw_init(&v.w, &v.faults);
	if (c->json)
		jw_object(&v.w);
	if (!rc)
		rc = verify_what(&v, e);
	buf_done(&v.faults);
	sha256_free(v.sha);
	return rc;
}
