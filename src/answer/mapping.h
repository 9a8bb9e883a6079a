/* SPDX-License-Identifier: Apache-2.0 */
/* mapping.h -- our words of the answer leg and those of other interfaces, both ways (mapping.def).  Pure. */
#ifndef ANSWER_MAPPING_H
#define ANSWER_MAPPING_H

#include "domain/vocab.h"

enum answer_system { SYSTEM_AWS, SYSTEM_CLOUDFLARE, ANSWER_SYSTEM_COUNT };

/* "aws", "cloudflare". */
const char *answer_system_text(int system);

/* Their words for ours; ${reason} is an enum answer_reason or REASON_NONE.  ${*code} may be empty.  False
 * where they have none. */
bool mapping_to(enum answer_system s, enum answer_kind k, int reason, const char **status,
	const char **code);
/* Ours for theirs; an unknown second word is as good as none where the first alone says enough. */
bool mapping_from(
	enum answer_system s, struct str status, struct str code, enum answer_kind *k, int *reason);

/* MISP's tag for having told an actor of that role, NULL where it has none; and the role of a tag. */
const char *mapping_misp(int role);

#endif
