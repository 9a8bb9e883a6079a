/* SPDX-License-Identifier: Apache-2.0 */
/* lookalike -- how long a million names against ten thousand protected names take, on one core.
 *
 *     lookalike [NAMES [PROTECTED]]      counts; default 1000000 10000
 *     lookalike NAMES-FILE PROTECTED-FILE
 *
 * Times are of the processor, not of the clock on the wall.  Without files both are made from a fixed seed: labels of syllables, one name in ten a look-alike made
 * from a protected label by a known trick.  Printed: time to build the index, time of the look-ups (median
 * of three), how many of the made look-alikes were found, and beside it the plain way: every name compared
 * with every protected label by edit distance, on as many names as take about a second, the rest counted
 * up from there. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "identify/identify.h"

#define RUNS 3

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others may use the machine as well */
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

struct list {
	struct buf text;
	struct str *v;
	size_t n;
	bool *made; /* made to look like a protected name */
};

static void add_label(struct buf *b, uint64_t *state)
{
	static const char first[] = "bcdfghjklmnprstvwz", second[] = "aeiou";
	size_t syllables = 2 + next(state) % 4;

	for (size_t i = 0; i < syllables; i++) {
		buf_addc(b, first[next(state) % (sizeof(first) - 1)]);
		buf_addc(b, second[next(state) % (sizeof(second) - 1)]);
		if (next(state) % 4 == 0)
			buf_addc(b, first[next(state) % (sizeof(first) - 1)]);
	}
}

/* A protected label after one of the tricks. */
static void add_trick(struct buf *b, struct str label, uint64_t *state)
{
	size_t at = 1 + next(state) % (label.n - 1);

	switch (next(state) % 5) {
	case 0: /* a letter doubled */
		buf_add(b, str_sub(label, 0, at));
		buf_addc(b, label.p[at - 1]);
		buf_add(b, str_from(label, at));
		break;
	case 1: /* a letter lost */
		buf_add(b, str_sub(label, 0, at));
		buf_add(b, str_from(label, at + 1));
		break;
	case 2: buf_printf(b, "%.*s-login", STR_ARG(label)); break;
	case 3: buf_printf(b, "secure%.*s", STR_ARG(label)); break;
	default: /* letters that look alike */
		for (size_t i = 0; i < label.n; i++)
			buf_addc(b, label.p[i] == 'o'   ? '0'
				    : label.p[i] == 'l' ? '1'
				    : label.p[i] == 'e' ? '3'
							: label.p[i]);
		break;
	}
}

static void index_lines(struct list *l)
{
	struct str rest = buf_str(&l->text), line;
	size_t n = 0;

	for (size_t i = 0; i < rest.n; i++)
		n += rest.p[i] == '\n';
	l->v = mem_calloc(n + 1, sizeof(*l->v));
	if (!l->v)
		exit(75);
	while (l->n < n && str_cut(&rest, '\n', &line))
		if (line.n)
			l->v[l->n++] = line;
}

static void make(struct list *l, size_t n, const struct list *of)
{
	static const char *const suffixes[] = { "com", "net", "org", "info", "top", "shop" };
	uint64_t state = of ? 2 : 1;

	l->made = mem_calloc(n + 1, sizeof(*l->made));
	if (!l->made)
		exit(75);
	for (size_t i = 0; i < n; i++) {
		struct str label = { NULL, 0 };

		if (of && next(&state) % 10 == 0) {
			label = of->v[next(&state) % of->n];
			label = str_sub(label, 0, str_find_byte(label, '.', 0));
		}
		l->made[i] = label.n >= 6;
		if (l->made[i])
			add_trick(&l->text, label, &state);
		else
			add_label(&l->text, &state);
		buf_printf(&l->text, ".%s\n", of ? suffixes[next(&state) % 6] : "com");
	}
	index_lines(l);
}

static void load(struct list *l, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *room;
	size_t n;

	if (!f) {
		fprintf(stderr, "lookalike: cannot open '%s'\n", path);
		exit(66);
	}
	while ((room = buf_room(&l->text, 65536)) && (n = fread(room, 1, 65536, f)) > 0)
		buf_took(&l->text, n);
	fclose(f);
	index_lines(l);
}

static double run(const struct lookalikes *known, const struct refdata *rd,
	const struct list *names, size_t *found, size_t *found_made)
{
	double start = seconds();
	struct arena a;
	struct site s;
	struct err e;

	arena_init(&a, 0);
	*found = *found_made = 0;
	for (size_t i = 0; i < names->n; i++) {
		arena_reset(&a);
		if (identify(&a, rd, names->v[i], &s, &e) || lookalikes_check(known, &a, &s, &e))
			continue;
		*found += s.lookalike.of.p != NULL;
		*found_made += s.lookalike.of.p && names->made && names->made[i];
	}
	arena_done(&a);
	return seconds() - start;
}

/* ---- the plain way ---- */

static unsigned distance(struct str a, struct str b)
{
	unsigned row[65], diagonal, best;

	if (a.n > 64 || b.n > 64 || a.n > b.n + 2 || b.n > a.n + 2)
		return 99;
	for (unsigned j = 0; j <= b.n; j++)
		row[j] = j;
	for (unsigned i = 1; i <= a.n; i++) {
		diagonal = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= b.n; j++) {
			best = diagonal + (a.p[i - 1] != b.p[j - 1]);
			diagonal = row[j];
			best = best < row[j] + 1 ? best : row[j] + 1;
			row[j] = best < row[j - 1] + 1 ? best : row[j - 1] + 1;
		}
	}
	return row[b.n];
}

static struct str label_of(struct str name)
{
	return str_sub(name, 0, str_find_byte(name, '.', 0));
}

static double plain_seconds(const struct list *names, const struct list *guarded, size_t *hits)
{
	double start = seconds(), took = 0;
	size_t i = 0;

	*hits = 0;
	for (; i < names->n && took < 1; i++) {
		struct str a = label_of(names->v[i]);

		for (size_t j = 0; j < guarded->n; j++) {
			struct str b = label_of(guarded->v[j]);

			*hits += distance(a, b) <= 2 || str_find(a, b, 0) != SIZE_MAX;
		}
		took = seconds() - start;
	}
	return took / (double)i * (double)names->n;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int main(int argc, char **argv)
{
	struct list names = { 0 }, guarded = { 0 };
	struct refdata none = { 0 };
	struct lookalikes *known;
	double took[RUNS], built, plain;
	size_t found, found_made, made = 0, hits;
	uint64_t n = 1000000, m = 10000;
	struct err e = { 0 };

	buf_init(&names.text, 1u << 31);
	buf_init(&guarded.text, 1u << 31);
	if (argc > 2 && !str_u64(str_of(argv[1]), &n)) {
		load(&guarded, argv[2]);
		load(&names, argv[1]);
	} else {
		if ((argc > 1 && !str_u64(str_of(argv[1]), &n)) ||
			(argc > 2 && !str_u64(str_of(argv[2]), &m)) || !n || !m) {
			fprintf(stderr, "usage: lookalike [NAMES [PROTECTED]]\n");
			return 64;
		}
		make(&guarded, m, NULL);
		make(&names, n, &guarded);
	}
	built = seconds();
	if (lookalikes_new(&none, buf_str(&guarded.text), &known, &e)) {
		fprintf(stderr, "lookalike: %s\n", e.text);
		return 65;
	}
	built = seconds() - built;
	for (size_t i = 0; names.made && i < names.n; i++)
		made += names.made[i];
	for (int i = 0; i < RUNS; i++)
		took[i] = run(known, &none, &names, &found, &found_made);
	qsort(took, RUNS, sizeof(took[0]), compare);
	plain = plain_seconds(&names, &guarded, &hits);
	printf("names %zu, protected %zu, index built in %.3f s\n", names.n,
		lookalikes_count(known), built);
	printf("identify and look-alike check: %.3f s, %.2f us a name (median of %d), %zu found\n",
		took[RUNS / 2], took[RUNS / 2] * 1e6 / (double)names.n, RUNS, found);
	if (made)
		printf("made look-alikes found: %zu of %zu (%.1f %%)\n", found_made, made,
			100.0 * (double)found_made / (double)made);
	printf("plain pairwise edit distance, counted up from about a second: %.0f s; %.0f times "
	       "as "
	       "long\n",
		plain, plain / took[RUNS / 2]);
	lookalikes_free(known);
	buf_done(&names.text);
	buf_done(&guarded.text);
	mem_free(names.v);
	mem_free(names.made);
	mem_free(guarded.v);
	return 0;
}
