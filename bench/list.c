/* SPDX-License-Identifier: Apache-2.0 */
/* bench-list STORE -- a page of 50 cases by every order and filter that is offered: median and worst of 21. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "store/store.h"

#define TURNS 21

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void measure(struct store *s, const char *name, struct store_query q)
{
	double t[TURNS];
	size_t rows = 0;
	struct arena a;
	struct err e;

	arena_init(&a, 0);
	q.limit = 50;
	for (int i = 0; i < TURNS; i++) {
		int64_t *ids;
		size_t n;

		t[i] = now();
		if (store_list(s, &a, &q, &ids, &n, &e)) {
			printf("%-34s %s\n", name, e.text);
			break;
		}
		for (size_t k = 0; k < n; k++) {
			struct store_case c;

			if (store_case_get(s, &a, ids[k], &c, &e))
				exit(1);
		}
		t[i] = now() - t[i];
		rows = n;
		q.after = i % 2 && n ? ids[n - 1] : 0; /* the first page, the second, ... */
		arena_reset(&a);
	}
	qsort(t, TURNS, sizeof(t[0]), by_size);
	printf("%-34s %6.2f ms median %6.2f ms worst %4zu rows\n", name, t[TURNS / 2], t[TURNS - 1],
		rows);
	arena_done(&a);
}

int main(int argc, char **argv)
{
	const struct store_settings set = { .dir = argc > 1 ? argv[1] : "", .wait_ms = 1000 };
	struct store_query any, q;
	struct store *s;
	struct err e;
	char name[80];

	if (store_open(&set, &s, &e)) {
		fprintf(stderr, "bench-list: %s\n", e.text);
		return 1;
	}
	store_query_init(&any);
	for (int sort = 0; sort < SORT_COUNT; sort++)
		for (int reverse = 0; reverse < 2; reverse++) {
			q = any;
			q.sort = (enum store_sort)sort;
			q.reverse = reverse;
			snprintf(name, sizeof(name), "%s%s", store_sort_text(sort),
				reverse ? " reverse" : "");
			measure(s, name, q);
			q.harm_class = CLASS_PHISHING;
			q.state = CASE_OPEN;
			snprintf(name, sizeof(name), "%s%s, common filters", store_sort_text(sort),
				reverse ? " reverse" : "");
			measure(s, name, q);
			q = any;
			q.sort = (enum store_sort)sort;
			q.reverse = reverse;
			q.kind = SITE_NAME;
			q.role = ROLE_REGISTRY;
			snprintf(name, sizeof(name), "%s%s, rare filters", store_sort_text(sort),
				reverse ? " reverse" : "");
			measure(s, name, q);
			q = any;
			q.sort = (enum store_sort)sort;
			q.action = STR("ask-for-evidence");
			snprintf(name, sizeof(name), "%s, by action", store_sort_text(sort));
			measure(s, name, q);
		}
	q = any;
	q.sort = SORT_DUE;
	q.state = CASE_OPEN;
	q.country = STR("US");
	measure(s, "due, open, by country", q);
	q.country = STR("ZW");
	measure(s, "due, open, by rare country", q);
	q = any;
	q.sort = SORT_LAST_SEEN;
	q.opened_before_s = 1;
	measure(s, "last-seen, of an age none has", q);
	q.opened_before_s = INT64_C(4000000000);
	measure(s, "last-seen, of an age all have", q);
	q = any;
	q.sort = SORT_SITE;
	q.site_prefix = STR("login");
	measure(s, "site, prefix", q);
	q = any;
	q.site_prefix = STR("login1");
	q.state = CASE_OPEN;
	measure(s, "opened, prefix and state", q);
	store_close(s);
	return 0;
}
