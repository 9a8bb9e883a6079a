/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/option.h"

const char *role_words(int role)
{
	static const char *const words[ROLE_COUNT] = {
		[ROLE_OPERATOR] = "the operator of the site",
		[ROLE_REGISTRANT] = "the holder of the name",
		[ROLE_PLATFORM] = "the platform",
		[ROLE_HOSTING] = "the hosting provider",
		[ROLE_GATEWAY] = "the gateway",
		[ROLE_CDN] = "the CDN",
		[ROLE_DNS] = "the DNS operator",
		[ROLE_NETWORK] = "the network",
		[ROLE_RESELLER] = "the reseller",
		[ROLE_REGISTRAR] = "the registrar",
		[ROLE_REGISTRY] = "the registry",
		[ROLE_RESOLVER] = "a resolver",
		[ROLE_HOTLINE] = "the hotline",
		[ROLE_CSIRT] = "the national CSIRT",
		[ROLE_LAW_ENFORCEMENT] = "the police",
		[ROLE_NOTIFIER] = "the reporter",
		[ROLE_WALLET] = "wallet vendors",
		[ROLE_BROWSER] = "browser vendors",
	};

	return role >= 0 && role < ROLE_COUNT && words[role] ? words[role] : "?";
}

bool option_on_address(const struct option *o)
{
	return o->effect == EFFECT_IP || o->effect == EFFECT_PREFIX;
}

struct str actor_shown(struct arena *a, const struct actor *actor)
{
	char q[QUOTE_ROOM(60)];

	if (actor->name.p)
		return arena_printf(a, "%s (%s)", str_quote(actor->name, 60, q),
			role_words(actor->role) +
				(str_starts(str_of(role_words(actor->role)), STR("the ")) ? 4 : 0));
	if (actor->role == ROLE_REGISTRY && str_starts(actor->id, STR("tld:")))
		return arena_printf(
			a, "the registry of '.%s'", str_quote(str_from(actor->id, 4), 60, q));
	if (actor->basis == BASIS_CONVENTION && actor->role != ROLE_OPERATOR &&
		actor->role != ROLE_NOTIFIER && actor->role != ROLE_RESOLVER &&
		actor->role != ROLE_HOTLINE && actor->role != ROLE_LAW_ENFORCEMENT)
		return arena_printf(a, "%s (not known yet)", role_words(actor->role));
	return arena_dup(a, str_of(role_words(actor->role)));
}

static void seconds_member(struct jw *w, const char *key, int64_t s)
{
	if (s == STACK_UNKNOWN) {
		jw_key(w, key);
		jw_null(w);
	} else {
		jw_ki64(w, key, s);
	}
}

static void collateral_member(const struct option *o, struct jw *w)
{
	jw_key(w, "collateral");
	jw_object(w);
	jw_kz(w, "class", collateral_text(o->collateral));
	jw_key(w, "counts");
	jw_object(w);
	for (size_t i = 0; i < o->counts_n; i++)
		seconds_member(w, o->counts[i].what, o->counts[i].n);
	jw_end(w);
	jw_end(w);
}

void option_json(const struct option *o, struct jw *w)
{
	jw_object(w);
	jw_kz(w, "action", o->action->name);
	jw_kz(w, "role", role_text(o->actor->role));
	jw_kstr(w, "actor", o->actor->name);
	jw_kstr(w, "actor_id", o->actor->id);
	jw_kbool(w, "soft", o->action->soft);
	jw_kz(w, "effect_unit", effect_text(o->effect));
	jw_kstr(w, "effect_on", o->effect_on);
	jw_kz(w, "scope", o->one_network ? "one-network" : "everyone");
	jw_kz(w, "stops", stops_text(o->stops));
	collateral_member(o, w);
	jw_key(w, "remit");
	jw_object(w);
	jw_kbool(w, "ok", o->remit_ok);
	jw_kstr(w, "clause", o->remit_clause);
	jw_end(w);
	jw_kstr(w, "reversible_within", o->reversible);
	seconds_member(w, "reversible_within_s", o->reversible_s);
	seconds_member(w, "expected_time", o->expected_s);
	jw_kbool(w, "needs_second_person", o->needs_second_person);
	jw_kbool(w, "needs_holder_reached", o->needs_holder_reached);
	jw_kbool(w, "expires", o->expires);
	jw_kbool(w, "held_back", o->held_back);
	jw_kz(w, "rule", o->rule);
	jw_kstr(w, "reason", o->reason);
	jw_end(w);
}

void judgement_json(const struct judgement *j, struct jw *w)
{
	jw_object(w);
	jw_kz(w, "value", verdict_text(j->verdict));
	jw_kz(w, "confidence", confidence_text(j->confidence));
	jw_key(w, "reasons");
	jw_array(w);
	for (size_t i = 0; i < j->reasons_n; i++) {
		jw_object(w);
		jw_kz(w, "rule", j->reasons[i].rule);
		jw_kz(w, "says", verdict_text(j->reasons[i].says));
		jw_kbool(w, "decides", i == 0);
		jw_kstr(w, "words", j->reasons[i].words);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}
