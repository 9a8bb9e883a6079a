/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/pack.h"

#include "base/clock.h"
#include "base/limit.h"
#include "format/yaml.h"

_Static_assert(HARM_COUNT < 63, "a set of harms has 63 bits");
_Static_assert(ROLE_COUNT < 32, "a set of roles has 32 bits");

#define FIELD(type, member, label, KIND, ...)                                          \
	{                                                                              \
		.name = label, .kind = FIELD_##KIND, .offset = offsetof(type, member), \
		##__VA_ARGS__                                                          \
	}
#define MUST                        .required = true
#define NUMBER(type, member, label) FIELD(type, member, label, COUNT, .preset = PACK_NO_NUMBER)
#define WORD(type, member, label, of, count, unset, ...) \
	FIELD(type, member, label, WORD, .text = of, .words = count, .preset = unset, ##__VA_ARGS__)
#define END                  \
	{                    \
		.name = NULL \
	}

#define T struct pack_clock
static const struct field clock_fields[] = {
	NUMBER(T, n, "n"),
	NUMBER(T, min, "min"),
	WORD(T, unit, "unit", pack_unit_text, UNIT_COUNT, UNIT_UNSET),
	WORD(T, from, "from", pack_event_text, EVENT_COUNT, EVENT_UNSET),
	FIELD(T, soft, "soft", BOOL),
	FIELD(T, words, "words", TEXT),
	FIELD(T, calendar, "calendar", TEXT),
	END,
};
#undef T
static const struct schema clock_schema = { "a clock", sizeof(struct pack_clock), clock_fields };

#define T struct pack_duty
static const struct field duty_fields[] = {
	WORD(T, verb, "verb", duty_verb_text, DUTY_VERB_COUNT, DUTY_REVIEW, MUST),
	FIELD(T, words, "words", TEXT, MUST),
	FIELD(T, clause, "clause", TEXT, MUST),
	FIELD(T, clock, "clock", OBJECT, MUST, .sub = &clock_schema),
	WORD(T, event, "event", pack_event_text, EVENT_COUNT, EVENT_UNSET),
	WORD(T, evidence_min, "evidence_min", tier_text, TIER_COUNT, TIER_UNSET),
	FIELD(T, roles, "roles", ROLES),
	FIELD(T, harms, "harms", HARMS),
	FIELD(T, addressee, "addressee", TEXT),
	FIELD(T, source, "source", TEXT),
	WORD(T, confidence, "confidence", confidence_text, CONFIDENCE_COUNT, CONFIDENCE_UNKNOWN,
		MUST),
	FIELD(T, doubt, "doubt", TEXT),
	FIELD(T, replaces, "replaces", TEXT),
	END,
};
#undef T
const struct schema pack_duty_schema = { "a duty", sizeof(struct pack_duty), duty_fields };

#define T struct pack_may
static const struct field may_fields[] = {
	FIELD(T, words, "words", TEXT, MUST),
	FIELD(T, clause, "clause", TEXT, MUST),
	WORD(T, evidence_min, "evidence_min", tier_text, TIER_COUNT, TIER_UNSET),
	FIELD(T, roles, "roles", ROLES),
	FIELD(T, harms, "harms", HARMS),
	FIELD(T, source, "source", TEXT),
	WORD(T, confidence, "confidence", confidence_text, CONFIDENCE_COUNT, CONFIDENCE_UNKNOWN,
		MUST),
	FIELD(T, doubt, "doubt", TEXT),
	END,
};
#undef T
static const struct schema may_schema = { "a permission", sizeof(struct pack_may), may_fields };

#define T struct pack_recourse
static const struct field recourse_fields[] = {
	FIELD(T, body, "body", TEXT, MUST),
	FIELD(T, window, "window", TEXT, MUST),
	FIELD(T, effect, "effect", TEXT, MUST),
	END,
};
#undef T
static const struct schema recourse_schema = { "a recourse", sizeof(struct pack_recourse),
	recourse_fields };

#define T struct pack_conflict
static const struct field conflict_fields[] = {
	FIELD(T, with, "with", TEXT, MUST),
	FIELD(T, words, "words", TEXT, MUST),
	END,
};
#undef T
static const struct schema conflict_schema = { "a conflict", sizeof(struct pack_conflict),
	conflict_fields };

/* Members of the unnamed structs in struct pack: offsets from the struct's own beginning. */
#define IN(outer, member) (offsetof(struct pack, outer.member) - offsetof(struct pack, outer))
#define INNER(outer, member, label, KIND, ...)                                                  \
	{                                                                                       \
		.name = label, .kind = FIELD_##KIND, .offset = IN(outer, member), ##__VA_ARGS__ \
	}
#define SIZE(outer) sizeof(((struct pack *)NULL)->outer)

static const struct field jurisdiction_fields[] = {
	INNER(jurisdiction, rule, "rule", WORD, MUST, .text = pack_rule_text, .words = RULE_COUNT),
	INNER(jurisdiction, countries, "countries", COUNTRIES),
	INNER(jurisdiction, tlds, "tlds", TLDS),
	INNER(jurisdiction, actors, "actors", TEXTS),
	INNER(jurisdiction, when_unknown, "when_unknown", BOOL),
	INNER(jurisdiction, when_elsewhere, "when_elsewhere", BOOL),
	END,
};
static const struct schema jurisdiction_schema = { "a jurisdiction", SIZE(jurisdiction),
	jurisdiction_fields };

static const struct field trigger_fields[] = {
	INNER(trigger, event, "event", WORD, MUST, .text = pack_event_text, .words = EVENT_COUNT),
	INNER(trigger, evidence_min, "evidence_min", WORD, MUST, .text = tier_text,
		.words = TIER_COUNT),
	INNER(trigger, standard, "standard", WORD, MUST, .text = pack_standard_text,
		.words = STANDARD_COUNT),
	INNER(trigger, words, "words", TEXT),
	END,
};
static const struct schema trigger_schema = { "a trigger", SIZE(trigger), trigger_fields };

static const struct field whole_name_fields[] = {
	INNER(whole_name, covers, "covers", BOOL, MUST),
	INNER(whole_name, evidence_min, "evidence_min", WORD, .text = tier_text,
		.words = TIER_COUNT, .preset = TIER_ACTIONABLE),
	INNER(whole_name, when, "when", TEXT, MUST),
	END,
};
static const struct schema whole_name_schema = { "whole_name", SIZE(whole_name),
	whole_name_fields };

static const struct field records_fields[] = {
	INNER(records, keep, "keep", TEXT),
	INNER(records, max, "max", TEXT),
	END,
};
static const struct schema records_schema = { "records", SIZE(records), records_fields };

static const struct field transparency_fields[] = {
	INNER(transparency, period, "period", TEXT, MUST),
	INNER(transparency, metrics, "metrics", TEXTS),
	END,
};
static const struct schema transparency_schema = { "transparency", SIZE(transparency),
	transparency_fields };

#define T struct pack
static const struct field pack_fields[] = {
	FIELD(T, id, "id", TEXT, MUST),
	FIELD(T, title, "title", TEXT, MUST),
	FIELD(T, version, "version", TEXT, MUST),
	WORD(T, status, "status", pack_status_text, STATUS_COUNT, STATUS_IN_FORCE, MUST),
	WORD(T, kind, "kind", pack_kind_text, KIND_COUNT, KIND_LAW, MUST),
	FIELD(T, extends, "extends", TEXT),
	FIELD(T, drops, "drops", TEXTS),
	FIELD(T, valid_from_s, "valid_from", DATE),
	FIELD(T, valid_to_s, "valid_to", DATE),
	FIELD(T, checked_on_s, "checked_on", DATE, MUST),
	FIELD(T, source, "source", TEXT, MUST),
	WORD(T, confidence, "confidence", confidence_text, CONFIDENCE_COUNT, CONFIDENCE_UNKNOWN,
		MUST),
	FIELD(T, doubt, "doubt", TEXT),
	FIELD(T, legal_basis, "legal_basis", TEXTS),
	FIELD(T, jurisdiction, "jurisdiction", OBJECT, MUST, .sub = &jurisdiction_schema),
	FIELD(T, bound, "bound_roles", ROLES),
	FIELD(T, excluded, "excluded_roles", ROLES),
	FIELD(T, excluded_why, "excluded_why", TEXT),
	FIELD(T, harms, "harms", HARMS),
	FIELD(T, outside, "outside", TEXT),
	FIELD(T, trigger, "trigger", OBJECT, .sub = &trigger_schema),
	FIELD(T, duties, "duties", OBJECTS, .sub = &pack_duty_schema),
	FIELD(T, may, "may", OBJECTS, .sub = &may_schema),
	FIELD(T, whole_name, "whole_name", OBJECT, .sub = &whole_name_schema),
	FIELD(T, notify, "notify", TEXTS),
	FIELD(T, sor_required, "sor_required", BOOL),
	FIELD(T, sor_fields, "sor_fields", TEXTS),
	FIELD(T, reporter_ack, "reporter_ack", TEXT),
	FIELD(T, recourse, "recourse", OBJECTS, .sub = &recourse_schema),
	FIELD(T, records, "records", OBJECT, .sub = &records_schema),
	FIELD(T, transparency, "transparency", OBJECT, .sub = &transparency_schema),
	FIELD(T, penalties, "penalties", TEXT),
	FIELD(T, territorial_scope_limit, "territorial_scope_limit", TEXT),
	FIELD(T, conflicts, "conflicts", OBJECTS, .sub = &conflict_schema),
	END,
};
#undef T
const struct schema pack_schema = { "a pack", sizeof(struct pack), pack_fields };

/* ---- what a table cannot say ---- */

static size_t line_of(const struct json *v, const char *name)
{
	const struct json *m = json_get(v, name);

	return m ? m->at : v->at;
}

static void check_doubt(struct faults *f, size_t line, const char *what, int confidence,
	struct str own, struct str pack)
{
	if (confidence < CONFIDENCE_HIGH && own.n == 0 && pack.n == 0)
		fault_add(f, line, "%s with confidence '%s' says what is doubtful in 'doubt'", what,
			confidence_text(confidence));
}

/* Longest that stays within LIMIT_CLOCK_YEARS. */
static int longest(int unit)
{
	switch (unit) {
	case UNIT_HOUR:
		return LIMIT_CLOCK_YEARS * 365 * 24 < 90000 ? LIMIT_CLOCK_YEARS * 365 * 24 : 90000;
	case UNIT_MONTH: return LIMIT_CLOCK_YEARS * 12;
	case UNIT_BUSINESS_DAY: return LIMIT_CLOCK_YEARS * 250;
	default: return LIMIT_CLOCK_YEARS * 365;
	}
}

static void check_clock(struct faults *f, size_t line, const struct pack_clock *c)
{
	bool number = c->n != PACK_NO_NUMBER;

	if (number != (c->unit != UNIT_UNSET))
		fault_add(f, line, "a clock has both 'n' and 'unit', or neither");
	if (!number && c->words.n == 0)
		fault_add(
			f, line, "a clock without 'n' says in 'words' how fast, such as promptly");
	if (c->min != PACK_NO_NUMBER && (!number || c->min >= c->n))
		fault_add(f, line, "'min' of a clock is less than its 'n'");
	if (number && (c->n == 0 || c->n > longest(c->unit)))
		fault_add(f, line, "'n' of a clock is from 1 to %d %ss", longest(c->unit),
			pack_unit_words(c->unit));
	if (c->calendar.n && (c->calendar.n != 2 || !ch_upper(c->calendar.p[0])))
		fault_add(f, line, "'calendar' is a country code, such as US");
}

static void check_roles(struct faults *f, size_t line, const struct pack *p, role_set roles)
{
	role_set more = roles & ~p->bound;

	if (p->bound && more)
		for (int r = 0; r < ROLE_COUNT; r++)
			if (more & (role_set)1 << r)
				fault_add(f, line, "role '%s' is not among the pack's bound_roles",
					role_text(r));
}

static void check_duties(struct faults *f, const struct json *v, const struct pack *p)
{
	const struct json *list = json_get(v, "duties"), *item = list ? list->first : NULL;

	LIST_EACH (struct pack_duty, d, p->duties) {
		size_t line = item->at;

		check_clock(f, line_of(item, "clock"), &d->clock);
		check_roles(f, line_of(item, "roles"), p, d->roles);
		check_doubt(f, line, "a duty", d->confidence, d->doubt, p->doubt);
		if (d->replaces.n && !p->extends.n)
			fault_add(f, line, "'replaces' is for a pack that extends another");
		item = item->next;
	}
	list = json_get(v, "may");
	item = list ? list->first : NULL;
	LIST_EACH (struct pack_may, m, p->may) {
		check_roles(f, line_of(item, "roles"), p, m->roles);
		check_doubt(f, item->at, "a permission", m->confidence, m->doubt, p->doubt);
		item = item->next;
	}
}

static void check_jurisdiction(struct faults *f, const struct json *v, const struct pack *p)
{
	size_t line = line_of(v, "jurisdiction");
	int rule = p->jurisdiction.rule;

	if (rule == RULE_TLD && !p->jurisdiction.tlds.n)
		fault_add(f, line, "rule 'tld' names its 'tlds'");
	if (rule != RULE_TLD && rule != RULE_CONTRACT && !p->jurisdiction.countries.n)
		fault_add(f, line, "rule '%s' names its 'countries'", pack_rule_text(rule));
}

static bool id_ok(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!ch_lower(id.p[i]) && !ch_digit(id.p[i]) && (id.p[i] != '-' || !i))
			return false;
	return id.n > 0 && id.n <= 60;
}

static void check_pack(struct faults *f, const struct json *v, const struct pack *p)
{
	if (p->id.n && !id_ok(p->id))
		fault_add(f, line_of(v, "id"), "an id has lower-case letters, digits and hyphens");
	if (p->valid_from_s != CLOCK_NONE && p->valid_to_s != CLOCK_NONE &&
		p->valid_to_s <= p->valid_from_s)
		fault_add(f, line_of(v, "valid_to"), "'valid_to' is not after 'valid_from'");
	check_doubt(f, line_of(v, "confidence"), "a pack", p->confidence, p->doubt, p->doubt);
	check_jurisdiction(f, v, p);
	if (p->bound & p->excluded && p->bound != ((role_set)1 << ROLE_COUNT) - 1)
		fault_add(f, line_of(v, "excluded_roles"), "a role is both bound and excluded");
	if (p->sor_fields.n && !p->sor_required)
		fault_add(f, line_of(v, "sor_fields"), "'sor_fields' without 'sor_required: true'");
	if (p->drops.n && !p->extends.n)
		fault_add(f, line_of(v, "drops"), "'drops' is for a pack that extends another");
	if (!p->extends.n) {
		static const char *const own[] = { "bound_roles", "harms", "trigger",
			"legal_basis" };

		for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
			if (!json_get(v, own[i]))
				fault_add(f, v->at, "a pack that extends none lacks '%s'", own[i]);
	}
	check_duties(f, v, p);
}

int pack_parse(struct arena *a, struct str yaml, struct pack *out, struct faults *f, struct err *e)
{
	struct json *v;
	size_t before = f->n;
	int rc = yaml_parse(a, yaml, &v, e);

	if (rc == BW_ENOMEM)
		return rc;
	if (rc) {
		f->n++;
		buf_printf(f->b, "%s\n", e->text);
		return BW_OK;
	}
	rc = schema_parse(a, &pack_schema, v, out, f, e);
	if (!rc && f->n == before)
		check_pack(f, v, out);
	return rc;
}

static bool names(const struct list *l, struct str s)
{
	LIST_EACH (struct str, t, *l)
		if (str_eq(*t, s))
			return true;
	return false;
}

static bool replaced(const struct pack *p, struct str clause)
{
	LIST_EACH (struct pack_duty, d, p->duties)
		if (str_eq(d->replaces, clause))
			return true;
	return false;
}

static bool has_clause(const struct pack *p, struct str clause)
{
	LIST_EACH (struct pack_duty, d, p->duties)
		if (str_eq(d->clause, clause))
			return true;
	return false;
}

static void check_base(const struct pack *base, const struct pack *p, struct faults *f)
{
	char q[QUOTE_ROOM(60)];

	LIST_EACH (struct pack_duty, d, p->duties)
		if (d->replaces.n && !has_clause(base, d->replaces))
			fault_add(f, 1, "'%.*s' has no clause '%s' to replace", STR_ARG(base->id),
				str_quote(d->replaces, 60, q));
	LIST_EACH (struct str, s, p->drops)
		if (!has_clause(base, *s))
			fault_add(f, 1, "'%.*s' has no clause '%s' to drop", STR_ARG(base->id),
				str_quote(*s, 60, q));
}

/* A duty of the base as it stands in a pack that extends it: its text was read in the base only. */
static struct pack_duty carried(
	struct arena *a, const struct pack *base, const struct pack *p, struct pack_duty d)
{
	struct str read_there = arena_printf(a,
		"as '%.*s' has it; the article of this instrument itself was not read",
		STR_ARG(base->id));

	if (!d.source.n)
		d.source = base->source;
	if (d.confidence > p->confidence)
		d.confidence = p->confidence;
	if (d.confidence > CONFIDENCE_MEDIUM)
		d.confidence = CONFIDENCE_MEDIUM;
	d.doubt = d.doubt.n ? arena_printf(a, "%.*s; %.*s", STR_ARG(d.doubt), STR_ARG(read_there))
			    : read_there;
	return d;
}

/* An object counts as left empty where it is as it was before reading. */
static bool left_empty(const struct field *fd, const struct pack *p)
{
	struct pack fresh = { 0 };

	if (fd->kind != FIELD_OBJECT)
		return schema_field_empty(fd, p);
	schema_preset(fd->sub, &fresh);
	return memcmp(&fresh, (const char *)p + fd->offset, fd->sub->size) == 0;
}

int pack_inherit(
	struct arena *a, const struct pack *base, struct pack *p, struct faults *f, struct err *e)
{
	struct pack_duty *all = ARENA_ARRAY(a, struct pack_duty, base->duties.n + p->duties.n + 1);
	size_t n = 0;

	if (!all)
		return err_nomem(e);
	check_base(base, p, f);
	LIST_EACH (struct pack_duty, d, p->duties)
		all[n++] = *d;
	LIST_EACH (struct pack_duty, d, base->duties)
		if (!replaced(p, d->clause) && !names(&p->drops, d->clause))
			all[n++] = carried(a, base, p, *d);
	for (size_t i = p->duties.n; i < n; i++)
		if (!all[i].doubt.p)
			return err_nomem(e);
	p->duties = (struct list){ all, n };
	for (const struct field *fd = pack_fields; fd->name; fd++) {
		const void *from = (const char *)base + fd->offset;
		void *to = (char *)p + fd->offset;

		if (fd->kind == FIELD_OBJECTS || fd->kind == FIELD_WORD || fd->kind == FIELD_DATE ||
			fd->required || !left_empty(fd, p))
			continue;
		switch (fd->kind) {
		case FIELD_TEXT:
			if (fd->offset != offsetof(struct pack, doubt))
				*(struct str *)to = *(const struct str *)from;
			break;
		case FIELD_TEXTS: *(struct list *)to = *(const struct list *)from; break;
		case FIELD_ROLES: *(role_set *)to = *(const role_set *)from; break;
		case FIELD_HARMS: *(uint64_t *)to = *(const uint64_t *)from; break;
		case FIELD_BOOL: *(bool *)to = *(const bool *)from; break;
		case FIELD_OBJECT: memcpy(to, from, fd->sub->size); break;
		default: break;
		}
	}
	return BW_OK;
}
