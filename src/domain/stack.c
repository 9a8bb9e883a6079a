/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/stack.h"

static void actor_json(const struct actor *a, struct jw *w)
{
	jw_object(w);
	jw_kz(w, "role", role_text(a->role));
	jw_kstr(w, "actor", a->name.p ? a->name : a->id);
	jw_kstr(w, "name", a->name);
	jw_kstr(w, "id", a->id);
	jw_kz(w, "basis", basis_text(a->basis));
	jw_kz(w, "confidence", confidence_text(a->confidence));
	jw_ktime(w, "seen_at", a->seen_at_s);
	jw_kstr(w, "why", a->why);
	jw_key(w, "contacts");
	jw_array(w);
	for (size_t i = 0; i < a->contacts_n; i++) {
		jw_object(w);
		jw_kstr(w, "kind", a->contacts[i].kind);
		jw_kstr(w, "value", a->contacts[i].value);
		jw_kz(w, "basis", basis_text(a->contacts[i].basis));
		jw_end(w);
	}
	jw_end(w);
	jw_kstr(w, "country", a->country);
	jw_end(w);
}

static void count_member(struct jw *w, const char *key, int64_t n)
{
	jw_key(w, key);
	if (n == STACK_UNKNOWN)
		jw_null(w);
	else
		jw_i64(w, n);
}

static void figures_json(const struct figures *f, struct jw *w)
{
	jw_object(w);
	jw_ktime(w, "registered_at", f->registered_at_s);
	jw_ktime(w, "first_seen", f->first_seen_s);
	count_member(w, "rank", f->rank);
	jw_ki64(w, "rank_list_size", f->rank_list_size);
	count_member(w, "hosts", f->hosts);
	count_member(w, "mailboxes", f->mailboxes);
	count_member(w, "tenants", f->tenants);
	count_member(w, "names_on_address", f->names_on_address);
	jw_kbool(w, "shared_address", f->shared_address);
	jw_kbool(w, "on_hold", f->on_hold);
	jw_kbool(w, "inactive", f->inactive);
	jw_kbool(w, "locked", f->locked);
	jw_kbool(w, "holder_reached", f->holder_reached);
	jw_kbool(w, "gone", f->gone);
	jw_kbool(w, "parked", f->parked);
	jw_kbool(w, "sinkholed", f->sinkholed);
	jw_end(w);
}

void stack_members_json(const struct stack *s, struct jw *w)
{
	jw_kstr(w, "site", s->site->id);
	jw_kz(w, "site_kind", site_kind_text(s->site->kind));
	jw_key(w, "actors");
	jw_array(w);
	for (size_t i = 0; i < s->actors_n; i++)
		actor_json(&s->actors[i], w);
	jw_end(w);
	jw_key(w, "unknown");
	jw_array(w);
	for (size_t i = 0; i < s->unknown_n; i++) {
		jw_object(w);
		jw_kz(w, "role", role_text(s->unknown[i].role));
		jw_kstr(w, "why", s->unknown[i].why);
		jw_end(w);
	}
	jw_end(w);
	jw_key(w, "figures");
	figures_json(&s->figures, w);
	jw_key(w, "wishes");
	jw_array(w);
	for (size_t i = 0; i < s->wishes_n; i++) {
		const struct wish *x = &s->wishes[i];

		jw_object(w);
		jw_kz(w, "fact", fact_kind_text(x->kind));
		jw_kstr(w, "subject", x->subject);
		jw_kstr(w, "type", x->detail.n ? x->detail : (struct str){ NULL, 0 });
		jw_kstr(w, "why", x->why);
		jw_end(w);
	}
	jw_end(w);
	jw_key(w, "old_data");
	jw_array(w);
	for (size_t i = 0; i < s->old_data_n; i++)
		jw_str(w, s->old_data[i]);
	jw_end(w);
}

void stack_json(const struct stack *s, struct jw *w)
{
	jw_object(w);
	stack_members_json(s, w);
	jw_end(w);
}

const struct actor *stack_find(const struct stack *s, enum role role)
{
	for (size_t i = 0; i < s->actors_n; i++)
		if (s->actors[i].role == role)
			return &s->actors[i];
	return NULL;
}

static bool for_this_harm(enum role role, int harm)
{
	return harm_class_of(harm) == CLASS_CSAM ||
	       (role != ROLE_HOTLINE && role != ROLE_LAW_ENFORCEMENT);
}

void stack_for_harm(struct stack *s, int harm)
{
	size_t actors = 0, unknown = 0;

	for (size_t i = 0; i < s->actors_n; i++)
		if (for_this_harm(s->actors[i].role, harm))
			s->actors[actors++] = s->actors[i];
	for (size_t i = 0; i < s->unknown_n; i++)
		if (for_this_harm(s->unknown[i].role, harm))
			s->unknown[unknown++] = s->unknown[i];
	s->actors_n = actors;
	s->unknown_n = unknown;
}

struct str stack_country(const struct stack *s)
{
	static const enum role roles[] = { ROLE_HOSTING, ROLE_NETWORK, ROLE_PLATFORM,
		ROLE_REGISTRANT, ROLE_REGISTRY };

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		const struct actor *x = stack_find(s, roles[i]);

		if (x && x->country.n == 2 && ch_alpha(x->country.p[0]) &&
			ch_alpha(x->country.p[1]))
			return x->country;
	}
	return (struct str){ NULL, 0 };
}
