/* SPDX-License-Identifier: Apache-2.0 */
/* bench-letters STORE LETTERS-FOLDER [N] -- N letters (default 100,000) rendered and queued in a new store, a
 * transaction for each 1,000, in each language in turn.  Prints the CPU time of this process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "act/act.h"
#include "base/mem.h"
#include "store/outbox.h"
#include "sys/durable.h"

#define NOW 1795262400

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void zeros(void *ctx, void *out, size_t n)
{
	(void)ctx;
	memset(out, 7, n);
}

static const char *const langs[] = { "en", "fr", "es", "pt", "ar", "de" };
#define LANGS (sizeof(langs) / sizeof(langs[0]))

static struct letters *templates(const char *folder)
{
	static struct letters_source v[LANGS];
	static char path[LANGS][600];
	struct letters *t;
	struct buf b;
	struct err e;

	for (size_t i = 0; i < LANGS; i++) {
		snprintf(path[i], sizeof(path[i]), "%s/%s.yaml", folder, langs[i]);
		buf_init(&b, 1 << 20);
		if (durable_read_file(path[i], &b, &e)) {
			fprintf(stderr, "%s\n", e.text);
			exit(1);
		}
		v[i] = (struct letters_source){ str_of(path[i]), buf_str(&b) };
	}
	if (letters_new(v, LANGS, &t, &e))
		exit(1);
	return t;
}

static const struct house house = { STR_INIT("Example Desk"), STR_INIT("abuse@desk.example"),
	STR_INIT("https://desk.example") };

/* One case after the other, each with an address of its own. */
static int make(struct arena *a, struct letters *t, size_t i, struct letter *out, struct err *e)
{
	struct str target = arena_printf(a, "https://shop-%zu.example/wp-content/a%zu.php", i, i);
	struct str site = arena_printf(a, "shop-%zu.example", i);
	struct act_case c = { .id = (int64_t)i + 1,
		.number = arena_printf(a, "c-%07zu", i),
		.harm = HARM_PHISHING,
		.target = target,
		.site = site,
		.registrable = site,
		.verdict = VERDICT_COMPROMISED,
		.evidence = 0x3f,
		.reports = 3,
		.first_seen_s = NOW - 86400,
		.last_seen_s = NOW };
	struct decided d = { .action = STR("remove-content"),
		.actor = STR("as:64500"),
		.role = ROLE_HOSTING,
		.effect = EFFECT_URL,
		.effect_on = target,
		.clause = STR("DSA art. 16"),
		.pack = STR("eu-dsa"),
		.pack_version = STR("1") };
	const struct act_in in = { .what = ACT_REQUEST,
		.house = &house,
		.matter = &c,
		.decision = &d,
		.decision_number = STR("d-0000001"),
		.until_s = CLOCK_NONE,
		.channel = CHANNEL_MAIL,
		.role = ROLE_HOSTING,
		.actor = d.actor,
		.actor_name = STR("Nordhost AS"),
		.contact = STR("abuse@nordhost.example"),
		.lang = str_of(langs[i % LANGS]),
		.now_s = NOW,
		.due_s = NOW + 86400,
		.token = STR(OUTBOX_TOKEN),
		.page = STR("https://desk.example/d/" OUTBOX_PAGE_TOKEN),
		.answer = STR("abuse+" OUTBOX_TOKEN "@desk.example") };

	memcpy(c.seed, &i, sizeof(i));
	return act_letter(a, t, &in, out, e);
}

static int thousand(struct store *s, struct letters *t, size_t from, size_t to, struct arena *a,
	double *rendering, struct err *e)
{
	struct letter l;
	struct work *w;
	int64_t id;
	bool fresh;
	int rc = store_change_begin(s, &w, e);

	for (size_t i = from; !rc && i < to; i++) {
		double at = cpu();

		arena_reset(a);
		rc = make(a, t, i, &l, e);
		l.state = LETTER_IS_QUEUED;
		*rendering += cpu() - at;
		if (!rc)
			rc = store_letter_put(w, &l, &id, &fresh, e);
	}
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

int main(int argc, char **argv)
{
	const struct rng rng = { zeros, NULL };
	const struct store_settings set = {
		.dir = argc > 1 ? argv[1] : ".", .create = true, .wait_ms = 1000, .rng = &rng
	};
	size_t n = argc > 3 ? strtoul(argv[3], NULL, 10) : 100000;
	double begin, rendering = 0;
	struct letters *t;
	struct store *s;
	struct arena a;
	struct err e;
	int rc;

	if (argc < 3)
		return 64;
	t = templates(argv[2]);
	if (store_open(&set, &s, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	arena_init(&a, 0);
	begin = cpu();
	for (size_t i = 0; i < n; i += 1000)
		if ((rc = thousand(s, t, i, i + 1000 < n ? i + 1000 : n, &a, &rendering, &e)) !=
			0) {
			fprintf(stderr, "%s\n", e.text);
			return 1;
		}
	begin = cpu() - begin;
	printf("%zu letters: %.2f s of CPU, %.2f of it rendering; %.1f microseconds a letter\n", n,
		begin, rendering, begin * 1e6 / (double)n);
	arena_done(&a);
	store_close(s);
	letters_free(t);
	return 0;
}
