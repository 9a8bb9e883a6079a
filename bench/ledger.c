/* SPDX-License-Identifier: Apache-2.0 */
/* bench-ledger PROGRAM DIR ENTRIES BYTES -- a log of so many entries of so many bytes: integrated, tiled, synced and
 * signed; checked whole; proofs from it.  Beside raw SHA-256 of the same bytes.  PROGRAM is bailiwick, for the
 * process that signs. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/limit.h"
#include "ledger/check.h"
#include "ledger/home.h"

#define PROOFS 1000
#define MANY   2000000 /* entries of which the whole is checked once */

struct bench {
	uint64_t n;
	size_t bytes;
	struct arena keep;
	struct log_head head;
	bool any;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Of this process and of those it has waited for: what counts where others use the machine too. */
static double processor(void)
{
	double t = 0;

	for (int who = RUSAGE_CHILDREN; who <= RUSAGE_SELF; who++) {
		struct rusage r;

		getrusage(who, &r);
		t += (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
		     (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
	}
	return t;
}

static void must(int rc, const struct err *e)
{
	if (rc) {
		fprintf(stderr, "bench-ledger: %s\n", e->text);
		exit(1);
	}
}

static void fill(char *p, size_t n, uint64_t i)
{
	for (size_t k = 0; k < n; k++)
		p[k] = (char)('a' + k % 26);
	for (size_t k = 0; k < n && k < 12; k++, i /= 10)
		p[k] = (char)('0' + i % 10);
}

static int entries(void *ctx, struct arena *a, uint64_t first, size_t most, struct str **out,
	size_t *n, struct err *e)
{
	const struct bench *b = ctx;
	char *text;

	*n = first >= b->n ? 0 : b->n - first < most ? (size_t)(b->n - first) : most;
	*out = ARENA_ARRAY(a, struct str, *n + 1);
	text = arena_room(a, *n + 1, b->bytes);
	if (!*out || !text)
		return err_nomem(e);
	for (size_t i = 0; i < *n; i++) {
		fill(text + i * b->bytes, b->bytes, first + i);
		(*out)[i] = str_make(text + i * b->bytes, b->bytes);
	}
	return BW_OK;
}

static int settle(void *ctx, struct err *e)
{
	(void)ctx;
	(void)e;
	return BW_OK;
}

static int head(void *ctx, struct arena *a, struct log_head *out, bool *found, struct err *e)
{
	const struct bench *b = ctx;

	(void)a;
	(void)e;
	*found = b->any;
	*out = b->head;
	return BW_OK;
}

static int keep(void *ctx, const struct log_head *old, const struct log_head *next, struct err *e)
{
	struct bench *b = ctx;

	(void)old;
	(void)e;
	arena_reset(&b->keep);
	b->head = *next;
	b->head.frontier = arena_dup(&b->keep, next->frontier);
	b->head.note = b->head.published = arena_dup(&b->keep, next->note);
	b->any = true;
	return BW_OK;
}

static void raw_hash(struct sha256 *s, const struct bench *b)
{
	char *text = malloc(b->bytes * 4096);
	unsigned char h[32];
	double t = 0, from;

	for (uint64_t i = 0; text && i < b->n; i += 4096) {
		for (uint64_t k = 0; k < 4096; k++)
			fill(text + k * b->bytes, b->bytes, i + k);
		from = now();
		for (uint64_t k = 0; k < 4096 && i + k < b->n; k++)
			sha256_of(s, str_make(text + k * b->bytes, b->bytes), h);
		t += now() - from;
	}
	free(text);
	printf("raw SHA-256 of the same bytes, one core: %.2f s, %.0f entries/s\n", t,
		(double)b->n / t);
}

static void append(struct log *g, struct bench *b)
{
	struct log_outcome out = { .more = true };
	double from = now(), slowest = 0;
	struct err e;

	while (out.more) {
		double at = now();

		must(log_integrate(g, &out, &e), &e);
		slowest = now() - at > slowest ? now() - at : slowest;
	}
	printf("append, tiles, sync, sign: %.2f s, %.0f entries/s, slowest round %.0f ms\n",
		now() - from, (double)b->n / (now() - from), slowest * 1e3);
}

static void on_fault(void *ctx, const char *what)
{
	(void)ctx;
	printf("FAULT %s\n", what);
}

static void check(const struct log *g, const struct home *h, uint64_t n, struct arena *a)
{
	struct trust *t = ARENA_NEW(a, struct trust);
	struct log_check c = { .dir = h->log, .sha = g->sha, .trust = t, .fault = on_fault };
	const int times = n > MANY ? 1 : 3;
	double best = 1e9, used = processor();
	struct err e;

	must(t ? trust_one(g->sha, str_of(signer_key(g->signer)), t, &e) : err_nomem(&e), &e);
	for (int i = 0; i < times; i++) {
		double from = now();

		must(log_check(&c, a, &e), &e);
		best = now() - from < best ? now() - from : best;
	}
	printf("check of the whole log: %.3f s, %.3f s of processor time, %llu faults (best of "
	       "%d)\n",
		best, (processor() - used) / times, (unsigned long long)c.faults, times);
}

static int by_time(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void prove(const struct log *g, const struct home *h, uint64_t n)
{
	static double took[PROOFS];
	double used = processor();
	struct merkle_proof p;
	struct log_reader r;
	struct err e;

	for (int i = 0; i < PROOFS; i++) {
		double from = now();
		struct merkle_source src;

		must(log_reader_open(&r, h->log, g->sha, n, &e), &e);
		src = log_reader_source(&r);
		must(merkle_inclusion(g->sha, &src, (uint64_t)i * 7919 * 104729 % n, n, &p, &e),
			&e);
		log_reader_done(&r);
		took[i] = now() - from;
	}
	used = processor() - used;
	qsort(took, PROOFS, sizeof(took[0]), by_time);
	printf("inclusion proof: median %.3f ms, 99 of 100 under %.3f ms, worst of %d %.3f ms; "
	       "%.3f ms "
	       "of processor time\n",
		took[PROOFS / 2] * 1e3, took[PROOFS * 99 / 100] * 1e3, PROOFS,
		took[PROOFS - 1] * 1e3, used * 1e3 / PROOFS);
}

int main(int argc, char **argv)
{
	struct bench b = { 0 };
	unsigned char seed[32] = { 1 };
	struct note_key key;
	struct arena a;
	struct home h;
	struct log g;
	struct err e;
	int fd = -1;

	if (argc != 5) {
		fprintf(stderr, "bench-ledger PROGRAM DIR ENTRIES BYTES\n");
		return 64;
	}
	b.n = strtoull(argv[3], NULL, 10);
	b.bytes = (size_t)strtoull(argv[4], NULL, 10);
	arena_init(&a, 0);
	arena_init(&b.keep, 0);
	must(home_init(&h, argv[2], &e), &e);
	must(home_lock(&h, 0, &fd, &e), &e);
	g = (struct log){ .dir = h.log, .io = { entries, settle, head, keep, &b } };
	must(sha256_new(&g.sha, &e), &e);
	must(sign_make(g.sha, h.key, h.record, STR("bench.example"), seed, &key, &e), &e);
	must(signer_start(argv[1], h.key, h.record, &g.signer, &e), &e);
	raw_hash(g.sha, &b);
	append(&g, &b);
	check(&g, &h, b.n, &a);
	prove(&g, &h, b.n);
	signer_stop(g.signer);
	sha256_free(g.sha);
	home_unlock(&fd);
	arena_done(&b.keep);
	arena_done(&a);
	return 0;
}
