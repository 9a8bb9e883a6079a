/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/record.h"

#include <stdio.h>

#include "domain/decision.h"
#include "format/base64.h"
#include "format/json.h"
#include "ledger/check.h"

enum field {
#define FIELD(code, ...) FIELD_##code,
#include "ledger/fields.def"
#undef FIELD
	FIELD_COUNT
};

static const char *const field_names[] = {
#define FIELD(code, name, why) name,
#include "ledger/fields.def"
#undef FIELD
};

/* Which fields each type may have: what is not named there is dropped, whatever the row says. */
#define F1(a)                                                                                  (UINT64_C(1) << FIELD_##a)
#define F2(a, ...)                                                                             (F1(a) | F1(__VA_ARGS__))
#define F3(a, ...)                                                                             (F1(a) | F2(__VA_ARGS__))
#define F4(a, ...)                                                                             (F1(a) | F3(__VA_ARGS__))
#define F5(a, ...)                                                                             (F1(a) | F4(__VA_ARGS__))
#define F6(a, ...)                                                                             (F1(a) | F5(__VA_ARGS__))
#define F7(a, ...)                                                                             (F1(a) | F6(__VA_ARGS__))
#define F8(a, ...)                                                                             (F1(a) | F7(__VA_ARGS__))
#define F9(a, ...)                                                                             (F1(a) | F8(__VA_ARGS__))
#define F10(a, ...)                                                                            (F1(a) | F9(__VA_ARGS__))
#define F11(a, ...)                                                                            (F1(a) | F10(__VA_ARGS__))
#define F12(a, ...)                                                                            (F1(a) | F11(__VA_ARGS__))
#define F13(a, ...)                                                                            (F1(a) | F12(__VA_ARGS__))
#define F14(a, ...)                                                                            (F1(a) | F13(__VA_ARGS__))
#define F15(a, ...)                                                                            (F1(a) | F14(__VA_ARGS__))
#define F16(a, ...)                                                                            (F1(a) | F15(__VA_ARGS__))
#define PICK(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, name, ...) name
#define FIELDS(...)                                                                                \
	PICK(__VA_ARGS__, F16, F15, F14, F13, F12, F11, F10, F9, F8, F7, F6, F5, F4, F3, F2, F1, ) \
	(__VA_ARGS__)
static const uint64_t may_have[] = {
#define TYPE(code, word, meaning, ...) FIELDS(__VA_ARGS__) | F4(AT, PRIVATE, TYPE, V),
#include "ledger/fields.def"
#undef TYPE
};

const char *record_field_text(size_t i)
{
	return i < FIELD_COUNT ? field_names[i] : NULL;
}

const char *record_field_why(size_t i)
{
	static const char *const why_public[] = {
#define FIELD(code, name, why) why,
#include "ledger/fields.def"
#undef FIELD
	};

	return i < FIELD_COUNT ? why_public[i] : NULL;
}

const char *record_type_text(int type)
{
	static const char *const words[] = {
#define TYPE(code, word, ...) word,
#include "ledger/fields.def"
#undef TYPE
	};

	return type >= 0 && type < ENTRY_TYPE_COUNT ? words[type] : "?";
}

static bool field_known(struct str name)
{
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (str_is(name, field_names[i]))
			return true;
	return false;
}

bool record_known(struct arena *a, struct str entry, struct str *what)
{
	struct json *j;
	struct err e;
	bool known = false;

	*what = STR("its form");
	if (json_parse(a, entry, &j, &e))
		return false;
	for (int t = 0; t < ENTRY_TYPE_COUNT; t++)
		known |= str_is(json_text(j, "type"), record_type_text(t));
	if (!known) {
		*what = arena_printf(a, "the type '%.*s'", STR_ARG(json_text(j, "type")));
		return false;
	}
	JSON_EACH (m, j) {
		if (field_known(m->key))
			continue;
		*what = arena_printf(a, "the field '%.*s'", STR_ARG(m->key));
		return false;
	}
	return true;
}

/* No default: a kind that is added to store.h and not here does not compile. */
enum entry_type record_type_of(enum store_event_kind k)
{
	switch (k) {
	case EVENT_OPENED: return ENTRY_TYPE_IDENTIFIED;
	case EVENT_RECURRED:
	case EVENT_MERGED:
	case EVENT_MERGED_INTO: return ENTRY_TYPE_FOLDED;
	case EVENT_PROPOSED: return ENTRY_TYPE_PROPOSED;
	case EVENT_SPLIT:
	case EVENT_SPLIT_OFF:
	case EVENT_UNDONE:
	case EVENT_CORRECTED: return ENTRY_TYPE_CORRECTED;
	case EVENT_CLOSED:
	case EVENT_STOOD_DOWN: return ENTRY_TYPE_STOOD_DOWN;
	case EVENT_DECIDED: return ENTRY_TYPE_DECIDED;
	case EVENT_NOTICED:
	case EVENT_REMINDED:
	case EVENT_ESCALATED: return ENTRY_TYPE_NOTICED;
	case EVENT_DELIVERED: return ENTRY_TYPE_DELIVERED;
	case EVENT_ANSWERED:
	case EVENT_GAP: return ENTRY_TYPE_ANSWERED;
	case EVENT_ACTED:
	case EVENT_VERIFIED: return ENTRY_TYPE_ACTED;
	case EVENT_APPEALED: return ENTRY_TYPE_APPEALED;
	case EVENT_REVIEWED: return ENTRY_TYPE_REVIEWED;
	case EVENT_REVERSED:
	case EVENT_RESTORED: return ENTRY_TYPE_REVERSED;
	case EVENT_ERASED: return ENTRY_TYPE_ERASED;
	case EVENT_PACK_CHANGED: return ENTRY_TYPE_PACK_CHANGED;
	case EVENT_RULE_CHANGED: return ENTRY_TYPE_RULE_CHANGED;
	case EVENT_NOTIFIER_CHANGED: return ENTRY_TYPE_NOTIFIER_CHANGED;
	case EVENT_PUBLISHED: return ENTRY_TYPE_PUBLISHED;
	case EVENT_KIND_COUNT: break;
	}
	return ENTRY_TYPE_COUNT; /* no kind: a damaged row */
}

/* ---- public facts ---- */

/* Version 1 has eight numbers and the action; version 2 more of both, and is written only where they are said: bulk
 * intake stays small. */
#define FACTS_SHORT   8
#define FACTS_LONG    12
#define FACTS_STRINGS 6

void record_facts_init(struct record_facts *f)
{
	*f = (struct record_facts){ .harm = STORE_NONE,
		.kind = STORE_NONE,
		.verdict = STORE_NONE,
		.decision = STORE_NONE,
		.role = STORE_NONE,
		.effect = STORE_NONE,
		.collateral = STORE_NONE,
		.tier = STORE_NONE,
		.letter = STORE_NONE,
		.channel = STORE_NONE,
		.answer = STORE_NONE,
		.automated = STORE_NONE };
}

void record_facts_pack(const struct record_facts *f, struct buf *b)
{
	const int v[FACTS_LONG] = { f->harm, f->kind, f->verdict, f->decision, f->role, f->effect,
		f->collateral, f->tier, f->letter, f->channel, f->answer, f->automated };
	const struct str t[FACTS_STRINGS] = { f->action, f->pack, f->version, f->clause, f->said,
		f->subject };
	bool more = false;

	for (size_t i = FACTS_SHORT; i < FACTS_LONG; i++)
		more |= v[i] >= 0;
	for (size_t i = 1; i < FACTS_STRINGS; i++)
		more |= t[i].n > 0;
	buf_u8(b, more ? 2 : 1);
	for (size_t i = 0; i < (more ? FACTS_LONG : FACTS_SHORT); i++)
		buf_u8(b, v[i] >= 0 && v[i] < 255 ? (uint8_t)v[i] : 255);
	if (!more)
		buf_add(b, f->action);
	for (size_t i = 0; more && i < FACTS_STRINGS; i++) {
		const struct str x = t[i].n <= 255 ? t[i] : STR("");

		buf_u8(b, (uint8_t)x.n);
		buf_add(b, x);
	}
}

bool record_facts_read(struct str packed, struct record_facts *out)
{
	int *const v[FACTS_LONG] = { &out->harm, &out->kind, &out->verdict, &out->decision,
		&out->role, &out->effect, &out->collateral, &out->tier, &out->letter, &out->channel,
		&out->answer, &out->automated };
	struct str *const t[FACTS_STRINGS] = { &out->action, &out->pack, &out->version,
		&out->clause, &out->said, &out->subject };
	size_t numbers, at;

	record_facts_init(out);
	if (packed.n == 0)
		return true;
	numbers = packed.p[0] == 1 ? FACTS_SHORT : FACTS_LONG;
	if (packed.n < 1 + numbers || packed.p[0] < 1 || packed.p[0] > 2)
		return false;
	for (size_t i = 0; i < numbers; i++) {
		unsigned char x = (unsigned char)packed.p[1 + i];

		*v[i] = x == 255 ? STORE_NONE : x;
	}
	at = 1 + numbers;
	if (packed.p[0] == 1) {
		out->action = str_from(packed, at);
		return true;
	}
	for (size_t i = 0; i < FACTS_STRINGS; i++) {
		size_t n = at < packed.n ? (unsigned char)packed.p[at] : 256;

		if (n > packed.n - at || n == packed.n - at)
			return false;
		*t[i] = str_sub(packed, at + 1, n);
		at += 1 + n;
	}
	return at == packed.n;
}

void record_facts_decided(struct record_facts *f, const struct decided *d)
{
	record_facts_init(f);
	f->decision = d->kind;
	f->automated = d->automated;
	f->pack = d->pack;
	f->version = d->pack_version;
	f->clause = d->clause;
	if (!d->action.n)
		return;
	f->action = d->action;
	f->role = d->role;
	f->effect = (int)d->effect;
	f->collateral = (int)d->collateral;
}

void record_facts_letter(struct record_facts *f, const struct letter *l)
{
	record_facts_init(f);
	f->role = l->role;
	f->letter = (int)l->kind;
	f->channel = (int)l->channel;
}

int record_event(struct work *w, int64_t case_id, int64_t at_s, enum store_event_kind k,
	struct str detail, const struct record_facts *f, int64_t *seq, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, 1 + FACTS_LONG + FACTS_STRINGS * 256);
	record_facts_pack(f, &b);
	rc = buf_check(&b, "the facts of an event", e);
	if (!rc)
		rc = store_event_put_facts(w, case_id, at_s, k, 0, detail, buf_str(&b), seq, e);
	buf_done(&b);
	return rc;
}

void record_facts_of(const struct store_case *c, struct buf *b)
{
	const struct record_facts f = { .harm = c->harm,
		.kind = (int)c->site_kind,
		.verdict = (int)c->verdict,
		.decision = c->decision,
		.role = c->proposal.role,
		.effect = c->proposal.effect,
		.collateral = c->proposal.collateral,
		.tier = (int)c->tier,
		.letter = STORE_NONE,
		.channel = STORE_NONE,
		.answer = STORE_NONE,
		.automated = STORE_NONE,
		.action = c->proposal.action };

	record_facts_pack(&f, b);
}

struct str record_reporter(const struct report *r)
{
	const struct str *v[] = { &r->reporter.contact, &r->reporter.org, &r->reporter.domain,
		&r->sender.contact, &r->sender.org };

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		if (v[i]->n)
			return *v[i];
	return STR("unknown");
}

/* ---- the writer ---- */

/* Is it JSON as it stands?  Nearly all values are words of ours. */
static bool plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > '~' || s.p[i] == '"' ||
			s.p[i] == '\\')
			return false;
	return true;
}

static void put(struct buf *b, const char *name, struct str value, bool number)
{
	struct jw w;

	buf_addz(b, b->n && b->p[b->n - 1] != '{' ? ",\"" : "\"");
	buf_addz(b, name);
	buf_addz(b, "\":");
	if (number) {
		buf_add(b, value);
	} else if (plain(value)) {
		buf_addc(b, '"');
		buf_add(b, value);
		buf_addc(b, '"');
	} else {
		jw_init(&w, b);
		jw_str(&w, value);
	}
}

static void write_entry(const struct str value[FIELD_COUNT], enum entry_type type, struct buf *b)
{
	buf_addc(b, '{');
	for (unsigned i = 0; i < FIELD_COUNT; i++)
		if (value[i].p && (may_have[type] >> i & 1))
			put(b, field_names[i], value[i], i == FIELD_UNDOES || i == FIELD_V);
	buf_addc(b, '}');
}

/* ---- commitments ---- */

static void add_secret(struct recorder *r, struct record_entry *x,
	const unsigned char salt[STORE_SALT], uint64_t id, const char *name, struct str value)
{
	struct record_secret *p = &x->secret[x->secrets_n++];
	unsigned char number[8];
	const struct str parts[] = { STR("bailiwick/salt\n"), str_of(name), STR("\n"),
		{ (const char *)salt, STORE_SALT }, { (const char *)number, sizeof(number) } };

	for (int i = 0; i < 8; i++)
		number[i] = (unsigned char)(id >> (56 - 8 * i));
	p->name = name;
	p->value = value;
	sha256_parts(r->sha, parts, 5, p->salt);
	proof_commit(r->sha, str_of(name), p->salt, value, p->commitment);
}

static void hash_all(struct recorder *r, const struct record_entry *x, struct buf *text)
{
	struct str parts[RECORD_SECRETS];
	unsigned char all[SHA256_BYTES];

	for (size_t i = 0; i < x->secrets_n; i++)
		parts[i] = str_make((const char *)x->secret[i].commitment, SHA256_BYTES);
	sha256_parts(r->sha, parts, x->secrets_n, all);
	base64_add(text, all, sizeof(all));
}

static struct str hex_digest(struct recorder *r, struct str raw, char out[2 * SHA256_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char h[SHA256_BYTES];

	if (raw.n == 0)
		return STR("");
	sha256_of(r->sha, raw, h);
	for (size_t i = 0; i < sizeof(h); i++) {
		out[2 * i] = digits[h[i] >> 4];
		out[2 * i + 1] = digits[h[i] & 15];
	}
	return str_make(out, 2 * SHA256_BYTES);
}

/* ---- from rows to entries ---- */

static int finish(struct recorder *r, struct arena *a, struct str value[FIELD_COUNT],
	struct record_entry *x, struct err *e)
{
	char secret_text[64];
	struct buf all, b;
	int rc;

	buf_init(&b, 4096);
	buf_init(&all, sizeof(secret_text));
	hash_all(r, x, &all);
	value[FIELD_PRIVATE] = buf_str(&all);
	value[FIELD_TYPE] = str_of(record_type_text((int)x->type));
	value[FIELD_V] = STR("1");
	write_entry(value, x->type, &b);
	rc = buf_check(&b, "an entry of the ledger", e);
	if (!rc)
		x->text = arena_dup(a, buf_str(&b));
	buf_done(&b);
	buf_done(&all);
	return rc ? rc : x->text.p ? BW_OK : err_nomem(e);
}

static int frozen(struct recorder *r, struct arena *a, enum store_frozen kind, uint64_t id,
	struct record_entry *x, struct err *e)
{
	int rc = r->frozen ? store_frozen_get(r->store, a, kind, id, &x->text, e) : BW_OK;

	x->erased = !rc && x->text.p;
	return rc;
}

static int of_report(struct recorder *r, struct arena *a, const struct store_receipt *in,
	struct record_entry *x, struct err *e)
{
	const struct store_item *it = &in->stored.item;
	char at[CLOCK_TEXT], of_case[STORE_ID_TEXT], id[STORE_ID_TEXT], *hex;
	struct str value[FIELD_COUNT] = { 0 };
	struct report rep;
	int rc;

	*x = (struct record_entry){
		.type = ENTRY_TYPE_RECEIVED, .ord = it->ord, .case_id = in->case_id
	};
	rc = frozen(r, a, FROZEN_REPORT, it->ord, x, e);
	if (rc || x->erased)
		return rc;
	if (in->erased)
		return err_set(e, BW_EIO,
			"the salt of report %s is gone and its entry was not kept",
			store_id_text('r', it->ord, id));
	rc = report_parse(a, it->compact, &rep, e);
	hex = arena_alloc(a, 2 * SHA256_BYTES);
	if (rc || !hex)
		return rc ? rc : err_nomem(e);
	value[FIELD_AT] = str_of(clock_format(it->received_at_s, at));
	if (in->case_id)
		value[FIELD_CASE] = str_of(store_id_text('c', (uint64_t)in->case_id, of_case));
	value[FIELD_EVIDENCE] = str_of(tier_text((int)rep.tier));
	value[FIELD_FORMAT] = str_of(format_text((int)rep.format));
	value[FIELD_HARM] = str_of(harm_text(rep.harm));
	value[FIELD_KIND] = str_of(site_kind_text((int)it->kind));
	value[FIELD_REPORT] = str_of(store_id_text('r', it->ord, id));
	add_secret(r, x, in->salt, it->ord, "raw", hex_digest(r, in->stored.raw, hex));
	add_secret(r, x, in->salt, it->ord, "reporter", record_reporter(&rep));
	add_secret(r, x, in->salt, it->ord, "target", it->canonical);
	return finish(r, a, value, x, e);
}

static struct str word(int v, const char *(*text)(int))
{
	return v == STORE_NONE ? (struct str){ NULL, 0 } : str_of(text(v));
}

static const char *decision_word(int v)
{
	return decision_kind_text((enum decision_kind)v);
}

static const char *automated_word(int v)
{
	return v ? "yes" : "no";
}

static struct str said(struct str s)
{
	return s.n ? s : (struct str){ NULL, 0 };
}

static void facts_values(const struct record_facts *f, struct str value[FIELD_COUNT])
{
	value[FIELD_HARM] = word(f->harm, harm_text);
	value[FIELD_KIND] = word(f->kind, site_kind_text);
	value[FIELD_VERDICT] = word(f->verdict, verdict_text);
	value[FIELD_DECISION] = word(f->decision, decision_word);
	value[FIELD_ROLE] = word(f->role, role_text);
	value[FIELD_EFFECT] = word(f->effect, effect_text);
	value[FIELD_COLLATERAL] = word(f->collateral, collateral_text);
	value[FIELD_EVIDENCE] = word(f->tier, tier_text);
	value[FIELD_LETTER] = word(f->letter, letter_kind_text);
	value[FIELD_CHANNEL] = word(f->channel, channel_text);
	value[FIELD_ANSWER] = word(f->answer, answer_kind_text);
	value[FIELD_AUTOMATED] = word(f->automated, automated_word);
	value[FIELD_ACTION] = said(f->action);
	value[FIELD_PACK] = said(f->pack);
	value[FIELD_VERSION] = said(f->version);
	value[FIELD_CLAUSE] = said(f->clause);
	/* Each type has one of these at most. */
	value[FIELD_OUTCOME] = value[FIELD_GAP] = value[FIELD_CHANGE] = value[FIELD_APPELLANT] =
		said(f->said);
	value[FIELD_DIGEST] = value[FIELD_OUTCOME];
	value[FIELD_RULE] = value[FIELD_NOTIFIER] = value[FIELD_DAY] = said(f->subject);
}

static int of_event(struct recorder *r, struct arena *a, const struct store_step_row *in,
	struct record_entry *x, struct err *e)
{
	const struct store_event *v = &in->event;
	char at[CLOCK_TEXT], of_case[STORE_ID_TEXT], undoes[24];
	struct str value[FIELD_COUNT] = { 0 };
	struct record_facts f;
	uint64_t index;
	int rc;

	*x = (struct record_entry){
		.type = record_type_of(v->kind), .seq = (uint64_t)v->seq, .case_id = v->case_id
	};
	if (x->type == ENTRY_TYPE_COUNT)
		return err_set(e, BW_EIO,
			"event %lld in the store is of a kind (%d) that this version does not "
			"know: a "
			"later one wrote it, or it is damaged",
			(long long)v->seq, (int)v->kind);
	if (!record_facts_read(in->facts, &f))
		return err_set(e, BW_EIO, "event %lld in the store is damaged", (long long)v->seq);
	rc = frozen(r, a, FROZEN_EVENT, x->seq, x, e);
	if (rc || x->erased)
		return rc;
	if (in->erased)
		return err_set(e, BW_EIO,
			"the salt of event %lld is gone and its entry was not kept",
			(long long)v->seq);
	facts_values(&f, value);
	value[FIELD_AT] = str_of(clock_format(v->at_s, at));
	value[FIELD_EVENT] = str_of(store_event_text((int)v->kind));
	if (v->case_id)
		value[FIELD_CASE] = str_of(store_id_text('c', (uint64_t)v->case_id, of_case));
	if (v->undoes) {
		rc = store_index_of_event(r->store, (uint64_t)v->undoes, &index, e);
		if (rc)
			return rc;
		snprintf(undoes, sizeof(undoes), "%llu", (unsigned long long)index);
		value[FIELD_UNDOES] = str_of(undoes);
	}
	add_secret(r, x, in->salt, x->seq, "detail", v->detail);
	add_secret(r, x, in->salt, x->seq, "site", in->site);
	return finish(r, a, value, x, e);
}

int record_init(struct recorder *r, struct store *s, struct err *e)
{
	int rc;

	*r = (struct recorder){ .store = s };
	rc = sha256_new(&r->sha, e);
	return rc ? rc : store_frozen_any(s, &r->frozen, e);
}

void record_done(struct recorder *r)
{
	sha256_free(r->sha);
	r->sha = NULL;
}

static int reports(struct recorder *r, struct arena *a, uint64_t ord, size_t most,
	struct record_entry **out, size_t *n, struct err *e)
{
	struct store_receipt *in;
	int rc = store_receipts(r->store, a, ord, most, &in, n, e);

	*out = rc ? NULL : ARENA_ARRAY(a, struct record_entry, *n + 1);
	if (!rc && !*out)
		return err_nomem(e);
	if (!rc && *n == 0)
		return err_set(e, BW_EIO, "the spool lacks report %llu", (unsigned long long)ord);
	for (size_t i = 0; !rc && i < *n; i++)
		rc = of_report(r, a, &in[i], &(*out)[i], e);
	return rc;
}

static int events(struct recorder *r, struct arena *a, uint64_t seq, size_t most,
	struct record_entry **out, size_t *n, struct err *e)
{
	struct store_step_row *in;
	int rc = store_step_rows(r->store, a, seq, most, &in, n, e);

	*out = rc ? NULL : ARENA_ARRAY(a, struct record_entry, *n + 1);
	if (!rc && !*out)
		return err_nomem(e);
	if (!rc && (*n != most || in[0].event.seq != (int64_t)seq ||
			   in[*n - 1].event.seq != (int64_t)(seq + *n - 1)))
		return err_set(e, BW_EIO, "the store lacks an event between %llu and %llu",
			(unsigned long long)seq, (unsigned long long)(seq + most - 1));
	for (size_t i = 0; !rc && i < *n; i++)
		rc = of_event(r, a, &in[i], &(*out)[i], e);
	return rc;
}

int record_entries(struct recorder *r, struct arena *a, uint64_t first, size_t most,
	struct record_entry **out, size_t *n, struct err *e)
{
	struct store_batch b;
	uint64_t total, at, left;
	int rc = store_ledger_total(r->store, &total, e);

	*n = 0;
	if (rc || first >= total || most == 0)
		return rc;
	rc = store_batch_of(r->store, first, &b, e);
	if (rc)
		return rc;
	at = first - b.first_index;
	left = at < b.reports ? b.reports - at : b.reports + b.events - at;
	if (left < most)
		most = (size_t)left;
	return at < b.reports ? reports(r, a, b.first_ord + at, most, out, n, e)
			      : events(r, a, b.first_event + (at - b.reports), most, out, n, e);
}

/* ---- erasure ---- */

static int erase_report(struct recorder *r, struct work *w, uint64_t ord, struct err *e)
{
	struct record_entry *x;
	struct arena a;
	uint64_t index;
	size_t n;
	int rc = store_index_of_report(r->store, ord, &index, e);

	/* Not worked yet: its entry will be made of what is left of it. */
	if (rc == BW_ENOTFOUND)
		return BW_OK;
	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = reports(r, &a, ord, 1, &x, &n, e);
	if (!rc && !x[0].erased)
		rc = store_salt_erase(w, ord, x[0].text, e);
	arena_done(&a);
	return rc;
}

/* Only reasons that a person gave for closing may lose their words. */
static bool says_something(const struct store_event *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].kind == EVENT_CLOSED && v[i].detail.n)
			return true;
	return false;
}

static int erase_case(struct recorder *r, struct work *w, int64_t case_id, struct err *e)
{
	struct store_event *v;
	struct arena a;
	size_t n, k;
	int rc;

	arena_init(&a, 0);
	rc = store_case_events(r->store, &a, case_id, &v, &n, e);
	if (!rc && says_something(v, n)) {
		for (size_t i = 0; !rc && i < n; i++) {
			struct record_entry *x;

			rc = events(r, &a, (uint64_t)v[i].seq, 1, &x, &k, e);
			if (!rc && !x[0].erased)
				rc = store_event_freeze(w, x[0].seq, x[0].text, e);
		}
		if (!rc)
			rc = store_case_salt_erase(w, case_id, e);
	}
	arena_done(&a);
	return rc;
}

int record_before_erase(void *ctx, struct work *w, const uint64_t *ords, size_t n,
	const int64_t *cases, size_t cases_n, struct err *e)
{
	struct recorder r;
	int rc = record_init(&r, ctx, e);

	r.frozen = true; /* what this transaction has frozen counts */
	for (size_t i = 0; !rc && i < n; i++)
		rc = erase_report(&r, w, ords[i], e);
	for (size_t i = 0; !rc && i < cases_n; i++)
		rc = erase_case(&r, w, cases[i], e);
	record_done(&r);
	return rc;
}
