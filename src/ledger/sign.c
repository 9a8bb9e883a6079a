/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/sign.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "base/limit.h"
#include "base/cur.h"
#include "base/mem.h"
#include "sys/durable.h"
#include "sys/fd.h"
#include "sys/ipc.h"
#include "sys/proc.h"

#define START_MS   60000 /* a loaded machine under a sanitizer needs seconds */
#define ANSWER_MS  60000 /* an fsync on a disk that is busy */
#define FRAME_MOST 8192

enum { FRAME_OPEN = 1, FRAME_HELLO, FRAME_SIGN, FRAME_NOTE, FRAME_NO };

/* ---- the record of what was signed: two places, written in turn ---- */

#define PLACE 128
#define MAGIC "BWSIGN1\n"
struct record {
	uint64_t turn, size;
	struct merkle_hash root;
};

static void place_write(const struct record *r, unsigned char out[PLACE])
{
	struct buf b;

	memset(out, 0, PLACE);
	buf_init(&b, PLACE);
	buf_addz(&b, MAGIC);
	buf_u64(&b, r->turn);
	buf_u64(&b, r->size);
	buf_add(&b, str_make((const char *)r->root.b, sizeof(r->root.b)));
	if (!b.bad)
		memcpy(out, b.p, b.n);
	buf_done(&b);
	crypto_generichash(out + 64, 32, out, 64, NULL, 0);
}

static bool place_read(const unsigned char in[PLACE], struct record *r)
{
	struct cur c = cur_of(str_make((const char *)in, 64));
	unsigned char sum[32];
	struct str root;

	crypto_generichash(sum, sizeof(sum), in, 64, NULL, 0);
	if (memcmp(sum, in + 64, sizeof(sum)) != 0 || !str_is(cur_take(&c, 8), MAGIC))
		return false;
	r->turn = cur_u64(&c);
	r->size = cur_u64(&c);
	root = cur_take(&c, sizeof(r->root.b));
	if (c.bad)
		return false;
	memcpy(r->root.b, root.p, sizeof(r->root.b));
	return true;
}

static int record_read(int fd, struct record *out, struct err *e)
{
	unsigned char both[2 * PLACE] = { 0 };
	struct record r[2];
	ssize_t n = pread(fd, both, sizeof(both), 0);
	bool ok[2];

	if (n < 0)
		return err_errno(e, BW_EIO, "read", STR("the record of what was signed"));
	ok[0] = place_read(both, &r[0]);
	ok[1] = place_read(both + PLACE, &r[1]);
	if (!ok[0] && !ok[1])
		return err_set(e, BW_EIO,
			"the record of what was signed is damaged: nothing more is signed");
	*out = !ok[1] || (ok[0] && r[0].turn > r[1].turn) ? r[0] : r[1];
	return BW_OK;
}

static int record_write(int fd, struct record *r, struct err *e)
{
	unsigned char place[PLACE];

	r->turn++;
	place_write(r, place);
	if (pwrite(fd, place, PLACE, (off_t)(r->turn % 2 * PLACE)) != PLACE)
		return err_errno(e, BW_EIO, "write", STR("the record of what was signed"));
	return durable_sync(fd, "the record of what was signed", e);
}

int sign_make(struct sha256 *s, const char *key_path, const char *record_path, struct str name,
	const unsigned char seed[32], struct note_key *out, struct err *e)
{
	unsigned char places[2 * PLACE];
	struct key_secret k = { 0 };
	struct record none = { 0 };
	char q[QUOTE_ROOM(100)];
	struct buf b;
	int rc;

	if (!access(key_path, F_OK))
		return err_set(e, BW_ECONFLICT, "there is a key already in '%s'",
			str_quote(str_of(key_path), 100, q));
	if (!key_secret_make(s, name, NOTE_ED25519, seed, &k))
		return err_set(e, BW_EUSAGE,
			"'%s' cannot name a log: no space, no plus, at most %d bytes",
			str_quote(name, 100, q), LIMIT_NOTE_NAME - 1);
	merkle_empty(s, &none.root);
	place_write(&none, places);
	none.turn = 1;
	place_write(&none, places + PLACE);
	buf_init(&b, 1024);
	key_secret_add(&b, &k);
	/* The record first: a key without one signs nothing. */
	rc = durable_write(record_path, str_make((char *)places, sizeof(places)), 0600, e);
	if (!rc)
		rc = durable_write(key_path, buf_str(&b), 0600, e);
	*out = k.pub;
	out->name = name;
	if (b.p)
		sodium_memzero(b.p, b.n);
	buf_done(&b);
	sodium_memzero(&k, sizeof(k));
	return rc;
}

/* ---- the asking side ---- */

struct signer {
	pid_t pid;
	int fd;
	struct sandbox_report sandbox;
	char vkey[512];
	struct buf in;
};

void signer_stop(struct signer *s)
{
	if (!s)
		return;
	if (s->pid)
		proc_end(s->pid, &s->fd);
	buf_done(&s->in);
	mem_free(s);
}

const char *signer_key(const struct signer *s)
{
	return s->vkey;
}

const struct sandbox_report *signer_sandbox(const struct signer *s)
{
	return &s->sandbox;
}

/* One frame there, one back. */
static int ask(
	struct signer *s, uint8_t type, struct str body, int wait_ms, uint8_t want, struct err *e)
{
	uint8_t got;
	int rc = ipc_send(s->fd, type, &body, 1, e);

	if (!rc)
		rc = ipc_recv(s->fd, wait_ms, &got, &s->in, e);
	if (rc)
		return err_prefix(e, "the process that signs: ");
	if (got == FRAME_NO && s->in.n > 9) {
		struct str why = str_from(buf_str(&s->in), 9);
		int code = (unsigned char)s->in.p[0];

		return err_set(e, code > 0 && code < BW_ERR_COUNT ? code : BW_EUNAVAILABLE, "%.*s",
			STR_ARG(why));
	}
	return got == want
		       ? BW_OK
		       : err_set(e, BW_EUNAVAILABLE, "the process that signs answers out of turn");
}

int signer_start(const char *exe, const char *key_path, const char *record_path,
	struct signer **out, struct err *e)
{
	struct signer *s = mem_calloc(1, sizeof(*s));
	struct buf b;
	int rc;

	if (!s)
		return err_nomem(e);
	s->fd = -1;
	buf_init(&s->in, FRAME_MOST);
	buf_init(&b, FRAME_MOST);
	buf_lstr(&b, str_of(key_path));
	buf_lstr(&b, str_of(record_path));
	rc = buf_check(&b, "a path", e);
	if (!rc)
		rc = proc_start(exe, ROLE_SIGN, &s->pid, &s->fd, e);
	if (!rc)
		rc = ask(s, FRAME_OPEN, buf_str(&b), START_MS, FRAME_HELLO, e);
	if (!rc &&
		(s->in.n <= sizeof(s->sandbox) || s->in.n - sizeof(s->sandbox) >= sizeof(s->vkey)))
		rc = err_set(e, BW_EUNAVAILABLE, "the process that signs does not say hello");
	buf_done(&b);
	if (rc) {
		signer_stop(s);
		return rc;
	}
	memcpy(&s->sandbox, s->in.p, sizeof(s->sandbox));
	memcpy(s->vkey, s->in.p + sizeof(s->sandbox), s->in.n - sizeof(s->sandbox));
	*out = s;
	return BW_OK;
}

int signer_sign(struct signer *s, uint64_t old, const struct merkle_proof *proof, uint64_t size,
	const struct merkle_hash *root, uint64_t *last, struct buf *out, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, FRAME_MOST);
	buf_u64(&b, old);
	buf_u64(&b, size);
	buf_add(&b, str_make((const char *)root->b, sizeof(root->b)));
	buf_u32(&b, (uint32_t)proof->n);
	for (size_t i = 0; i < proof->n; i++)
		buf_add(&b, str_make((const char *)proof->hash[i].b, sizeof(proof->hash[i].b)));
	rc = buf_check(&b, "a request to sign", e);
	if (!rc)
		rc = ask(s, FRAME_SIGN, buf_str(&b), ANSWER_MS, FRAME_NOTE, e);
	buf_done(&b);
	if (rc == BW_ECONFLICT && s->in.n > 9) {
		struct cur c = cur_of(str_sub(buf_str(&s->in), 1, 8));

		*last = cur_u64(&c);
	}
	if (rc)
		return rc;
	buf_add(out, buf_str(&s->in));
	return buf_check(out, "a checkpoint", e);
}

/* ---- the process ---- */

struct role {
	struct sha256 *sha;
	struct key_secret *key; /* locked memory */
	int record;
	struct buf in, out;
};

static int open_files(struct role *r, struct err *e)
{
	struct cur c = cur_of(buf_str(&r->in));
	struct str key = cur_lstr(&c), record = cur_lstr(&c);
	char path[PATH_MAX];
	struct stat st;
	struct buf b;
	int rc;

	if (!cur_end(&c) || key.n >= sizeof(path) || record.n >= sizeof(path))
		return err_set(e, BW_EPARSE, "no paths were given");
	memcpy(path, record.p, record.n);
	path[record.n] = 0;
	r->record = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (r->record < 0)
		return err_errno(e, errno == ENOENT ? BW_ENOTFOUND : BW_EIO, "open", str_of(path));
	memcpy(path, key.p, key.n);
	path[key.n] = 0;
	if (!stat(path, &st) && (st.st_mode & 077))
		return err_set(e, BW_EDENIED,
			"the private key may be read by others: chmod 600 the file 'key'");
	buf_init(&b, 4096);
	rc = durable_read_file(path, &b, e);
	if (!rc)
		rc = key_secret_parse(r->sha, buf_str(&b), r->key, e);
	if (b.p)
		sodium_memzero(b.p, b.cap);
	buf_done(&b);
	return rc;
}

static void answer_note(struct role *r, const struct record *now)
{
	struct checkpoint c = { .origin = r->key->pub.name, .size = now->size };
	size_t text_n;

	memcpy(c.root, now->root.b, sizeof(c.root));
	buf_reset(&r->out);
	checkpoint_add(&r->out, &c);
	text_n = r->out.n;
	buf_addc(&r->out, '\n');
	if (!r->out.bad)
		key_sign(&r->out, r->key, str_make(r->out.p, text_n));
}

/* Is what is asked for the last signed tree, grown? */
static int judge(struct role *r, const struct record *last, uint64_t old, const struct record *next,
	const struct merkle_proof *proof, struct err *e)
{
	if (next->size < last->size)
		return err_set(e, BW_EDENIED,
			"refused: the log would shrink from %llu to %llu entries",
			(unsigned long long)last->size, (unsigned long long)next->size);
	if (old != last->size)
		return err_set(e, BW_ECONFLICT, "a log of %llu entries was signed last",
			(unsigned long long)last->size);
	if (!merkle_consistency_holds(
		    r->sha, last->size, next->size, &last->root, &next->root, proof))
		return err_set(e, BW_EDENIED,
			"refused: the log of %llu entries that was signed last is not the "
			"beginning of this one",
			(unsigned long long)last->size);
	return BW_OK;
}

static int sign(struct role *r, uint64_t *last_size, struct err *e)
{
	struct cur c = cur_of(buf_str(&r->in));
	uint64_t old = cur_u64(&c);
	struct record last = { 0 }, next = { .size = cur_u64(&c) };
	struct str root = cur_take(&c, sizeof(next.root.b));
	struct merkle_proof proof = { .n = cur_u32(&c) };
	int rc;

	if (c.bad || proof.n > MERKLE_PROOF_MOST)
		return err_set(e, BW_EPARSE, "no request to sign");
	memcpy(next.root.b, root.p, sizeof(next.root.b));
	for (size_t i = 0; i < proof.n; i++) {
		struct str h = cur_take(&c, sizeof(proof.hash[i].b));

		if (!c.bad)
			memcpy(proof.hash[i].b, h.p, sizeof(proof.hash[i].b));
	}
	if (!cur_end(&c))
		return err_set(e, BW_EPARSE, "no request to sign");
	rc = record_read(r->record, &last, e);
	if (rc)
		return rc;
	*last_size = last.size;
	rc = judge(r, &last, old, &next, &proof, e);
	if (rc)
		return rc;
	next.turn = last.turn;
	if (next.size != last.size)
		rc = record_write(r->record, &next, e);
	if (!rc)
		answer_note(r, &next);
	return rc ? rc : buf_check(&r->out, "a checkpoint", e);
}

static int locked_sign(struct role *r, uint64_t *last, struct err *e)
{
	int rc;

	while (flock(r->record, LOCK_EX))
		if (errno != EINTR)
			return err_errno(e, BW_EIO, "lock", STR("the record of what was signed"));
	rc = sign(r, last, e);
	flock(r->record, LOCK_UN);
	return rc;
}

static int refuse(const struct err *why, uint64_t last)
{
	struct err e;
	struct buf b;
	int rc;

	buf_init(&b, FRAME_MOST);
	buf_u8(&b, (uint8_t)why->code);
	buf_u64(&b, last);
	buf_addz(&b, why->text);
	rc = ipc_send(PROC_FD, FRAME_NO, &(struct str){ b.p, b.n }, 1, &e);
	buf_done(&b);
	return rc;
}

int sign_role_main(void)
{
	struct role r = { .record = -1 };
	struct sandbox_report report;
	struct err e = { 0 };
	uint64_t last = 0;
	uint8_t type;
	int rc = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || sodium_init() < 0;

	buf_init(&r.in, FRAME_MOST);
	buf_init(&r.out, FRAME_MOST);
	r.key = sodium_malloc(sizeof(*r.key));
	if (rc || !r.key || ipc_recv(PROC_FD, START_MS, &type, &r.in, &e) || type != FRAME_OPEN)
		return 1;
	rc = sha256_new(&r.sha, &e);
	if (!rc)
		rc = open_files(&r, &e);
	if (!rc)
		rc = sandbox_sign(&report, &e);
	if (rc)
		return refuse(&e, 0) ? 1 : 0;
	note_key_add(&r.out, &r.key->pub);
	rc = ipc_send(PROC_FD, FRAME_HELLO,
		(const struct str[]){
			{ (const char *)&report, sizeof(report) }, { r.out.p, r.out.n } },
		2, &e);
	while (!rc && !ipc_recv(PROC_FD, IPC_FOREVER, &type, &r.in, &e) && type == FRAME_SIGN) {
		if (locked_sign(&r, &last, &e))
			rc = refuse(&e, last);
		else
			rc = ipc_send(
				PROC_FD, FRAME_NOTE, &(struct str){ r.out.p, r.out.n }, 1, &e);
	}
	return 0;
}
