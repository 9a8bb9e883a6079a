/* SPDX-License-Identifier: Apache-2.0 */
/* note.h -- signed notes, checkpoints, cosignatures, witness requests and log proofs as text.
 *
 * C2SP signed-note 1.0, tlog-checkpoint 1.0, tlog-cosignature, tlog-witness 1.0, tlog-proof.  Form only:
 * nothing is hashed or verified here (ledger/key.h does), so a value may be well formed and wrong.
 * Parsed slices borrow from the input.
 */
#ifndef FORMAT_NOTE_H
#define FORMAT_NOTE_H

#include "base/arena.h"
#include "base/buf.h"

#define NOTE_ED25519 0x01 /* a log's own signature */
#define NOTE_COSIGN  0x04 /* timestamp and Ed25519 */
#define NOTE_KEY     32
#define NOTE_SIG     64

struct note_sig {
	struct str name;
	uint32_t id;
	struct str sig; /* behind the key id */
};

struct note {
	struct str text; /* with its last line feed: what is signed */
	struct note_sig *sig;
	size_t n;
};

int note_parse(struct arena *a, struct str in, struct note *out, struct err *e) MUST_USE;
/* One signature line. */
void note_sig_add(struct buf *b, struct str name, uint32_t id, struct str sig);
/* The next signature line off the front of ${*rest}; for the answer of a witness. */
int note_sig_parse(struct arena *a, struct str *rest, struct note_sig *out, struct err *e) MUST_USE;
/* May it name a key: not empty, no white space, no plus, no control character? */
bool note_name_ok(struct str name);

/* name+hash+base64(type || key): what verifies. */
struct note_key {
	struct str name;
	uint32_t id;
	uint8_t type;
	unsigned char key[NOTE_KEY];
};
int note_key_parse(struct str in, struct note_key *out, struct err *e) MUST_USE;
void note_key_add(struct buf *b, const struct note_key *k);

struct checkpoint {
	struct str origin;
	uint64_t size;
	unsigned char root[32];
	struct str more; /* extension lines */
};
/* The text of a note. */
int checkpoint_parse(struct str text, struct checkpoint *out, struct err *e) MUST_USE;
void checkpoint_add(struct buf *b, const struct checkpoint *c);
/* What a cosignature made at ${at_s} signs. */
void cosign_message(struct buf *b, uint64_t at_s, struct str text);

/* add-checkpoint: what a witness is asked. */
struct witness_request {
	uint64_t old;
	unsigned char (*proof)[32];
	size_t proof_n;
	struct str note; /* the checkpoint as it came */
};
int witness_request_parse(
	struct arena *a, struct str in, struct witness_request *out, struct err *e) MUST_USE;
void witness_request_add(struct buf *b, const struct witness_request *r);

/* c2sp.org/tlog-proof@v1. */
struct log_proof {
	struct str extra; /* base64, not looked at; empty where there is none */
	uint64_t index;
	unsigned char (*path)[32];
	size_t path_n;
	struct str note;
};
int log_proof_parse(struct arena *a, struct str in, struct log_proof *out, struct err *e) MUST_USE;
void log_proof_add(struct buf *b, const struct log_proof *p);

#endif
