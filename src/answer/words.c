/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/words.h"

#include "base/buf.h"
#include "base/limit.h"
#include "base/utf8.h"
#include "base/vec.h"

enum lang { EN, DE, FR, ES, PT, AR, LANG_COUNT };
/* In the order in which they take words. */
enum cue_kind {
	IGNORED,
	NOTHING,
	REVERSED,
	REFUSED,
	DECIDED,
	ACTED,
	MORE,
	APPEALED,
	ACKNOWLEDGED,
	CUE_KINDS
};

typedef unsigned lang_set; /* several where the words of a text belong to several */

/* A word, or the end of something. */
enum mark { WORD, SENTENCE, QUESTION, PARAGRAPH };
struct token {
	struct str word; /* folded */
	unsigned char mark;
	unsigned char taken; /* by a phrase of this clause: its kind, from 1; 0 */
};
struct tokens {
	struct token *v;
	size_t n, cap;
};

struct word_list {
	enum lang lang;
	const char *name, *words;
};
static const struct word_list lists[] = {
#define LIST(lang, name, words) { lang, name, words },
#include "answer/words.def"
#undef LIST
};
static const char *const negators[LANG_COUNT] = {
#define NEGATOR(lang, words) [lang] = words,
#include "answer/words.def"
#undef NEGATOR
};
static const char *const ifs[LANG_COUNT] = {
#define IF(lang, words) [lang] = words,
#include "answer/words.def"
#undef IF
};
static const char *const mays[LANG_COUNT] = {
#define MAY(lang, words) [lang] = words,
#include "answer/words.def"
#undef MAY
};
static const char *const asks[LANG_COUNT] = {
#define ASK(lang, words) [lang] = words,
#include "answer/words.def"
#undef ASK
};
static const char *const common[LANG_COUNT] = {
#define COMMON(lang, words) [lang] = words,
#include "answer/words.def"
#undef COMMON
};
static const struct {
	enum lang lang;
	enum effect effect;
	const char *words;
} effects[] = {
#define EFFECT_OF(lang, effect, words) { lang, EFFECT_##effect, words },
#include "answer/words.def"
#undef EFFECT_OF
};
static const struct cue {
	enum lang lang;
	enum cue_kind kind;
	int reason;
	const char *pattern;
} cues[] = {
#define CUE(lang, kind, reason, pattern) { lang, kind, REASON_##reason, pattern },
#include "answer/words.def"
#undef CUE
};
static const char *const joints[LANG_COUNT] = {
#define JOINT(lang, words) [lang] = words,
#include "answer/words.def"
#undef JOINT
};
/* "We can confirm that ...": no doubt about what follows. */
static const char tells[] =
	"confirm|inform|advise|let|bestaetigen|mitteilen|informieren|confirmar|informar|confirmer|"
	"informer|comunicar";

/* ---- folding ---- */

/* U+00C0 to U+017F without their accents; '?' is no letter, upper case means two letters. */
static const char latin[] = "aaaaAaAceeeeiiiidnooooO?ouuuUytSaaaaAaAceeeeiiiidnooooO?ouuuUyty"
			    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
			    "lllnnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static uint32_t fold_arabic(uint32_t c)
{
	if ((c >= 0x64b && c <= 0x652) || c == 0x670 || c == 0x640)
		return 0; /* vowel signs, and the line that stretches words */
	if (c == 0x622 || c == 0x623 || c == 0x625 || c == 0x671)
		return 0x627;
	if (c == 0x649)
		return 0x64a;
	if (c == 0x629)
		return 0x647;
	if (c == 0x624)
		return 0x648;
	return c;
}

static bool arabic_letter(uint32_t c)
{
	return (c >= 0x620 && c <= 0x64a) || c == 0x671;
}

/* ${c} folded, added to ${word}; false where it is no part of a word. */
static bool fold(uint32_t c, struct buf *word)
{
	char bytes[4];

	if (c < 0x80) {
		if (!ch_alnum((char)c))
			return false;
		buf_addc(word, ch_tolower((char)c));
	} else if (c == 0x308) {
		/* dots above, written apart: an umlaut */
		if (word->n && strchr("aou", word->p[word->n - 1]))
			buf_addc(word, 'e');
	} else if (c >= 0x300 && c < 0x370) {
		return true;
	} else if (c >= 0xc0 && c < 0x180) {
		char f = latin[c - 0xc0];

		if (f == '?')
			return false;
		if (ch_upper(f)) {
			buf_addc(word, ch_tolower(f));
			buf_addc(word, f == 'S' ? 's' : 'e');
		} else {
			buf_addc(word, f);
		}
	} else if (arabic_letter(c) || fold_arabic(c) == 0) {
		c = fold_arabic(c);
		if (c)
			buf_add(word, str_make(bytes, utf8_encode(c, bytes)));
	} else {
		return c == 0x200c || c == 0x200d || c == 0xad;
	}
	return true;
}

/* ---- tokens ---- */

static int put(struct arena *a, struct tokens *t, enum mark mark, struct str word, struct err *e)
{
	struct token *k;

	if (mark != WORD &&
		(t->n == 0 || (t->v[t->n - 1].mark != WORD && t->v[t->n - 1].mark >= mark)))
		return BW_OK;
	if (t->n >= LIMIT_ANSWER_WORDS)
		return BW_OK;
	k = VEC_PUSH(a, t);
	if (!k)
		return err_nomem(e);
	k->mark = (unsigned char)mark;
	k->word = arena_dup(a, word);
	return k->word.p ? BW_OK : err_nomem(e);
}

/* How far an address reaches from here, 0 where none begins: its words are not the writer's. */
static size_t address_at(struct str s)
{
	size_t n = 0;
	bool is = false;

	while (n < s.n && !ch_space(s.p[n])) {
		if (n + 2 < s.n && s.p[n] == '.' && n &&
			(ch_alnum(s.p[n + 1]) || (s.p[n + 1] & 0x80)) && ch_alnum(s.p[n - 1]))
			is = true;
		is |= s.p[n] == '@' || s.p[n] == '/' ||
		      (s.p[n] == '[' && n && n + 1 < s.n && s.p[n + 1] == '.');
		n++;
	}
	return is ? n : 0;
}

static enum mark mark_of(uint32_t c, struct str rest)
{
	switch (c) {
	case '?':
	case 0x61f: return QUESTION;
	case '.':
	case '!':
	case ';':
	case ':':
	case 0x61b: return SENTENCE;
	case '\n':
		/* an empty line, or a line that begins an item of a list */
		while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t' || rest.p[0] == '\r'))
			rest = str_from(rest, 1);
		if (rest.n && rest.p[0] == '\n')
			return PARAGRAPH;
		return rest.n > 1 && strchr("-*+", rest.p[0]) && rest.p[1] == ' ' ? SENTENCE : WORD;
	default: return WORD;
	}
}

static int flush(struct arena *a, struct tokens *t, struct buf *word, struct err *e)
{
	struct str w = buf_str(word);
	int rc = BW_OK;

	if (w.n)
		rc = put(a, t, WORD, w, e);
	buf_reset(word);
	return rc;
}

static int tokenize(struct arena *a, struct str text, struct tokens *t, struct err *e)
{
	struct buf word;
	int rc = BW_OK;

	buf_init(&word, LIMIT_ANSWER_SCAN * 2);
	for (size_t at = 0, k; at < text.n && !rc; at += k) {
		struct str rest = str_from(text, at);
		size_t skip = word.n == 0 ? address_at(rest) : 0;
		uint32_t c;

		k = utf8_decode(rest, &c);
		if (skip) {
			/* the sentence may end with it */
			while (skip > 1 && strchr(".,;:!?)>\"'", rest.p[skip - 1]))
				skip--;
			k = skip;
			rc = put(a, t, WORD, STR("#"), e);
			continue;
		}
		if (k == 0) {
			k = 1;
			c = ' ';
		}
		if (fold(c, &word))
			continue;
		rc = flush(a, t, &word, e);
		if (!rc && mark_of(c, str_from(rest, k)) != WORD)
			rc = put(a, t, mark_of(c, str_from(rest, k)), STR(""), e);
	}
	if (!rc)
		rc = flush(a, t, &word, e);
	if (!rc && word.bad)
		rc = err_nomem(e);
	if (!rc)
		rc = put(a, t, PARAGRAPH, STR(""), e);
	buf_done(&word);
	return rc;
}

/* ---- matching ---- */

/* One alternative of a pattern against a word. */
static bool fits(struct str word, struct str alt)
{
	char last = alt.n ? alt.p[alt.n - 1] : '\0';

	if (last == '*')
		return str_starts(word, str_sub(alt, 0, alt.n - 1));
	if (last == '+') {
		alt.n--;
		if (!str_starts(word, alt) || word.n > alt.n + 2)
			return false;
		for (size_t i = alt.n; i < word.n; i++)
			if (!strchr("aeos", word.p[i]))
				return false;
		return true;
	}
	return str_eq(word, alt);
}

static bool any(struct str word, const char *words)
{
	struct str rest = str_of(words), alt;

	while (str_cut(&rest, '|', &alt))
		if (fits(word, alt))
			return true;
	return false;
}

/* Arabic writes "and", "so" and the article in one word with what follows. */
static bool in(struct str word, const char *words, enum lang lang)
{
	static const struct str heads[] = { STR_INIT("\xd9\x88"), STR_INIT("\xd8\xa7\xd9\x84"),
		STR_INIT("\xd9\x88\xd8\xa7\xd9\x84"), STR_INIT("\xd9\x81"),
		STR_INIT("\xd8\xa8\xd8\xa7\xd9\x84"), STR_INIT("\xd9\x84\xd9\x84") };

	if (any(word, words))
		return true;
	for (size_t i = 0; lang == AR && i < sizeof(heads) / sizeof(heads[0]); i++)
		if (word.n > heads[i].n + 2 && str_starts(word, heads[i]) &&
			any(str_from(word, heads[i].n), words))
			return true;
	return false;
}

static const char *list_of(enum lang lang, struct str name)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (lists[i].lang == lang && str_is(name, lists[i].name))
			return lists[i].words;
	return "";
}

/* An element: alternatives, some of which may be lists. */
static bool element(struct str word, struct str el, enum lang lang)
{
	static const size_t room = 200;
	struct str alt;
	char z[200];

	while (str_cut(&el, '|', &alt)) {
		if (alt.n && alt.p[0] == '@') {
			if (in(word, list_of(lang, str_from(alt, 1)), lang))
				return true;
		} else if (alt.n < room) {
			memcpy(z, alt.p, alt.n);
			z[alt.n] = '\0';
			if (in(word, z, lang))
				return true;
		}
	}
	return false;
}

struct span {
	struct token *v;
	size_t n;
};

#define MATCH_MOST 12 /* elements of a pattern */
struct match {
	size_t at[MATCH_MOST];
	size_t n;
};

/* ${pattern} from word ${at} on.  Gaps are short and patterns have few, so going back costs little. */
static bool match(struct span s, size_t at, struct str pattern, enum lang lang, struct match *m)
{
	struct str el;

	if (!str_cut(&pattern, ' ', &el))
		return true;
	if (el.n == 0)
		return match(s, at, pattern, lang, m);
	if (str_is(el, "^"))
		return at == 0 && match(s, at, pattern, lang, m);
	if (str_is(el, "$"))
		return at == s.n && match(s, at, pattern, lang, m);
	if (el.p[0] == '~') {
		size_t most = el.n == 2 ? 8 : 4;

		for (size_t gap = 0; gap <= most && at + gap <= s.n; gap++)
			if (match(s, at + gap, pattern, lang, m))
				return true;
		return false;
	}
	if (at >= s.n || m->n >= MATCH_MOST || !element(s.v[at].word, el, lang))
		return false;
	m->at[m->n++] = at;
	if (match(s, at + 1, pattern, lang, m))
		return true;
	m->n--;
	return false;
}

/* ---- one clause ---- */

struct found {
	bool stated[CUE_KINDS];
	bool denied; /* a step is denied somewhere */
	int reason;
	unsigned effect_set;
};

static void count_words(struct span s, size_t hits[LANG_COUNT])
{
	for (int l = 0; l < LANG_COUNT; l++)
		hits[l] = 0;
	for (size_t i = 0; i < s.n; i++)
		for (int l = 0; l < LANG_COUNT; l++)
			hits[l] += s.v[i].mark == WORD && any(s.v[i].word, common[l]);
}

/* The languages of ${among} with at least ${share} hundredths of the most words. */
static lang_set best_of(const size_t hits[LANG_COUNT], lang_set among, size_t share)
{
	size_t most = 0;
	lang_set out = 0;

	for (int l = 0; l < LANG_COUNT; l++)
		if (among >> l & 1 && hits[l] > most)
			most = hits[l];
	for (int l = 0; l < LANG_COUNT && most; l++)
		if (among >> l & 1 && hits[l] * 100 >= most * share)
			out |= 1u << l;
	return out ? out : among;
}

/* Those of ${among} that a part of the text is in; a part without common words says nothing. */
static lang_set language(struct span s, lang_set among, size_t share)
{
	size_t hits[LANG_COUNT];

	count_words(s, hits);
	return best_of(hits, among, share);
}

static bool in_any(struct str word, const char *const words[LANG_COUNT], lang_set langs)
{
	for (int l = 0; l < LANG_COUNT; l++)
		if (langs >> l & 1 && in(word, words[l], (enum lang)l))
			return true;
	return false;
}

/* A word of ${words} that no phrase took. */
static bool has_loose(struct span s, const char *const words[LANG_COUNT], lang_set langs)
{
	for (size_t i = 0; i < s.n; i++)
		if (!s.v[i].taken && in_any(s.v[i].word, words, langs))
			return true;
	return false;
}

/* A step in any form: "to remove", "removed". */
static bool names_step(struct span s, lang_set langs)
{
	static const char *const names[] = { "do", "done", "step" };

	for (size_t i = 0; i < s.n; i++)
		for (int l = 0; l < LANG_COUNT; l++)
			for (size_t k = 0; langs >> l & 1 && k < 3; k++)
				if (in(s.v[i].word, list_of((enum lang)l, str_of(names[k])),
					    (enum lang)l))
					return true;
	return false;
}

static bool has_doubt(struct span s, lang_set langs)
{
	for (size_t i = 0; i < s.n; i++) {
		bool told = false;

		if (s.v[i].taken || !in_any(s.v[i].word, mays, langs))
			continue;
		for (size_t k = i + 1; k < s.n && k <= i + 3; k++)
			told |= any(s.v[k].word, tells);
		if (!told)
			return true;
	}
	return false;
}

static bool overlaps(struct span s, const struct match *m, enum cue_kind kind)
{
	for (size_t i = 0; i < m->n; i++)
		if (s.v[m->at[i]].taken && s.v[m->at[i]].taken != kind + 1)
			return true;
	return false;
}

/* Phrases of one kind, wherever they stand; what a kind before it took is not taken twice. */
static bool look_for(struct span s, lang_set langs, enum cue_kind kind, int *reason)
{
	bool seen = false;

	for (size_t c = 0; c < sizeof(cues) / sizeof(cues[0]); c++) {
		enum lang lang = cues[c].lang;

		if (!(langs >> lang & 1) || cues[c].kind != kind)
			continue;
		for (size_t at = 0; at < s.n; at++) {
			struct match m = { .n = 0 };

			if (!match(s, at, str_of(cues[c].pattern), lang, &m) ||
				overlaps(s, &m, kind))
				continue;
			for (size_t i = 0; i < m.n; i++)
				s.v[m.at[i]].taken = (unsigned char)(kind + 1);
			seen = true;
			if (*reason == REASON_NONE ||
				(*reason == REASON_OTHER && cues[c].reason != REASON_NONE))
				*reason = cues[c].reason;
		}
	}
	return seen;
}

static void on_what(struct span s, lang_set langs, struct found *f)
{
	for (size_t i = 0; i < s.n; i++)
		for (size_t k = 0; k < sizeof(effects) / sizeof(effects[0]); k++)
			if (langs >> effects[k].lang & 1 &&
				in(s.v[i].word, effects[k].words, effects[k].lang))
				f->effect_set |= 1u << effects[k].effect;
}

static void clause(struct span s, lang_set langs, bool question, struct found *f)
{
	bool seen[CUE_KINDS];
	bool denies, depends, asks_for, doubts;
	int reason = REASON_NONE, other = REASON_NONE;

	for (int k = 0; k < CUE_KINDS; k++)
		seen[k] = look_for(s, langs, (enum cue_kind)k, k == REFUSED ? &reason : &other);
	denies = has_loose(s, negators, langs);
	depends = has_loose(s, ifs, langs);
	asks_for = has_loose(s, asks, langs) || question;
	doubts = has_doubt(s, langs);
	if (seen[NOTHING])
		return;
	f->denied |= denies && names_step(s, langs);
	for (int k = REVERSED; k <= ACTED; k++) {
		if (!seen[k])
			continue;
		f->denied |= denies;
		if (denies || depends || asks_for || (k != REFUSED && doubts))
			continue;
		f->stated[k] = true;
		if (k == REFUSED && (f->reason == REASON_NONE || f->reason == REASON_OTHER))
			f->reason = reason;
		if (k == ACTED || k == DECIDED)
			on_what(s, langs, f);
	}
	f->stated[MORE] |= seen[MORE] && !depends;
	f->stated[APPEALED] |= seen[APPEALED] && !depends && !doubts;
	f->stated[ACKNOWLEDGED] |= seen[ACKNOWLEDGED] && !denies && !depends && !question;
}

/* ---- the whole ---- */

static enum effect one_effect(unsigned set)
{
	for (int x = 0; x < EFFECT_COUNT; x++)
		if (set == 1u << x)
			return (enum effect)x;
	return EFFECT_NOTHING;
}

/* What all clauses together say: where two of them cannot both be meant, a person reads it. */
static struct meaning conclude(const struct found *f)
{
	struct meaning m = { ANSWER_UNKNOWN, REASON_NONE, EFFECT_NOTHING };
	const bool *s = f->stated;
	bool step = s[ACTED] || s[DECIDED];
	bool against = s[REFUSED] || s[REVERSED] || s[APPEALED] || f->denied || s[MORE];

	if (step && !against) {
		m.kind = s[ACTED] ? ANSWER_ACTED : ANSWER_DECIDED;
		m.effect = one_effect(f->effect_set);
	} else if (step) {
		return m;
	} else if (s[APPEALED] && !s[REVERSED]) {
		m.kind = ANSWER_APPEALED;
	} else if (s[REVERSED] && !s[REFUSED] && !f->denied && !s[APPEALED]) {
		m.kind = ANSWER_REVERSED;
	} else if (s[REFUSED] && !s[REVERSED]) {
		bool open = f->reason == REASON_OTHER || f->reason == REASON_EVIDENCE;

		if (s[MORE] && !open)
			return m;
		m.kind = s[MORE] ? ANSWER_MORE : ANSWER_REFUSED;
		m.reason = s[MORE] ? REASON_NONE : f->reason;
	} else if (s[MORE]) {
		m.kind = ANSWER_MORE;
	} else if (s[ACKNOWLEDGED] && !f->denied && !s[REVERSED]) {
		m.kind = ANSWER_ACKNOWLEDGED;
	}
	return m;
}

static void paragraph(struct span s, lang_set langs, struct found *f)
{
	size_t from = 0;
	bool sure;

	langs = language(s, langs, 100);
	sure = (langs & (langs - 1)) == 0; /* one language's "but" is another one's "more" */

	for (size_t i = 0; i < s.n; i++) {
		struct span part = { s.v + from, i - from };
		bool joint = s.v[i].mark == WORD && sure && in_any(s.v[i].word, joints, langs);
		size_t end = i;

		if (s.v[i].mark == WORD && !joint)
			continue;
		/* "could you ..., but ...?": the mark is at the end of the sentence */
		while (end < s.n && s.v[end].mark == WORD)
			end++;
		if (part.n)
			clause(part, langs, end < s.n && s.v[end].mark == QUESTION, f);
		from = i + 1;
	}
}

int words_meaning(struct arena *a, struct str text, struct meaning *out, struct err *e)
{
	struct found f = { .reason = REASON_NONE };
	struct tokens t = { 0 };
	lang_set langs;
	size_t from = 0;
	int rc = tokenize(a, str_sub(text, 0, LIMIT_ANSWER_SCAN), &t, e);

	if (rc)
		return rc;
	/* a message may be in two languages; a short paragraph alone does not tell */
	langs = language((struct span){ t.v, t.n }, (1u << LANG_COUNT) - 1, 50);
	for (size_t i = 0; i < t.n; i++)
		if (t.v[i].mark == PARAGRAPH || i + 1 == t.n) {
			paragraph((struct span){ t.v + from, i - from + 1 }, langs, &f);
			from = i + 1;
		}
	*out = conclude(&f);
	/* what was not looked at may deny what was */
	if (t.n >= LIMIT_ANSWER_WORDS || text.n > LIMIT_ANSWER_SCAN)
		*out = (struct meaning){ ANSWER_UNKNOWN, REASON_NONE, EFFECT_NOTHING };
	return BW_OK;
}

bool words_automatic(struct str subject)
{
	static const char *const heads[] = { "automatic reply", "auto reply", "autoreply",
		"auto-reply", "automated reply", "out of office", "out of the office",
		"automatische antwort", "abwesenheit", "r\xc3\xa9ponse automatique",
		"absence du bureau", "respuesta autom\xc3\xa1tica", "fuera de la oficina",
		"resposta autom\xc3\xa1tica", "fora do escrit\xc3\xb3rio",
		"\xd8\xb1\xd8\xaf \xd8\xaa\xd9\x84\xd9\x82\xd8\xa7\xd8\xa6\xd9\x8a",
		"\xd8\xa7\xd9\x84\xd8\xb1\xd8\xaf "
		"\xd8\xa7\xd9\x84\xd8\xaa\xd9\x84\xd9\x82\xd8\xa7\xd8\xa6\xd9\x8a" };

	subject = str_trim(subject);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (str_starts_nocase(subject, str_of(heads[i])))
			return true;
	return false;
}
