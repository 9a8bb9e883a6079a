/* SPDX-License-Identifier: Apache-2.0 */
#include "net/rpz_send.h"

#include <stdio.h>
#include <unistd.h>

#include "base/limit.h"
#include "format/json.h"
#include "sys/durable.h"

#define TTL_S 300

/* One change of the file: locked from reading to writing. */
struct change {
	const struct rpz_place *p;
	struct arena *a;
	struct buf text;
	struct rpz_zone zone;
	const struct rpz_entry *ended;
	size_t ended_n;
	int lock;
};

int rpz_load(const struct rpz_place *p, struct arena *a, struct buf *text, struct rpz_zone *out,
	struct err *e)
{
	int rc = durable_read_file(p->path, text, e);

	if (rc == BW_ENOTFOUND)
		buf_reset(text); /* a new zone */
	else if (rc)
		return rc;
	return rpz_parse(a, p->origin, buf_str(text), out, e);
}

static int change_begin(struct change *c, struct err *e)
{
	char lock[4096];
	int n = snprintf(lock, sizeof(lock), "%s.lock", c->p->path);
	int rc;

	c->lock = -1;
	buf_init(&c->text, LIMIT_RPZ_BYTES);
	if (n < 0 || (size_t)n >= sizeof(lock))
		return err_set(e, BW_ECONFIG, "the path of the zone file is too long");
	rc = durable_lock(lock, &c->lock, e);
	if (!rc)
		rc = rpz_load(c->p, c->a, &c->text, &c->zone, e);
	if (!rc)
		c->ended_n = rpz_expire(&c->zone, c->p->clock.now_s(c->p->clock.ctx), &c->ended);
	return rc;
}

static int change_write(struct change *c, struct err *e)
{
	struct buf out;
	int rc;

	buf_init(&out, LIMIT_RPZ_BYTES);
	rc = rpz_write(&c->zone, c->p->clock.now_s(c->p->clock.ctx), &out, e);
	if (!rc)
		rc = durable_write(c->p->path, buf_str(&out), 0644, e);
	buf_done(&out);
	return rc;
}

static void change_done(struct change *c)
{
	buf_done(&c->text);
	if (c->lock >= 0)
		(void)close(c->lock);
}

/* ---- the server ---- */

struct ops {
	struct dnsupdate_op *v;
	size_t n, cap;
};

static int ops_of(struct arena *a, const struct rpz_zone *z, const struct rpz_entry *x, bool add,
	struct ops *ops, struct err *e)
{
	struct rpz_entry whole = *x;
	struct str owners[RPZ_OWNERS];
	bool txt[RPZ_OWNERS];
	size_t n;
	int rc;

	if (!add) { /* whatever companions it may have had */
		whole.below = true;
		whole.why = STR("x");
	}
	rc = rpz_owners(a, z, &whole, owners, txt, &n, e);
	for (size_t i = 0; i < n && !rc && ops->n < ops->cap; i++)
		ops->v[ops->n++] = (struct dnsupdate_op){
			.owner = owners[i], .txt = txt[i], .add = add, .text = x->why
		};
	return rc;
}

static int exchange(
	const struct rpz_place *p, struct buf *msg, uint16_t id, int *rcode, struct err *e)
{
	int64_t now_s = p->clock.now_s(p->clock.ctx);
	const struct tsig_key *key = p->key.name.n ? &p->key : NULL;
	unsigned char mac[TSIG_MAC];
	struct stream *s = NULL;
	struct buf in;
	unsigned n;
	char head[2];
	int rc = key ? tsig_sign(msg, key, now_s, mac, e) : BW_OK;

	if (rc)
		return rc;
	buf_init(&in, LIMIT_DNS_MESSAGE);
	rc = stream_open(&p->server, &s, e);
	head[0] = (char)(msg->n >> 8);
	head[1] = (char)msg->n;
	if (!rc)
		rc = stream_send(s, str_make(head, 2), e);
	if (!rc)
		rc = stream_send(s, buf_str(msg), e);
	if (!rc)
		rc = stream_read(s, 2, &in, e);
	if (!rc) {
		n = (unsigned)(unsigned char)in.p[0] << 8 | (unsigned char)in.p[1];
		buf_reset(&in);
		rc = stream_read(s, n, &in, e);
	}
	if (!rc)
		rc = dnsupdate_answer(buf_str(&in), id, key, mac, now_s, rcode, e);
	stream_close(s);
	buf_done(&in);
	return rc;
}

/* Tell the server of ${x} (NULL: of nothing) and of what has ended. */
static int tell_server(
	struct change *c, const struct rpz_entry *x, bool add, int *rcode, struct err *e)
{
	struct ops ops = { .cap = RPZ_OWNERS * (c->ended_n + 1) };
	unsigned char raw[2];
	struct buf msg;
	uint16_t id;
	int rc = BW_OK;

	*rcode = 0;
	if (!c->p->server.host.n || (!x && !c->ended_n))
		return BW_OK;
	if (ops.cap > 300) /* an update has room for that many; the next sweep takes the rest */
		ops.cap = 300;
	ops.v = ARENA_ARRAY(c->a, struct dnsupdate_op, ops.cap);
	if (!ops.v)
		return err_nomem(e);
	if (x)
		rc = ops_of(c->a, &c->zone, x, add, &ops, e);
	for (size_t i = 0; i < c->ended_n && !rc; i++)
		rc = ops_of(c->a, &c->zone, &c->ended[i], false, &ops, e);
	if (rc)
		return rc;
	c->p->rng->fill(c->p->rng->ctx, raw, sizeof(raw));
	id = (uint16_t)(raw[0] << 8 | raw[1]);
	buf_init(&msg, LIMIT_DNS_MESSAGE);
	rc = dnsupdate_write(c->p->origin, ops.v, ops.n, id, TTL_S, &msg, e);
	if (!rc)
		rc = exchange(c->p, &msg, id, rcode, e);
	buf_done(&msg);
	return rc;
}

int rpz_sweep(const struct rpz_place *p, size_t *n, struct err *e)
{
	struct change c = { .p = p };
	struct arena a;
	int rcode, rc;

	*n = 0;
	arena_init(&a, 0);
	c.a = &a;
	rc = change_begin(&c, e);
	if (!rc && c.ended_n) {
		/* the server first: what it did not hear of stays in the file and is told at the next sweep */
		rc = tell_server(&c, NULL, false, &rcode, e);
		if (!rc && rcode)
			rc = err_set(e, BW_EUNAVAILABLE,
				"the zone's server did not take the update: %s",
				dns_rcode_words(rcode));
		if (!rc)
			rc = change_write(&c, e);
		if (!rc)
			*n = c.ended_n;
	}
	change_done(&c);
	arena_done(&a);
	return rc;
}

/* ---- the channel ---- */

struct wish_of {
	struct rpz_entry x;
	bool add;
};

static struct str hex_of(struct arena *a, const unsigned char *key)
{
	char hex[2 * LETTER_KEY + 1];

	for (size_t i = 0; i < LETTER_KEY; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", key[i]);
	return arena_printf(a, "%s", hex);
}

/* Printable ASCII for a TXT record; what is not becomes a question mark. */
static struct str plain(struct arena *a, struct str s)
{
	struct str out = arena_dup(a, str_sub(s, 0, RPZ_WHY_MOST));
	char *p = (char *)out.p;

	for (size_t i = 0; p && i < out.n; i++)
		if (p[i] < ' ' || p[i] > '~' || p[i] == '"' || p[i] == '\\')
			p[i] = '?';
	return out;
}

static int read_wish(const struct letter *l, struct arena *a, struct wish_of *w, struct err *e)
{
	struct json *doc;
	const struct json *c;
	struct str until, object;
	int rc = json_parse(a, l->data, &doc, e);

	if (rc)
		return err_prefix(e, "what the letter asks of the zone: ");
	memset(w, 0, sizeof(*w));
	c = json_get(doc, "command");
	object = json_text(c, "object");
	until = json_text(c, "until");
	w->add = str_is(json_text(c, "op"), "add");
	w->x.name = json_text(c, "name");
	w->x.address = str_is(object, "address");
	w->x.below = json_get(c, "below") && json_get(c, "below")->type == JSON_TRUE;
	w->x.until_s = CLOCK_NONE;
	w->x.why = plain(a, json_text(c, "text"));
	w->x.key = w->add ? hex_of(a, l->key) : json_text(c, "reference");
	if (!w->x.key.p && w->add)
		return err_nomem(e);
	if (!w->x.name.n || (!w->x.address && !str_is(object, "name")) ||
		(!w->add && !str_is(json_text(c, "op"), "remove")))
		return err_set(
			e, BW_EINVALID, "the letter is no command about a name or an address");
	if (until.n && !clock_parse(until, &w->x.until_s))
		return err_set(e, BW_EINVALID, "the end of the block is no time");
	return BW_OK;
}

static int carry_out(struct change *c, const struct wish_of *w, struct receipt *out, struct err *e)
{
	bool same = false, gone = false;
	int rcode, rc;

	rc = w->add ? rpz_add(c->a, &c->zone, &w->x, &same, e)
		    : rpz_remove(c->a, &c->zone, w->x.name, w->x.key, &gone, e);
	if (!rc && !(w->add && same && !c->ended_n))
		rc = change_write(c, e);
	if (rc)
		return rc;
	if (w->add || gone) {
		const struct rpz_entry *now = rpz_find(&c->zone, w->x.name);

		rc = tell_server(c, w->add ? now : &w->x, w->add, &rcode, e);
		if (rc)
			return rc;
		if (rcode) {
			out->state = rcode == 2 ? LETTER_IS_QUEUED : LETTER_IS_FAILED;
			out->code = rcode;
			out->words = arena_printf(c->a,
				"in the zone file, but the zone's server did not take it: %s",
				dns_rcode_words(rcode));
			return BW_OK;
		}
	}
	out->state = LETTER_IS_DELIVERED;
	out->reference = w->x.key;
	out->words = arena_printf(c->a, "%s, serial %u",
		w->add ? same ? "in the zone already" : "in the zone now"
		: gone ? "out of the zone"
		       : "left in the zone: other letters ask for it too",
		c->zone.serial);
	return BW_OK;
}

static int rpz_send(
	void *ctx, const struct letter *l, struct arena *a, struct receipt *out, struct err *e)
{
	struct change c = { .p = ctx, .a = a };
	struct wish_of w;
	struct err own = { 0 };
	int rc = read_wish(l, a, &w, &own);

	if (!rc) {
		rc = change_begin(&c, &own);
		if (!rc)
			rc = carry_out(&c, &w, out, &own);
		change_done(&c);
	}
	if (rc == BW_EINVALID || rc == BW_EPARSE)
		out->state = LETTER_IS_FAILED;
	else if (rc == BW_EUNAVAILABLE || rc == BW_EAGAIN)
		out->state = LETTER_IS_QUEUED;
	else if (rc)
		return err_set(e, rc, "%s", own.text);
	if (rc)
		out->words = arena_printf(a, "%s", own.text);
	return out->words.p ? BW_OK : err_nomem(e);
}

static int rpz_restored(void *ctx, const struct letter *l, struct arena *a, bool *restored,
	struct str *words, struct err *e)
{
	const struct rpz_place *p = ctx;
	struct rpz_zone zone;
	struct wish_of w;
	struct buf text;
	int rc = read_wish(l, a, &w, e);

	*restored = false;
	if (rc)
		return rc;
	buf_init(&text, LIMIT_RPZ_BYTES);
	rc = rpz_load(p, a, &text, &zone, e);
	if (!rc)
		*restored = !rpz_find(&zone, w.x.name);
	buf_done(&text);
	if (rc)
		return rc;
	*words = arena_printf(a, *restored ? "the zone no longer holds it"
					   : "the zone still holds it for another letter");
	return words->p ? BW_OK : err_nomem(e);
}

struct channel_ops rpz_channel(struct rpz_place *place)
{
	return (struct channel_ops){ .send = rpz_send, .restored = rpz_restored, .ctx = place };
}
