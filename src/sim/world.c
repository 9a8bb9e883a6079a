/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/world.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "flow/known.h"
#include "flow/people.h"
#include "flow/step.h"

#define OUT_MOST  ((size_t)16 << 20)
#define LINE_MOST 1000

static const char *const names[WORLD_PEOPLE] = { "ana", "ben", "cleo" };

const char *world_person_name(int who)
{
	return who >= 0 && who < WORLD_PEOPLE ? names[who] : "the program";
}

bool world_person_parse(struct str s, enum world_person *out)
{
	for (int i = 0; i < WORLD_PEOPLE; i++)
		if (str_is(s, names[i])) {
			*out = (enum world_person)i;
			return true;
		}
	return false;
}

void world_say(struct world *w, const char *who, const char *fmt, ...)
{
	char at[CLOCK_TEXT], line[LINE_MOST];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	clock_format(w->now_s, at);
	buf_printf(&w->out, "  %.10s %.5s  %-8s %s\n", at, at + 11, who, line);
}

uint64_t world_pick(struct world *w, uint64_t n)
{
	return n ? rng_next(&w->seed) % n : 0;
}

/* ---- the folder ---- */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

/* Memory where there is some: nothing here has to outlive a crash. */
static int make_folder(struct world *w, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	const char *const where[] = { "/dev/shm", tmp && strlen(tmp) < 30 ? tmp : "/tmp", "/tmp" };

	for (size_t i = 0; i < sizeof(where) / sizeof(where[0]); i++) {
		snprintf(w->dir, sizeof(w->dir), "%s/bailiwick-sim-XXXXXX", where[i]);
		if (access(where[i], W_OK) == 0 && mkdtemp(w->dir))
			return BW_OK;
	}
	w->dir[0] = 0;
	return err_errno(e, BW_EIO, "make", STR("a folder below /tmp"));
}

/* ---- the played channels and the look at the world ---- */

static struct world_copy *copy_of(struct world *w, const struct letter *l)
{
	struct world_copy *c;

	for (size_t i = w->copies.n; i-- > 0;)
		if (memcmp(w->copies.v[i].key, l->key, LETTER_KEY) == 0)
			return &w->copies.v[i];
	c = VEC_PUSH(&w->kept, &w->copies);
	if (!c)
		return NULL;
	*c = (struct world_copy){ .id = l->id };
	memcpy(c->key, l->key, LETTER_KEY);
	c->sign = arena_printf(&w->kept, "c%lld d%lld %s %.*s %.*s turn %u about %lld: %.*s",
		(long long)l->case_id, (long long)l->decision_id, letter_kind_text((int)l->kind),
		STR_ARG(l->actor), STR_ARG(l->contact), l->turn, (long long)l->about,
		STR_ARG(l->subject));
	return c->sign.p ? c : NULL;
}

bool world_has(const struct world *w, const struct letter *l)
{
	for (size_t i = w->copies.n; i-- > 0;)
		if (memcmp(w->copies.v[i].key, l->key, LETTER_KEY) == 0)
			return w->copies.v[i].copies > 0;
	return false;
}

/* The recipient gets one letter; a letter of several goes the way of the first. */
static int receive_one(struct world *w, const struct letter *l, bool first, struct arena *a,
	struct receipt *out, struct err *e)
{
	struct world_copy *c = copy_of(w, l);
	struct receipt own = { .state = LETTER_IS_QUEUED };
	int rc;

	if (!c)
		return err_nomem(e);
	if (!first && (out->state < LETTER_IS_SENT || out->state > LETTER_IS_DELIVERED))
		return BW_OK;
	rc = w->receive(w->ctx, l, a, first ? out : &own, e);
	if (!rc && out->state >= LETTER_IS_SENT && out->state <= LETTER_IS_DELIVERED) {
		c->copies++;
		w->letters++;
	}
	if (!rc && w->crash && out->state != LETTER_IS_QUEUED)
		c->lost++;
	return rc;
}

/* The letters that are in a message: those that were taken for it. */
static int receive_several(
	struct world *w, int64_t parcel, struct arena *a, struct receipt *out, struct err *e)
{
	struct letter *l;
	size_t n, in = 0;
	int rc = store_parcel_letters(w->store, a, parcel, &l, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		if (l[i].state == LETTER_IS_LEASED && l[i].not_before_s > w->now_s)
			rc = receive_one(w, &l[i], in++ == 0, a, out, e);
	w->grouped++;
	return rc;
}

static int hand_over(
	void *ctx, const struct letter *l, struct arena *a, struct receipt *out, struct err *e)
{
	struct world *w = ctx;
	int rc = l->parcel > 0 ? receive_several(w, l->parcel, a, out, e)
			       : receive_one(w, l, true, a, out, e);

	if (!rc && w->crash && out->state != LETTER_IS_QUEUED) {
		w->crash = false;
		return err_set(e, BW_ENOMEM, "the courier was killed");
	}
	return rc;
}

static int restored(void *ctx, const struct letter *l, struct arena *a, bool *yes,
	struct str *words, struct err *e)
{
	(void)ctx;
	(void)l;
	(void)a;
	(void)e;
	*yes = true;
	*words = STR("looked at: it is as it was before");
	return BW_OK;
}

static int check_fact(
	struct world *w, struct arena *a, const struct site *site, struct facts *out, struct err *e)
{
	char at[CLOCK_TEXT];
	struct str host = site->host.n ? site->host : site->id, line;
	struct fact *f = VEC_PUSH(a, out);

	line = arena_printf(a,
		"{\"fact\":\"check\",\"subject\":\"%.*s\",\"seen_at\":\"%s\",\"source\":\"check\","
		"\"state\":\"%s\"}",
		STR_ARG(host), clock_format(w->now_s, at),
		w->there(w->ctx, site) ? "there" : "gone");
	return f && line.p ? fact_parse(a, line, f, e) : err_nomem(e);
}

static int look(void *ctx, struct arena *a, const struct site *site, int64_t now_s,
	struct facts *out, struct err *e)
{
	(void)now_s;
	return check_fact(ctx, a, site, out, e);
}

/* ---- open and close ---- */

static int hire(struct world *w, struct err *e)
{
	static const person_roles roles[WORLD_PEOPLE] = { PERSON_BIT(ADMIN) | PERSON_BIT(ANALYST) |
								  PERSON_BIT(REVIEWER),
		PERSON_BIT(ANALYST) | PERSON_BIT(REVIEWER),
		PERSON_BIT(ANALYST) | PERSON_BIT(REVIEWER) };
	const struct desk d = world_desk(w, 0);
	int rc = BW_OK;

	for (int i = 0; !rc && i < WORLD_PEOPLE; i++)
		rc = people_add(&d, str_of(names[i]), roles[i], 0, &w->people[i], e);
	return rc;
}

int world_open(struct world *w, const struct knowledge *know, uint64_t seed, int64_t start_s,
	struct err *e)
{
	struct store_settings set = { .create = true, .wait_ms = 1000 };
	int rc;

	*w = (struct world){ .know = *know, .seed = { seed }, .now_s = start_s };
	w->rng = rng_from_seed(&w->seed);
	arena_init(&w->kept, 0);
	arena_init(&w->one, 0);
	buf_init(&w->out, OUT_MOST);
	rc = make_folder(w, e);
	if (rc)
		return rc;
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		w->channels.of[i] = (struct channel_ops){ .send = hand_over, .ctx = w };
		if (i == CHANNEL_EPP || i == CHANNEL_RPZ)
			w->channels.of[i].restored = restored;
	}
	set.dir = w->dir;
	set.rng = &w->rng;
	rc = store_open(&set, &w->store, e);
	return rc ? rc : hire(w, e);
}

void world_close(struct world *w)
{
	store_close(w->store);
	if (w->dir[0])
		nftw(w->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	buf_done(&w->out);
	arena_done(&w->one);
	arena_done(&w->kept);
}

struct desk world_desk(const struct world *w, int64_t person)
{
	return (struct desk){
		.store = w->store, .know = &w->know, .now_s = w->now_s, .person = person
	};
}

struct desk world_public(const struct world *w, const struct who *nobody)
{
	struct desk d = world_desk(w, 0);

	d.who = nobody;
	return d;
}

/* ---- what comes in ---- */

static int refused(void *ctx, const struct refusal *why, bool counted, struct err *e)
{
	struct world *w = ctx;
	char q[QUOTE_ROOM(200)];

	(void)counted;
	(void)e;
	world_say(w, "desk", "refuses a report: %s", str_quote(why->reason, 200, q));
	return BW_OK;
}

static int read_report(struct world *w, struct submit *s, struct str text, bool list,
	const struct intake_hints *h, struct err *e)
{
	struct intake_sink sink = submit_sink(s);
	struct intake_stream *lines;
	int rc;

	if (!list)
		return intake_json(&w->one, text, h, &sink, e);
	rc = intake_stream_new(INPUT_LIST, h, &sink, &lines, e);
	if (rc)
		return rc;
	rc = intake_stream_feed(lines, text, e);
	if (!rc)
		rc = intake_stream_end(lines, e);
	intake_stream_free(lines);
	return rc;
}

int world_report(
	struct world *w, struct str text, bool list, int harm, struct str reporter, struct err *e)
{
	const struct submit_settings set = { .store = w->store,
		.know = &w->know,
		.received_at_s = w->now_s,
		.refused = refused,
		.ctx = w };
	const struct intake_hints hints = {
		.reporter = reporter, .harm = harm, .received_at_s = w->now_s
	};
	const struct step_settings step = { .store = w->store, .know = &w->know };
	struct step_counts counts;
	struct submit *s;
	int rc = submit_new(&set, &s, e);

	if (rc)
		return rc;
	rc = read_report(w, s, text, list, &hints, e);
	if (!rc)
		rc = submit_settle(s, e);
	submit_free(s);
	w->steps++;
	return rc ? rc : step_run(&step, &counts, e);
}

int world_learn(struct world *w, struct str lines, struct err *e)
{
	struct facts f = { 0 };
	size_t fresh;
	int rc = facts_parse(&w->one, lines, &f, e);

	return rc || !f.n ? rc : known_keep(w->store, &f, &fresh, e);
}

/* ---- what the desk does by itself ---- */

int world_look(struct world *w, int64_t case_id, struct err *e)
{
	const struct desk d = world_desk(w, w->people[WORLD_ANA]);
	struct facts f = { 0 };
	struct store_case c;
	struct site site;
	size_t fresh;
	int rc = store_case_get(w->store, &w->one, case_id, &c, e);

	if (!rc && c.harm_class == CLASS_CSAM)
		return BW_OK; /* nobody looks */
	if (!rc)
		rc = explain_site(&w->one, &w->know, c.target, &site, e);
	if (!rc)
		rc = check_fact(w, &w->one, &site, &f, e);
	if (!rc)
		rc = known_keep(w->store, &f, &fresh, e);
	w->steps++;
	return rc ? rc : command_refresh(&d, &case_id, 1, e);
}

int world_approve_contacts(struct world *w, size_t *n, struct err *e)
{
	const struct desk d = world_desk(w, w->people[WORLD_ANA]);
	struct outbox_contact *c;
	int rc = store_contacts(w->store, &w->one, (struct str){ NULL, 0 }, true, &c, n, e);

	for (size_t i = 0; !rc && i < *n; i++) {
		rc = command_contact_approve(&d, &w->one, c[i].id, true, e);
		w->steps++;
	}
	return rc;
}

int world_courier(struct world *w, struct err *e)
{
	const struct post_look eyes = { .look = look, .ctx = w };
	struct post_settings s;
	struct post_counts n;
	int rc;

	post_settings_init(&s);
	s.desk = world_desk(w, 0);
	s.channels = &w->channels;
	s.look = w->no_look ? NULL : &eyes;
	w->steps++;
	bool dies = w->crash;
	rc = post_run(&s, &n, e);
	if (rc == BW_ENOMEM && dies && !w->crash)
		return BW_OK;
	w->crash = false;
	return rc;
}

int world_sweep(struct world *w, int64_t at_s, struct clocks_counts *n, struct err *e)
{
	struct desk d = world_desk(w, 0);
	struct clocks_settings set;

	d.now_s = at_s;
	clocks_settings_init(&set, &d);
	w->steps++;
	return clocks_sweep(&set, n, e);
}
