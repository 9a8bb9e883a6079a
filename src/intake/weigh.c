/* SPDX-License-Identifier: Apache-2.0 */
/* How good the evidence of a report is: a table of harm class by kinds of evidence.
 *
 * Sources: ICANN, advisory of 5 February 2024 on DNS Abuse complaints (what makes a report
 * actionable); the lists of what NetBeacon Reporter and CleanDNS ask for; hotline practice for CSAM.
 */
#include "intake/intake.h"

#define B(kind) EVIDENCE_BIT(kind)

static const struct need {
	int harm; /* HARM_NONE: every harm of the class that has no row of its own before */
	enum harm_class harm_class;
	evidence_set all; /* each of these */
	evidence_set any; /* and one of these, where there are any */
	enum evidence ask; /* the one of ${any} to ask for */
	evidence_set stronger;
	enum tier most;
} needs[] = {
	{ HARM_NONE, CLASS_PHISHING, B(URL) | B(TIME),
		B(SCREENSHOT) | B(PAGE) | B(MESSAGE) | B(OBSERVATION) | B(SUBMISSION) |
			B(REDIRECTS) | B(SANDBOX),
		EVIDENCE_SCREENSHOT,
		B(BRAND) | B(SCREENSHOT) | B(PAGE) | B(MESSAGE) | B(SUBMISSION) | B(REDIRECTS) |
			B(LEGITIMATE) | B(SANDBOX) | B(REGISTRATION),
		TIER_STRONG },
	{ HARM_NONE, CLASS_MALWARE, B(URL) | B(TIME), B(HASH) | B(SANDBOX) | B(SAMPLE),
		EVIDENCE_HASH,
		B(HASH) | B(SANDBOX) | B(SAMPLE) | B(FAMILY) | B(C2_ROLE) | B(MESSAGE) |
			B(SCREENSHOT) | B(REDIRECTS),
		TIER_STRONG },
	{ HARM_NONE, CLASS_BOTNET, B(TIME) | B(C2_ROLE), B(TRAFFIC_LOG) | B(SAMPLE) | B(SANDBOX),
		EVIDENCE_TRAFFIC_LOG, B(FAMILY) | B(TRAFFIC_LOG) | B(SAMPLE) | B(SANDBOX) | B(HASH),
		TIER_STRONG },
	{ HARM_NONE, CLASS_SPAM, B(TIME) | B(MESSAGE), 0, EVIDENCE_MESSAGE,
		B(URL) | B(SCREENSHOT) | B(BRAND) | B(REDIRECTS) | B(REGISTRATION), TIER_STRONG },
	/* A hotline needs where and when and nothing else may be kept. */
	{ HARM_NONE, CLASS_CSAM, B(URL) | B(TIME), 0, EVIDENCE_URL, B(CLASSIFICATION),
		TIER_ACTIONABLE },
	{ HARM_NONE, CLASS_FRAUD, B(URL) | B(TIME),
		B(OBSERVATION) | B(SCREENSHOT) | B(PAGE) | B(MESSAGE), EVIDENCE_SCREENSHOT,
		B(SCREENSHOT) | B(PAGE) | B(MESSAGE) | B(BRAND) | B(LEGITIMATE) | B(SUBMISSION) |
			B(REGISTRATION),
		TIER_STRONG },
	{ HARM_NONE, CLASS_BRAND, B(URL) | B(TIME) | B(RIGHTS) | B(LEGITIMATE), 0, EVIDENCE_RIGHTS,
		B(SCREENSHOT) | B(PAGE) | B(BRAND) | B(PRIOR_NOTICE), TIER_STRONG },
	{ HARM_P2P, CLASS_COPYRIGHT, B(TIME) | B(RIGHTS) | B(HASH), 0, EVIDENCE_HASH,
		B(TRAFFIC_LOG) | B(LEGITIMATE) | B(PRIOR_NOTICE), TIER_STRONG },
	{ HARM_USENET, CLASS_COPYRIGHT, B(TIME) | B(RIGHTS) | B(MESSAGE), 0, EVIDENCE_MESSAGE,
		B(TRAFFIC_LOG) | B(LEGITIMATE) | B(PRIOR_NOTICE), TIER_STRONG },
	{ HARM_NONE, CLASS_COPYRIGHT, B(URL) | B(TIME) | B(RIGHTS), 0, EVIDENCE_RIGHTS,
		B(LEGITIMATE) | B(SCREENSHOT) | B(PAGE) | B(PRIOR_NOTICE), TIER_STRONG },
	{ HARM_NONE, CLASS_EXPOSURE, B(URL) | B(TIME),
		B(OBSERVATION) | B(SCREENSHOT) | B(PAGE) | B(SAMPLE), EVIDENCE_OBSERVATION,
		B(SCREENSHOT) | B(PAGE) | B(SAMPLE) | B(PRIOR_NOTICE), TIER_STRONG },
	{ HARM_REMOTE_COMPROMISE, CLASS_COMPROMISE, B(URL) | B(TIME),
		B(OBSERVATION) | B(PAGE) | B(SCREENSHOT) | B(SAMPLE) | B(HASH), EVIDENCE_PAGE,
		B(PAGE) | B(SCREENSHOT) | B(SAMPLE) | B(HASH) | B(FAMILY) | B(PRIOR_NOTICE),
		TIER_STRONG },
	{ HARM_NONE, CLASS_COMPROMISE, B(TIME),
		B(OBSERVATION) | B(TRAFFIC_LOG) | B(PAGE) | B(SCREENSHOT) | B(SAMPLE) | B(HASH),
		EVIDENCE_TRAFFIC_LOG,
		B(TRAFFIC_LOG) | B(PAGE) | B(SAMPLE) | B(HASH) | B(FAMILY) | B(PRIOR_NOTICE),
		TIER_STRONG },
	{ HARM_NONE, CLASS_ATTACK, B(TIME) | B(TRAFFIC_LOG), 0, EVIDENCE_TRAFFIC_LOG,
		B(SAMPLE) | B(MESSAGE) | B(OBSERVATION) | B(PRIOR_NOTICE), TIER_STRONG },
	{ HARM_NONE, CLASS_VULNERABILITY, B(TIME), B(OBSERVATION) | B(TRAFFIC_LOG) | B(SCREENSHOT),
		EVIDENCE_OBSERVATION, B(TRAFFIC_LOG) | B(SCREENSHOT) | B(PRIOR_NOTICE),
		TIER_STRONG },
	/* A listing elsewhere or the look of a name is a reason to look, never to take anything away. */
	{ HARM_NONE, CLASS_REPUTATION, B(TIME) | B(OBSERVATION), 0, EVIDENCE_OBSERVATION, 0,
		TIER_THIN },
	{ HARM_NONE, CLASS_SUSPICION, B(TIME) | B(REGISTRATION) | B(OBSERVATION), 0,
		EVIDENCE_OBSERVATION, 0, TIER_THIN },
};

/* A report that names no harm. */
static const struct need unnamed = { HARM_NONE, CLASS_SUSPICION, B(TIME) | B(OBSERVATION), 0,
	EVIDENCE_OBSERVATION, 0, TIER_THIN };

static const struct need *need_of(int harm)
{
	enum harm_class c = harm_class_of(harm);
	const struct need *n = needs;

	if (harm == HARM_NONE)
		return &unnamed;
	while (n->harm_class != c || (n->harm != HARM_NONE && n->harm != harm))
		n++;
	return n;
}

evidence_set intake_needs(int harm)
{
	const struct need *n = need_of(harm);

	return n->all | (n->any ? (evidence_set)1 << n->ask : 0);
}

static bool claims_only(enum format f)
{
	return f == FORMAT_CSV || f == FORMAT_LIST || f == FORMAT_JSON;
}

void intake_weigh(struct report *r)
{
	const struct need *n = need_of(r->harm);
	evidence_set have = r->evidence;
	int spare;

	r->missing = n->all & ~have;
	if (n->any && !(have & n->any))
		r->missing |= (evidence_set)1 << n->ask;
	if (r->targets_n > 1 && !(have & B(PER_NAME)) && n->harm_class != CLASS_CSAM)
		r->missing |= B(PER_NAME);
	if ((have & ~(B(URL) | B(CONTACT) | B(CLASSIFICATION))) == 0)
		r->tier = TIER_NONE;
	else
		r->tier = TIER_THIN;
	if (r->missing)
		return;
	/* What was needed as "one of" does not count twice. */
	spare = __builtin_popcount(have & n->stronger);
	if (n->any && (have & n->any & ~n->stronger) == 0)
		spare--;
	r->tier = spare >= 2 ? TIER_STRONG : TIER_ACTIONABLE;
	if (r->tier > n->most)
		r->tier = n->most;
	if (claims_only(r->format) && r->tier > TIER_THIN && n->harm_class != CLASS_CSAM)
		r->tier = TIER_THIN;
}
