/* SPDX-License-Identifier: Apache-2.0 */
/* option.h -- one action by one actor on one case, with its reach; the verdict; the ladder. */
#ifndef DOMAIN_OPTION_H
#define DOMAIN_OPTION_H

#include "domain/stack.h"

/* A row of the action table (options/actions.def). */
struct action {
	const char *name; /* remove-content, client-hold, ... */
	const char *words; /* "remove the page" */
	enum role role;
	bool soft; /* asks or tells, takes nothing away */
};

struct count {
	const char *what; /* other-hosts, mailboxes, tenants, names-on-address, popularity-rank */
	int64_t n; /* STACK_UNKNOWN where not known */
};

struct option {
	const struct action *action;
	const struct actor *actor;
	enum effect effect;
	struct str effect_on; /* the thing: URL, host, domain, address */
	bool one_network; /* reaches the users of one network only */
	enum stops stops;
	enum collateral collateral;
	struct count counts[6];
	size_t counts_n;
	bool remit_ok;
	struct str remit_clause; /* the clause that covers it, or why none does */
	struct str
		reversible; /* "minutes", "days", "not at all" in words: "within 1 h of the request" */
	int64_t reversible_s; /* STACK_UNKNOWN: not reversible */
	int64_t expected_s; /* expected time to effect */
	bool needs_second_person, needs_holder_reached;
	bool expires; /* a block that ends by itself unless renewed */
	const char *
		rule; /* stable id of the do-no-harm rule that holds it back or rules it out; NULL */
	bool held_back; /* below the soft steps until the rule is satisfied */
	bool ruled_out;
	struct str effects; /* "that stops it for everybody, and nothing else is touched" */
	struct str says; /* who could do what, with its effects: a sentence */
	struct str held; /* why it is held back or ruled out; empty for an open row */
	struct str reason; /* the whole in words for a lay person: says and held */
};

struct verdict_reason {
	const char *rule; /* stable id of the rule table */
	enum verdict says;
	int weight_rank; /* rules are ordered, not summed: 1 decides before 2 */
	struct str words;
};

struct judgement {
	enum verdict verdict;
	enum confidence confidence;
	struct verdict_reason *reasons; /* the deciding one first; those overruled follow */
	size_t reasons_n;
};

struct ladder {
	struct judgement judgement;
	struct option *v; /* best first; those ruled out after rung_n */
	size_t n, rung_n;
	struct str *
		flags; /* "trademark claim dressed as phishing", "evidence asked for each name", ... */
	size_t flags_n;
};

/* A step on the whole of an address, as distinct from a name. */
bool option_on_address(const struct option *o);
/* Who it is in words safe to print: the name quoted, or "the hosting provider (not known yet)".
 * p is NULL when memory ran out. */
struct str actor_shown(struct arena *a, const struct actor *actor);
const char *role_words(int role);

void option_json(const struct option *o, struct jw *w);
void judgement_json(const struct judgement *j, struct jw *w);

#endif
