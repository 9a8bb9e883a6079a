/* SPDX-License-Identifier: Apache-2.0 */
/* Both sides of the witness protocol: ask witnesses about our log, and be one for others. */
#include <sodium.h>
#include <unistd.h>

#include "base/limit.h"
#include "cmd/data_file.h"
#include "cmd/ledger_verbs.h"
#include "flow/cosign.h"
#include "ledger/witness.h"
#include "sys/durable.h"

#define WITNESS_MS 10000 /* for one answer of one witness */

int ledger_policy(
	struct ctx *c, const char *option, struct sha256 *sha, struct trust **out, struct err *e)
{
	struct str path = ctx_opt(c, option), text;
	int rc;

	*out = ARENA_NEW(c->arena, struct trust);
	if (!*out)
		return err_nomem(e);
	if (!path.p)
		return err_set(e, BW_EUSAGE,
			"which logs and witnesses? --%s FILE says (C2SP tlog-policy)", option);
	rc = data_read(c->arena, path, LIMIT_YAML_BYTES, &text, e);
	return rc ? rc : trust_parse(sha, text, *out, e);
}

/* ---- ask ---- */

struct telling {
	struct ledger_run *r;
	struct jw w;
};

static void told(void *ctx, struct str name, const char *fault)
{
	struct telling *t = ctx;
	char q[QUOTE_ROOM(100)];

	if (t->r->c->json) {
		jw_object(&t->w);
		jw_kstr(&t->w, "witness", name);
		jw_kbool(&t->w, "cosigned", !fault);
		jw_kz(&t->w, "fault", fault);
		jw_end(&t->w);
	} else {
		buf_printf(&t->r->out, "%s: %s\n", str_quote(name, 100, q),
			fault ? fault : "cosigned");
	}
}

int ledger_cosign(struct ledger_run *r, struct err *e)
{
	const struct guard guard = { .loopback = ctx_flag(r->c, "test-loopback") };
	struct telling t = { .r = r };
	struct cosign_settings set = {
		.guard = &guard, .timeout_ms = WITNESS_MS, .told = told, .ctx = &t
	};
	struct sha256 *sha;
	struct trust *policy;
	bool quorum = false;
	size_t have = 0;
	int rc = sha256_new(&sha, e);

	if (rc)
		return rc;
	rc = ledger_policy(r->c, "policy", sha, &policy, e);
	set.policy = policy;
	jw_init(&t.w, &r->out);
	if (r->c->json) {
		jw_object(&t.w);
		jw_key(&t.w, "witnesses");
		jw_array(&t.w);
	}
	if (!rc)
		rc = cosign_head(r->pub, &set, &have, &quorum, e);
	if (!rc && r->c->json) {
		jw_end(&t.w);
		jw_kbool(&t.w, "quorum", quorum);
		jw_end(&t.w);
		buf_addc(&r->out, '\n');
	} else if (!rc) {
		buf_printf(&r->out, "%zu witnesses, which is %s\n", have,
			quorum ? "the quorum" : "not the quorum");
	}
	if (!rc && !ctx_write(r->c, buf_str(&r->out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	sha256_free(sha);
	return rc ? rc : quorum ? BW_OK : err_set(e, BW_ENEGATIVE, "not enough witnesses");
}

/* ---- be one ---- */

static const char *reason(int status)
{
	switch (status) {
	case 200: return "OK";
	case 400: return "Bad Request";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 409: return "Conflict";
	case 422: return "Unprocessable Content";
	default: return "Internal Server Error";
	}
}

/* One request on standard input, the answer as a CGI program gives it (RFC 3875). */
static int serve_one(struct ctx *c, struct witness *w, const struct trust *known, struct err *e)
{
	struct witness_reply reply = { 0 };
	struct buf in, out;
	int rc;

	buf_init(&in, LIMIT_NOTE_BYTES);
	buf_init(&out, LIMIT_NOTE_BYTES);
	rc = durable_read_all(STDIN_FILENO, "the request", &in, e);
	if (!rc)
		rc = witness_answer(w, c->arena, known, buf_str(&in), ctx_now(c), &reply, e);
	if (!rc) {
		buf_printf(&out, "Status: %d %s\r\nContent-Type: %s\r\n\r\n", reply.status,
			reason(reply.status), reply.type);
		buf_add(&out, reply.body);
		rc = buf_check(&out, "the answer", e);
	}
	if (!rc && !ctx_write(c, buf_str(&out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	buf_done(&in);
	buf_done(&out);
	return rc;
}

int ledger_witness(struct ctx *c, struct err *e)
{
	struct str state = ctx_opt(c, "state"), name = ctx_opt(c, "name");
	bool key = c->args_n == 2 && str_is(c->args[1], "key");
	struct trust *known = NULL;
	struct witness *w = NULL;
	unsigned char seed[32];
	struct sha256 *sha;
	struct buf b;
	int rc;

	if (!state.p || (c->args_n != 1 && !key))
		return err_set(e, BW_EUSAGE,
			"bailiwick ledger witness --state DIR --policy FILE, or ledger witness key "
			"--state DIR --name NAME");
	rc = sha256_new(&sha, e);
	if (rc)
		return rc;
	rng_fill(&c->rng, seed, sizeof(seed));
	if (!rc && !key)
		rc = ledger_policy(c, "policy", sha, &known, e);
	if (!rc)
		rc = witness_open(state.p, key ? name : STR(""), seed, &w, e);
	sodium_memzero(seed, sizeof(seed));
	buf_init(&b, 1024);
	if (!rc && key) {
		note_key_add(&b, witness_key(w));
		buf_addc(&b, '\n');
		rc = ctx_write(c, buf_str(&b))
			     ? BW_OK
			     : err_errno(e, BW_EIO, "write", STR("standard output"));
	} else if (!rc) {
		rc = serve_one(c, w, known, e);
	}
	buf_done(&b);
	witness_close(w);
	sha256_free(sha);
	return rc;
}
