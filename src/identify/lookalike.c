/* SPDX-License-Identifier: Apache-2.0 */
/* lookalike.c -- the index of protected labels. */
#include "identify/lookalike.h"

#include "base/mem.h"
#include "format/confusable.h"
#include "format/name.h"

/* Bits of the map before a table for each entry in it: 1 in 32 keys that are absent gets through. */
#define BITS_PER_ENTRY 32
#define PROTECTED_MOST 1000000 /* names in one list */

/* The hash of bytes s[0..n) is the sum of s[i] * BASE^(n-1-i) modulo 2^64. */
#define BASE 0x9ddfea08eb382d69u

static const struct {
	const char *text;
	unsigned which;
} word_table[] = {
#define BAIT(word)     { word, WORD_BAIT },
#define EVERYDAY(word) { word, WORD_EVERYDAY },
#include "identify/words.def"
#undef BAIT
#undef EVERYDAY
};

/* ---- hashes ---- */

void hashes_init(struct hashes *h, struct str s)
{
	uint64_t v = 0;

	h->n = s.n;
	h->whole[0] = 0;
	for (size_t i = 0; i < s.n; i++) {
		v = v * BASE + (unsigned char)s.p[i] + 1;
		h->whole[i + 1] = v;
	}
}

uint64_t hash_gram(const char *p)
{
	uint32_t v;

	memcpy(&v, p, GRAM);
	return near_mix((uint64_t)v * BASE);
}

/* ---- tables ---- */

static size_t power_of_two(size_t least)
{
	size_t n = 64;

	while (n < least)
		n *= 2;
	return n;
}

static bool near_new(struct near_index *x, size_t entries)
{
	size_t slots = power_of_two(2 * entries + 2);
	size_t bits = power_of_two(BITS_PER_ENTRY * entries + 64);

	x->slots = mem_calloc(slots, sizeof(*x->slots));
	x->bits = mem_calloc(bits / 64, sizeof(*x->bits));
	x->mask = slots - 1;
	x->bit_mask = bits - 1;
	return x->slots && x->bits;
}

static void near_free(struct near_index *x)
{
	mem_free(x->slots);
	mem_free(x->bits);
}

static void near_put(struct near_index *x, uint64_t mixed, uint32_t label)
{
	size_t at = mixed & x->mask;

	while (x->slots[at]) {
		if (x->slots[at] == (mixed >> 32 << 32 | (label + 1)))
			return;
		at = (at + 1) & x->mask;
	}
	x->slots[at] = mixed >> 32 << 32 | (label + 1);
	x->bits[(mixed & x->bit_mask) >> 6] |= (uint64_t)1 << (mixed & 63);
	x->n++;
}

static bool has_edits(struct str fold)
{
	return fold.n >= EDIT_LEAST && fold.n <= EDIT_MOST;
}

/* Forms with bytes left out: one, and two for long labels. */
static size_t edit_forms(struct str fold)
{
	if (!has_edits(fold))
		return 0;
	return 1 + fold.n + (fold.n >= TWO_LEAST ? fold.n * (fold.n - 1) / 2 : 0);
}

static void put_edits(struct lookalikes *l, struct str fold, uint32_t label)
{
	struct hashes h;

	if (!has_edits(fold))
		return;
	hashes_init(&h, fold);
	near_put(&l->near, near_mix(hashes_all(&h)), label);
	for (size_t i = 0; i < fold.n; i++) {
		near_put(&l->near, near_mix(hashes_without(&h, l->power, i)), label);
		for (size_t j = i + 1; fold.n >= TWO_LEAST && j < fold.n; j++)
			near_put(&l->near, near_mix(hashes_without_two(&h, l->power, i, j)), label);
	}
}

static int build_tables(struct lookalikes *l, struct err *e)
{
	size_t exact = 0, near = 0;

	for (size_t i = 0; i < l->labels.n; i++) {
		exact += 2;
		near += edit_forms(l->labels.v[i].fold);
	}
	if (!near_new(&l->exact, exact) || !near_new(&l->near, near) || !near_new(&l->gram, exact))
		return err_nomem(e);
	for (uint32_t i = 0; i < l->labels.n; i++) {
		struct guarded *g = &l->labels.v[i];
		struct hashes h;

		hashes_init(&h, g->fold);
		near_put(&l->exact, near_mix(hashes_all(&h)), i);
		if (g->fold.n >= GRAM)
			near_put(&l->gram, hash_gram(g->fold.p), i);
		if (g->tight.p != g->fold.p) {
			hashes_init(&h, g->tight);
			near_put(&l->exact, near_mix(hashes_all(&h)), i);
			if (g->tight.n >= GRAM)
				near_put(&l->gram, hash_gram(g->tight.p), i);
		}
		put_edits(l, g->fold, i);
		if (g->fold.n > l->longest)
			l->longest = g->fold.n;
	}
	return BW_OK;
}

/* ---- words ---- */

static int add_words(struct lookalikes *l, struct err *e)
{
	for (size_t i = 0; i < sizeof(word_table) / sizeof(word_table[0]); i++) {
		struct str word = str_of(word_table[i].text);
		char *fold = arena_alloc(&l->arena, word.n);
		uint64_t *v;

		if (!fold)
			return err_nomem(e);
		confusable_letters(word, fold);
		v = map_put(&l->words, str_make(fold, word.n), NULL);
		if (!v)
			return err_nomem(e);
		*v |= word_table[i].which;
	}
	return BW_OK;
}

bool lookalike_word(const struct lookalikes *l, struct str word, unsigned which)
{
	uint64_t *v = map_get(&l->words, word);

	return v && (*v & which);
}

/* ---- the list ---- */

static int label_fold(struct lookalikes *l, struct guarded *g, struct err *e)
{
	char ascii[LABEL_ROOM], pairs[LABEL_ROOM];
	size_t n = confusable_ascii(g->raw, ascii, sizeof(ascii));
	struct str s;

	confusable_letters(str_make(ascii, n), ascii);
	g->fold = g->tight = s = arena_dup(&l->arena, str_make(ascii, n));
	n = confusable_pairs(s, pairs);
	if (s.p && n != s.n)
		g->tight = arena_dup(&l->arena, str_make(pairs, n));
	if (!g->fold.p || !g->tight.p)
		return err_nomem(e);
	g->everyday = lookalike_word(l, g->fold, WORD_EVERYDAY | WORD_BAIT);
	return BW_OK;
}

/* Label ${raw} belongs to name number ${name}. */
static int add_label(struct lookalikes *l, struct str raw, uint32_t name, struct err *e)
{
	bool fresh;
	uint64_t *at;
	struct guarded *g;

	if (raw.n > LABEL_MOST)
		return BW_OK; /* guarded as a name; no label that long is imitated */
	raw = arena_dup(&l->arena, raw);
	at = raw.p ? map_put(&l->by_raw, raw, &fresh) : NULL;
	if (!at)
		return err_nomem(e);
	if (!fresh) {
		struct guarded_name *last = &l->names.v[l->labels.v[*at].first];

		while (last->next)
			last = &l->names.v[last->next - 1];
		if (last != &l->names.v[name])
			last->next = name + 1;
		return BW_OK;
	}
	*at = l->labels.n;
	g = VEC_PUSH(&l->arena, &l->labels);
	if (!g)
		return err_nomem(e);
	g->raw = raw;
	g->first = name;
	return label_fold(l, g, e);
}

/* The label that carries the name: the one under the public suffix. */
static int add_name(struct lookalikes *l, struct str text, struct str brand, struct err *e)
{
	struct guarded_name *g;
	struct suffix_match suffix;
	struct name name;
	struct str label;
	uint64_t *at;
	bool fresh;
	int rc = name_parse(&l->arena, text, &name, e);

	if (rc)
		return rc;
	at = map_put(&l->by_name, name.ascii, &fresh);
	if (!at)
		return err_nomem(e);
	if (!fresh)
		return BW_OK;
	*at = l->names.n;
	suffix = refdata_suffix(&l->rd, name.ascii, false);
	g = VEC_PUSH(&l->arena, &l->names);
	if (!g)
		return err_nomem(e);
	g->name = name.ascii;
	g->brand = brand;
	if (name.labels <= suffix.labels)
		return BW_OK; /* a suffix has no label of its own: its name is guarded, no more */
	label = name_unicode(&l->arena, name_tail(name.ascii, suffix.labels + 1));
	if (!label.p)
		return err_nomem(e);
	return add_label(l, str_sub(label, 0, str_find_byte(label, '.', 0)), (uint32_t)*at, e);
}

static int add_line(struct lookalikes *l, struct str line, struct err *e)
{
	size_t at = str_find_byte(line, '#', 0);
	struct str name;

	line = str_trim(str_sub(line, 0, at));
	if (!line.n)
		return BW_OK;
	at = 0;
	while (at < line.n && !ch_space(line.p[at]))
		at++;
	name = str_sub(line, 0, at);
	if (l->names.n >= PROTECTED_MOST)
		return err_set(e, BW_ELIMIT, "more than %d protected names", PROTECTED_MOST);
	return add_name(l, name, str_trim(str_from(line, at)), e);
}

int lookalikes_new(const struct refdata *rd, struct str protected_names, struct lookalikes **out,
	struct err *e)
{
	struct lookalikes *l = mem_calloc(1, sizeof(*l));
	struct str rest = protected_names, line;
	size_t number = 0;
	int rc;

	if (!l)
		return err_nomem(e);
	l->rd = *rd;
	arena_init(&l->arena, 0);
	map_init(&l->by_name, (struct hash_key){ 1, 2 });
	map_init(&l->by_raw, (struct hash_key){ 3, 4 });
	map_init(&l->words, (struct hash_key){ 5, 6 });
	l->power[0] = 1;
	for (size_t i = 1; i < sizeof(l->power) / sizeof(l->power[0]); i++)
		l->power[i] = l->power[i - 1] * BASE;
	rc = add_words(l, e);
	while (!rc && str_cut(&rest, '\n', &line)) {
		number++;
		rc = add_line(l, line, e);
		if (rc && rc != BW_ENOMEM)
			(void)err_prefix(e, "line %zu of the protected names: ", number);
	}
	if (!rc)
		rc = build_tables(l, e);
	if (rc) {
		lookalikes_free(l);
		return rc;
	}
	*out = l;
	return BW_OK;
}

void lookalikes_free(struct lookalikes *l)
{
	if (!l)
		return;
	map_done(&l->by_name);
	map_done(&l->by_raw);
	map_done(&l->words);
	near_free(&l->exact);
	near_free(&l->near);
	near_free(&l->gram);
	arena_done(&l->arena);
	mem_free(l);
}

size_t lookalikes_count(const struct lookalikes *l)
{
	return l->names.n;
}
