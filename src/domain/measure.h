/* SPDX-License-Identifier: Apache-2.0 */
/* measure.h -- a decision as it is stored, and the step that follows from it from its start to its end. */
#ifndef DOMAIN_MEASURE_H
#define DOMAIN_MEASURE_H

#include "domain/vocab.h"

/* Who decided: a person by name, or a rule by name and version. */
struct decider {
	int64_t person; /* 0: a rule */
	struct str rule;
};

struct decided { /* one row; a decision is never changed, a later one follows it */
	int64_t id, case_id, at_s;
	int kind; /* enum decision_kind */
	struct str action, actor; /* option chosen; empty for refusals */
	int role; /* -1: none */
	enum effect effect;
	struct str effect_on;
	enum collateral collateral;
	struct str clause, pack, pack_version; /* what it relied on */
	struct decider by;
	int64_t second_person; /* who approved; 0: not asked for */
	struct str exception; /* recorded exception to a precondition; empty */
	struct str reasons; /* statement of reasons: JSON with the fields of struct statement */
	struct str
		token; /* of its public page: 128 random bits in base 32; the store keeps its hash */
	int64_t follows; /* the decision this one changes or reverses; 0 */
	enum decision_state state;
	bool reached; /* proof that the holder was reached was there */
	bool automated; /* a rule decided, and no person */
	struct str why; /* in the words of whoever decided; personal data are not welcome */
	struct str
		ladder; /* what could have been chosen: a line "action role actor" for each rung */
	struct str target; /* what it is about, canonical; empty for CSAM */
};

struct measure { /* of a decision with an option; states only move forward */
	int64_t id, decision_id, case_id;
	enum measure_state state;
	int64_t from_s, until_s; /* until_s CLOCK_NONE: no end is set */
	enum channel channel; /* that carried it out, and that undoes it */
	struct str reference; /* what the channel needs to undo it */
	bool restored; /* after an undo: seen to be restored */
};

#endif
