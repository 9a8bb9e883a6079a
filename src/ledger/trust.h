/* SPDX-License-Identifier: Apache-2.0 */
/* trust.h -- whose word counts: logs, witnesses, and how many of them (C2SP tlog-policy).
 *
 *   log <vkey> [url]
 *   witness <name> <vkey> [url]
 *   group <name> all|any|<k> <name>...
 *   quorum <name>|none
 *
 * Pure.  Names are known before they are used, a name is a member of one group at most, and a file has one
 * quorum line; without a file there is one key and no quorum.
 */
#ifndef LEDGER_TRUST_H
#define LEDGER_TRUST_H

#include "ledger/key.h"

#define TRUST_MOST 128 /* logs, witnesses and groups each; C2SP asks for 32 */

struct trust_key {
	struct note_key key;
	struct str name, url; /* of a witness; url empty where none is given */
};
struct trust_group {
	struct str name;
	unsigned need;
	unsigned member[TRUST_MOST]; /* a witness, or TRUST_MOST + a group before this one */
	size_t n;
};
struct trust {
	struct trust_key log[TRUST_MOST], witness[TRUST_MOST];
	struct trust_group group[TRUST_MOST];
	size_t logs, witnesses, groups;
	int quorum; /* a witness, or TRUST_MOST + a group; -1: none is wanted */
};

/* ${text} borrowed; BW_EPARSE names the line. */
int trust_parse(struct sha256 *s, struct str text, struct trust *out, struct err *e) MUST_USE;
/* One log and nothing else. */
int trust_one(struct sha256 *s, struct str vkey, struct trust *out, struct err *e) MUST_USE;
/* The checkpoint in ${in}: signed by a log of ${t} that it is of, and by as many witnesses as wanted; ${marks} has
 * TRUST_MOST places and says which witnesses signed, and when. */
int trust_checkpoint(struct arena *a, const struct trust *t, struct str in, struct checkpoint *out,
	struct key_mark *marks, struct err *e) MUST_USE;

#endif
