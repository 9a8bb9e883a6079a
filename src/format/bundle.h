/* SPDX-License-Identifier: Apache-2.0 */
/* bundle.h -- a proof that somebody can carry away, as one text file.
 *
 * Lines: bailiwick-bundle@v1, the entry, for each private detail either its opening (salt and value) or its
 * commitment, an empty line, then a c2sp.org/tlog-proof@v1 as it is: what stands below the first empty
 * line can be given to any tool that knows that form.  Form only; ledger/proof.h says whether it holds.
 */
#ifndef FORMAT_BUNDLE_H
#define FORMAT_BUNDLE_H

#include "format/note.h"

#define BUNDLE_SECRETS 8

struct bundle_secret {
	struct str name;
	bool open;
	unsigned char hash[32]; /* salt where open, else commitment */
	struct str value; /* where open */
};

struct proof_bundle {
	struct str entry;
	struct bundle_secret secret[BUNDLE_SECRETS];
	size_t secrets_n;
	struct log_proof proof;
};

int bundle_parse(struct arena *a, struct str in, struct proof_bundle *out, struct err *e) MUST_USE;
void bundle_write(struct buf *b, const struct proof_bundle *p);

#endif
