/* SPDX-License-Identifier: Apache-2.0 */
/* What is signed by a notifier: whose is it, may it be worked at once, and what waits for a person. */
#include <sodium.h>

#include "appeal/standing.h"
#include "base/limit.h"
#include "base/mem.h"
#include "base/vec.h"
#include "flow/known.h"
#include "flow/mailing.h"
#include "flow/notifiers.h"
#include "flow/permit.h"

#define DAY_S ((int64_t)86400)

struct notifying {
	struct desk d;
	struct arena arena; /* of the submission */
	struct store_notifier terms;
	struct store_day today; /* as in the store, and what came since */
	int64_t waiting; /* in quarantine */
	size_t accepted; /* of the group in hand */
	struct arena group; /* what is held of it */
	struct {
		struct store_held *v;
		size_t n, cap;
	} held;
};

static const struct {
	const char *text, *words;
} holds[] = {
#define HOLD(code, text, words) { text, words },
#include "flow/hold.def"
#undef HOLD
};

static const char *hold_text(int why)
{
	return why >= 0 && why < HOLD_COUNT ? holds[why].text : "?";
}

const char *hold_words(int why)
{
	return why >= 0 && why < HOLD_COUNT ? holds[why].words : "?";
}

/* ---- whose is it ---- */

static bool signed_by(const struct store_key *k, struct str bytes, const unsigned char *signature)
{
	return k->revoked_at_s == CLOCK_NONE &&
	       crypto_sign_verify_detached(signature,
		       (const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n,
		       k->public_key) == 0;
}

/* The key of ${n} that made the signature; NULL where there is none. */
static int find_key(struct notifying *n, struct str bytes, const unsigned char *signature,
	const struct store_key **out, struct err *e)
{
	struct store_key *v;
	size_t count;
	int rc = store_keys(n->d.store, &n->arena, n->terms.id, &v, &count, e);

	*out = NULL;
	for (size_t i = 0; !rc && !*out && i < count; i++)
		if (signed_by(&v[i], bytes, signature))
			*out = &v[i];
	return rc;
}

static int find_notifier(struct notifying *n, struct str name, struct str bytes,
	const unsigned char *signature, const struct store_key **key, struct err *e)
{
	struct store_notifier *v;
	size_t count;
	int rc;

	*key = NULL;
	if (name.n) {
		rc = store_notifier_named(n->d.store, &n->arena, name, &n->terms, e);
		if (!rc)
			rc = find_key(n, bytes, signature, key, e);
	} else {
		rc = store_notifiers(n->d.store, &n->arena, &v, &count, e);
		for (size_t i = 0; !rc && !*key && i < count; i++) {
			n->terms = v[i];
			rc = find_key(n, bytes, signature, key, e);
		}
	}
	if (!rc && !*key)
		rc = err_set(e, BW_EDENIED,
			"the signature is of no key of a notifier; nothing was taken in");
	return rc;
}

static int note_submission(struct notifying *n, struct str bytes, const struct store_key *k,
	const unsigned char *signature, struct err *e)
{
	unsigned char digest[STORE_TOKEN_HASH];
	struct work *w;
	int rc = store_change_begin(n->d.store, &w, e);

	if (rc)
		return rc;
	(void)crypto_generichash(digest, sizeof(digest),
		(const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n, NULL, 0);
	rc = store_submission_put(w, n->terms.id, k->public_key, digest, signature, n->d.now_s, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

static int open_one(struct notifying *n, struct str name, struct str bytes,
	const unsigned char *signature, struct err *e)
{
	struct permit_object o = { 0 };
	const struct store_key *key;
	int rc = find_notifier(n, name, bytes, signature, &key, e);

	o.notifier = n->terms.id;
	if (!rc)
		rc = permit_desk(&n->d, PERMISSION_REPORT_BULK, &o, e);
	if (!rc)
		rc = store_day_sum(n->d.store, n->terms.id, n->d.now_s / DAY_S, 1, &n->today, e);
	if (!rc && n->today.folded >= NOTIFIER_FLOOD * n->terms.quota)
		rc = err_set(e, BW_EAGAIN,
			"%lld of today's reports of this notifier were there already: nothing more "
			"is "
			"read today",
			(long long)n->today.folded);
	if (!rc)
		rc = store_held_count(n->d.store, n->terms.id, &n->waiting, e);
	return rc ? rc : note_submission(n, bytes, key, signature, e);
}

int notifying_open(const struct desk *d, struct str name, struct str bytes,
	const unsigned char signature[STORE_SIGNATURE], struct notifying **out, struct err *e)
{
	struct notifying *n = mem_calloc(1, sizeof(*n));
	int rc;

	if (!n)
		return err_nomem(e);
	n->d = *d;
	arena_init(&n->arena, 0);
	arena_init(&n->group, 0);
	rc = open_one(n, name, bytes, signature, e);
	if (rc)
		notifying_free(n);
	else
		*out = n;
	return rc;
}

void notifying_free(struct notifying *n)
{
	if (!n)
		return;
	arena_done(&n->arena);
	arena_done(&n->group);
	mem_free(n);
}

int64_t notifying_id(const struct notifying *n)
{
	return n->terms.id;
}

/* ---- may it be worked at once ---- */

static bool listed(struct str list, struct str word)
{
	struct str part;

	if (list.n == 0)
		return true;
	while (str_cut(&list, ' ', &part))
		if (str_eq_nocase(part, word))
			return true;
	return false;
}

static bool tld_covered(const struct store_notifier *t, const struct site *s)
{
	size_t dot;

	if (t->tlds.n == 0 || s->kind == SITE_IP)
		return true;
	dot = str_rfind_byte(s->host, '.');
	return listed(t->tlds, dot == SIZE_MAX ? s->host : str_from(s->host, dot + 1));
}

/* Covered, or not known: what nobody has looked up is not held against the report. */
static int country_covered(struct notifying *n, struct arena *a, const struct report *r,
	const struct site *s, const struct facts *f, bool *covered, struct err *e)
{
	const struct explain_in in = { .site = s,
		.harm = r->harm,
		.names_in_notice = 1,
		.facts = f,
		.received_at_s = n->d.now_s,
		.now_s = n->d.now_s };
	const struct actor *host;
	struct explanation x;
	int rc;

	*covered = true;
	if (n->terms.countries.n == 0)
		return BW_OK;
	rc = explain_quick(a, n->d.know, &in, &x, e);
	if (rc)
		return rc;
	host = stack_find(&x.stack, ROLE_HOSTING);
	if (!host || !host->country.n)
		host = stack_find(&x.stack, ROLE_NETWORK);
	if (host && host->country.n)
		*covered = listed(n->terms.countries, host->country);
	return BW_OK;
}

/* Why the time a report gives cannot be, or is long past; p NULL where it can. */
static struct str dated_why(const struct notifying *n, const struct report *r, const struct site *s,
	const struct facts *f)
{
	const struct fact *reg;
	int64_t born;

	if (r->incident_at_s == CLOCK_NONE)
		return (struct str){ NULL, 0 };
	if (r->incident_at_s > n->d.now_s + DAY_S)
		return STR("it is said to happen in the future");
	if (r->incident_at_s < n->d.now_s - NOTIFIER_OLD_S)
		return STR("it is said to have happened more than 90 days ago");
	reg = s->registrable.p ? facts_find(f, FACT_REGISTRATION, s->registrable, n->d.now_s)
			       : NULL;
	if (reg && clock_parse(json_text(reg->body, "registered_at"), &born) &&
		r->incident_at_s < born - DAY_S)
		return STR("it is said to have happened before the name was registered");
	return (struct str){ NULL, 0 };
}

static int check_site(struct notifying *n, struct arena *a, const struct report *r,
	const struct site *s, enum hold_why *why, struct str *detail, struct err *e)
{
	struct facts f;
	struct str dated;
	bool covered;
	int rc = known_facts(n->d.store, a, s, n->d.facts, n->d.now_s, &f, e);

	if (rc)
		return rc;
	if (!tld_covered(&n->terms, s)) {
		*why = HOLD_TLD;
		*detail = s->host;
		return BW_OK;
	}
	rc = country_covered(n, a, r, s, &f, &covered, e);
	if (rc)
		return rc;
	dated = dated_why(n, r, s, &f);
	if (!covered) {
		*why = HOLD_COUNTRY;
		*detail = s->host;
	} else if (dated.p) {
		*why = HOLD_DATED;
		*detail = dated;
	}
	return BW_OK;
}

int notifying_check(struct notifying *n, struct arena *a, const struct report *r,
	const struct site *sites, size_t sites_n, enum hold_why *why, struct str *detail,
	struct err *e)
{
	enum harm_class c = harm_class_of(r->harm);
	int rc = BW_OK;

	*why = HOLD_NOT;
	*detail = STR("");
	/* Nothing may be kept of it, and nobody may wait for it. */
	if (c == CLASS_CSAM)
		return BW_OK;
	if (n->terms.state == NOTIFIER_SUSPENDED)
		*why = HOLD_SUSPENDED;
	else if (!listed(n->terms.harms, str_of(harm_class_text((int)c))))
		*why = HOLD_HARM;
	for (size_t i = 0; !rc && *why == HOLD_NOT && i < sites_n; i++)
		rc = check_site(n, a, r, &sites[i], why, detail, e);
	if (!rc && *why == HOLD_NOT && claim_is_dressed(r->harm, r->evidence, r->brand, r->note))
		*why = HOLD_CLAIM;
	if (!rc && *why == HOLD_NOT && n->today.accepted + (int64_t)n->accepted >= n->terms.quota)
		*why = HOLD_QUOTA;
	n->accepted += !rc && *why == HOLD_NOT;
	return rc;
}

int notifying_hold(struct notifying *n, enum hold_why why, struct str detail, int harm,
	struct str compact, struct str raw, struct err *e)
{
	struct store_held *h;

	if (n->waiting + (int64_t)n->held.n >= LIMIT_HELD)
		return err_set(e, BW_ELIMIT, "%s; and %d of this notifier's wait already",
			hold_words((int)why), LIMIT_HELD);
	h = VEC_PUSH(&n->group, &n->held);
	if (!h)
		return err_nomem(e);
	*h = (struct store_held){ .notifier = n->terms.id,
		.at_s = n->d.now_s,
		.why = str_of(hold_text((int)why)),
		.detail = arena_dup(&n->group, detail),
		.harm = harm,
		.compact = arena_dup(&n->group, compact),
		.raw = arena_dup(&n->group, raw) };
	return h->detail.p && h->compact.p && h->raw.p ? BW_OK : err_nomem(e);
}

/* In one transaction; what is held already is not counted twice. */
static int add_to_day(struct notifying *n, int64_t accepted, int64_t folded, struct err *e)
{
	struct store_day more = { .accepted = accepted, .folded = folded };
	struct work *w;
	bool fresh;
	int rc = store_change_begin(n->d.store, &w, e);

	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < n->held.n; i++) {
		rc = store_held_put(w, &n->held.v[i], &fresh, e);
		more.held += fresh;
		more.backdated += fresh && str_is(n->held.v[i].why, hold_text(HOLD_DATED));
	}
	if (!rc)
		rc = store_day_add(w, n->terms.id, n->d.now_s / DAY_S, &more, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	if (!rc) {
		n->today.accepted += more.accepted;
		n->waiting += more.held;
	}
	return rc;
}

int notifying_settle(struct notifying *n, size_t accepted, struct err *e)
{
	int rc = accepted || n->held.n ? add_to_day(n, (int64_t)accepted, 0, e) : BW_OK;

	n->held.v = NULL;
	n->held.n = n->held.cap = 0;
	n->accepted = 0;
	arena_reset(&n->group);
	return rc;
}

int notifying_folded(struct notifying *n, size_t folded, struct err *e)
{
	/* what was there already uses no quota */
	return folded ? add_to_day(n, -(int64_t)folded, (int64_t)folded, e) : BW_OK;
}

/* ---- quarantine ---- */

/* Refused: whose it was is told why. */
static int tell_refused(struct work *w, const struct desk *d, struct arena *a,
	const struct store_held *h, struct str why, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct store_notifier n;
	int rc = store_notifier_get(d->store, a, h->notifier, &n, e);

	if (rc || !n.contact.n)
		return rc;
	return mailing_notifier(w, d, a, ACT_NOT_TAKEN, n.name, n.contact,
		str_of(store_id_text('q', (uint64_t)h->id, text)), why, e);
}

static int settle_held(const struct desk *d, struct arena *a, const struct store_held *h,
	bool released, struct str why, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct work *w;
	int rc = store_change_begin(d->store, &w, e);

	if (rc)
		return rc;
	rc = store_held_settle(w, h->id, released, why, d->person, d->now_s, e);
	if (!rc && !released)
		rc = tell_refused(w, d, a, h, why, e);
	if (!rc)
		rc = permit_record(d, w, PERMISSION_NOTIFIER_MANAGE,
			str_of(store_id_text('q', (uint64_t)h->id, text)), e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

static int load_held(
	const struct desk *d, struct arena *a, int64_t id, struct store_held *out, struct err *e)
{
	int rc = permit_desk(d, PERMISSION_NOTIFIER_MANAGE, NULL, e);

	if (!rc)
		rc = store_held_get(d->store, a, id, out, e);
	if (!rc && out->settled_s != CLOCK_NONE)
		rc = err_set(e, BW_ECONFLICT, "it is settled already");
	return rc;
}

int notifiers_release(
	const struct desk *d, struct arena *a, int64_t held, struct submit *submit, struct err *e)
{
	struct intake_sink sink = submit_sink(submit);
	struct store_held h;
	struct report r;
	int rc = load_held(d, a, held, &h, e);

	if (!rc)
		rc = report_parse(a, h.compact, &r, e);
	/* First durable, then settled: a crash between takes it in once more, which folds. */
	if (!rc)
		rc = sink.report(sink.ctx, &r, h.raw, 1, e);
	if (!rc)
		rc = submit_settle(submit, e);
	return rc ? rc : settle_held(d, a, &h, true, STR(""), e);
}

int notifiers_refuse(
	const struct desk *d, struct arena *a, int64_t held, struct str why, struct err *e)
{
	struct store_held h;
	int rc = load_held(d, a, held, &h, e);

	return rc ? rc : settle_held(d, a, &h, false, why, e);
}
