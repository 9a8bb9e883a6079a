/* SPDX-License-Identifier: Apache-2.0 */
/* explaining.h -- what `explain` and `options` share: the question as given on the command line. */
#ifndef CMD_EXPLAINING_H
#define CMD_EXPLAINING_H

#include "cmd/facts.h"
#include "cmd/knowledge.h"

#define EXPLAINING_OPTS                                                                           \
	{ "harm", "HARM", OPT_TEXT, "what was seen: phishing, malware, content/fraud, ...",       \
		NULL },                                                                           \
		{ "evidence", "TIER", OPT_TEXT,                                                   \
			"how good the evidence is (default: actionable, to see what would be "    \
			"open)",                                                                  \
			(const char *const[]){ "none", "thin", "actionable", "strong", NULL } },  \
		{ "kinds", "KIND,...", OPT_TEXT, "kinds of evidence there are: screenshot,time",  \
			NULL },                                                                   \
		{ "brand", "TEXT", OPT_TEXT, "brand the report says is imitated", NULL },         \
		{ "names", "N", OPT_COUNT, "how many names the same notice named (default: 1)",   \
			NULL },                                                                   \
	{                                                                                         \
		"as", "ACTOR", OPT_TEXT, "only this actor's steps: a role, an id or a name", NULL \
	}

struct question {
	struct knowing know;
	struct facts_source source;
	struct explain_in in; /* all but site, and facts */
	struct site site;
	struct facts facts;
	struct courier_misses misses;
};

/* Options, knowledge and facts; once for a command. */
int question_open(struct ctx *c, struct question *q, struct err *e) MUST_USE;
void question_done(struct question *q);
/* One name: identified, its facts there, explained in full. In ${a}. */
int question_ask(struct question *q, struct arena *a, struct str name, struct explanation *out,
	struct err *e) MUST_USE;

#endif
