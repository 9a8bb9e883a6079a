/* SPDX-License-Identifier: Apache-2.0 */
/* lookalike_check.c -- one name against the index of protected labels. */
#include "format/confusable.h"
#include "format/name.h"
#include "identify/lookalike.h"

/* A name ranked better than this is known for itself. */
#define POPULAR 100000

enum how { CONFUSABLE, SUBDOMAIN, COMBOSQUAT, EDIT, TLD_SWAP };

static const char *const how_text[] = { "confusable", "subdomain", "combosquat", "edit",
	"tld-swap" };

struct hit {
	const struct guarded *label;
	const struct guarded_name *name; /* where one of the label's names is meant */
	enum how how;
	int score;
};

/* One label of the name in its three forms. */
struct form {
	struct str raw; /* U-label */
	struct str fold, tight;
	struct hashes hash; /* of fold */
	char fold_room[LABEL_ROOM], tight_room[LABEL_ROOM];
	bool foreign; /* had characters that are not ASCII */
};

static bool form_init(struct form *f, struct str raw)
{
	size_t n;

	if (raw.n == 0 || raw.n > LABEL_MOST)
		return false;
	f->raw = raw;
	f->foreign = false;
	for (size_t i = 0; i < raw.n; i++)
		f->foreign |= (unsigned char)raw.p[i] >= 0x80;
	if (f->foreign) {
		n = confusable_ascii(raw, f->fold_room, sizeof(f->fold_room));
		confusable_letters(str_make(f->fold_room, n), f->fold_room);
	} else {
		n = raw.n;
		confusable_letters(raw, f->fold_room);
	}
	f->fold = f->tight = str_make(f->fold_room, n);
	n = confusable_pairs(f->fold, f->tight_room);
	if (n != f->fold.n)
		f->tight = str_make(f->tight_room, n);
	hashes_init(&f->hash, f->fold);
	return f->fold.n > 0;
}

static void better(struct hit *best, const struct guarded *label, enum how how, int score)
{
	if (score >= SCORE_LEAST && (!best->label || score > best->score))
		*best = (struct hit){ label, NULL, how, score };
}

/* ---- the whole label looks the same ---- */

/* Letters that were replaced by others that are letters too: the weaker sort of look-alike. */
static int letters_changed(const struct form *f, const struct guarded *g)
{
	int n = 0;

	if (f->raw.n != g->raw.n)
		return 0;
	for (size_t i = 0; i < f->raw.n; i++)
		n += f->raw.p[i] != g->raw.p[i] && ch_lower(f->raw.p[i]) && ch_lower(g->raw.p[i]);
	return n;
}

static int confusable_score(const struct form *f, const struct guarded *g)
{
	int score = f->foreign ? 96 : 90;

	score -= 8 * letters_changed(f, g);
	if (g->fold.n <= 4)
		score -= f->foreign ? 10 : 25;
	if (g->everyday && !f->foreign)
		score -= 10;
	return score;
}

static void check_same(const struct lookalikes *l, const struct form *f, struct str fold,
	uint64_t mixed, struct hit *best)
{
	size_t at = mixed & l->exact.mask;
	uint32_t i;

	if (!near_maybe(&l->exact, mixed))
		return;
	while (near_next(&l->exact, mixed, &at, &i)) {
		const struct guarded *g = &l->labels.v[i];

		if (str_eq(g->raw, f->raw))
			better(best, g, TLD_SWAP,
				g->fold.n <= 4 || g->everyday ? 0 : 55 + (g->fold.n > 7) * 5);
		else if (str_eq(g->fold, fold) || str_eq(g->tight, fold))
			better(best, g, CONFUSABLE, confusable_score(f, g));
	}
}

/* ---- one or two slips ---- */

#define FAR 3

/* Optimal string alignment: insertions, deletions, replacements, neighbours swapped. FAR for more than 2. */
static int slips(struct str a, struct str b)
{
	unsigned char row[3][EDIT_MOST + 3];
	unsigned char *two = row[0], *one = row[1], *now = row[2], *spare;

	if (a.n > EDIT_MOST + 2 || b.n > EDIT_MOST + 2 || a.n > b.n + 2 || b.n > a.n + 2)
		return FAR;
	for (size_t j = 0; j <= b.n; j++)
		one[j] = (unsigned char)j;
	for (size_t i = 1; i <= a.n; i++) {
		now[0] = (unsigned char)i;
		for (size_t j = 1; j <= b.n; j++) {
			unsigned v = one[j - 1] + (a.p[i - 1] != b.p[j - 1]);

			v = v < one[j] + 1u ? v : one[j] + 1u;
			v = v < now[j - 1] + 1u ? v : now[j - 1] + 1u;
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
				a.p[i - 2] == b.p[j - 1] && two[j - 2] + 1u < v)
				v = two[j - 2] + 1u;
			now[j] = (unsigned char)v;
		}
		spare = two;
		two = one;
		one = now;
		now = spare;
	}
	return one[b.n] > 2 ? FAR : one[b.n];
}

static int edit_score(const struct form *f, const struct guarded *g, int distance)
{
	int score;

	if (distance == 1) {
		score = 60 + (int)(g->fold.n < 12 ? 2 * (g->fold.n - EDIT_LEAST) : 14);
	} else {
		if (g->fold.n < TWO_LEAST || g->everyday)
			return 0;
		score = 48 + (int)(g->fold.n < 16 ? 2 * (g->fold.n - TWO_LEAST) : 16);
	}
	if (f->fold.p[0] != g->fold.p[0])
		score -= 12; /* the first letter is the one that is read */
	if (g->everyday)
		score -= 20;
	return score;
}

static void near_hits(
	const struct lookalikes *l, const struct form *f, uint64_t hash, struct hit *best)
{
	uint64_t mixed = near_mix(hash);
	size_t at = mixed & l->near.mask;
	uint32_t i;

	if (!near_maybe(&l->near, mixed))
		return;
	while (near_next(&l->near, mixed, &at, &i)) {
		const struct guarded *g = &l->labels.v[i];
		int d = slips(f->fold, g->fold);

		if (d == 1 || d == 2)
			better(best, g, EDIT, edit_score(f, g, d));
	}
}

static void check_edits(const struct lookalikes *l, const struct form *f, struct hit *best)
{
	size_t n = f->fold.n;

	if (n + 1 < EDIT_LEAST || n > EDIT_MOST + 2 || n > l->longest + 2 ||
		lookalike_word(l, f->fold, WORD_EVERYDAY))
		return;
	near_hits(l, f, hashes_all(&f->hash), best);
	for (size_t i = 0; i < n; i++) {
		if (i && f->fold.p[i] == f->fold.p[i - 1])
			continue; /* leaves the same behind */
		near_hits(l, f, hashes_without(&f->hash, l->power, i), best);
		for (size_t j = i + 1; n + 2 >= TWO_LEAST && j < n; j++)
			if (j == i + 1 || f->fold.p[j] != f->fold.p[j - 1])
				near_hits(l, f, hashes_without_two(&f->hash, l->power, i, j), best);
	}
}

/* ---- the label with other words ---- */

/* Is ${s} made of bait: a word, two words, digits? */
static bool is_bait(const struct lookalikes *l, struct str s)
{
	if (s.n == 0)
		return false;
	if (lookalike_word(l, s, WORD_BAIT))
		return true;
	for (size_t i = 2; i + 2 <= s.n; i++)
		if (lookalike_word(l, str_sub(s, 0, i), WORD_BAIT) &&
			lookalike_word(l, str_from(s, i), WORD_BAIT))
			return true;
	return false;
}

/* Any of the words between hyphens on this side. */
static bool side_has_bait(const struct lookalikes *l, struct str side)
{
	struct str part;

	if (side.n == 0)
		return false;
	while (str_cut(&side, '-', &part))
		if (is_bait(l, part))
			return true;
	return false;
}

/* What touches the label without a hyphen is bait too: applesupport, and not pineapple. */
static bool touches_bait(const struct lookalikes *l, struct str before, struct str after)
{
	before = str_from(before, str_rfind_byte(before, '-') + 1);
	after = str_sub(after, 0, str_find_byte(after, '-', 0));
	return (!before.n || is_bait(l, before)) && (!after.n || is_bait(l, after));
}

static int combo_score(
	const struct lookalikes *l, const struct guarded *g, struct str s, size_t at, size_t n)
{
	struct str before = str_sub(s, 0, at), after = str_from(s, at + n);
	bool bait = side_has_bait(l, before) || side_has_bait(l, after);
	bool starts = at == 0 || s.p[at - 1] == '-';
	bool ends = at + n == s.n || s.p[at + n] == '-';
	bool whole = starts && ends;

	if (g->everyday || n <= 4) {
		if (!bait || (!whole && (n <= 4 || !touches_bait(l, before, after))))
			return 0;
		return (whole ? 70 : 55) - (n <= 3) * 15;
	}
	if (bait)
		return whole ? 88 : starts || ends ? 84 : n >= 8 ? 60 : 0;
	if (whole)
		return n >= 6 ? 68 : 60;
	if (n >= 7 && (starts || ends))
		return 58;
	return n == 6 && starts ? 50 : 0;
}

/* Labels that begin at ${at} of ${s}. */
static void combos_at(const struct lookalikes *l, struct str s, size_t at, struct hit *best)
{
	uint64_t mixed = hash_gram(s.p + at);
	size_t slot = mixed & l->gram.mask;
	uint32_t i;

	if (!near_maybe(&l->gram, mixed))
		return;
	while (near_next(&l->gram, mixed, &slot, &i)) {
		const struct guarded *g = &l->labels.v[i];
		struct str here = str_from(s, at);

		if (here.n == s.n && (s.n == g->fold.n || s.n == g->tight.n))
			continue; /* all of it: check_same */
		if (str_starts(here, g->fold))
			better(best, g, COMBOSQUAT, combo_score(l, g, s, at, g->fold.n));
		else if (g->tight.p != g->fold.p && str_starts(here, g->tight))
			better(best, g, COMBOSQUAT, combo_score(l, g, s, at, g->tight.n));
	}
}

/* Words between hyphens that are shorter than GRAM. */
static void short_words(const struct lookalikes *l, struct str s, struct hit *best)
{
	struct str rest = s, part;
	struct hashes h;

	if (str_find_byte(s, '-', 0) == SIZE_MAX)
		return;
	while (str_cut(&rest, '-', &part)) {
		uint64_t mixed;
		size_t slot;
		uint32_t i;

		if (part.n < 2 || part.n >= GRAM)
			continue;
		hashes_init(&h, part);
		mixed = near_mix(hashes_all(&h));
		slot = mixed & l->exact.mask;
		if (!near_maybe(&l->exact, mixed))
			continue;
		while (near_next(&l->exact, mixed, &slot, &i))
			if (str_eq(l->labels.v[i].fold, part))
				better(best, &l->labels.v[i], COMBOSQUAT,
					combo_score(l, &l->labels.v[i], s, (size_t)(part.p - s.p),
						part.n));
	}
}

static void check_combos(const struct lookalikes *l, const struct form *f, struct hit *best)
{
	for (size_t i = 0; i + GRAM <= f->fold.n; i++)
		combos_at(l, f->fold, i, best);
	for (size_t i = 0; f->tight.p != f->fold.p && i + GRAM <= f->tight.n; i++)
		combos_at(l, f->tight, i, best);
	short_words(l, f->fold, best);
}

/* ---- which labels ---- */

/* What of the host is the holder's own choice: ${*main} is the label they got, ${*left} what is before. */
static bool own_labels(const struct site *s, struct str *main, struct str *left)
{
	struct str id = str_sub(s->id, 0, str_find_byte(s->id, '/', 0)), tail;
	size_t n = name_labels(id), have = name_labels(s->u_host);

	if (s->ip_n || !s->host.n || s->kind == SITE_PLATFORM || s->kind == SITE_SUFFIX ||
		s->kind == SITE_NETWORK || n > have || n < 2)
		return false;
	tail = name_tail(s->u_host, n);
	*main = str_sub(tail, 0, str_find_byte(tail, '.', 0));
	*left = str_sub(s->u_host, 0, s->u_host.n - tail.n);
	if (left->n)
		left->n--;
	if (id.n < s->id.n) /* a tenant by path did not choose the host */
		return false;
	return true;
}

static void check_left(const struct lookalikes *l, struct str left, struct hit *best)
{
	struct str rest = left, label;
	struct form f;

	while (str_cut(&rest, '.', &label)) {
		struct hit hit = { 0 };

		if (str_is(label, "www") || !form_init(&f, label))
			continue;
		check_same(l, &f, f.fold, near_mix(hashes_all(&f.hash)), &hit);
		if (hit.label)
			better(best, hit.label, SUBDOMAIN,
				hit.how == TLD_SWAP ? 60 : hit.score - 10);
		hit.label = NULL;
		check_combos(l, &f, &hit);
		if (hit.label)
			better(best, hit.label, SUBDOMAIN, hit.score - 8);
	}
}

/* All of a protected name left of somebody else's domain: paypal.com.evil.example. */
static void check_written_out(const struct lookalikes *l, struct str left, struct hit *best)
{
	for (size_t from = 0; from < left.n;) {
		struct str rest = str_from(left, from);
		size_t first = str_find_byte(rest, '.', 0), end;

		if (first == SIZE_MAX)
			return;
		end = first;
		for (int labels = 2; labels <= 3 && end != SIZE_MAX; labels++) {
			uint64_t *at, *label;

			end = str_find_byte(rest, '.', end + 1);
			at = map_get(&l->by_name, str_sub(rest, 0, end));
			label = at ? map_get(&l->by_raw, str_sub(rest, 0, first)) : NULL;
			if (!label)
				continue;
			better(best, &l->labels.v[*label], SUBDOMAIN, 95);
			if (best->label == &l->labels.v[*label] && best->how == SUBDOMAIN)
				best->name = &l->names.v[*at];
		}
		from += first + 1;
	}
}

/* ---- guards ---- */

/* ${host} is a protected name or under one; a tenant is under its platform's name and not protected by it. */
static bool is_protected(const struct lookalikes *l, const struct site *s)
{
	size_t labels = name_labels(s->host), least = 1;

	if (s->kind == SITE_TENANT && s->platform_suffix.p)
		least = name_labels(s->platform_suffix) + 1;
	for (size_t n = least; n <= labels; n++)
		if (map_get(&l->by_name, name_tail(s->host, n)))
			return true;
	return false;
}

static bool is_popular(const struct lookalikes *l, const struct site *s)
{
	int64_t rank = s->kind == SITE_DOMAIN ? refdata_rank(&l->rd, s->registrable) : 0;

	return rank > 0 && rank <= POPULAR;
}

/* Of the names with that label, the one with the same ending; else the first listed. */
static struct str protected_name(
	const struct lookalikes *l, const struct guarded *label, const struct site *s)
{
	struct str ending = s->suffix.n ? s->suffix : name_tail(s->host, 1);
	uint32_t i = label->first;

	for (;;) {
		const struct guarded_name *g = &l->names.v[i];

		if (g->name.n > ending.n && name_under(g->name, ending))
			return g->name;
		if (!g->next)
			return l->names.v[label->first].name;
		i = g->next - 1;
	}
}

int lookalikes_check(const struct lookalikes *l, struct arena *a, struct site *site, struct err *e)
{
	struct hit best = { 0 };
	struct str main, left;
	struct form f;

	(void)a;
	(void)e;
	site->lookalike.of = site->lookalike.how = (struct str){ NULL, 0 };
	site->lookalike.score = 0;
	if (!l->labels.n || !own_labels(site, &main, &left))
		return BW_OK;
	if (form_init(&f, main)) {
		check_same(l, &f, f.fold, near_mix(hashes_all(&f.hash)), &best);
		if (f.tight.p != f.fold.p) {
			struct hashes h;

			hashes_init(&h, f.tight);
			check_same(l, &f, f.tight, near_mix(hashes_all(&h)), &best);
		}
		check_edits(l, &f, &best);
		check_combos(l, &f, &best);
	}
	if (left.n && !str_is(left, "www")) {
		check_left(l, left, &best);
		check_written_out(l, left, &best);
	}
	if (!best.label || is_protected(l, site) || is_popular(l, site))
		return BW_OK;
	site->lookalike.of = best.name ? best.name->name : protected_name(l, best.label, site);
	site->lookalike.how = str_of(how_text[best.how]);
	site->lookalike.score = best.score;
	return BW_OK;
}
