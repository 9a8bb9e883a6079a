/* SPDX-License-Identifier: Apache-2.0 */
#include "net/mail_channel.h"

#include "base/limit.h"
#include "base/mem.h"
#include "base/vec.h"
#include "format/json.h"
#include "format/mail_ids.h"
#include "format/mail_write.h"
#include "format/name.h"
#include "net/pace.h"

_Static_assert(MAIL_KEY_BYTES == LETTER_KEY, "the key of a letter");

struct mail_channel {
	struct arena arena; /* of the settings */
	struct clock clock;
	struct smtp *smtp;
	struct str name, domain;
	struct mailbox from;
	struct pace pace; /* recipients' domains that said "not now" */
};

static int settings(struct mail_channel *c, const struct mail_settings *s, struct err *e)
{
	struct smtp_settings server = s->server;
	struct str tagged;
	char tag[MAIL_ID_ROOM] = { 0 };
	int rc = mailbox_named(&c->arena, arena_dup(&c->arena, s->from), &c->name, &c->from, e);

	memset(tag, 'b', 2 + 2 * MAIL_KEY_BYTES);
	if (!rc)
		rc = mailbox_tagged(&c->arena, &c->from, str_of(tag), &tagged, e);
	if (rc) {
		err_prefix(e, "mail-from: ");
		return rc == BW_EINVALID ? err_set(e, BW_ECONFIG, "%s", e->text) : rc;
	}
	if (c->from.wide)
		return err_set(e, BW_ECONFIG,
			"mail-from: the address has characters beyond ASCII before the @, and most "
			"recipients could not answer it");
	c->domain = c->from.domain;
	if (s->domain.n) {
		struct name name;

		rc = name_parse(&c->arena, arena_dup(&c->arena, s->domain), &name, e);
		if (rc)
			return rc == BW_ENOMEM
				       ? rc
				       : err_set(e, BW_ECONFIG, "mail-domain: no domain name");
		c->domain = name.ascii;
	}
	if (!server.helo.n)
		server.helo = c->domain;
	return smtp_new(&server, &c->smtp, e);
}

int mail_channel_new(
	const struct mail_settings *s, struct clock clock, struct mail_channel **out, struct err *e)
{
	struct mail_channel *c = mem_calloc(1, sizeof(*c));
	int rc;

	if (!c)
		return err_nomem(e);
	arena_init(&c->arena, 0);
	c->clock = clock;
	rc = settings(c, s, e);
	if (rc) {
		mail_channel_free(c);
		return rc;
	}
	*out = c;
	return BW_OK;
}

void mail_channel_free(struct mail_channel *c)
{
	if (!c)
		return;
	smtp_free(c->smtp);
	arena_done(&c->arena);
	mem_free(c);
}

/* ---- the message ---- */

struct enclosing {
	struct arena *a;
	struct mail_file *v;
	size_t n, cap;
};

static int add_file(
	struct enclosing *x, struct str type, struct str name, struct str body, struct err *e)
{
	struct mail_file *f = VEC_PUSH(x->a, x);

	if (!f || !name.p || !body.p)
		return err_nomem(e);
	*f = (struct mail_file){ type, name, body };
	return BW_OK;
}

/* The report of one case, as it stands in the letter's data. */
static int add_xarf(struct enclosing *x, const struct json *data, struct str name, struct err *e)
{
	const struct json *xarf = json_get(data, "xarf");
	struct buf b;
	struct jw w;
	int rc;

	if (!xarf || !(xarf->type == JSON_OBJECT || (xarf->type == JSON_ARRAY && xarf->n)))
		return BW_OK;
	buf_init(&b, LIMIT_MAIL_OUT);
	jw_init(&w, &b);
	w.pretty = true;
	jw_value(&w, xarf->type == JSON_ARRAY && xarf->n == 1 ? xarf->first : xarf);
	buf_addc(&b, '\n');
	rc = jw_check(&w, e);
	if (!rc)
		rc = add_file(x, STR("application/json"), name, arena_dup(x->a, buf_str(&b)), e);
	buf_done(&b);
	return rc;
}

/* What programs read: the report, or one for each case and perhaps a table of them. */
static int attach(const struct letter *l, struct enclosing *x, struct err *e)
{
	const struct json *cases;
	struct json *data;
	struct str table;
	int rc;

	if (!l->data.n)
		return BW_OK;
	rc = json_parse(x->a, l->data, &data, e);
	if (rc)
		return rc;
	cases = json_get(data, "cases");
	if (!cases)
		return add_xarf(x, data, STR("xarf.json"), e);
	table = json_text(data, "table");
	if (table.n)
		rc = add_file(x, STR("text/csv"), STR("cases.csv"), table, e);
	JSON_EACH (c, cases) {
		struct str number = json_text(c, "case");

		if (!rc)
			rc = add_xarf(
				x, c, arena_printf(x->a, "xarf-%.*s.json", STR_ARG(number)), e);
	}
	return rc;
}

/* The message of ${l}, as it is sent: for `send` and for a person who wants to see it.  ${*from} and ${*to}
 * (may be NULL) are the envelope. */
static int mail_channel_write(const struct mail_channel *c, const struct letter *l, struct arena *a,
	struct buf *out, struct str *from, struct mailbox *to, struct err *e)
{
	char id[MAIL_ID_ROOM], tag[MAIL_ID_ROOM];
	struct enclosing files = { .a = a };
	struct mailbox rcpt, reply = c->from;
	struct str name;
	struct mail_out m = { .from_name = c->name,
		.from = &c->from,
		.to = &rcpt,
		.subject = l->subject,
		.id_domain = c->domain,
		.lang = l->lang,
		.at_s = c->clock.now_s(c->clock.ctx),
		.text = l->text };
	int rc = mailbox_named(a, l->contact, &name, &rcpt, e);

	if (!rc && l->token.n) {
		rc = mailbox_tagged(a, &c->from, l->token, &reply.address, e);
		m.reply_to = &reply;
	}
	if (!rc)
		rc = attach(l, &files, e);
	if (rc)
		return rc;
	m.files = files.v;
	m.files_n = files.n;
	mail_id_write(l->key, id);
	m.id = str_of(id);
	m.to_name = name;
	rc = mail_write(&m, out, e);
	mail_return_tag(l->key, tag);
	if (!rc && from)
		rc = mailbox_tagged(a, &c->from, str_of(tag), from, e);
	if (!rc && to)
		*to = rcpt;
	return rc;
}

/* ---- the channel ---- */

/* What can never be sent is no fault of the configuration: the letter says so and is done. */
static int never(const struct err *why, struct arena *a, enum letter_state state,
	struct receipt *out, struct err *e)
{
	out->state = state;
	out->words = arena_dup(a, str_of(why->text));
	return out->words.p ? BW_OK : err_nomem(e);
}

/* 4xx of the recipient's, or none: the next letter to the same domain waits. */
static void remember(
	struct mail_channel *c, struct str domain, const struct receipt *r, int64_t now_ms)
{
	if (r->state == LETTER_IS_QUEUED && r->code)
		pace_answered(&c->pace, domain, 503, -1, now_ms);
	else if (r->state == LETTER_IS_SENT)
		pace_answered(&c->pace, domain, 200, -1, now_ms);
}

static int left_alone(int64_t wait_ms, struct arena *a, struct receipt *out, struct err *e)
{
	out->state = LETTER_IS_QUEUED;
	out->retry_after_s = wait_ms / 1000 + 1;
	out->words = arena_dup(
		a, STR("the recipient's mail system said not now; it is left alone for a while"));
	return out->words.p ? BW_OK : err_nomem(e);
}

static int hand_over(struct mail_channel *c, const struct letter *l, const struct mailbox *to,
	struct arena *a, struct receipt *out, struct err *e)
{
	struct smtp_message m = { .to = to };
	struct err why = { 0 };
	struct buf b;
	int rc;

	buf_init(&b, LIMIT_MAIL_OUT);
	rc = mail_channel_write(c, l, a, &b, &m.from, NULL, &why);
	m.bytes = buf_str(&b);
	if (rc == BW_EINVALID || rc == BW_EPARSE || rc == BW_ELIMIT)
		rc = never(&why, a, LETTER_IS_FAILED, out, e);
	else if (rc)
		err_set(e, rc, "%s", why.text);
	else
		rc = smtp_send(c->smtp, &m, a, out, e);
	buf_done(&b);
	return rc;
}

static int send_letter(
	void *ctx, const struct letter *l, struct arena *a, struct receipt *out, struct err *e)
{
	struct mail_channel *c = ctx;
	int64_t now_ms = c->clock.now_s(c->clock.ctx) * 1000, wait;
	struct err why = { 0 };
	struct mailbox to;
	struct str name;
	int rc = mailbox_named(a, l->contact, &name, &to, &why);

	if (rc == BW_EINVALID)
		return never(&why, a, LETTER_IS_BOUNCED, out, e);
	if (rc)
		return err_set(e, rc, "%s", why.text);
	wait = pace_wait(&c->pace, to.domain, now_ms);
	if (wait > 0)
		return left_alone(wait, a, out, e);
	rc = hand_over(c, l, &to, a, out, e);
	if (!rc)
		remember(c, to.domain, out, now_ms);
	return rc;
}

struct channel_ops mail_channel_ops(struct mail_channel *c)
{
	return (struct channel_ops){ .send = send_letter, .ctx = c };
}
