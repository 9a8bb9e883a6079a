/* SPDX-License-Identifier: Apache-2.0 */
#include "net/epp_conn.h"

#include <stdio.h>

#include "base/limit.h"
#include "base/mem.h"

struct epp_conn {
	struct stream *s;
	bool in; /* logged in */
};

/* RFC 5734 section 4: the length counts its own four bytes. */
static int send_frame(struct epp_conn *c, struct str xml, struct err *e)
{
	uint32_t n = (uint32_t)xml.n + 4;
	char head[4] = { (char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n };
	int rc = stream_send(c->s, str_make(head, 4), e);

	return rc ? rc : stream_send(c->s, xml, e);
}

static int read_frame(struct epp_conn *c, struct buf *in, struct err *e)
{
	uint32_t n = 0;
	int rc;

	buf_reset(in);
	rc = stream_read(c->s, 4, in, e);
	if (rc)
		return rc;
	for (int i = 0; i < 4; i++)
		n = n << 8 | (unsigned char)in->p[i];
	buf_reset(in);
	if (n <= 4 || n - 4 > LIMIT_EPP_BYTES)
		return err_set(e, BW_ELIMIT, "the EPP server announces a message of %u bytes", n);
	return stream_read(c->s, n - 4, in, e);
}

static int answer(struct epp_conn *c, struct arena *a, struct epp_answer *out, struct err *e)
{
	struct buf in;
	int rc;

	buf_init(&in, LIMIT_EPP_BYTES);
	rc = read_frame(c, &in, e);
	if (!rc)
		rc = epp_parse(a, buf_str(&in), out, e);
	buf_done(&in);
	return rc;
}

/* Send what ${b} holds and read its answer, which must name the same transaction. */
static int ask(struct epp_conn *c, struct arena *a, struct buf *b, struct str ref,
	struct epp_answer *out, struct err *e)
{
	int rc = send_frame(c, buf_str(b), e);

	if (!rc)
		rc = answer(c, a, out, e);
	if (!rc && out->greeting)
		rc = err_set(
			e, BW_EPARSE, "the EPP server sent a greeting where an answer belongs");
	if (!rc && out->client_ref.n && !str_eq(out->client_ref, ref))
		rc = err_set(e, BW_EPARSE, "the EPP server answered another transaction");
	return rc;
}

static int login(struct epp_conn *c, const struct epp_server *to, struct arena *a, struct err *e)
{
	struct epp_login l = { .user = to->user, .password = to->password };
	struct str ref = STR("BW-LOGIN");
	struct epp_answer x;
	struct buf b;
	int rc = answer(c, a, &x, e);

	if (!rc && !x.greeting)
		rc = err_set(e, BW_EPARSE, "the EPP server did not greet");
	if (!rc && !x.domains)
		rc = err_set(e, BW_EUNAVAILABLE, "the EPP server does not manage domains");
	if (rc)
		return rc;
	buf_init(&b, LIMIT_EPP_BYTES);
	rc = epp_write_login(&l, ref, &b, e);
	if (!rc)
		rc = ask(c, a, &b, ref, &x, e);
	if (b.p)
		memset(b.p, 0, b.n); /* the password */
	buf_done(&b);
	if (rc)
		return rc;
	if (epp_code_later(x.code))
		return err_set(e, BW_EUNAVAILABLE, "no EPP session: %s (%d)",
			epp_code_words(x.code), x.code);
	if (!epp_code_good(x.code))
		return err_set(
			e, BW_EDENIED, "no EPP session: %s (%d)", epp_code_words(x.code), x.code);
	c->in = true;
	return BW_OK;
}

int epp_open(const struct epp_server *to, struct epp_conn **out, struct err *e)
{
	struct epp_conn *c = mem_calloc(1, sizeof(*c));
	struct arena a;
	int rc;

	if (!c)
		return err_nomem(e);
	arena_init(&a, 0);
	rc = stream_open(&to->at, &c->s, e);
	if (!rc)
		rc = login(c, to, &a, e);
	arena_done(&a);
	if (rc) {
		epp_close(c);
		return rc;
	}
	*out = c;
	return BW_OK;
}

void epp_close(struct epp_conn *c)
{
	struct buf b;

	if (!c)
		return;
	if (c->in) {
		struct err e;

		buf_init(&b, LIMIT_EPP_BYTES);
		if (!epp_write_logout(STR("BW-LOGOUT"), &b, &e)) {
			int rc = send_frame(c, buf_str(&b), &e);

			(void)rc; /* the session ends either way */
		}
		buf_done(&b);
	}
	stream_close(c->s);
	mem_free(c);
}

int epp_info(struct epp_conn *c, struct arena *a, struct str name, struct str ref,
	struct epp_answer *out, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, LIMIT_EPP_BYTES);
	rc = epp_write_info(name, ref, &b, e);
	if (!rc)
		rc = ask(c, a, &b, ref, out, e);
	if (!rc && epp_code_good(out->code) && !str_eq_nocase(out->domain.name, name))
		rc = err_set(e, BW_EPARSE, "the EPP server answered about another name");
	buf_done(&b);
	return rc;
}

int epp_update(struct epp_conn *c, struct arena *a, struct str name, epp_status_set add,
	epp_status_set rem, struct str ref, struct epp_answer *out, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, LIMIT_EPP_BYTES);
	rc = epp_write_update(name, add, rem, ref, &b, e);
	if (!rc)
		rc = ask(c, a, &b, ref, out, e);
	buf_done(&b);
	return rc;
}

int epp_poll(struct epp_conn *c, struct arena *a, struct epp_answer *out, struct err *e)
{
	struct str ref = STR("BW-POLL");
	struct buf b;
	int rc;

	buf_init(&b, LIMIT_EPP_BYTES);
	rc = epp_write_poll(ref, &b, e);
	if (!rc)
		rc = ask(c, a, &b, ref, out, e);
	buf_done(&b);
	if (!rc && !epp_code_good(out->code))
		rc = err_set(e, BW_EUNAVAILABLE, "the message queue cannot be read: %s (%d)",
			epp_code_words(out->code), out->code);
	return rc;
}

int epp_ack(struct epp_conn *c, struct arena *a, struct str message, struct err *e)
{
	struct str ref = STR("BW-ACK");
	struct epp_answer x;
	struct buf b;
	int rc;

	buf_init(&b, LIMIT_EPP_BYTES);
	rc = epp_write_ack(message, ref, &b, e);
	if (!rc)
		rc = ask(c, a, &b, ref, &x, e);
	buf_done(&b);
	if (!rc && !epp_code_good(x.code))
		rc = err_set(e, BW_EUNAVAILABLE, "the message cannot be acknowledged: %s (%d)",
			epp_code_words(x.code), x.code);
	return rc;
}
