/* SPDX-License-Identifier: Apache-2.0 */
/* gen-reports [-n LINES] [-s SEED] [-b PERCENT] [-f PERCENT] -- XARF 4 reports, one a line, for measuring.
 *
 * The same arguments give the same bytes.  A line has about 635 bytes; PERCENT (5) of them are broken or
 * repeat an earlier one; the other PERCENT (48) of them are about a site of their own; about 0.6 LINES different sites: names, tenants of platforms, addresses, all
 * reserved or invented (RFC 2606, 2544, 3849).  A line depends on its number only, so that a repeated
 * one need not be kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"

#define LINE_ROOM 4096

static const char *const platforms[] = { "pages.dev", "github.io", "netlify.app", "vercel.app",
	"web.app", "weebly.com", "blogspot.com", "duckdns.org", "r2.dev", "workers.dev" };
static const char *const tops[] = { "example", "test", "invalid", "example.com", "example.net",
	"example.org" };
static const char *const words[] = { "login", "secure", "account", "parcel", "bank", "update",
	"verify", "wallet", "mail", "support", "cloud", "shop", "pay", "tax", "club", "news" };
static const char *const brands[] = { "Example Bank", "Parcel Example", "Example Pay",
	"Cloud Example", "Example Tax Office", "Wallet Example", "Example Mail", "Example Shop" };

#define PICK(r, list) list[rng_next(r) % (sizeof(list) / sizeof((list)[0]))]

struct site {
	char host[160];
	int is_ip;
};

static void address(struct rng_seeded *r, char *out, size_t n)
{
	unsigned v = (unsigned)rng_next(r);

	if (v % 4 == 0)
		(void)snprintf(out, n, "2001:db8:%x:%x::%x", v >> 8 & 0xffff, v >> 20 & 0xfff,
			(unsigned)rng_next(r) & 0xffff);
	else
		(void)snprintf(
			out, n, "198.%u.%u.%u", 18 + (v >> 8 & 1), v >> 9 & 255, v >> 17 & 255);
}

static void make_site(uint64_t seed, uint64_t id, int want_ip, struct site *s)
{
	struct rng_seeded r = { seed * 0x9e3779b97f4a7c15u + id * 2 + 1 };
	unsigned kind = (unsigned)(rng_next(&r) % 100);
	const char *word = PICK(&r, words);

	s->is_ip = want_ip || kind >= 80;
	if (s->is_ip)
		address(&r, s->host, sizeof(s->host));
	else if (kind >= 60)
		(void)snprintf(s->host, sizeof(s->host), "bench-%s-%llx.%s", word,
			(unsigned long long)id, PICK(&r, platforms));
	else
		(void)snprintf(s->host, sizeof(s->host), "%s%s-%llx.%s",
			rng_next(&r) % 3 ? "" : "www.", word, (unsigned long long)id,
			PICK(&r, tops));
}

/* Most lines bring a new site; the others name one of before, the older the likelier. */
static uint64_t site_of(struct rng_seeded *r, uint64_t line, unsigned fresh_percent)
{
	double u = (double)(rng_next(r) >> 11) / 9007199254740992.0;

	if (rng_next(r) % 100 < fresh_percent)
		return line;
	return (uint64_t)((double)line * u * u * u);
}

static size_t base64(struct rng_seeded *r, size_t chars, char *out)
{
	static const char set[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < chars; i++)
		out[i] = set[rng_next(r) & 63];
	out[chars] = '\0';
	return chars;
}

struct kind {
	unsigned percent; /* up to this one, of 100 */
	const char *category, *type, *media, *more;
	int ip;
};

/* more: $h host in a URL, $t time, $b brand, $x hexadecimal of a hash. */
static const struct kind kinds[] = {
	{ 55, "content", "phishing", "text/html",
		"\"url\":\"https://$h/account/signin\",\"target_brand\":\"$b\","
		"\"verified_at\":\"$t\",\"verification_method\":\"automated_crawler\"",
		0 },
	{ 70, "content", "malware", "application/octet-stream",
		"\"url\":\"http://$h/dl/setup.exe\",\"malware_type\":\"loader\",\"file_hashes\":"
		"{\"sha256\":\"$x\"}",
		0 },
	{ 80, "messaging", "spam", "message/rfc822",
		"\"protocol\":\"smtp\",\"smtp_from\":\"offers@mail.example\",\"source_port\":25,"
		"\"subject\":\"Your parcel is waiting, $b\"",
		1 },
	{ 88, "content", "fraud", "image/png",
		"\"url\":\"https://$h/invest\",\"fraud_type\":\"investment\",\"claimed_entity\":"
		"\"$b\",\"payment_methods\":[\"cryptocurrency\"]",
		0 },
	{ 94, "connection", "infected_host", "text/plain",
		"\"protocol\":\"tcp\",\"first_seen\":\"$t\",\"bot_type\":\"malicious\","
		"\"source_port\":49152,\"destination_ip\":\"192.0.2.53\",\"destination_port\":443",
		1 },
	{ 98, "connection", "login_attack", "text/plain",
		"\"protocol\":\"tcp\",\"first_seen\":\"$t\",\"source_port\":51515,"
		"\"destination_ip\":\"203.0.113.7\",\"destination_port\":22",
		1 },
	{ 100, "content", "suspicious_registration", "application/json",
		"\"url\":\"https://$h/"
		"\",\"registration_date\":\"$t\",\"suspicious_indicators\":"
		"[\"brand_keyword\",\"immediate_activation\"],\"targeted_brands\":[\"$b\"]",
		0 },
};

static void expand(const char *from, const char *const with[4], char *out, size_t room)
{
	static const char letters[] = "htbx";
	size_t n = 0;

	for (; *from && n + 1 < room; from++) {
		const char *hit = *from == '$' ? strchr(letters, from[1]) : NULL;

		if (!hit) {
			out[n++] = *from;
			continue;
		}
		n += (size_t)snprintf(out + n, room - n, "%s", with[hit - letters]);
		from++;
	}
	out[n < room ? n : room - 1] = '\0';
}

struct wanted {
	uint64_t seed;
	unsigned bad_percent, fresh_percent;
};

static size_t good_line(const struct wanted *w, uint64_t line, char *out)
{
	struct rng_seeded r = { w->seed ^ (line * 0xbf58476d1ce4e5b9u + 7) };
	unsigned p = (unsigned)(rng_next(&r) % 100);
	const struct kind *k = kinds;
	char payload[200], more[600], hash[65], at[CLOCK_TEXT], host[170];
	struct site s;
	uint64_t a = rng_next(&r), b = rng_next(&r);
	int n;

	while (p >= k->percent)
		k++;
	make_site(w->seed, site_of(&r, line, w->fresh_percent), k->ip, &s);
	(void)snprintf(host, sizeof(host), strchr(s.host, ':') ? "[%s]" : "%s", s.host);
	for (int i = 0; i < 4; i++)
		(void)snprintf(hash + 16 * i, 17, "%016llx", (unsigned long long)rng_next(&r));
	clock_format(1790000000 + (int64_t)(line % 2000000), at);
	expand(k->more, (const char *const[4]){ host, at, PICK(&r, brands), hash }, more,
		sizeof(more));
	base64(&r, 52, payload);
	n = snprintf(out, LINE_ROOM,
		"{\"xarf_version\":\"4.2.0\",\"report_id\":\"%08x-%04x-4%03x-8%03x-%012llx\","
		"\"timestamp\":\"%s\",\"reporter\":{\"org\":\"Notifier %u\",\"contact\":"
		"\"soc@n%u.example\",\"domain\":\"n%u.example\"},\"sender\":{\"org\":\"Relay\","
		"\"contact\":\"abuse@relay.example\",\"domain\":\"relay.example\"},"
		"\"source_identifier\":\"%s\",\"category\":\"%s\",\"type\":\"%s\",%s,"
		"\"evidence\":[{\"content_type\":\"%s\",\"payload\":\"%s\"}],\"confidence\":0.%u}",
		(unsigned)a, (unsigned)(a >> 32) & 0xffff, (unsigned)(a >> 48) & 0xfff,
		(unsigned)b & 0xfff, (unsigned long long)(b >> 16), at, (unsigned)(a % 40),
		(unsigned)(a % 40), (unsigned)(a % 40), s.host, k->category, k->type, more,
		k->media, payload, (unsigned)(b % 9) + 1);
	return n > 0 ? (size_t)n : 0;
}

/* One of the ways in which lines are broken in the field. */
static size_t break_line(struct rng_seeded *r, char *out, size_t n)
{
	char *hit;

	switch (rng_next(r) % 4) {
	case 0: return n / 2; /* cut */
	case 1: out[n / 3] = '\xff'; return n;
	case 2:
		hit = strstr(out, "\"category\":\"");
		memcpy(hit + 12, "xxxx", 4);
		return n;
	default:
		hit = strstr(out, "\"source_identifier\"");
		memcpy(hit, "\"source_port\":,   \"", 19);
		return n;
	}
}

static void write_line(const struct wanted *w, uint64_t line)
{
	struct rng_seeded r = { w->seed + line * 0x94d049bb133111ebu };
	char out[LINE_ROOM];
	uint64_t dice = rng_next(&r) % 200;
	size_t n;

	if (dice < w->bad_percent && line > 0)
		line = rng_next(&r) % line;
	n = good_line(w, line, out);
	if (dice >= w->bad_percent && dice < 2 * w->bad_percent)
		n = break_line(&r, out, n);
	out[n++] = '\n';
	(void)fwrite(out, 1, n, stdout);
}

int main(int argc, char **argv)
{
	uint64_t lines = 1000000, seed = 1, bad = 5, fresh = 48;
	struct wanted w;

	for (int i = 1; i < argc; i += 2) {
		uint64_t *to = strcmp(argv[i], "-n") == 0   ? &lines
			       : strcmp(argv[i], "-s") == 0 ? &seed
			       : strcmp(argv[i], "-b") == 0 ? &bad
			       : strcmp(argv[i], "-f") == 0 ? &fresh
							    : NULL;

		if (!to || i + 1 == argc || !str_u64(str_of(argv[i + 1]), to) || bad > 100 ||
			fresh > 100) {
			(void)fprintf(stderr, "usage: gen-reports [-n LINES] [-s SEED] [-b "
					      "PERCENT] [-f PERCENT]\n");
			return 64;
		}
	}
	w = (struct wanted){ seed, (unsigned)bad, (unsigned)fresh };
	for (uint64_t i = 0; i < lines; i++)
		write_line(&w, i);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 74;
}
