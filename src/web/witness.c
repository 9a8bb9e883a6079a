/* SPDX-License-Identifier: Apache-2.0 */
/* This server as a witness of other people's logs (C2SP tlog-witness): what it is asked, its key, what it saw last. */
#include "ledger/witness.h"

#include "base/limit.h"
#include "sys/durable.h"
#include "web/inner.h"

#define HEX_DIGEST (2 * SHA256_BYTES)

static int no_witness(struct err *e)
{
	return err_set(e, BW_ENOTFOUND, "this server is no witness");
}

/* Statuses are the protocol's; how often somebody may ask is the server's limit for every network, and only
 * what a known log signed makes it write. */
int web_witness_add(struct request *r, struct reply *out, struct err *e)
{
	const struct web_settings *set = r->web->set;
	struct witness_reply reply = { 0 };
	int rc = set->witness ? witness_answer(set->witness, r->a, set->known, r->f->body, r->now_s,
					&reply, e)
			      : no_witness(e);

	if (rc)
		return rc;
	out->status = (unsigned)reply.status;
	out->type = reply.type;
	buf_add(&out->body, reply.body);
	return BW_OK;
}

static int kept(struct request *r, const char *name, struct reply *out, struct err *e)
{
	struct str path = arena_printf(r->a, "%s/witness/%s", store_dir(r->web->set->store), name);
	int rc = path.p ? durable_read_file(path.p, &out->body, e) : err_nomem(e);

	out->type = "text/plain; charset=utf-8";
	out->cacheable = true;
	return rc == BW_ENOTFOUND ? no_witness(e) : rc;
}

int web_witness_key(struct request *r, struct reply *out, struct err *e)
{
	return kept(r, "key.pub", out, e);
}

int web_witness_seen(struct request *r, struct reply *out, struct err *e)
{
	struct str hex = r->params[0], name;

	for (size_t i = 0; i < hex.n; i++)
		if (!((hex.p[i] >= '0' && hex.p[i] <= '9') || (hex.p[i] >= 'a' && hex.p[i] <= 'f')))
			hex.n = 0;
	if (hex.n != HEX_DIGEST)
		return err_set(e, BW_ENOTFOUND, "a log is named by SHA-256 of its origin");
	name = arena_printf(r->a, "public/%.*s/checkpoint", STR_ARG(hex));
	return name.p ? kept(r, name.p, out, e) : err_nomem(e);
}
