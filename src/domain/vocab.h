/* SPDX-License-Identifier: Apache-2.0 */
/* vocab.h -- the project's closed enumerations, made from vocab.def.
 *
 * For each: enum x, x_text(value) for JSON and the command line, x_parse(text, &value).
 * A value outside the range gives "?"; a text that is none gives false and leaves ${out} alone.
 */
#ifndef DOMAIN_VOCAB_H
#define DOMAIN_VOCAB_H

#include <stdbool.h>

#include "base/str.h"

enum harm {
#define HARM(code, ...) HARM_##code,
#include "domain/vocab.def"
#undef HARM
	HARM_COUNT,
	HARM_NONE = -1 /* the report does not say */
};

enum harm_class {
#define HARM_CLASS(code, ...) CLASS_##code,
#include "domain/vocab.def"
#undef HARM_CLASS
	CLASS_COUNT
};

enum evidence {
#define EVIDENCE(code, ...) EVIDENCE_##code,
#include "domain/vocab.def"
#undef EVIDENCE
	EVIDENCE_COUNT
};
/* A set of evidence kinds. */
typedef uint32_t evidence_set;
#define EVIDENCE_BIT(code) ((evidence_set)1 << EVIDENCE_##code)
/* Kinds that show something which somebody else can check, besides saying it or claiming a right. */
#define EVIDENCE_SHOWS                                                                     \
	(EVIDENCE_BIT(SCREENSHOT) | EVIDENCE_BIT(MESSAGE) | EVIDENCE_BIT(PAGE) |           \
		EVIDENCE_BIT(REDIRECTS) | EVIDENCE_BIT(SUBMISSION) | EVIDENCE_BIT(HASH) |  \
		EVIDENCE_BIT(SAMPLE) | EVIDENCE_BIT(SANDBOX) | EVIDENCE_BIT(TRAFFIC_LOG) | \
		EVIDENCE_BIT(RESOLUTION))

enum tier {
#define TIER(code, ...) TIER_##code,
#include "domain/vocab.def"
#undef TIER
	TIER_COUNT
};

enum format {
#define FORMAT(code, ...) FORMAT_##code,
#include "domain/vocab.def"
#undef FORMAT
	FORMAT_COUNT
};

enum target_kind {
#define TARGET_KIND(code, ...) TARGET_##code,
#include "domain/vocab.def"
#undef TARGET_KIND
	TARGET_KIND_COUNT
};

enum site_kind {
#define SITE_KIND(code, ...) SITE_##code,
#include "domain/vocab.def"
#undef SITE_KIND
	SITE_KIND_COUNT
};

enum namespace_kind {
#define NAMESPACE(code, ...) NAMESPACE_##code,
#include "domain/vocab.def"
#undef NAMESPACE
	NAMESPACE_COUNT
};

enum role {
#define ROLE(code, ...) ROLE_##code,
#include "domain/vocab.def"
#undef ROLE
	ROLE_COUNT
};
/* A set of roles. */
typedef uint32_t role_set;
#define ROLE_BIT(code) ((role_set)1 << ROLE_##code)

enum basis {
#define BASIS(code, ...) BASIS_##code,
#include "domain/vocab.def"
#undef BASIS
	BASIS_COUNT
};

enum confidence {
#define CONFIDENCE(code, ...) CONFIDENCE_##code,
#include "domain/vocab.def"
#undef CONFIDENCE
	CONFIDENCE_COUNT
};

enum verdict {
#define VERDICT(code, ...) VERDICT_##code,
#include "domain/vocab.def"
#undef VERDICT
	VERDICT_COUNT
};

enum effect {
#define EFFECT(code, ...) EFFECT_##code,
#include "domain/vocab.def"
#undef EFFECT
	EFFECT_COUNT
};

enum stops {
#define STOPS(code, ...) STOPS_##code,
#include "domain/vocab.def"
#undef STOPS
	STOPS_COUNT
};

enum collateral {
#define COLLATERAL(code, ...) COLLATERAL_##code,
#include "domain/vocab.def"
#undef COLLATERAL
	COLLATERAL_COUNT
};

enum duty_verb {
#define DUTY_VERB(code, ...) DUTY_##code,
#include "domain/vocab.def"
#undef DUTY_VERB
	DUTY_VERB_COUNT
};

enum case_state {
#define CASE_STATE(code, ...) CASE_##code,
#include "domain/vocab.def"
#undef CASE_STATE
	CASE_STATE_COUNT
};

enum fact_kind {
#define FACT_KIND(code, ...) FACT_##code,
#include "domain/vocab.def"
#undef FACT_KIND
	FACT_KIND_COUNT
};

enum channel {
#define CHANNEL(code, ...) CHANNEL_##code,
#include "domain/vocab.def"
#undef CHANNEL
	CHANNEL_COUNT
};

enum letter_kind {
#define LETTER_KIND(code, ...) LETTER_##code,
#include "domain/vocab.def"
#undef LETTER_KIND
	LETTER_KIND_COUNT
};

enum letter_state {
#define LETTER_STATE(code, ...) LETTER_IS_##code,
#include "domain/vocab.def"
#undef LETTER_STATE
	LETTER_STATE_COUNT
};

enum grouping {
#define GROUPING(code, ...) GROUPING_##code,
#include "domain/vocab.def"
#undef GROUPING
	GROUPINGS
};

enum answer_kind {
#define ANSWER_KIND(code, ...) ANSWER_##code,
#include "domain/vocab.def"
#undef ANSWER_KIND
	ANSWER_KIND_COUNT
};

enum answer_reason {
#define ANSWER_REASON(code, ...) REASON_##code,
#include "domain/vocab.def"
#undef ANSWER_REASON
	ANSWER_REASON_COUNT,
	REASON_NONE = -1 /* none was given */
};

enum decision_state {
#define DECISION_STATE(code, ...) DECISION_IS_##code,
#include "domain/vocab.def"
#undef DECISION_STATE
	DECISION_STATE_COUNT
};

enum measure_state {
#define MEASURE_STATE(code, ...) MEASURE_##code,
#include "domain/vocab.def"
#undef MEASURE_STATE
	MEASURE_STATE_COUNT
};

enum appeal_state {
#define APPEAL_STATE(code, ...) APPEAL_##code,
#include "domain/vocab.def"
#undef APPEAL_STATE
	APPEAL_STATE_COUNT
};

enum notifier_state {
#define NOTIFIER_STATE(code, ...) NOTIFIER_##code,
#include "domain/vocab.def"
#undef NOTIFIER_STATE
	NOTIFIER_STATE_COUNT
};

enum duty_state {
#define DUTY_STATE(code, ...) DUTY_##code,
#include "domain/vocab.def"
#undef DUTY_STATE
	DUTY_STATE_COUNT
};

#define VOCAB_CALLS(name)                   \
	const char *name##_text(int value); \
	bool name##_parse(struct str text, enum name *out)

VOCAB_CALLS(harm_class);
VOCAB_CALLS(evidence);
VOCAB_CALLS(tier);
VOCAB_CALLS(format);
VOCAB_CALLS(target_kind);
VOCAB_CALLS(site_kind);
VOCAB_CALLS(namespace_kind);
VOCAB_CALLS(role);
VOCAB_CALLS(basis);
VOCAB_CALLS(confidence);
VOCAB_CALLS(verdict);
VOCAB_CALLS(effect);
VOCAB_CALLS(stops);
VOCAB_CALLS(collateral);
VOCAB_CALLS(duty_verb);
VOCAB_CALLS(case_state);
VOCAB_CALLS(fact_kind);
VOCAB_CALLS(channel);
VOCAB_CALLS(letter_kind);
VOCAB_CALLS(letter_state);
VOCAB_CALLS(grouping);
VOCAB_CALLS(answer_kind);
VOCAB_CALLS(answer_reason);
VOCAB_CALLS(decision_state);
VOCAB_CALLS(measure_state);
VOCAB_CALLS(appeal_state);
VOCAB_CALLS(notifier_state);
VOCAB_CALLS(duty_state);

/* "content/phishing"; "unspecified" for HARM_NONE. */
const char *harm_text(int harm);
/* "content/phishing", "phishing", with '-' or '.' for '_' and '/', any case; also a few names the
 * field uses (c2, botnet-cc, typosquatting, ...).  Two types share no last part. */
bool harm_parse(struct str text, enum harm *out);
/* HARM_NONE is CLASS_SUSPICION: a claim that names no harm is a suspicion and no more. */
enum harm_class harm_class_of(int harm);
const char *harm_class_words(int harm_class);
const char *harm_dsa(int harm);
bool harm_is_dns_abuse(int harm);

const char *evidence_ask(int evidence);
const char *tier_words(int tier);
const char *site_kind_words(int kind);
const char *namespace_who(int ns);
int role_distance(int role);
const char *basis_words(int basis);
const char *verdict_words(int verdict);
int effect_size(int effect);
const char *channel_words(int channel);
const char *letter_kind_words(int kind);
const char *answer_kind_words(int kind);
const char *answer_reason_words(int reason); /* "" for REASON_NONE */
const char *grouping_words(int grouping);

#endif
