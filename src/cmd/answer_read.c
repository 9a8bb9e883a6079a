/* SPDX-License-Identifier: Apache-2.0 */
/* answer_read.c -- `answer read`: an answer out of a file, in the open form or by mail. */
#include <sodium.h>
#include <sys/stat.h>

#include "base/limit.h"
#include "cmd/answer_verbs.h"
#include "sys/durable.h"

#define FILE_MOST (LIMIT_MAIL_BYTES + (1u << 20))

static int read_stdin(struct buf *b, struct err *e)
{
	char room[65536];
	size_t n;

	while (!b->bad && (n = fread(room, 1, sizeof(room), stdin)) > 0)
		buf_add(b, str_make(room, n));
	if (ferror(stdin))
		return err_errno(e, BW_EIO, "read", STR("standard input"));
	return buf_check(b, "the answer", e);
}

static int read_file(struct ctx *c, struct str name, struct buf *b, struct err *e)
{
	struct str path = arena_dup(c->arena, name);

	if (str_is(name, "-"))
		return read_stdin(b, e);
	return path.p ? durable_read_file(path.p, b, e) : err_nomem(e);
}

/* ---- the open form ---- */

static bool bytes_of(struct str base64, unsigned char *out, size_t n)
{
	size_t got = 0;

	return sodium_base642bin(out, n, base64.p, base64.n, NULL, &got, NULL,
		       sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       got == n;
}

/* Only where --key asks for it: whoever holds the token may answer. */
static int check_signature(struct ctx *c, const struct answer_form *f, struct err *e)
{
	unsigned char key[crypto_sign_PUBLICKEYBYTES], sig[crypto_sign_BYTES];
	struct str want = ctx_opt(c, "key");
	struct buf b;
	int rc;

	if (!want.p)
		return BW_OK;
	if (!bytes_of(want, key, sizeof(key)))
		return err_set(e, BW_EUSAGE, "--key is no Ed25519 public key in base64");
	if (!str_eq(want, f->key) || !bytes_of(f->signature, sig, sizeof(sig)))
		return err_set(e, BW_EDENIED, "the answer is not signed by that key");
	buf_init(&b, (size_t)8 * LIMIT_ANSWER_BYTES);
	rc = answer_form_signed(f, &b, e);
	if (!rc && crypto_sign_verify_detached(sig, (const unsigned char *)b.p, b.n, key))
		rc = err_set(e, BW_EDENIED, "the answer's signature is wrong");
	buf_done(&b);
	return rc;
}

static int take_form(struct answer_run *r, struct str text, struct err *e)
{
	struct answer_form f;
	int rc = answer_form_parse(r->c->arena, text, ctx_flag(r->c, "strict"), &f, e);

	if (!rc)
		rc = check_signature(r->c, &f, e);
	if (!rc && !f.token.n)
		rc = err_set(e, BW_EINVALID,
			"the answer has no token: a person looks for its letter and gives "
			"'bailiwick answer LETTER'");
	if (rc)
		return rc;
	f.answer.channel = CHANNEL_WEBHOOK;
	rc = answer_by_token(r, f.token, f.about, &f.answer, e);
	if (rc == BW_ENOTFOUND) /* not that a file is missing */
		e->code = rc = BW_EINVALID;
	return rc;
}

/* ---- the command ---- */

static bool looks_like_json(struct str s)
{
	s = str_trim(s);
	return s.n && s.p[0] == '{';
}

static int one(struct answer_run *r, struct str name, struct err *e)
{
	struct stat st;
	struct buf b;
	int rc;

	if (stat(name.p, &st) == 0 && S_ISDIR(st.st_mode))
		return answer_take_maildir(r, name, e);
	buf_init(&b, FILE_MOST);
	rc = read_file(r->c, name, &b, e);
	if (!rc && looks_like_json(buf_str(&b)))
		rc = take_form(r, buf_str(&b), e);
	else if (!rc)
		rc = answer_take_mail(r, buf_str(&b), e);
	buf_done(&b);
	return rc;
}

int answer_read(struct answer_run *r, struct err *e)
{
	int rc = BW_OK;

	if (r->c->args_n < 2)
		return err_set(e, BW_EUSAGE, "say what to read: bailiwick answer read FILE…|-");
	for (size_t i = 1; !rc && i < r->c->args_n; i++)
		rc = one(r, r->c->args[i], e);
	return rc;
}
