/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/passkeys.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>

#include "base/limit.h"
#include "base/utf8.h"
#include "flow/permit.h"
#include "store/guests.h"
#include "store/recourse.h"

#define URLSAFE sodium_base64_VARIANT_URLSAFE_NO_PADDING

static const char denied[] =
	"the passkey is not known here, was not used as it should, or its account is disabled";

/* ---- challenges ---- */

#define SAID 24 /* time and randomness */

struct challenge {
	unsigned char said[SAID], proof[GUEST_DIGEST];
};
_Static_assert(sizeof(struct challenge) == 56 &&
		       sodium_base64_ENCODED_LEN(56, URLSAFE) == PASSKEY_CHALLENGE_TEXT,
	"the text of a challenge");
_Static_assert(PASSKEY_HANDLE == GUEST_DIGEST, "a handle");

static void prove(const struct store *s, enum webauthn_kind kind, const unsigned char said[SAID],
	struct str bound, unsigned char out[GUEST_DIGEST])
{
	char room[SAID + GUEST_DIGEST];
	size_t n = bound.n < GUEST_DIGEST ? bound.n : GUEST_DIGEST;

	memcpy(room, said, SAID);
	if (n)
		memcpy(room + SAID, bound.p, n);
	guest_digest(s, kind == WEBAUTHN_CREATE ? "passkey new" : "passkey sign-in",
		str_make(room, SAID + n), out);
}

void passkey_challenge(struct store *s, const struct rng *rng, enum webauthn_kind kind,
	struct str bound, int64_t now_s, char out[PASSKEY_CHALLENGE_TEXT])
{
	struct challenge c;

	for (int i = 0; i < 8; i++)
		c.said[i] = (unsigned char)((uint64_t)now_s >> (56 - 8 * i));
	rng_fill(rng, c.said + 8, SAID - 8);
	prove(s, kind, c.said, bound, c.proof);
	sodium_bin2base64(
		out, PASSKEY_CHALLENGE_TEXT, (const unsigned char *)&c, sizeof(c), URLSAFE);
}

/* Ours, for this, and of the last minutes? */
static int challenge_read(const struct store *s, enum webauthn_kind kind, struct str text,
	struct str bound, int64_t now_s, struct challenge *out, struct err *e)
{
	unsigned char right[GUEST_DIGEST];
	uint64_t at = 0;
	size_t n;

	if (sodium_base642bin(
		    (unsigned char *)out, sizeof(*out), text.p, text.n, NULL, &n, NULL, URLSAFE) ||
		n != sizeof(*out))
		return err_set(e, BW_EDENIED, "the challenge is none of ours");
	prove(s, kind, out->said, bound, right);
	if (sodium_memcmp(right, out->proof, sizeof(right)) != 0)
		return err_set(e, BW_EDENIED, "the challenge is none of ours");
	for (int i = 0; i < 8; i++)
		at = at << 8 | out->said[i];
	if ((int64_t)at > now_s || now_s - (int64_t)at > PASSKEY_CHALLENGE_S)
		return err_set(e, BW_EDENIED, "this took too long; try again");
	return BW_OK;
}

/* It works once. */
static int challenge_use(struct work *w, const struct store *s, const struct challenge *c,
	int64_t now_s, struct err *e)
{
	unsigned char digest[GUEST_DIGEST];
	bool fresh = false;
	int rc;

	guest_digest(
		s, "passkey answered", str_make((const char *)c->said, sizeof(c->said)), digest);
	rc = guest_spend(w, digest, now_s + PASSKEY_CHALLENGE_S + 1, now_s, &fresh, e);
	if (!rc && !fresh)
		rc = err_set(e, BW_EDENIED, "this was used already; try again");
	return rc;
}

void passkey_handle(const struct store *s, int64_t person, unsigned char out[PASSKEY_HANDLE])
{
	char id[8];

	for (int i = 0; i < 8; i++)
		id[i] = (char)((uint64_t)person >> (8 * i));
	guest_digest(s, "passkey person", str_make(id, sizeof(id)), out);
}

/* ---- one's keys ---- */

/* Permitted on that person's account, and an open transaction in which it is recorded. */
static int begin(const struct desk *d, int64_t person, struct work **w, struct err *e)
{
	enum permission p = d->person == person ? PERMISSION_SELF : PERMISSION_PERSON_MANAGE;
	const struct permit_object o = { .owner = person };
	struct store_person who = { 0 };
	struct arena a;
	int rc;

	arena_init(&a, 0);
	rc = store_change_begin(d->store, w, e);
	if (!rc)
		rc = store_person_get(d->store, &a, person, &who, e);
	if (!rc)
		rc = permit_desk(d, p, &o, e);
	if (!rc)
		rc = permit_record(d, *w, p, who.name, e);
	arena_done(&a);
	return rc;
}

static int end(struct work *w, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

static int check_name(struct str name, struct err *e)
{
	if (name.n == 0 || name.n > LIMIT_PASSKEY_NAME || !utf8_ok(name))
		return err_set(
			e, BW_EINVALID, "a passkey's name has 1 to %d bytes", LIMIT_PASSKEY_NAME);
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < ' ' || name.p[i] == 127)
			return err_set(e, BW_EINVALID, "a passkey's name is one line of text");
	return BW_OK;
}

static int put(const struct desk *d, struct work *w, struct arena *a, const struct store_passkey *p,
	int64_t *id, struct err *e)
{
	struct store_passkey *v;
	size_t n;
	int rc = store_passkeys(d->store, a, p->person, &v, &n, e);

	if (!rc && n >= LIMIT_PASSKEYS)
		rc = err_set(e, BW_ELIMIT, "a person has at most %d passkeys; remove one first",
			LIMIT_PASSKEYS);
	return rc ? rc : store_passkey_put(w, p, id, e);
}

int passkey_add(const struct desk *d, const struct webauthn_party *party,
	const struct passkey_new *k, int64_t *id, struct err *e)
{
	struct webauthn_made made;
	struct challenge challenge;
	struct str text = { NULL, 0 };
	struct arena a;
	struct work *w = NULL;
	int rc;

	if (d->person <= 0 || (d->who && d->who->token))
		return err_set(
			e, BW_EDENIED, "a passkey is added by its person, signed in on the pages");
	arena_init(&a, 0);
	rc = check_name(k->name, e);
	if (!rc)
		rc = webauthn_client_parse(&a, k->client, WEBAUTHN_CREATE, party, &text, e);
	if (!rc)
		rc = challenge_read(
			d->store, WEBAUTHN_CREATE, text, k->bound, d->now_s, &challenge, e);
	if (!rc)
		rc = webauthn_made_parse(k->attestation, party, &made, e);
	if (!rc)
		rc = begin(d, d->person, &w, e);
	if (!rc)
		rc = challenge_use(w, d->store, &challenge, d->now_s, e);
	if (!rc) {
		const struct store_passkey p = { .person = d->person,
			.credential = made.credential,
			.host = party->host,
			.key = str_make((const char *)made.key, made.key_n),
			.name = k->name,
			.algorithm = made.algorithm,
			.count = made.state.count,
			.copyable = made.state.copyable,
			.made_at_s = d->now_s };

		rc = put(d, w, &a, &p, id, e);
	}
	rc = end(w, rc, e);
	arena_done(&a);
	return rc;
}

int passkey_remove(const struct desk *d, int64_t person, int64_t id, struct err *e)
{
	struct work *w = NULL;
	int rc = begin(d, person, &w, e);

	if (!rc)
		rc = store_passkey_drop(w, id, person, e);
	if (!rc)
		rc = guest_session_drop_all(w, person, e);
	return end(w, rc, e);
}

int passkey_list(const struct desk *d, struct arena *a, int64_t person, struct store_passkey **out,
	size_t *n, struct err *e)
{
	const struct permit_object o = { .owner = person };
	int rc = permit_desk(
		d, d->person == person ? PERMISSION_SELF : PERMISSION_PERSON_MANAGE, &o, e);

	return rc ? rc : store_passkeys(d->store, a, person, out, n, e);
}

/* ---- signatures ---- */

static bool with_es256(const fido_assert_t *x, struct str key)
{
	es256_pk_t *pk = es256_pk_new();
	bool good = pk && es256_pk_from_ptr(pk, key.p, key.n) == FIDO_OK &&
		    fido_assert_verify(x, 0, COSE_ES256, pk) == FIDO_OK;

	es256_pk_free(&pk);
	return good;
}

static bool with_eddsa(const fido_assert_t *x, struct str key)
{
	eddsa_pk_t *pk = eddsa_pk_new();
	bool good = pk && eddsa_pk_from_ptr(pk, key.p, key.n) == FIDO_OK &&
		    fido_assert_verify(x, 0, COSE_EDDSA, pk) == FIDO_OK;

	eddsa_pk_free(&pk);
	return good;
}

static bool with_rs256(const fido_assert_t *x, struct str key)
{
	rs256_pk_t *pk = rs256_pk_new();
	bool good = pk && rs256_pk_from_ptr(pk, key.p, key.n) == FIDO_OK &&
		    fido_assert_verify(x, 0, COSE_RS256, pk) == FIDO_OK;

	rs256_pk_free(&pk);
	return good;
}

/* 7.2, 20: over the authenticator's data and the hash of the client's.  libfido2 looks at the host, at UP and
 * UV again. */
static bool signature_good(const struct store_passkey *k, const struct webauthn_party *party,
	const struct passkey_proof *p)
{
	const unsigned char *client = (const unsigned char *)p->client.p,
			    *data = (const unsigned char *)p->data.p,
			    *signature = (const unsigned char *)p->signature.p;
	char host[LIMIT_HOST_BYTES + 1];
	fido_assert_t *x;
	bool good;

	if (party->host.n >= sizeof(host) || k->key.n != webauthn_key_bytes(k->algorithm))
		return false;
	memcpy(host, party->host.p, party->host.n);
	host[party->host.n] = '\0';
	fido_init(0);
	x = fido_assert_new();
	good = x && fido_assert_set_clientdata(x, client, p->client.n) == FIDO_OK &&
	       fido_assert_set_rp(x, host) == FIDO_OK && fido_assert_set_count(x, 1) == FIDO_OK &&
	       fido_assert_set_authdata_raw(x, 0, data, p->data.n) == FIDO_OK &&
	       fido_assert_set_up(x, FIDO_OPT_TRUE) == FIDO_OK &&
	       fido_assert_set_uv(x, FIDO_OPT_TRUE) == FIDO_OK &&
	       fido_assert_set_sig(x, 0, signature, p->signature.n) == FIDO_OK;
	if (good && k->algorithm == WEBAUTHN_ES256)
		good = with_es256(x, k->key);
	else if (good && k->algorithm == WEBAUTHN_EDDSA)
		good = with_eddsa(x, k->key);
	else if (good)
		good = k->algorithm == WEBAUTHN_RS256 && with_rs256(x, k->key);
	if (x)
		fido_assert_free(&x);
	return good;
}

/* ---- signing in ---- */

/* The key that is shown, and whether what it shows is in order; its counter is for the transaction. */
static int look(struct store *s, struct arena *a, const struct webauthn_party *party,
	const struct passkey_proof *p, struct store_passkey *k, struct webauthn_state *state,
	struct err *e)
{
	unsigned char handle[PASSKEY_HANDLE];
	struct store_person who;
	bool found = false;
	int rc = webauthn_shown_parse(p->data, party, state, e);

	if (!rc)
		rc = store_passkey_find(s, a, p->credential, k, &found, e);
	if (rc)
		return rc;
	if (!found)
		return err_set(e, BW_EDENIED, "%s", denied);
	passkey_handle(s, k->person, handle);
	if ((p->handle.n && !str_eq(p->handle, str_make((const char *)handle, sizeof(handle)))) ||
		!str_eq(k->host, party->host) || k->copyable != state->copyable ||
		!signature_good(k, party, p))
		return err_set(e, BW_EDENIED, "%s", denied);
	rc = store_person_get(s, a, k->person, &who, e);
	if (!rc && who.disabled_at_s != CLOCK_NONE)
		rc = err_set(e, BW_EDENIED, "%s", denied);
	return rc;
}

int passkey_sign_in(struct store *s, const struct webauthn_party *party,
	const struct passkey_proof *p, int64_t now_s, struct passkey_seen *out, struct err *e)
{
	struct webauthn_state state;
	struct store_passkey k;
	struct challenge challenge;
	struct str text = { NULL, 0 };
	struct work *w = NULL;
	struct arena a;
	bool good = false;
	int rc;

	*out = (struct passkey_seen){ 0 };
	arena_init(&a, 0);
	rc = webauthn_client_parse(&a, p->client, WEBAUTHN_GET, party, &text, e);
	if (!rc)
		rc = challenge_read(
			s, WEBAUTHN_GET, text, (struct str){ NULL, 0 }, now_s, &challenge, e);
	if (!rc)
		rc = look(s, &a, party, p, &k, &state, e);
	if (!rc) {
		out->person = k.person;
		out->key = k.id;
		rc = store_change_begin(s, &w, e);
	}
	if (!rc)
		rc = challenge_use(w, s, &challenge, now_s, e);
	if (!rc)
		rc = store_passkey_used(w, k.id, state.count, now_s, &good, e);
	if (!rc && !good) {
		/* the challenge stays used */
		rc = store_work_commit(w, e);
		out->went_back = !rc;
		if (!rc)
			rc = err_set(e, BW_EDENIED,
				"the passkey's counter went back: there may be a copy of it; "
				"remove it "
				"and make another");
	} else if (!rc) {
		rc = store_work_commit(w, e);
	}
	store_work_free(w);
	arena_done(&a);
	return rc;
}
