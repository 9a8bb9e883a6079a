/* SPDX-License-Identifier: Apache-2.0 */
/* answer.h -- what comes back to a letter: the answer leg (docs/formats/answer.md). */
#ifndef DOMAIN_ANSWER_H
#define DOMAIN_ANSWER_H

#include "domain/vocab.h"

struct answer {
	int64_t id; /* of the store; 0: not there yet */
	int64_t case_id, letter_id;
	enum answer_kind kind;
	enum channel channel; /* how it came */
	int64_t at_s;
	struct str actor; /* who says so: stable id; empty where the token alone tells */
	struct str
		action; /* ACTED, DECIDED, REVERSED: the name of the action taken, where it was said */
	enum effect effect; /* how far it reaches, where it was said; EFFECT_NOTHING */
	struct str reason; /* a word of enum answer_reason; empty */
	evidence_set needs; /* MORE: what is missing, where it was said in our words */
	int64_t until_s; /* DECIDED: by when it is done; ACTED: when it ends by itself; 0: not said */
	struct str reference; /* the other side's number of the case */
	struct str text; /* as written, for a person; personal data */
	bool sure; /* false: guessed from plain words; a person confirms what has consequences */
};

/* Of what came back to a message about several cases: what is said of some of them. */
struct answer_part {
	const struct str *cases; /* numbers as written: "c-0000003" */
	size_t cases_n; /* 0: those that no other part names */
	struct answer answer;
};

#endif
