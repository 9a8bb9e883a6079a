/* SPDX-License-Identifier: Apache-2.0 */
/* key.h -- whose signature stands under a note (C2SP signed-note, tlog-cosignature).
 *
 * Public keys only.  The private key of a log is in one process alone (sign.h); that of a witness in
 * witness.h.
 */
#ifndef LEDGER_KEY_H
#define LEDGER_KEY_H

#include "format/note.h"
#include "sys/sha256.h"

/* A key as people pass it on; refused where its number is not that of its name and bytes. */
int key_parse(struct sha256 *s, struct str in, struct note_key *out, struct err *e) MUST_USE;

struct key_mark { /* what a note says of one key */
	bool signed_by;
	uint64_t at_s; /* of a cosignature */
};
/* Which of ${keys} signed ${n}; ${marks} has as many elements.  Lines of others are passed over; one line of a
 * known key that does not verify spoils the note (BW_EINVALID). */
int key_check(const struct note *n, const struct note_key *keys, size_t keys_n,
	struct key_mark *marks, struct err *e) MUST_USE;

/* A checkpoint that ${log} signed, whose origin is that key's name.  ${note} borrows from ${a} and ${in}. */
int key_checkpoint(struct arena *a, struct str in, const struct note_key *log, struct note *note,
	struct checkpoint *out, struct err *e) MUST_USE;

/* A private key with its public half; kept in locked memory by whoever holds one. */
struct key_secret {
	unsigned char seed[32], secret[64];
	struct note_key pub;
	char name[256];
};
/* PRIVATE+KEY+name+number+base64(type || seed), as golang.org/x/mod/sumdb/note writes it, and a line feed. */
int key_secret_parse(
	struct sha256 *s, struct str in, struct key_secret *out, struct err *e) MUST_USE;
void key_secret_add(struct buf *b, const struct key_secret *k);
/* From a seed; false for a name that no key may have. */
bool key_secret_make(struct sha256 *s, struct str name, uint8_t type, const unsigned char seed[32],
	struct key_secret *out);
/* The signature line of a log's key under ${text}; of a witness's key with its time. */
void key_sign(struct buf *b, const struct key_secret *k, struct str text);
void key_cosign(struct buf *b, const struct key_secret *k, uint64_t at_s, struct str text);

#endif
