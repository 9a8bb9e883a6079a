/* SPDX-License-Identifier: Apache-2.0 */
/* fact.h -- something learned about a name or address, with when and from where.
 *
 * Facts are kept as evidence exactly as learned, one JSON object a line (docs/formats/facts.md):
 *   {"fact":"registration","subject":"shop.example","seen_at":"2026-11-21T08:00:00Z","source":"rdap:https://…",…}
 * Stages read them and nothing else about the world; a stage run on the same facts says the same.
 * A wish is a fact a stage would like to have; `net` fulfils wishes.
 */
#ifndef DOMAIN_FACT_H
#define DOMAIN_FACT_H

#include "base/arena.h"
#include "base/clock.h"
#include "domain/vocab.h"
#include "format/json.h"

struct fact {
	enum fact_kind kind;
	struct str subject; /* canonical name or address */
	struct str source;
	int64_t seen_at_s;
	const struct json *body; /* the whole object */
};

struct facts {
	struct fact *v;
	size_t n, cap;
};

struct wish {
	enum fact_kind kind;
	struct str subject;
	struct str detail; /* DNS: record type; else empty */
	struct str why;
};

/* Parse one line into ${out}; unknown kinds, missing subject or time are refused. */
int fact_parse(struct arena *a, struct str line, struct fact *out, struct err *e) MUST_USE;
/* Append all lines of a file; blank lines and lines that begin with '#' are passed over.
 * The error names the line. */
int facts_parse(struct arena *a, struct str text, struct facts *out, struct err *e) MUST_USE;
/* The newest fact of that kind about that subject not later than ${now_s}; NULL where there is none. */
const struct fact *facts_find(
	const struct facts *f, enum fact_kind kind, struct str subject, int64_t now_s);
/* The same for DNS facts of one record type ("A", "NS", ...). */
const struct fact *facts_find_dns(
	const struct facts *f, struct str name, const char *type, int64_t now_s);

#endif
