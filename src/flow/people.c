/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/people.h"

#include <sodium.h>
#include <stdio.h>

#include "base/limit.h"
#include "flow/permit.h"
#include "format/totp.h"
#include "store/guests.h"
#include "store/signins.h"

#define DAY_S ((int64_t)86400)

static const char denied[] = "name or password is wrong, or the account is disabled";

/* ---- one change in one transaction ---- */

struct change {
	const struct desk *d;
	struct arena a;
	struct work *w;
	struct store_person person;
};

/* As if it had never begun. */
static void change_drop(struct change *c)
{
	store_work_free(c->w);
	arena_done(&c->a);
}

static int change_end(struct change *c, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(c->w, e);
	change_drop(c);
	return rc;
}

/* The person loaded inside the transaction, and permission decided on it. */
static int change_begin(
	struct change *c, const struct desk *d, int64_t id, enum permission p, struct err *e)
{
	const struct permit_object o = { .owner = id };
	int rc;

	*c = (struct change){ .d = d };
	arena_init(&c->a, 0);
	rc = store_change_begin(d->store, &c->w, e);
	if (!rc && id)
		rc = store_person_get(d->store, &c->a, id, &c->person, e);
	if (!rc)
		rc = permit_desk(d, p, &o, e);
	if (!rc)
		rc = permit_record(d, c->w, p, c->person.name, e);
	return rc ? change_end(c, rc, e) : BW_OK;
}

/* One's own account by SELF, another's by PERSON_MANAGE. */
static enum permission self_or_manage(const struct desk *d, int64_t id)
{
	return d->person == id ? PERMISSION_SELF : PERMISSION_PERSON_MANAGE;
}

/* ---- accounts ---- */

static int check_name(struct str name, struct err *e)
{
	char q[QUOTE_ROOM(60)];

	if (name.n == 0 || name.n > PEOPLE_NAME_MOST)
		return err_set(e, BW_EINVALID, "a name has 1 to %d characters", PEOPLE_NAME_MOST);
	for (size_t i = 0; i < name.n; i++)
		if (!ch_alnum(name.p[i]) && !strchr(".-_@", name.p[i]))
			return err_set(e, BW_EINVALID,
				"'%s' is no name: letters, digits, '.', '-', '_' and '@' make one",
				str_quote(name, 60, q));
	return BW_OK;
}

static int check_roles(person_roles roles, int64_t notifier, struct err *e)
{
	if (roles == 0)
		return err_set(e, BW_EINVALID, "a person needs at least one role");
	if ((roles & PERSON_BIT(NOTIFIER)) && !notifier)
		return err_set(e, BW_EINVALID,
			"the role notifier needs an agreement it files under (--notifier NAME)");
	return BW_OK;
}

/* Is somebody left who can give roles back? */
static int admin_left(struct change *c, bool *left, struct err *e)
{
	struct store_person *v;
	size_t n;
	int rc = store_people(c->d->store, &c->a, &v, &n, e);

	*left = false;
	for (size_t i = 0; !rc && i < n; i++)
		*left = *left || (v[i].id != c->person.id && v[i].roles & PERSON_BIT(ADMIN) &&
					 v[i].disabled_at_s == CLOCK_NONE);
	return rc;
}

static int check_admin_left(struct change *c, struct err *e)
{
	bool left;
	int rc = admin_left(c, &left, e);

	return rc || left ? rc
			  : err_set(e, BW_ECONFLICT,
				    "no admin would be left; make somebody else one first");
}

int people_add(const struct desk *d, struct str name, person_roles roles, int64_t notifier,
	int64_t *id, struct err *e)
{
	const struct store_person p = { .name = name,
		.roles = roles,
		.notifier = notifier,
		.made_at_s = d->now_s,
		.disabled_at_s = CLOCK_NONE };
	struct change c;
	int rc = check_name(name, e);

	if (!rc)
		rc = check_roles(roles, notifier, e);
	if (!rc)
		rc = change_begin(&c, d, 0, PERMISSION_PERSON_MANAGE, e);
	if (rc)
		return rc;
	return change_end(&c, store_person_put(c.w, &p, id, e), e);
}

int people_roles(const struct desk *d, int64_t id, person_roles roles, struct err *e)
{
	struct change c;
	int rc = change_begin(&c, d, id, PERMISSION_PERSON_MANAGE, e);

	if (rc)
		return rc;
	rc = check_roles(roles, c.person.notifier, e);
	if (!rc && c.person.roles & PERSON_BIT(ADMIN) && !(roles & PERSON_BIT(ADMIN)))
		rc = check_admin_left(&c, e);
	c.person.roles = roles;
	if (!rc)
		rc = store_person_set(c.w, &c.person, e);
	return change_end(&c, rc, e);
}

int people_follow(const struct desk *d, int64_t id, person_roles roles, person_roles *was,
	person_roles *is, bool *kept, struct err *e)
{
	struct change c;
	bool left = true;
	int rc = change_begin(&c, d, id, PERMISSION_PERSON_MANAGE, e);

	if (rc)
		return rc;
	*was = c.person.roles;
	roles |= *was & PERSON_BIT(NOTIFIER);
	if (*was & ~roles & PERSON_BIT(ADMIN))
		rc = admin_left(&c, &left, e);
	*kept = !left;
	*is = c.person.roles = left ? roles : roles | PERSON_BIT(ADMIN);
	if (!rc && *is == *was) {
		change_drop(&c);
		return BW_OK;
	}
	if (!rc)
		rc = store_person_set(c.w, &c.person, e);
	return change_end(&c, rc, e);
}

int people_disable(const struct desk *d, int64_t id, bool disabled, struct err *e)
{
	struct change c;
	int rc = change_begin(&c, d, id, PERMISSION_PERSON_MANAGE, e);

	if (rc)
		return rc;
	if (disabled && c.person.roles & PERSON_BIT(ADMIN))
		rc = check_admin_left(&c, e);
	c.person.disabled_at_s = disabled ? d->now_s : CLOCK_NONE;
	if (!rc)
		rc = store_person_set(c.w, &c.person, e);
	return change_end(&c, rc, e);
}

int people_password(const struct desk *d, int64_t id, struct str password, struct err *e)
{
	char hash[crypto_pwhash_STRBYTES];
	struct change c;
	int rc;

	if (password.n < PEOPLE_PASSWORD_MIN || password.n > LIMIT_PASSWORD)
		return err_set(e, BW_EINVALID, "a password has %d to %d bytes", PEOPLE_PASSWORD_MIN,
			LIMIT_PASSWORD);
	/* Before the transaction: it takes a tenth of a second. */
	if (crypto_pwhash_str(hash, password.p, password.n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
		    crypto_pwhash_MEMLIMIT_INTERACTIVE))
		return err_nomem(e);
	rc = change_begin(&c, d, id, self_or_manage(d, id), e);
	if (rc)
		return rc;
	c.person.password = str_of(hash);
	return change_end(&c, store_person_set(c.w, &c.person, e), e);
}

int people_second_factor(const struct desk *d, int64_t id, const struct rng *rng,
	unsigned char *secret, struct err *e)
{
	struct change c;
	int rc = change_begin(&c, d, id, self_or_manage(d, id), e);

	if (rc)
		return rc;
	c.person.totp = (struct str){ NULL, 0 };
	if (rng) {
		rng_fill(rng, secret, TOTP_SECRET);
		c.person.totp = str_make((const char *)secret, TOTP_SECRET);
	}
	return change_end(&c, store_person_set(c.w, &c.person, e), e);
}

int people_unlink(const struct desk *d, int64_t id, struct err *e)
{
	struct change c;
	bool had;
	int rc = change_begin(&c, d, id, PERMISSION_PERSON_MANAGE, e);

	if (rc)
		return rc;
	rc = signin_unlink(c.w, id, &had, e);
	if (!rc && !had)
		rc = err_set(e, BW_ENOTFOUND, "the account belongs to nobody of a provider");
	if (!rc)
		rc = guest_session_drop_all(c.w, id, e);
	return change_end(&c, rc, e);
}

/* ---- tokens ---- */

int people_token(const struct desk *d, int64_t id, permission_set scopes, int64_t expires_s,
	const struct rng *rng, char *text, int64_t *token, struct err *e)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned char random[32], hash[STORE_TOKEN_HASH];
	struct store_token t = {
		.person = id, .scopes = scopes, .made_at_s = d->now_s, .expires_s = expires_s
	};
	struct change c;
	size_t n = 3;
	int rc;

	if (expires_s <= d->now_s || expires_s > d->now_s + LIMIT_TOKEN_DAYS * DAY_S)
		return err_set(e, BW_EINVALID, "a token lives 1 to %d days", LIMIT_TOKEN_DAYS);
	rc = change_begin(&c, d, id, PERMISSION_SELF, e);
	if (rc)
		return rc;
	if (scopes & ~person_may(c.person.roles))
		rc = err_set(e, BW_EINVALID, "a token cannot be given what its person may not do");
	rng_fill(rng, random, sizeof(random));
	memcpy(text, "bw_", n);
	for (size_t i = 0; i < sizeof(random); i++)
		text[n++] = digits[random[i] & 31]; /* 5 bits each: 160 */
	text[n] = '\0';
	store_token_hash(d->store, str_make(text, n), hash);
	if (!rc)
		rc = store_token_put(c.w, &t, hash, token, e);
	sodium_memzero(random, sizeof(random));
	return change_end(&c, rc, e);
}

int people_token_revoke(const struct desk *d, int64_t id, int64_t token, struct err *e)
{
	struct change c;
	int rc = change_begin(&c, d, id, self_or_manage(d, id), e);

	if (rc)
		return rc;
	return change_end(&c, store_token_revoke(c.w, token, id, d->now_s, e), e);
}

/* ---- who is it ---- */

/* Costs what a password that is wrong costs; its result is thrown away. */
static void burn(struct str password)
{
	static const unsigned char salt[crypto_pwhash_SALTBYTES] = "no such account";
	unsigned char out[32];

	if (crypto_pwhash(out, sizeof(out), password.p ? password.p : "", password.n, salt,
		    crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
		    crypto_pwhash_ALG_ARGON2ID13))
		return; /* no memory: then a real one would have failed as well */
}

int people_sign_in(struct store *s, struct arena *a, struct str name, struct str password,
	struct store_person *out, struct err *e)
{
	int rc;

	if (password.n > LIMIT_PASSWORD)
		return err_set(e, BW_EDENIED, "%s", denied);
	rc = store_person_named(s, a, name, out, e);
	if (rc && rc != BW_ENOTFOUND)
		return rc;
	if (rc || !out->password.p) {
		burn(password);
		return err_set(e, BW_EDENIED, "%s", denied);
	}
	if (crypto_pwhash_str_verify(out->password.p, password.p ? password.p : "", password.n) ||
		out->disabled_at_s != CLOCK_NONE)
		return err_set(e, BW_EDENIED, "%s", denied);
	return BW_OK;
}

int people_who(struct store *s, int64_t id, struct who *out, struct err *e)
{
	struct store_person p;
	struct arena a;
	int rc;

	arena_init(&a, 0);
	rc = store_person_get(s, &a, id, &p, e);
	if (!rc && p.disabled_at_s != CLOCK_NONE)
		rc = err_set(e, BW_EDENIED, "the account is disabled");
	if (!rc)
		*out = who_person(p.id, p.roles);
	arena_done(&a);
	return rc;
}

/* Where it cannot be noted now, it is the next time. */
static void token_seen(struct store *s, int64_t token, int64_t day)
{
	struct work *w;
	struct err e;
	int rc = store_change_begin(s, &w, &e);

	if (rc)
		return;
	rc = store_token_used(w, token, day, &e);
	if (!rc)
		rc = store_work_commit(w, &e);
	(void)rc;
	store_work_free(w);
}

int people_by_token(
	struct store *s, struct str token, int64_t now_s, struct who *out, struct err *e)
{
	unsigned char hash[STORE_TOKEN_HASH];
	struct store_token t;
	struct who w;
	bool found;
	int rc;

	if (token.n >= PEOPLE_TOKEN_TEXT)
		return err_set(e, BW_EDENIED, "the token is not valid");
	store_token_hash(s, token, hash);
	rc = store_token_find(s, hash, &t, &found, e);
	if (rc)
		return rc;
	if (!found || t.revoked_at_s != CLOCK_NONE || t.expires_s <= now_s)
		return err_set(e, BW_EDENIED, "the token is not valid");
	rc = people_who(s, t.person, &w, e);
	if (rc)
		return rc == BW_ENOTFOUND ? err_set(e, BW_EDENIED, "the token is not valid") : rc;
	if (t.used_day < now_s / DAY_S)
		token_seen(s, t.id, now_s / DAY_S);
	*out = who_token(w.person, w.roles, t.id, t.scopes ? t.scopes : PERMISSION_ALL);
	return BW_OK;
}
