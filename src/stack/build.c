/* SPDX-License-Identifier: Apache-2.0 */
#include "stack/build.h"

#include "base/limit.h"
#include "base/vec.h"

struct str build_join(struct build *b, struct str x, struct str y, struct str z)
{
	char *p = arena_alloc(b->a, x.n + y.n + z.n + 1);

	if (!p) {
		b->nomem = true;
		return (struct str){ NULL, 0 };
	}
	if (x.n)
		memcpy(p, x.p, x.n);
	if (y.n)
		memcpy(p + x.n, y.p, y.n);
	if (z.n)
		memcpy(p + x.n + y.n, z.p, z.n);
	return str_make(p, x.n + y.n + z.n);
}

static bool room(struct build *b, void **v, size_t n, size_t *cap, size_t size, size_t first)
{
	size_t want = *cap ? 2 * *cap : first;
	char *p;

	if (n < *cap)
		return true;
	p = arena_array(b->a, want, size);
	if (!p) {
		b->nomem = true;
		return false;
	}
	if (n)
		memcpy(p, *v, n * size);
	*v = p;
	*cap = want;
	return true;
}

struct actor *build_actor(struct build *b, enum role role, struct str id, struct str name,
	enum basis basis, enum confidence confidence, int64_t seen_at_s, struct str why)
{
	struct stack *s = b->out;
	struct actor *x;

	for (size_t i = 0; i < s->actors_n; i++) {
		x = &s->actors[i];
		if (x->role != role || !str_eq(x->id, id))
			continue;
		if (!x->name.p)
			x->name = name;
		if (basis < x->basis || (basis == x->basis && confidence > x->confidence)) {
			x->basis = basis;
			x->confidence = confidence;
			x->seen_at_s = seen_at_s;
			x->why = why;
		}
		return x;
	}
	/* Allocated once at its largest: pointers to actors stay good while the stack is built. */
	if (!s->actors) {
		s->actors = ARENA_ROOM(b->a, struct actor, LIMIT_ACTORS);
		b->nomem |= !s->actors;
	}
	if (!s->actors || s->actors_n == LIMIT_ACTORS || !id.p)
		return NULL;
	x = &s->actors[s->actors_n++];
	*x = (struct actor){ .role = role,
		.id = id,
		.name = name,
		.basis = basis,
		.confidence = confidence,
		.seen_at_s = seen_at_s,
		.why = why };
	return x;
}

#define CONTACTS_MOST 8

void build_contact(
	struct build *b, struct actor *a, const char *kind, struct str value, enum basis basis)
{
	struct contact c = { str_of(kind), value, basis };
	size_t at = 0;

	if (!a || value.n == 0)
		return;
	for (size_t i = 0; i < a->contacts_n; i++)
		if (str_eq(a->contacts[i].kind, c.kind) &&
			str_eq_nocase(a->contacts[i].value, value)) {
			if (basis < a->contacts[i].basis)
				a->contacts[i].basis = basis;
			return;
		}
	if (!a->contacts) {
		a->contacts = ARENA_ROOM(b->a, struct contact, CONTACTS_MOST);
		b->nomem |= !a->contacts;
	}
	if (!a->contacts || a->contacts_n == CONTACTS_MOST)
		return;
	while (at < a->contacts_n && a->contacts[at].basis <= basis)
		at++;
	memmove(a->contacts + at + 1, a->contacts + at, (a->contacts_n - at) * sizeof(c));
	a->contacts[at] = c;
	a->contacts_n++;
}

bool build_directory(struct build *b, struct actor *a, struct str directory_id)
{
	struct directory_entry d;

	if (!directory_id.n || !refdata_directory(b->rd, directory_id, &d))
		return false;
	if (!a)
		return true;
	if (!a->name.p && d.name.n)
		a->name = d.name;
	if (!a->country.p && d.country.n)
		a->country = d.country;
	build_contact(b, a, "email", d.abuse_email, BASIS_DIRECTORY);
	build_contact(b, a, "web-form", d.abuse_form, BASIS_DIRECTORY);
	build_contact(b, a, "phone", d.abuse_phone, BASIS_DIRECTORY);
	return true;
}

void build_convention(struct build *b, struct actor *a, struct str domain)
{
	/* RFC 2142, section 4: "ABUSE ... Customer Relations ... Inappropriate public behaviour" */
	if (a && domain.n && a->contacts_n == 0)
		build_contact(
			b, a, "email", BUILD_JOIN(b, STR("abuse@"), domain), BASIS_CONVENTION);
}

void build_unknown(struct build *b, enum role role, struct str why)
{
	struct stack *s = b->out;

	for (size_t i = 0; i < s->unknown_n; i++)
		if (s->unknown[i].role == role)
			return;
	if (room(b, (void **)&s->unknown, s->unknown_n, &b->unknown_cap, sizeof(*s->unknown), 12))
		s->unknown[s->unknown_n++] = (struct unknown_role){ role, why };
}

void build_wish(
	struct build *b, enum fact_kind kind, struct str subject, const char *type, const char *why)
{
	struct stack *s = b->out;
	struct str detail = type ? str_of(type) : STR("");

	if (subject.n == 0)
		return;
	for (size_t i = 0; i < s->wishes_n; i++)
		if (s->wishes[i].kind == kind && str_eq(s->wishes[i].subject, subject) &&
			str_eq(s->wishes[i].detail, detail))
			return;
	if (s->wishes_n < LIMIT_ACTORS &&
		room(b, (void **)&s->wishes, s->wishes_n, &b->wishes_cap, sizeof(*s->wishes), 12))
		s->wishes[s->wishes_n++] = (struct wish){ kind, subject, detail, str_of(why) };
}

void build_country(struct build *b, struct str country)
{
	if (country.n != 2 || b->country_n == 4)
		return;
	for (size_t i = 0; i < b->country_n; i++)
		if (str_eq(b->country[i], country))
			return;
	b->country[b->country_n++] = country;
}

struct actor *build_find(struct build *b, enum role role)
{
	struct actor *best = NULL;

	for (size_t i = 0; i < b->out->actors_n; i++) {
		struct actor *x = &b->out->actors[i];

		if (x->role == role && (!best || x->basis < best->basis))
			best = x;
	}
	return best;
}

const struct json *build_list(const struct fact *f, const char *name)
{
	const struct json *v = f ? json_get(f->body, name) : NULL;

	return v && v->type == JSON_ARRAY ? v : NULL;
}

bool build_own(const struct fact *f)
{
	return str_starts(f->source, STR("own"));
}
