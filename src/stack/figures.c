/* SPDX-License-Identifier: Apache-2.0 */
/* figures.c -- the counted things about a site, and the age of the data an entry rests on. */
#include "refdata/source.h"
#include "stack/build.h"

static void count(const struct fact *f, const char *name, int64_t *out)
{
	int64_t n;

	if (json_i64(json_get(f->body, name), &n) && n >= 0)
		*out = n;
}

static const struct fact *about(const struct build *b, enum fact_kind kind)
{
	const struct fact *f = facts_find(b->facts, kind, b->site->id, b->now_s), *g;

	if (!f && b->site->host.n)
		f = facts_find(b->facts, kind, b->site->host, b->now_s);
	/* What is said of the whole domain holds for the site only where the site is the domain. */
	if (!f && !b->tenant && b->domain.p) {
		g = facts_find(b->facts, kind, b->domain, b->now_s);
		f = g;
	}
	return f;
}

/* RFC 7505: a single MX "." says that the domain takes no mail. */
static void mail(struct build *b)
{
	struct figures *g = &b->out->figures;
	const struct fact *f;
	int64_t n = 0;

	if (!b->domain.p || b->tenant)
		return;
	f = facts_find_dns(b->facts, b->domain, "MX", b->now_s);
	if (!f) {
		build_wish(b, FACT_DNS, b->domain, "MX", "tells whether mail depends on the name");
		return;
	}
	JSON_EACH (x, build_list(f, "records")) {
		size_t space = x->type == JSON_STRING ? str_rfind_byte(x->text, ' ') : SIZE_MAX;
		struct str host = x->text;

		if (x->type != JSON_STRING)
			continue;
		if (space != SIZE_MAX)
			host = str_from(host, space + 1);
		n += host.n && !str_is(host, ".");
	}
	if (g->mailboxes == STACK_UNKNOWN || n == 0)
		g->mailboxes = n ? 1 : 0;
}

static void popularity(struct build *b)
{
	struct figures *g = &b->out->figures;
	const struct fact *f;

	if (!b->domain.p)
		return;
	g->rank_list_size = refdata_rank_list_size(b->rd);
	if (g->rank_list_size) {
		int64_t rank = refdata_rank(b->rd, b->domain);

		b->uses |= USE_POPULARITY;
		if (rank > 0)
			g->rank = rank;
	}
	f = facts_find(b->facts, FACT_POPULARITY, b->domain, b->now_s);
	if (f) {
		count(f, "rank", &g->rank);
		count(f, "list_size", &g->rank_list_size);
	}
}

static void use_seen(struct build *b)
{
	struct figures *g = &b->out->figures;
	const struct fact *f;
	struct str state, text;
	int64_t at;

	f = about(b, FACT_HOSTED);
	text = f ? json_text(f->body, "first_seen") : (struct str){ NULL, 0 };
	if (text.p && clock_parse(text, &at) && at <= b->now_s)
		g->first_seen_s = at;
	g->holder_reached = about(b, FACT_REACHED) != NULL;
	f = about(b, FACT_CHECK);
	state = f ? json_text(f->body, "state") : (struct str){ NULL, 0 };
	g->gone = str_is(state, "gone");
	f = about(b, FACT_COUNTS);
	if (!f)
		return;
	count(f, "hosts", &g->hosts);
	count(f, "mailboxes", &g->mailboxes);
	count(f, "tenants", &g->tenants);
	count(f, "names_on_address", &g->names_on_address);
}

void build_figures(struct build *b)
{
	struct figures *g = &b->out->figures;

	if (b->facts)
		use_seen(b);
	mail(b);
	popularity(b);
	for (size_t i = 0; i < b->address_n && g->names_on_address == STACK_UNKNOWN; i++) {
		const struct fact *f =
			facts_find(b->facts, FACT_COUNTS, b->address[i].text, b->now_s);

		if (f)
			count(f, "names_on_address", &g->names_on_address);
	}
	if (g->names_on_address != STACK_UNKNOWN && g->names_on_address > 1)
		g->shared_address = true;
}

#define YEAR_S ((int64_t)366 * 86400)

/* By the file's canonical name; no walk through the table of all files, since bulk work comes by here.
 * Anything else may be somebody's ranges. */
static unsigned use_of(struct str file)
{
	static const struct {
		struct str head;
		unsigned use;
	} heads[] = { { STR_INIT("public_suffix_list"), USE_SUFFIXES },
		{ STR_INIT("tlds-alpha"), USE_ROOT }, { STR_INIT("dns.json"), USE_RDAP_SERVERS },
		{ STR_INIT("registrar-ids"), USE_REGISTRARS },
		{ STR_INIT("asn-ipv"), USE_NETWORKS }, { STR_INIT("geo-whois"), USE_NETWORKS },
		{ STR_INIT("location"), USE_NETWORKS },
		{ STR_INIT("cloudflare-top"), USE_POPULARITY },
		{ STR_INIT("cisco_top"), USE_POPULARITY }, { STR_INIT("tranco"), USE_POPULARITY },
		{ STR_INIT("top-1m"), USE_POPULARITY }, { STR_INIT("majestic"), USE_POPULARITY } };

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (file.n >= heads[i].head.n && file.p[0] == heads[i].head.p[0] &&
			memcmp(file.p, heads[i].head.p, heads[i].head.n) == 0)
			return heads[i].use;
	return USE_RANGES;
}

static char *two_digits(char *p, int n)
{
	p[0] = (char)('0' + n / 10 % 10);
	p[1] = (char)('0' + n % 10);
	return p + 2;
}

/* "public_suffix_list.dat of 2022-10-29 is older than a year", without printf. */
static struct str old_sentence(struct build *b, const struct refdata_file *f)
{
	struct civil c = clock_to_civil(f->dated_at_s);
	char text[] = " of 0000-00-00 is older than a year";
	char *p = two_digits(text + 4, (int)(c.year / 100));

	p = two_digits(p, (int)(c.year % 100));
	p = two_digits(p + 1, c.month);
	two_digits(p + 1, c.day);
	return BUILD_JOIN(b, f->name, str_make(text, sizeof(text) - 1));
}

#define FILES_MOST 128

static size_t files(struct build *b)
{
	if (!b->files) {
		b->files = ARENA_ROOM(b->a, struct refdata_file, FILES_MOST);
		if (!b->files) {
			b->nomem = true;
			return 0;
		}
		b->files_n = refdata_files(b->rd, b->files, FILES_MOST);
		if (b->files_n > FILES_MOST)
			b->files_n = FILES_MOST;
	}
	return b->files_n;
}

/* Ranges of another operator say nothing about this entry. */
static bool rests_on(const struct build *b, const struct refdata_file *f, unsigned use)
{
	const struct source_kind *k;

	if (use != USE_RANGES)
		return use != 0;
	k = source_kind(f->name);
	for (size_t i = 0; i < b->range_op_n; i++)
		if (k && k->op && str_is(b->range_op[i], k->op))
			return true;
	return false;
}

int64_t build_date(struct build *b, enum use use)
{
	int64_t newest = CLOCK_NONE;

	for (size_t i = 0; i < files(b); i++)
		if (use_of(b->files[i].name) == (unsigned)use && b->files[i].dated_at_s > newest &&
			rests_on(b, &b->files[i], use))
			newest = b->files[i].dated_at_s;
	return newest;
}

void build_old_data(struct build *b)
{
	struct stack *s = b->out;

	for (size_t i = 0; b->uses && i < files(b); i++) {
		const struct refdata_file *f = &b->files[i];
		unsigned use;

		if (f->dated_at_s == CLOCK_NONE || f->dated_at_s > b->now_s - YEAR_S)
			continue;
		use = use_of(f->name) & b->uses;
		if (!use || !rests_on(b, f, use))
			continue;
		if (!s->old_data)
			s->old_data = ARENA_ROOM(b->a, struct str, FILES_MOST);
		if (!s->old_data) {
			b->nomem = true;
			return;
		}
		s->old_data[s->old_data_n++] = old_sentence(b, f);
	}
}
