/* SPDX-License-Identifier: Apache-2.0 */
/* pack.h -- one policy pack as a value: what docs/formats/pack.md describes, nothing computed. */
#ifndef PROCEDURE_PACK_H
#define PROCEDURE_PACK_H

#include "domain/vocab.h"
#include "procedure/schema.h"

enum pack_kind {
#define PACK_KIND(code, ...) KIND_##code,
#include "procedure/pack.def"
#undef PACK_KIND
	KIND_COUNT
};

enum pack_status {
#define PACK_STATUS(code, ...) STATUS_##code,
#include "procedure/pack.def"
#undef PACK_STATUS
	STATUS_COUNT
};

enum pack_rule {
#define PACK_RULE(code, ...) RULE_##code,
#include "procedure/pack.def"
#undef PACK_RULE
	RULE_COUNT
};

enum pack_event {
#define PACK_EVENT(code, ...) EVENT_##code,
#include "procedure/pack.def"
#undef PACK_EVENT
	EVENT_COUNT,
	EVENT_UNSET = -1 /* a clock that starts with its duty's event; a duty that has its pack's */
};

enum pack_unit {
#define PACK_UNIT(code, ...) UNIT_##code,
#include "procedure/pack.def"
#undef PACK_UNIT
	UNIT_COUNT,
	UNIT_UNSET = -1
};

enum pack_standard {
#define PACK_STANDARD(code, ...) STANDARD_##code,
#include "procedure/pack.def"
#undef PACK_STANDARD
	STANDARD_COUNT
};

enum event_when { WHEN_START, WHEN_ENOUGH, WHEN_LATER, WHEN_APART };

const char *pack_kind_text(int v);
bool pack_kind_binding(int v);
const char *pack_status_text(int v);
const char *pack_rule_text(int v);
const char *pack_rule_if(int v);
const char *pack_event_text(int v);
enum event_when pack_event_when(int v);
const char *pack_unit_text(int v);
const char *pack_unit_words(int v);
const char *pack_standard_text(int v);

#define HARM_BIT_NONE  ((uint64_t)1 << 63)
#define PACK_NO_NUMBER 99999 /* a count that was not given */
#define TIER_UNSET     (-1)

struct pack_clock {
	int n, min; /* PACK_NO_NUMBER where there is none */
	int unit; /* enum pack_unit */
	int from; /* enum pack_event */
	bool soft;
	struct str words; /* "promptly": where there is no number */
	struct str calendar; /* country whose holidays count, where the instrument says */
};

struct pack_duty {
	int verb;
	struct str words, addressee, clause, source, doubt, replaces;
	int confidence;
	int event; /* enum pack_event; EVENT_UNSET: the pack's */
	int evidence_min; /* enum tier; TIER_UNSET: the pack's */
	role_set roles; /* 0: the pack's */
	uint64_t harms; /* 0: the pack's */
	struct pack_clock clock;
};

/* What a bound actor may do without having to. */
struct pack_may {
	struct str words, clause, source, doubt;
	int confidence, evidence_min;
	role_set roles;
	uint64_t harms;
};

struct pack_recourse {
	struct str body, window, effect;
};

struct pack_conflict {
	struct str with, words; /* pack id; what pulls apart and what to do */
};

struct pack {
	struct str id, title, version, source, doubt, extends;
	int kind, status, confidence;
	int64_t valid_from_s, valid_to_s, checked_on_s;
	struct {
		int rule;
		struct list countries, tlds, actors;
		bool when_unknown, when_elsewhere;
	} jurisdiction;
	role_set bound, excluded;
	struct str excluded_why;
	uint64_t harms;
	struct list legal_basis;
	struct {
		int event, evidence_min, standard;
		struct str words;
	} trigger;
	struct list duties, may; /* struct pack_duty, struct pack_may */
	struct str outside; /* why a harm that is not listed is not covered */
	struct {
		bool covers;
		int evidence_min;
		struct str when;
	} whole_name;
	struct list notify; /* struct str: who must be told, in words */
	bool sor_required;
	struct list sor_fields;
	struct str reporter_ack;
	struct list recourse, conflicts; /* struct pack_recourse, struct pack_conflict */
	struct {
		struct str keep, max;
	} records;
	struct {
		struct str period;
		struct list metrics;
	} transparency;
	struct str penalties, territorial_scope_limit;
	struct list drops; /* clauses of the pack extended that do not carry over */
};

extern const struct schema pack_schema;
extern const struct schema pack_duty_schema;

/* Read one pack.  Faults go to ${f}; the code is for memory only.  Where there are none, ${out} is good. */
int pack_parse(struct arena *a, struct str yaml, struct pack *out, struct faults *f,
	struct err *e) MUST_USE;
/* ${p} with what it extends filled in: duties of ${base} that it neither replaces nor drops, and every
 * field it leaves empty.  A clause named in replaces or drops that ${base} lacks is a fault. */
int pack_inherit(struct arena *a, const struct pack *base, struct pack *p, struct faults *f,
	struct err *e) MUST_USE;
/* "within 2 business days of receipt of the report", "promptly (no number)". */
struct str pack_clock_words(struct arena *a, const struct pack *p, const struct pack_duty *d);
int pack_duty_event(const struct pack *p, const struct pack_duty *d);
int pack_duty_tier(const struct pack *p, const struct pack_duty *d);

#endif
