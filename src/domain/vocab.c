/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/vocab.h"

struct word {
	const char *text, *more;
	int number;
};

static const char *text_of(const struct word *t, int count, int value)
{
	return value >= 0 && value < count ? t[value].text : "?";
}

static const char *more_of(const struct word *t, int count, int value)
{
	return value >= 0 && value < count && t[value].more ? t[value].more : "";
}

static bool find(const struct word *t, int count, struct str text, int *out)
{
	for (int i = 0; i < count; i++)
		if (str_is(text, t[i].text)) {
			*out = i;
			return true;
		}
	return false;
}

#define VOCAB(name, COUNT)                                        \
	const char *name##_text(int value)                        \
	{                                                         \
		return text_of(name##_words_table, COUNT, value); \
	}                                                         \
	bool name##_parse(struct str text, enum name *out)        \
	{                                                         \
		int v;                                            \
                                                                  \
		if (!find(name##_words_table, COUNT, text, &v))   \
			return false;                             \
		*out = (enum name)v;                              \
		return true;                                      \
	}

static const struct word harm_class_words_table[] = {
#define HARM_CLASS(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef HARM_CLASS
};
static const struct word evidence_words_table[] = {
#define EVIDENCE(code, text, ask) { text, ask, 0 },
#include "domain/vocab.def"
#undef EVIDENCE
};
static const struct word tier_words_table[] = {
#define TIER(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef TIER
};
static const struct word format_words_table[] = {
#define FORMAT(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef FORMAT
};
static const struct word target_kind_words_table[] = {
#define TARGET_KIND(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef TARGET_KIND
};
static const struct word site_kind_words_table[] = {
#define SITE_KIND(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef SITE_KIND
};
static const struct word namespace_kind_words_table[] = {
#define NAMESPACE(code, text, who) { text, who, 0 },
#include "domain/vocab.def"
#undef NAMESPACE
};
static const struct word role_words_table[] = {
#define ROLE(code, text, distance) { text, NULL, distance },
#include "domain/vocab.def"
#undef ROLE
};
static const struct word basis_words_table[] = {
#define BASIS(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef BASIS
};
static const struct word confidence_words_table[] = {
#define CONFIDENCE(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef CONFIDENCE
};
static const struct word verdict_words_table[] = {
#define VERDICT(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef VERDICT
};
static const struct word effect_words_table[] = {
#define EFFECT(code, text, size) { text, NULL, size },
#include "domain/vocab.def"
#undef EFFECT
};
static const struct word stops_words_table[] = {
#define STOPS(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef STOPS
};
static const struct word collateral_words_table[] = {
#define COLLATERAL(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef COLLATERAL
};
static const struct word duty_verb_words_table[] = {
#define DUTY_VERB(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef DUTY_VERB
};
static const struct word case_state_words_table[] = {
#define CASE_STATE(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef CASE_STATE
};
static const struct word fact_kind_words_table[] = {
#define FACT_KIND(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef FACT_KIND
};
static const struct word channel_words_table[] = {
#define CHANNEL(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef CHANNEL
};
static const struct word letter_kind_words_table[] = {
#define LETTER_KIND(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef LETTER_KIND
};
static const struct word letter_state_words_table[] = {
#define LETTER_STATE(code, text, final) { text, NULL, 0 },
#include "domain/vocab.def"
#undef LETTER_STATE
};
static const struct word grouping_words_table[] = {
#define GROUPING(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef GROUPING
};
static const struct word answer_kind_words_table[] = {
#define ANSWER_KIND(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef ANSWER_KIND
};
static const struct word answer_reason_words_table[] = {
#define ANSWER_REASON(code, text, words) { text, words, 0 },
#include "domain/vocab.def"
#undef ANSWER_REASON
};
static const struct word decision_state_words_table[] = {
#define DECISION_STATE(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef DECISION_STATE
};
static const struct word measure_state_words_table[] = {
#define MEASURE_STATE(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef MEASURE_STATE
};
static const struct word appeal_state_words_table[] = {
#define APPEAL_STATE(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef APPEAL_STATE
};
static const struct word notifier_state_words_table[] = {
#define NOTIFIER_STATE(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef NOTIFIER_STATE
};
static const struct word duty_state_words_table[] = {
#define DUTY_STATE(code, text) { text, NULL, 0 },
#include "domain/vocab.def"
#undef DUTY_STATE
};

VOCAB(harm_class, CLASS_COUNT)
VOCAB(evidence, EVIDENCE_COUNT)
VOCAB(tier, TIER_COUNT)
VOCAB(format, FORMAT_COUNT)
VOCAB(target_kind, TARGET_KIND_COUNT)
VOCAB(site_kind, SITE_KIND_COUNT)
VOCAB(namespace_kind, NAMESPACE_COUNT)
VOCAB(role, ROLE_COUNT)
VOCAB(basis, BASIS_COUNT)
VOCAB(confidence, CONFIDENCE_COUNT)
VOCAB(verdict, VERDICT_COUNT)
VOCAB(effect, EFFECT_COUNT)
VOCAB(stops, STOPS_COUNT)
VOCAB(collateral, COLLATERAL_COUNT)
VOCAB(duty_verb, DUTY_VERB_COUNT)
VOCAB(case_state, CASE_STATE_COUNT)
VOCAB(fact_kind, FACT_KIND_COUNT)
VOCAB(channel, CHANNEL_COUNT)
VOCAB(letter_kind, LETTER_KIND_COUNT)
VOCAB(letter_state, LETTER_STATE_COUNT)
VOCAB(grouping, GROUPINGS)
VOCAB(answer_kind, ANSWER_KIND_COUNT)
VOCAB(answer_reason, ANSWER_REASON_COUNT)
VOCAB(decision_state, DECISION_STATE_COUNT)
VOCAB(measure_state, MEASURE_STATE_COUNT)
VOCAB(appeal_state, APPEAL_STATE_COUNT)
VOCAB(notifier_state, NOTIFIER_STATE_COUNT)
VOCAB(duty_state, DUTY_STATE_COUNT)

static const struct harm_row {
	const char *text;
	enum harm_class harm_class;
	const char *dsa;
	bool dns_abuse;
} harms[HARM_COUNT] = {
#define HARM(code, text, class, rsit, dsa, dns) { text, CLASS_##class, dsa, dns },
#include "domain/vocab.def"
#undef HARM
};

const char *harm_text(int harm)
{
	return harm >= 0 && harm < HARM_COUNT ? harms[harm].text : "unspecified";
}

/* Words of feeds and older formats for the same thing. */
static const struct {
	const char *text;
	enum harm harm;
} other_names[] = {
	{ "phish", HARM_PHISHING },
	{ "pharming", HARM_PHISHING },
	{ "malware_distribution", HARM_MALWARE },
	{ "malware_download", HARM_MALWARE },
	{ "c2", HARM_BOTNET },
	{ "cc", HARM_BOTNET },
	{ "botnet_cc", HARM_BOTNET },
	{ "c2_server", HARM_BOTNET },
	{ "command_and_control", HARM_BOTNET },
	{ "bot", HARM_INFECTED_HOST },
	{ "scam", HARM_FRAUD },
	{ "trademark", HARM_BRAND_INFRINGEMENT },
	{ "counterfeit", HARM_BRAND_INFRINGEMENT },
	{ "typosquatting", HARM_SUSPICIOUS_REGISTRATION },
	{ "suspicious", HARM_SUSPICIOUS_REGISTRATION },
	{ "childabuse", HARM_CSAM },
	{ "brute_force", HARM_LOGIN_ATTACK },
	{ "scanner", HARM_PORT_SCAN },
	{ "compromised", HARM_REMOTE_COMPROMISE },
};

static char fold(char c)
{
	c = ch_tolower(c);
	return c == '-' || c == ' ' ? '_' : c == '.' ? '/' : c;
}

static bool same(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (fold(a.p[i]) != fold(b.p[i]))
			return false;
	return true;
}

bool harm_parse(struct str text, enum harm *out)
{
	text = str_trim(text);
	for (int i = 0; i < HARM_COUNT; i++) {
		struct str full = str_of(harms[i].text);
		struct str last = str_from(full, str_find_byte(full, '/', 0) + 1);

		if (same(text, full) || same(text, last)) {
			*out = (enum harm)i;
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(other_names) / sizeof(other_names[0]); i++)
		if (same(text, str_of(other_names[i].text))) {
			*out = other_names[i].harm;
			return true;
		}
	return false;
}

enum harm_class harm_class_of(int harm)
{
	return harm >= 0 && harm < HARM_COUNT ? harms[harm].harm_class : CLASS_SUSPICION;
}

const char *harm_class_words(int harm_class)
{
	return more_of(harm_class_words_table, CLASS_COUNT, harm_class);
}

const char *harm_dsa(int harm)
{
	return harm >= 0 && harm < HARM_COUNT ? harms[harm].dsa : "NOT_SPECIFIED_NOTICE";
}

bool harm_is_dns_abuse(int harm)
{
	return harm >= 0 && harm < HARM_COUNT && harms[harm].dns_abuse;
}

const char *evidence_ask(int evidence)
{
	return more_of(evidence_words_table, EVIDENCE_COUNT, evidence);
}

const char *tier_words(int tier)
{
	return more_of(tier_words_table, TIER_COUNT, tier);
}

const char *site_kind_words(int kind)
{
	return more_of(site_kind_words_table, SITE_KIND_COUNT, kind);
}

const char *namespace_who(int ns)
{
	return more_of(namespace_kind_words_table, NAMESPACE_COUNT, ns);
}

int role_distance(int role)
{
	return role >= 0 && role < ROLE_COUNT ? role_words_table[role].number : 99;
}

const char *basis_words(int basis)
{
	return more_of(basis_words_table, BASIS_COUNT, basis);
}

const char *verdict_words(int verdict)
{
	return more_of(verdict_words_table, VERDICT_COUNT, verdict);
}

int effect_size(int effect)
{
	return effect >= 0 && effect < EFFECT_COUNT ? effect_words_table[effect].number : 99;
}

const char *channel_words(int v)
{
	return more_of(channel_words_table, CHANNEL_COUNT, v);
}

const char *letter_kind_words(int v)
{
	return more_of(letter_kind_words_table, LETTER_KIND_COUNT, v);
}

const char *answer_kind_words(int v)
{
	return more_of(answer_kind_words_table, ANSWER_KIND_COUNT, v);
}

const char *answer_reason_words(int v)
{
	return more_of(answer_reason_words_table, ANSWER_REASON_COUNT, v);
}

const char *grouping_words(int v)
{
	return more_of(grouping_words_table, GROUPINGS, v);
}
