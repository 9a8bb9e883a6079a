/* SPDX-License-Identifier: Apache-2.0 */
#include "refdata/source.h"

#include "base/clock.h"
#include "refdata/make.h"

#define OWN "Bailiwick"

static const struct source_kind kinds[] = {
	/* the directory first: the others name its entries */
	{ "directory.tsv", OWN, "actors and their contacts", .make = make_directory, .order = 1,
		.own = true, .adds_up = true },
	{ "namespaces.tsv", OWN, "special-use names and other namespaces", .make = make_namespaces,
		.order = 2, .own = true, .adds_up = true },
	{ "services.tsv", OWN, "services that many share", .make = make_services, .order = 2,
		.own = true, .adds_up = true },
	{ "fingerprints.tsv", OWN, "name servers, aliases and mail exchangers of operators",
		.make = make_fingerprints, .order = 2, .own = true, .adds_up = true },
	{ "protected-names.txt", OWN, "names that are often imitated", .make = make_protected,
		.order = 2, .own = true },

	{ "public_suffix_list.dat", "Public Suffix List", "public suffixes",
		"https://publicsuffix.org/list/public_suffix_list.dat", .make = make_psl,
		.order = 3, .least_rows = 5000 },
	{ "tlds-alpha-by-domain.txt", "IANA", "top-level domains in the root",
		"https://data.iana.org/TLD/tlds-alpha-by-domain.txt", .make = make_tlds, .order = 3,
		.least_rows = 1000 },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const struct source_kind *source_kind_at(size_t i)
{
	return i < KINDS ? &kinds[i] : NULL;
}

/* Position where "-YYYY-MM" or "-YYYY-MM-DD" begins that ends at ${end}; ${end} where there is none. */
static size_t date_start(struct str s, size_t end)
{
	static const char *const shapes[] = { "-0000-00-00", "-0000-00" };

	for (size_t k = 0; k < 2; k++) {
		size_t n = strlen(shapes[k]), at = end - n;
		bool fits = n < end;

		for (size_t i = 0; fits && i < n; i++)
			fits = shapes[k][i] == '-' ? s.p[at + i] == '-' : ch_digit(s.p[at + i]);
		if (fits)
			return at;
	}
	return end;
}

static struct str bare(struct str s)
{
	size_t slash = str_rfind_byte(s, '/');

	if (slash != SIZE_MAX)
		s = str_from(s, slash + 1);
	if (str_ends(s, STR(".zst")))
		s.n -= 4;
	return s;
}

const struct source_kind *source_kind(struct str file_name)
{
	struct str s = bare(file_name);
	size_t dot = str_rfind_byte(s, '.'), stem_n;

	if (s.n == 0 || s.n > 2 * SOURCE_NAME_MOST)
		return NULL;
	if (str_starts(s, STR("bootstrap-"))) {
		s = str_from(s, 10);
		dot = str_rfind_byte(s, '.');
	}
	if (dot == SIZE_MAX)
		dot = s.n;
	stem_n = date_start(s, dot);
	for (size_t i = 0; i < KINDS; i++) {
		struct str name = str_of(kinds[i].name);

		if (name.n == stem_n + s.n - dot && str_starts(s, str_sub(name, 0, stem_n)) &&
			str_eq(str_from(s, dot), str_from(name, stem_n)))
			return &kinds[i];
	}
	return NULL;
}

bool source_name_date(struct str file_name, int64_t *out)
{
	struct str s = bare(file_name);
	size_t dot = str_rfind_byte(s, '.'), at;
	char text[] = "0000-00-01";

	if (dot == SIZE_MAX)
		return false;
	at = date_start(s, dot);
	if (at == dot)
		return false;
	memcpy(text, s.p + at + 1, dot - at - 1);
	return clock_parse(str_of(text), out);
}

/* "2026-08-19_12-34-56_UTC" or "2026041200": the date alone. */
static bool day_parse(struct str s, int64_t *out)
{
	char text[] = "0000-00-00";

	if (s.n >= 10 && s.p[4] == '-')
		return clock_parse(str_sub(s, 0, 10), out);
	if (s.n < 8)
		return false;
	memcpy(text, s.p, 4);
	memcpy(text + 5, s.p + 4, 2);
	memcpy(text + 8, s.p + 6, 2);
	return clock_parse(str_of(text), out);
}

bool source_date(const struct source_kind *k, struct str bytes, int64_t *out)
{
	static const struct {
		const char *mark;
	} marks[] = { { "// VERSION: " }, { "# Version " }, { "\"publication\":" },
		{ "\"version\":" }, { "# date: " } };
	struct str head = str_sub(bytes, 0, 4096), tail;

	(void)k;
	tail = str_from(bytes, bytes.n > 4096 ? bytes.n - 4096 : 0);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		struct str mark = str_of(marks[i].mark), in = head;
		size_t at = str_find(in, mark, 0);

		if (at == SIZE_MAX) {
			in = tail;
			at = str_find(in, mark, 0);
		}
		if (at == SIZE_MAX)
			continue;
		at += mark.n;
		while (at < in.n && (in.p[at] == ' ' || in.p[at] == '"'))
			at++;
		if (day_parse(str_from(in, at), out))
			return true;
	}
	return false;
}
