/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h -- the facts a command works on: those of --facts FILE, none with --offline, else fetched.
 *
 * With --facts nothing is fetched and nothing is read from the cache, so that an explanation can be
 * replayed from its evidence.  What was not learned is named, never passed over.
 */
#ifndef CMD_FACTS_H
#define CMD_FACTS_H

#include "cmd/cmd.h"
#include "net/courier.h"
#include "stack/infer.h"

/* Put into the option table of a command that uses facts. */
#define FACTS_OPTS                                                                                 \
	{ "timeout", "SECONDS", OPT_COUNT, "time for all questions together (default: 8)", NULL }, \
		{ "resolver", "ADDR[@PORT]", OPT_TEXT,                                             \
			"DNS resolver to ask (default: those of /etc/resolv.conf)", NULL },        \
		{ "rdap-base", "URL", OPT_TEXT,                                                    \
			"RDAP server to ask for everything (default: IANA's list)", NULL },        \
		{ "no-cache", NULL, OPT_FLAG, "ask again what was answered lately", NULL },        \
	{                                                                                          \
		"test-loopback", NULL, OPT_FLAG,                                                   \
			"for tests: servers on this machine, plain http, no DNSSEC", NULL          \
	}

struct facts_source {
	bool file; /* --facts */
	bool fetch; /* the network may be asked */
	struct facts given;
	struct courier courier;
	int64_t timeout_ms;
};

/* Read the options (and the file) once for a command. */
int facts_open(struct ctx *c, const struct refdata *rd, int64_t now_s, struct facts_source *out,
	struct err *e) MUST_USE;
/* The stack of ${site} from what the source gives: fetches what the stack wishes for, at most three
 * times, within the budget.  ${misses} may be NULL. In ${a}. */
int facts_stack(struct facts_source *s, struct arena *a, const struct site *site, int64_t now_s,
	struct facts *facts, struct stack *out, struct courier_misses *misses,
	struct err *e) MUST_USE;
/* "registration of shop.example: no RDAP server is known" */
struct str facts_miss_words(struct arena *a, const struct courier_miss *m);

#endif
