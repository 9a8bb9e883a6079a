/* SPDX-License-Identifier: Apache-2.0 */
/* verdict.c -- features of a site, and the rules of verdict.def over them. */
#include "options/options.h"

#define DAY             86400
#define YOUNG_DAYS      365 /* COMAR 2020: 84 % of malicious names are under a year old */
#define DAYS_OLD        30 /* lists of 2024-2026: 45 % are reported within 30 days */
#define MONTHS_OLD      183
#define SEEN_NEW_DAYS   183
#define OLD_DAYS        730 /* COMAR 2020: 57 % of compromised names are six years or older */
#define POPULAR_RANK    100000
#define DEEP_PATH_PARTS 3

struct features {
	enum site_kind kind;
	bool plain; /* one holder's domain in the public DNS */
	int64_t registered_days, seen_days; /* STACK_UNKNOWN where not known */
	int64_t rank;
	bool own_host; /* the registrable name itself or www. */
	bool site_part, deep;
	bool imitates, brand_left;
	bool bait, machine_made;
};

static int64_t days_since(int64_t then, int64_t now)
{
	if (then == CLOCK_NONE || then == STACK_UNKNOWN || then > now)
		return STACK_UNKNOWN;
	return (now - then) / DAY;
}

/* Folders of common site software and of servers' defaults; a page of an honest owner's design is
 * seldom there, an intruder's often.  Each begins with a slash. */
static bool in_site_software(struct str path)
{
	static const struct str marks[] = { STR_INIT("/wp-content/"), STR_INIT("/wp-includes/"),
		STR_INIT("/wp-admin/"), STR_INIT("/.well-known/"), STR_INIT("/administrator/"),
		STR_INIT("/components/com_"), STR_INIT("/modules/mod_"),
		STR_INIT("/sites/default/"), STR_INIT("/sites/all/"), STR_INIT("/cgi-bin/"),
		STR_INIT("/~"), STR_INIT("/vendor/"), STR_INIT("/templates/"),
		STR_INIT("/plugins/"), STR_INIT("/uploads/"), STR_INIT("/includes/"),
		STR_INIT("/cache/"), STR_INIT("/tmp/"), STR_INIT("/backup") };

	for (size_t at = str_find_byte(path, '/', 0); at != SIZE_MAX;
		at = str_find_byte(path, '/', at + 1))
		for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
			if (str_starts_nocase(str_from(path, at), marks[i]))
				return true;
	return false;
}

/* Parts of a path without its query: "/a/b/c.php" has 3. */
static size_t path_parts(struct str path)
{
	size_t end = str_find_byte(path, '?', 0), n = 0;
	bool in = false;

	if (end == SIZE_MAX)
		end = path.n;
	for (size_t i = 0; i < end; i++) {
		if (path.p[i] == '/') {
			in = false;
		} else if (!in) {
			in = true;
			n++;
		}
	}
	return n;
}

/* The label that the holder chose: "shop" of shop.example. */
static struct str chosen_label(struct str registrable)
{
	size_t dot = str_find_byte(registrable, '.', 0);

	return dot == SIZE_MAX ? registrable : str_sub(registrable, 0, dot);
}

static size_t bait_words(struct str label)
{
	static const struct str words[] = { STR_INIT("login"), STR_INIT("logon"),
		STR_INIT("signin"), STR_INIT("secure"), STR_INIT("security"), STR_INIT("verify"),
		STR_INIT("verif"), STR_INIT("account"), STR_INIT("update"), STR_INIT("confirm"),
		STR_INIT("support"), STR_INIT("billing"), STR_INIT("unlock"), STR_INIT("wallet"),
		STR_INIT("recover"), STR_INIT("suspend"), STR_INIT("alert"), STR_INIT("service"),
		STR_INIT("authent"), STR_INIT("validat"), STR_INIT("payment"), STR_INIT("invoice"),
		STR_INIT("refund"), STR_INIT("identity"), STR_INIT("webmail"), STR_INIT("airdrop"),
		STR_INIT("claim"), STR_INIT("bonus"), STR_INIT("customer") };
	size_t n = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (size_t at = 0; at + words[i].n <= label.n; at++)
			if (label.p[at] == words[i].p[0] &&
				memcmp(label.p + at, words[i].p, words[i].n) == 0) {
				n++;
				break;
			}
	return n;
}

/* Long runs without a vowel, or digits mixed in among letters again and again. */
static bool looks_machine_made(struct str label)
{
	size_t run = 0, longest = 0, turns = 0, digits = 0;

	if (str_starts(label, STR("xn--")) || label.n < 7)
		return false;
	for (size_t i = 0; i < label.n; i++) {
		char c = label.p[i];
		bool vowel = c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';

		run = ch_alpha(c) && !vowel ? run + 1 : 0;
		if (run > longest)
			longest = run;
		digits += ch_digit(c);
		if (i && ch_digit(c) != ch_digit(label.p[i - 1]))
			turns++;
	}
	return longest >= 6 || (turns >= 4 && digits >= 3) || (digits >= 6 && digits < label.n);
}

static bool brand_is_left(const struct site *s)
{
	return s->lookalike.of.p && str_is(s->lookalike.how, "subdomain");
}

static void features_of(const struct options_in *in, struct features *f)
{
	const struct figures *g = &in->stack->figures;
	const struct site *s = in->stack->site;
	struct str label = chosen_label(s->registrable);
	size_t baits;

	f->kind = s->kind;
	f->plain = s->kind == SITE_DOMAIN && s->ns == NAMESPACE_DNS &&
		   (!s->special.p || s->documentation);
	f->registered_days = days_since(g->registered_at_s, in->now_s);
	f->seen_days = days_since(g->first_seen_s, in->now_s);
	f->rank = g->rank;
	f->own_host =
		str_eq(s->host, s->registrable) ||
		(str_starts(s->host, STR("www.")) && str_eq(str_from(s->host, 4), s->registrable));
	f->imitates = s->lookalike.of.p && !brand_is_left(s);
	f->brand_left = brand_is_left(s);
	if (!f->plain)
		return; /* nothing below is asked of others */
	f->site_part = s->path.p && in_site_software(s->path);
	f->deep = s->path.p && path_parts(s->path) >= DEEP_PATH_PARTS;
	baits = bait_words(label);
	f->bait = baits >= 2 || (baits && str_find_byte(label, '-', 0) != SIZE_MAX);
	f->machine_made = looks_machine_made(label);
}

static bool younger(int64_t days, int64_t than)
{
	return days != STACK_UNKNOWN && days < than;
}

static bool older(const struct features *f, int64_t than)
{
	return (f->registered_days != STACK_UNKNOWN && f->registered_days >= than) ||
	       (f->seen_days != STACK_UNKNOWN && f->seen_days >= than);
}

static bool is_TENANT(const struct features *f)
{
	return f->kind == SITE_TENANT || f->kind == SITE_PLATFORM;
}

static bool is_NOT_ONE_NAME(const struct features *f)
{
	return !f->plain && !is_TENANT(f);
}

static bool is_POPULAR(const struct features *f)
{
	return f->plain && f->rank != STACK_UNKNOWN && f->rank > 0 && f->rank <= POPULAR_RANK &&
	       !younger(f->registered_days, YOUNG_DAYS);
}

static bool is_OLD_SITE_PART(const struct features *f)
{
	return f->plain && f->site_part && older(f, YOUNG_DAYS);
}

static bool is_NEW_SITE_PART(const struct features *f)
{
	return f->plain && f->site_part && younger(f->registered_days, YOUNG_DAYS) && !f->imitates;
}

static bool is_YOUNG_IMITATION(const struct features *f)
{
	return f->plain && f->imitates && younger(f->registered_days, YOUNG_DAYS) &&
	       !older(f, YOUNG_DAYS);
}

static bool is_DAYS_OLD(const struct features *f)
{
	return f->plain && younger(f->registered_days, DAYS_OLD + 1) && !older(f, YOUNG_DAYS);
}

static bool is_YOUNG_BAIT(const struct features *f)
{
	return f->plain && (f->bait || f->machine_made) &&
	       younger(f->registered_days, YOUNG_DAYS) && !older(f, YOUNG_DAYS);
}

static bool is_IMITATION(const struct features *f)
{
	return f->plain && f->imitates && (f->bait || !older(f, OLD_DAYS));
}

static bool is_NEWLY_SEEN(const struct features *f)
{
	return f->plain && f->own_host && younger(f->seen_days, SEEN_NEW_DAYS) &&
	       !older(f, YOUNG_DAYS);
}

static bool is_MONTHS_OLD(const struct features *f)
{
	return f->plain && younger(f->registered_days, MONTHS_OLD) && !older(f, YOUNG_DAYS);
}

static bool is_OLD(const struct features *f)
{
	return f->plain && older(f, OLD_DAYS);
}

static bool is_SITE_PART(const struct features *f)
{
	return f->plain && f->site_part && !f->imitates;
}

static bool is_BAIT(const struct features *f)
{
	return f->plain && f->bait;
}

static bool is_BRAND_IN_HOST(const struct features *f)
{
	return f->plain && f->brand_left;
}

static bool is_DEEP_PATH(const struct features *f)
{
	return f->plain && f->deep && !f->imitates && !f->brand_left;
}

static bool is_MACHINE_MADE(const struct features *f)
{
	return f->plain && f->machine_made;
}

static bool is_NOTHING(const struct features *f)
{
	(void)f;
	return true;
}

static const struct {
	const char *id;
	enum verdict verdict;
	enum confidence confidence;
	struct str words;
	bool (*holds)(const struct features *f);
} rules[] = {
#define VERDICT_RULE(code, id, verdict, confidence, words) \
	{ id, VERDICT_##verdict, CONFIDENCE_##confidence, STR_INIT(words), is_##code },
#include "options/verdict.def"
#undef VERDICT_RULE
};
#define RULES (sizeof(rules) / sizeof(rules[0]))

int options_judge(
	struct arena *a, const struct options_in *in, struct judgement *out, struct err *e)
{
	struct features f = { 0 };
	struct judgement j = { 0 };

	j.reasons = ARENA_ARRAY(a, struct verdict_reason, RULES);
	if (!j.reasons)
		return err_nomem(e);
	features_of(in, &f);
	for (size_t i = 0; i < RULES; i++) {
		/* the last rule, which always holds, is a reason only where it decides */
		if (!rules[i].holds(&f) || (i + 1 == RULES && j.reasons_n))
			continue;
		if (!j.reasons_n) {
			j.verdict = rules[i].verdict;
			j.confidence = rules[i].confidence;
		}
		j.reasons[j.reasons_n++] = (struct verdict_reason){ rules[i].id, rules[i].verdict,
			(int)i + 1, rules[i].words };
	}
	*out = j;
	return BW_OK;
}
