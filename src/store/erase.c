/* SPDX-License-Identifier: Apache-2.0 */
/* Taking personal data out: a job on disk, the database, then the spool block by block.
 *
 * The job ('erase': which reports, when, why; no personal data) is there before anything is touched and goes
 * when nothing is left to do.  First one transaction in the database, while the spool still has the words to
 * look for; then each block is written over (spool_replace); then the database is written anew and its log
 * cut, so that no free page keeps what was taken out.  Each step done again changes nothing, hence whoever
 * opens the store after a crash goes through all of them. */
#include <fcntl.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/mem.h"
#include "store/erase.h"
#include "sys/durable.h"
#include "sys/fd.h"

#define JOB_BYTES ((size_t)64 << 20) /* eight million reports */
#define DIGEST_N  16

/* ---- the entries of a block, and which of them go ---- */

struct row {
	struct entry e; /* RAW or ROW; TARGETs are counted with their row */
	uint64_t ord; /* of its first target */
	uint32_t targets;
	struct entry *target;
	size_t message; /* index of the RAW entry whose bytes it shares; SIZE_MAX */
	bool hit;
};

struct opened {
	struct spool_block b;
	struct row *v;
	size_t n, cap;
};

static bool wanted(const struct erase_job *j, uint64_t ord)
{
	size_t lo = 0, hi = j->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (j->ords[mid] == ord)
			return true;
		if (j->ords[mid] < ord)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

static int rows_of(struct arena *a, struct str plain, struct opened *o, struct err *e)
{
	struct cur c = cur_of(plain);
	uint64_t ord = o->b.first_ord;
	size_t message = SIZE_MAX, targets = 0;
	struct entry *target = ARENA_ARRAY(a, struct entry, (size_t)o->b.n + 1), t;

	if (!target)
		return err_nomem(e);
	while (entry_next(&c, &t)) {
		struct row *r = t.kind == ENTRY_TARGET ? NULL : VEC_PUSH(a, o);

		if (t.kind == ENTRY_TARGET) {
			if (o->n == 0 || targets == o->b.n)
				break;
			target[targets++] = t;
			o->v[o->n - 1].targets++;
			ord++;
			continue;
		}
		if (!r)
			return err_nomem(e);
		if (t.kind == ENTRY_RAW)
			message = o->n - 1;
		*r = (struct row){ .e = t,
			.ord = ord,
			.target = target + targets,
			.message = t.kind == ENTRY_RAW || t.shared ? message : SIZE_MAX };
	}
	if (c.bad || !cur_end(&c) || targets != o->b.n)
		return err_set(e, BW_EIO,
			"the spool is damaged: reports from %llu are not what was written",
			(unsigned long long)o->b.first_ord);
	return BW_OK;
}

/* The block with report ${ord}; everything in ${a}. */
static int open_block(
	struct store *s, struct arena *a, uint64_t ord, struct opened *o, struct err *e)
{
	char *plain;
	int rc;

	*o = (struct opened){ 0 };
	rc = store_block_of(s, a, ord, &o->b, e);
	if (rc)
		return rc;
	plain = arena_alloc(a, o->b.plain_n + 1);
	if (!plain)
		return err_nomem(e);
	rc = spool_unpack(&s->spool, &o->b, plain, e);
	return rc ? rc : rows_of(a, str_make(plain, o->b.plain_n), o, e);
}

/* A message goes as a whole: its bytes hold all that its reports say. */
static void mark_rows(const struct erase_job *j, struct opened *o)
{
	for (size_t i = 0; i < o->n; i++) {
		struct row *r = &o->v[i];

		for (uint32_t t = 0; t < r->targets && !r->hit; t++)
			r->hit = !r->e.erased && wanted(j, r->ord + t);
		if (r->hit && r->message != SIZE_MAX)
			o->v[r->message].hit = true;
	}
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].message != SIZE_MAX && o->v[o->v[i].message].hit)
			o->v[i].hit = true;
}

/* ---- which reports a job takes ---- */

static int want(struct arena *a, struct erase_ords *w, const struct row *r, struct err *e)
{
	for (uint32_t t = 0; t < r->targets; t++) {
		uint64_t *p = VEC_PUSH(a, w);

		if (!p)
			return err_nomem(e);
		*p = r->ord + t;
	}
	return BW_OK;
}

/* A large message is in several blocks, its bytes in each: what ends one block may begin the next. */
static int want_neighbour(struct store *s, struct arena *a, uint64_t ord, struct str raw, bool last,
	struct erase_ords *w, struct err *e)
{
	struct opened o;
	struct err why;
	size_t m = SIZE_MAX;
	int rc = ord ? open_block(s, a, ord, &o, &why) : BW_ENOTFOUND;

	if (rc == BW_ENOTFOUND)
		return BW_OK;
	if (rc) {
		*e = why;
		return rc;
	}
	for (size_t i = 0; i < o.n && (m == SIZE_MAX || last); i++)
		if (o.v[i].e.kind == ENTRY_RAW)
			m = i;
	if (m == SIZE_MAX || (!last && m != 0) || !str_eq(o.v[m].e.raw, raw))
		return BW_OK;
	for (size_t i = m + 1; !rc && i < o.n; i++)
		if (o.v[i].message == m)
			rc = want(a, w, &o.v[i], e);
	return rc;
}

static int by_ord(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return a < b ? -1 : a > b;
}

static void sort_ords(struct erase_ords *w)
{
	size_t k = 0;

	if (w->n)
		qsort(w->v, w->n, sizeof(*w->v), by_ord);
	for (size_t i = 0; i < w->n; i++)
		if (k == 0 || w->v[i] != w->v[k - 1])
			w->v[k++] = w->v[i];
	w->n = k;
}

/* Of the block that holds ${ord}: all that goes with the reports of the job. */
static int widen_block(struct store *s, struct arena *a, const struct erase_job *j, uint64_t ord,
	struct erase_ords *out, uint64_t *next, struct err *e)
{
	struct opened o;
	size_t last = SIZE_MAX;
	int rc = open_block(s, a, ord, &o, e);

	if (rc)
		return rc;
	mark_rows(j, &o);
	*next = o.b.first_ord + o.b.n;
	for (size_t i = 0; !rc && i < o.n; i++) {
		if (o.v[i].e.kind == ENTRY_RAW)
			last = i;
		if (o.v[i].hit)
			rc = want(a, out, &o.v[i], e);
	}
	if (!rc && last != SIZE_MAX && o.v[last].hit && o.v[o.n - 1].message == last)
		rc = want_neighbour(s, a, *next, o.v[last].e.raw, false, out, e);
	if (!rc && o.n && o.v[0].e.kind == ENTRY_RAW && o.v[0].hit)
		rc = want_neighbour(s, a, o.b.first_ord - 1, o.v[0].e.raw, true, out, e);
	return rc;
}

/* The reports of the job and all that came in the same messages; those erased already are left out. */
static int widen(struct store *s, struct arena *a, struct erase_job *j, struct err *e)
{
	struct arena one;
	int rc = BW_OK;

	for (size_t before = SIZE_MAX; !rc && before != j->n;) {
		struct erase_ords all = { 0 };

		before = j->n;
		for (size_t i = 0; !rc && i < j->n;) {
			struct erase_ords here = { 0 };
			uint64_t next = 0;

			arena_init(&one, 0);
			rc = widen_block(s, &one, j, j->ords[i], &here, &next, e);
			for (size_t k = 0; !rc && k < here.n; k++) {
				uint64_t *p = VEC_PUSH(a, &all);

				if (p)
					*p = here.v[k];
				else
					rc = err_nomem(e);
			}
			arena_done(&one);
			while (i < j->n && (rc || j->ords[i] < next))
				i++;
		}
		sort_ords(&all);
		j->ords = all.v;
		j->n = all.n;
	}
	return rc;
}

/* ---- what a block becomes ---- */

static void put_erased(const struct row *r, struct buf *compact, struct buf *b)
{
	struct str nowhere = STR("-");
	struct report full, kept;
	struct arena a;
	struct err ignored;

	arena_init(&a, 0);
	report_init(&kept);
	/* One that cannot be read keeps nothing at all. */
	if (report_parse(&a, r->e.compact, &full, &ignored) == BW_OK) {
		kept.format = full.format;
		kept.harm = full.harm;
		kept.tier = full.tier;
		kept.evidence = full.evidence;
		kept.missing = full.missing;
		kept.incident_at_s = full.incident_at_s;
		kept.registered_at_s = full.registered_at_s;
		kept.confidence_percent = full.confidence_percent;
	}
	kept.targets = &nowhere;
	kept.targets_n = 1;
	buf_reset(compact);
	report_write(&kept, compact);
	entry_put_row(b, buf_str(compact), STR(""), ROW_ERASED);
	arena_done(&a);
}

static int remake(struct store *s, const struct opened *o, struct buf *out, struct err *e)
{
	struct buf plain, compact;
	int rc;

	buf_init(&plain, SPOOL_BLOCK_BYTES);
	buf_init(&compact, 4096);
	for (size_t i = 0; i < o->n; i++) {
		const struct row *r = &o->v[i];

		if (r->e.kind == ENTRY_RAW && !r->hit)
			entry_put_raw(&plain, r->e.raw);
		else if (r->e.kind == ENTRY_ROW && r->hit)
			put_erased(r, &compact, &plain);
		else if (r->e.kind == ENTRY_ROW)
			entry_put_row(&plain, r->e.compact, r->e.raw,
				(r->e.shared ? ROW_SHARED : 0) | (r->e.erased ? ROW_ERASED : 0));
		for (uint32_t k = 0; k < r->targets; k++) {
			const struct entry *t = &r->target[k];

			entry_put_target(&plain, t->site_kind, t->harm_class, t->names, t->site,
				r->hit && t->canonical.n ? t->site : t->canonical, t->routing);
		}
	}
	rc = buf_check(&plain, "a block", e);
	if (!rc)
		rc = buf_check(&compact, "a report", e);
	if (!rc)
		rc = spool_remake(&s->spool, &o->b, buf_str(&plain), out, e);
	buf_done(&compact);
	buf_done(&plain);
	return rc;
}

/* Every block of the job; ${write} false only sees that each can be done. */
static int each_block(struct store *s, const struct erase_job *j, bool write, struct err *e)
{
	struct arena one;
	struct buf made;
	int rc = BW_OK;

	buf_init(&made, SPOOL_BLOCK_BYTES * 2);
	for (size_t i = 0; !rc && i < j->n;) {
		struct opened o = { 0 };
		bool any = false;

		arena_init(&one, 0);
		rc = open_block(s, &one, j->ords[i], &o, e);
		if (!rc)
			mark_rows(j, &o);
		for (size_t k = 0; !rc && k < o.n; k++)
			any = any || o.v[k].hit;
		if (!rc && any)
			rc = remake(s, &o, &made, e);
		if (!rc && any && write) {
			rc = store_lock(s, s->spool_lock, "spool.lock", s->set.wait_ms, e);
			if (!rc) {
				rc = spool_replace(&s->spool, o.b.pos, buf_str(&made), e);
				store_unlock(s->spool_lock);
			}
		}
		while (!rc && i < j->n && j->ords[i] < o.b.first_ord + o.b.n)
			i++;
		arena_done(&one);
	}
	buf_done(&made);
	return rc;
}

/* ---- what must be found nowhere else ---- */

static int add_word(struct arena *a, struct erase_words *w, struct str s, struct err *e)
{
	struct str *p;

	if (s.n < ERASE_WORD_LEAST)
		return BW_OK;
	p = VEC_PUSH(a, w);
	if (!p)
		return err_nomem(e);
	*p = arena_dup(a, s);
	return p->p ? BW_OK : err_nomem(e);
}

static int add_site(struct arena *a, struct erase_sites *w, const struct entry *t, struct err *e)
{
	struct erase_site *p = w->n ? &w->v[w->n - 1] : NULL;

	if (p && p->harm_class == t->harm_class && str_eq(p->site, t->site))
		return BW_OK;
	p = VEC_PUSH(a, w);
	if (!p)
		return err_nomem(e);
	*p = (struct erase_site){ arena_dup(a, t->site), t->harm_class };
	return p->site.p ? BW_OK : err_nomem(e);
}

static int row_words(struct arena *a, struct arena *one, const struct row *r, struct erase_words *w,
	struct erase_sites *sites, struct err *e)
{
	struct report full;
	struct err ignored;
	int rc = BW_OK;

	for (uint32_t t = 0; !rc && t < r->targets; t++) {
		if (!str_eq(r->target[t].canonical, r->target[t].site))
			rc = add_word(a, w, r->target[t].canonical, e);
		if (!rc)
			rc = add_site(a, sites, &r->target[t], e);
	}
	if (rc || report_parse(one, r->e.compact, &full, &ignored))
		return rc;
	const struct str v[] = { full.reporter.contact, full.reporter.org, full.reporter.domain,
		full.sender.contact, full.sender.org, full.sender.domain, full.ref, full.brand,
		full.note, full.legitimate };

	for (size_t i = 0; !rc && i < sizeof(v) / sizeof(v[0]); i++)
		rc = add_word(a, w, v[i], e);
	return rc;
}

int erase_words(struct store *s, struct arena *a, const struct erase_job *j,
	struct erase_words *out, struct erase_sites *sites, struct err *e)
{
	struct arena one;
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < j->n;) {
		struct opened o;

		arena_init(&one, 0);
		rc = open_block(s, &one, j->ords[i], &o, e);
		if (!rc)
			mark_rows(j, &o);
		for (size_t k = 0; !rc && k < o.n; k++)
			if (o.v[k].hit && o.v[k].e.kind == ENTRY_ROW)
				rc = row_words(a, &one, &o.v[k], out, sites, e);
		while (!rc && i < j->n && j->ords[i] < o.b.first_ord + o.b.n)
			i++;
		arena_done(&one);
	}
	return rc;
}

/* The reason is kept: it must not say what is taken out. */
static int check_why(struct store *s, struct arena *a, const struct erase_job *j, struct err *e)
{
	struct erase_words w = { 0 };
	struct erase_sites sites = { 0 };
	int rc = erase_words(s, a, j, &w, &sites, e);

	if (rc)
		return rc;
	if (str_find_byte(j->why, '@', 0) != SIZE_MAX)
		return err_set(e, BW_EUSAGE,
			"the reason has a mail address in it; it is kept, so say it without one");
	for (size_t i = 0; i < w.n; i++)
		if (str_find_nocase(j->why, w.v[i], 0) != SIZE_MAX)
			return err_set(e, BW_EUSAGE,
				"the reason repeats what is to be erased; it is kept, so say it "
				"without names and addresses");
	return BW_OK;
}

/* ---- the job on disk ---- */

static void job_digest(const struct store *s, struct str what, unsigned char out[DIGEST_N])
{
	crypto_generichash(
		out, DIGEST_N, (const unsigned char *)what.p, what.n, s->id, sizeof(s->id));
}

/* Not through a temporary name: nothing may be left that no one looks for. */
static int job_write(struct store *s, const struct erase_job *j, struct err *e)
{
	char path[STORE_PATH];
	unsigned char digest[DIGEST_N];
	AUTO_FD int fd = -1;
	struct buf b;
	struct str all;
	off_t size;
	int rc;

	buf_init(&b, JOB_BYTES);
	buf_add(&b, STR("BWERASE1"));
	buf_u64(&b, (uint64_t)j->case_id);
	buf_u64(&b, (uint64_t)j->now_s);
	buf_lstr(&b, j->why);
	buf_u32(&b, (uint32_t)j->n);
	for (size_t i = 0; i < j->n; i++)
		buf_u64(&b, j->ords[i]);
	rc = buf_check(&b, "the list of reports to erase", e);
	if (!rc) {
		job_digest(s, buf_str(&b), digest);
		buf_add(&b, str_make((char *)digest, sizeof(digest)));
		rc = buf_check(&b, "the list of reports to erase", e);
	}
	store_path(s, "erase", path);
	if (!rc)
		rc = durable_append_open(path, 0600, &fd, &size, e);
	if (!rc && ftruncate(fd, 0))
		rc = err_errno(e, BW_EIO, "begin", str_of(path));
	all = buf_str(&b);
	if (!rc)
		rc = durable_append(fd, 0, &all, 1, path, e);
	if (!rc)
		rc = durable_sync(fd, path, e);
	buf_done(&b);
	return rc;
}

/* ${*there} is false where there is none, or one that was never whole: nothing was begun. */
static int job_read(
	struct store *s, struct arena *a, struct erase_job *j, bool *there, struct err *e)
{
	char path[STORE_PATH];
	unsigned char digest[DIGEST_N];
	struct str all;
	struct buf b;
	struct cur c;
	int rc;

	*there = false;
	buf_init(&b, JOB_BYTES);
	rc = durable_read_file(store_path(s, "erase", path), &b, e);
	all = rc ? (struct str){ NULL, 0 } : arena_dup(a, buf_str(&b));
	buf_done(&b);
	if (rc)
		return rc == BW_ENOTFOUND ? BW_OK : rc;
	if (all.n < DIGEST_N)
		return BW_OK;
	job_digest(s, str_sub(all, 0, all.n - DIGEST_N), digest);
	if (memcmp(digest, all.p + all.n - DIGEST_N, DIGEST_N) != 0)
		return BW_OK;
	c = cur_of(str_sub(all, 0, all.n - DIGEST_N));
	*there = str_is(cur_take(&c, 8), "BWERASE1");
	j->case_id = (int64_t)cur_u64(&c);
	j->now_s = (int64_t)cur_u64(&c);
	j->why = cur_lstr(&c);
	j->n = cur_u32(&c);
	*there = *there && !c.bad && j->n == cur_left(&c) / 8;
	j->ords = *there ? ARENA_ARRAY(a, uint64_t, j->n + 1) : NULL;
	for (size_t i = 0; j->ords && i < j->n; i++)
		j->ords[i] = cur_u64(&c);
	return *there && !j->ords ? err_nomem(e) : BW_OK;
}

static int job_end(struct store *s, struct err *e)
{
	char path[STORE_PATH];
	int rc = spool_mend_end(&s->spool, e);

	return rc ? rc : durable_unlink(store_path(s, "erase", path), e);
}

/* With the work lock. */
static int carry_out(struct store *s, struct arena *a, const struct erase_job *j, struct err *e)
{
	int rc = erase_rows(s, a, j, e);

	if (!rc)
		rc = each_block(s, j, true, e);
	if (!rc)
		rc = erase_clean(s, e);
	return rc ? rc : job_end(s, e);
}

bool store_erase_pending(const struct store *s)
{
	char path[STORE_PATH];

	return access(store_path(s, "erase", path), F_OK) == 0;
}

int erase_resume(struct store *s, struct err *e)
{
	struct erase_job j = { 0 };
	struct arena a;
	struct err why;
	bool there;
	int rc;

	/* Where another process holds the lock, it is the one that erases. */
	if (!store_erase_pending(s) || store_lock(s, s->work_lock, "work.lock", 0, &why))
		return BW_OK;
	arena_init(&a, 0);
	rc = job_read(s, &a, &j, &there, e);
	if (!rc)
		rc = there ? carry_out(s, &a, &j, e) : job_end(s, e);
	if (rc)
		err_prefix(e, "an erasure is not finished: ");
	arena_done(&a);
	store_unlock(s->work_lock);
	return rc;
}

/* The reports asked for: one of the case, or all of them. */
static int asked(struct store *s, struct arena *a, struct erase_job *j, uint64_t ord, struct err *e)
{
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT];
	struct erase_ords w = { 0 };
	struct store_report *r;
	struct store_case c;
	size_t n;
	int rc = store_case_get(s, a, j->case_id, &c, e);

	store_id_text('c', (uint64_t)j->case_id, t1);
	if (!rc && c.merged_into)
		return err_set(e, BW_ECONFLICT, "case %s was merged into %s", t1,
			store_id_text('c', (uint64_t)c.merged_into, t2));
	if (!rc)
		rc = store_case_reports(s, a, j->case_id, 0, SIZE_MAX, &r, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		uint64_t *p = ord && r[i].ord != ord ? NULL : VEC_PUSH(a, &w);

		if (p)
			*p = r[i].ord;
		else if (!ord || r[i].ord == ord)
			return err_nomem(e);
	}
	if (!rc && ord && w.n == 0)
		return err_set(e, BW_ENOTFOUND, "case %s has no report %s", t1,
			store_id_text('r', ord, t2));
	j->ords = w.v;
	j->n = w.n;
	return rc;
}

static int begin(struct store *s, struct arena *a, struct erase_job *j, uint64_t ord,
	const struct store_erase_first *first, uint64_t *n, struct err *e)
{
	int rc = asked(s, a, j, ord, e);

	if (!rc)
		rc = widen(s, a, j, e);
	*n = j->n;
	if (rc || j->n == 0)
		return rc;
	rc = check_why(s, a, j, e);
	if (!rc)
		rc = each_block(s, j, false, e);
	if (!rc && first)
		rc = erase_first(s, a, j, first, e);
	if (!rc)
		rc = job_write(s, j, e);
	return rc ? rc : carry_out(s, a, j, e);
}

int store_erase(struct store *s, int64_t case_id, uint64_t ord, int64_t now_s, struct str why,
	const struct store_erase_first *first, uint64_t *n, struct err *e)
{
	struct erase_job j = { .case_id = case_id, .now_s = now_s, .why = why };
	struct arena a;
	int rc = store_lock(s, s->work_lock, "work.lock", s->set.wait_ms, e);

	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = begin(s, &a, &j, ord, first, n, e);
	arena_done(&a);
	store_unlock(s->work_lock);
	return rc;
}
