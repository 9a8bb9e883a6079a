/* SPDX-License-Identifier: Apache-2.0 */
/* bench-stages REFERENCE-IMAGE PACKS-IMAGE RULES STORE -- what each stage costs, apart: microseconds a case, over the
 * cases of a worked store, with the reference data and packs the program itself uses.  One line for each stage,
 * name, microseconds; the first line says how many cases were taken. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "flow/explain.h"
#include "store/store.h"
#include "sys/map.h"

#define CASES_MOST 100000
#define PORTION    2000 /* cases read from the store before the clock runs */

enum stage { IDENTITY, STACK, REMITS, LADDER, DECISION, DUE, STAGES };
static const char *const names[] = { "identity", "stack", "remits", "ladder", "decision", "due" };

struct bench {
	struct knowledge k;
	double spent[STAGES];
	double last;
	long cases;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static void must(int rc, const struct err *e)
{
	if (!rc)
		return;
	fprintf(stderr, "bench-stages: %s\n", e->text);
	exit(1);
}

static void lap(struct bench *b, enum stage s)
{
	double t = now();

	b->spent[s] += t - b->last;
	b->last = t;
}

/* As the work does it with a case that is new. */
static void stages(struct bench *b, struct arena *a, const struct store_case *c)
{
	const struct facts nothing = { 0 };
	struct explanation x = { 0 };
	struct options_in o;
	struct decide_in d;
	struct bind_in in;
	struct site site;
	struct err e;

	b->last = now();
	must(explain_site(a, &b->k, c->target, &site, &e), &e);
	lap(b, IDENTITY);
	must(stack_infer(a, b->k.refdata, &site, &nothing, c->worked_at_s, &x.stack, &e), &e);
	lap(b, STACK);
	in = (struct bind_in){ .stack = &x.stack,
		.harm = c->harm,
		.tier = c->tier,
		.received_at_s = c->opened_at_s,
		.now_s = c->worked_at_s };
	must(procedure_remits(b->k.procedure, a, &in, &x.duties, &e), &e);
	lap(b, REMITS);
	o = (struct options_in){ .stack = &x.stack,
		.harm = c->harm,
		.tier = c->tier,
		.evidence = c->evidence,
		.names_in_notice = c->names,
		.brand = c->brand,
		.remits = &x.duties,
		.now_s = c->worked_at_s };
	must(options_rank(a, &o, &x.ladder, &e), &e);
	lap(b, LADDER);
	d = (struct decide_in){ .ladder = &x.ladder,
		.duties = &x.duties,
		.rules = b->k.rules,
		.stack = &x.stack,
		.harm = c->harm,
		.tier = c->tier,
		.evidence = c->evidence,
		.missing = c->missing,
		.names_in_notice = c->names,
		.now_s = c->worked_at_s };
	must(decide_propose(a, &d, &x.decision, &e), &e);
	lap(b, DECISION);
	(void)procedure_due(
		b->k.procedure, &in, x.decision.proposal ? x.decision.proposal->actor : NULL);
	lap(b, DUE);
	b->cases++;
}

static void all_cases(struct bench *b, struct store *s)
{
	static struct store_case c[PORTION];
	struct arena cases, one;
	uint64_t n, reports;
	struct err e;

	arena_init(&cases, 0);
	arena_init(&one, 0);
	must(store_counts(s, &n, &reports, &e), &e);
	for (uint64_t id = 1; id <= n && b->cases < CASES_MOST;) {
		size_t k = 0;

		for (; k < PORTION && id <= n; k++)
			must(store_case_get(s, &cases, (int64_t)id++, &c[k], &e), &e);
		for (size_t i = 0; i < k; i++) {
			if (c[i].target.n)
				stages(b, &one, &c[i]);
			arena_reset(&one);
		}
		arena_reset(&cases);
	}
	arena_done(&cases);
	arena_done(&one);
}

int main(int argc, char **argv)
{
	struct bench b = { 0 };
	struct mapped image, packs, yaml;
	struct refdata refdata;
	struct lookalikes *alike;
	struct rules *rules;
	struct store *s;
	struct err e;

	if (argc != 5) {
		fprintf(stderr, "usage: bench-stages REFERENCE-IMAGE PACKS-IMAGE RULES STORE\n");
		return 64;
	}
	must(mapped_open(argv[1], SIZE_MAX, &image, &e), &e);
	must(mapped_open(argv[2], SIZE_MAX, &packs, &e), &e);
	must(mapped_open(argv[3], SIZE_MAX, &yaml, &e), &e);
	must(refdata_open(image.bytes, &refdata, &e), &e);
	must(procedure_open(packs.bytes, &b.k.procedure, &e), &e);
	must(rules_new(yaml.bytes, &rules, &e), &e);
	must(lookalikes_new(&refdata, refdata_protected(&refdata), &alike, &e), &e);
	b.k.refdata = &refdata;
	b.k.rules = rules;
	b.k.lookalikes = alike;
	must(store_open(&(struct store_settings){ .dir = argv[4], .wait_ms = 1000 }, &s, &e), &e);
	all_cases(&b, s);
	printf("cases %ld\n", b.cases);
	for (int i = 0; i < STAGES; i++)
		printf("%s %.3f\n", names[i], b.cases ? b.spent[i] / (double)b.cases : 0);
	store_close(s);
	lookalikes_free(alike);
	rules_free(rules);
	procedure_free(b.k.procedure);
	mapped_done(&yaml);
	mapped_done(&packs);
	mapped_done(&image);
	return 0;
}
