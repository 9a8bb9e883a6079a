/* SPDX-License-Identifier: Apache-2.0 */
/* What travels between the process that parses mail and the one that asked, for mail that comes back. */
#include "answer/mail.h"
#include "base/clock.h"
#include "base/cur.h"
#include "base/limit.h"
#include "base/utf8.h"

#define REPLY_VERSION 2
#define FIELD_MOST    LIMIT_ANSWER_TEXT

void answer_mail_request(const struct answer_hints *h, struct buf *head)
{
	buf_u8(head, ANSWER_MAIL_REQUEST);
	buf_u64(head, (uint64_t)h->received_at_s);
	buf_lstr(head, h->own);
}

static void put_answer(const struct answer *n, struct buf *b)
{
	buf_u8(b, (uint8_t)n->kind);
	buf_u8(b, (uint8_t)n->effect);
	buf_u8(b, n->sure);
	buf_u32(b, n->needs);
	buf_u64(b, (uint64_t)n->at_s);
	buf_u64(b, (uint64_t)n->until_s);
	buf_lstr(b, n->actor);
	buf_lstr(b, n->action);
	buf_lstr(b, n->reason);
	buf_lstr(b, n->reference);
	buf_lstr(b, n->text);
}

static void put(const struct answer_mail *m, struct buf *b)
{
	buf_u8(b, REPLY_VERSION);
	buf_u8(b, (uint8_t)m->sort);
	buf_lstr(b, str_of(m->has_token ? m->token : ""));
	buf_lstr(b, str_make((const char *)m->key, m->has_key ? sizeof(m->key) : 0));
	buf_lstr(b, m->from);
	buf_lstr(b, m->message_id);
	buf_u8(b, (uint8_t)m->bounce.action);
	buf_u8(b, m->bounce.lasting);
	buf_lstr(b, m->bounce.recipient);
	buf_lstr(b, m->bounce.status);
	buf_lstr(b, m->bounce.words);
	put_answer(&m->answer, b);
	buf_u8(b, (uint8_t)m->parts_n);
	for (size_t i = 0; i < m->parts_n; i++) {
		buf_u8(b, (uint8_t)m->parts[i].cases_n);
		for (size_t k = 0; k < m->parts[i].cases_n; k++)
			buf_lstr(b, m->parts[i].cases[k]);
		put_answer(&m->parts[i].answer, b);
	}
}

int answer_mail_serve(struct str request, struct buf *reply, struct err *e)
{
	struct cur c = cur_of(request);
	struct answer_hints h = { 0 };
	struct answer_mail m;
	struct arena a;
	int rc;

	if (cur_u8(&c) != ANSWER_MAIL_REQUEST)
		return err_set(e, BW_EPARSE, "this is no request to read an answer");
	h.received_at_s = (int64_t)cur_u64(&c);
	h.own = cur_lstr(&c);
	if (c.bad)
		return err_set(e, BW_EPARSE, "the request to read an answer ends early");
	arena_init(&a, LIMIT_PARSE_MEMORY);
	rc = answer_read_mail(&a, cur_take(&c, cur_left(&c)), &h, &m, e);
	if (!rc) {
		put(&m, reply);
		rc = buf_check(reply, "the answer of the mail parser", e);
	}
	arena_done(&a);
	return rc;
}

/* Text that may be shown and stored: UTF-8, no longer than we would have written it. */
static struct str text(struct cur *c, size_t most)
{
	struct str s = cur_lstr(c);

	if (s.n > most || !utf8_ok(s) || str_find_byte(s, '\0', 0) != SIZE_MAX)
		c->bad = true;
	return s;
}

static unsigned below(struct cur *c, unsigned count)
{
	unsigned v = cur_u8(c);

	if (v >= count)
		c->bad = true;
	return c->bad ? 0 : v;
}

static void take_ids(struct cur *c, struct answer_mail *m)
{
	struct str token = cur_lstr(c), key = cur_lstr(c);

	if (token.n) {
		m->has_token = mail_tag_token(token, m->token);
		c->bad |= !m->has_token;
	}
	if (key.n == sizeof(m->key)) {
		m->has_key = true;
		memcpy(m->key, key.p, key.n);
	} else if (key.n) {
		c->bad = true;
	}
}

static void take_answer(struct cur *c, struct answer *n)
{
	n->kind = (enum answer_kind)below(c, ANSWER_KIND_COUNT);
	n->channel = CHANNEL_MAIL;
	n->effect = (enum effect)below(c, EFFECT_COUNT);
	n->sure = below(c, 2) == 1;
	n->needs = cur_u32(c);
	n->at_s = (int64_t)cur_u64(c);
	n->until_s = (int64_t)cur_u64(c);
	n->actor = text(c, LIMIT_ANSWER_WORD);
	n->action = text(c, LIMIT_ANSWER_WORD);
	n->reason = text(c, LIMIT_ANSWER_WORD);
	n->reference = text(c, LIMIT_ANSWER_WORD);
	n->text = text(c, FIELD_MOST);
	c->bad |= n->needs >> EVIDENCE_COUNT != 0;
}

static int take_parts(struct arena *a, struct cur *c, struct answer_mail *m, struct err *e)
{
	size_t n = below(c, LIMIT_PARCEL + 2);
	struct answer_part *v = ARENA_ARRAY(a, struct answer_part, n + 1);

	if (!v)
		return err_nomem(e);
	for (size_t i = 0; i < n && !c->bad; i++) {
		size_t cases = below(c, LIMIT_PARCEL + 1);
		struct str *number = ARENA_ARRAY(a, struct str, cases + 1);

		if (!number)
			return err_nomem(e);
		for (size_t k = 0; k < cases; k++)
			number[k] = text(c, LIMIT_ANSWER_WORD);
		v[i].cases = number;
		v[i].cases_n = cases;
		take_answer(c, &v[i].answer);
	}
	m->parts = v;
	m->parts_n = n;
	return BW_OK;
}

int answer_mail_reply(struct arena *a, struct str reply, struct answer_mail *out, struct err *e)
{
	struct cur c = cur_of(reply);
	struct answer_mail m = { 0 };
	int rc;

	if (cur_u8(&c) != REPLY_VERSION)
		c.bad = true;
	m.sort = (enum answer_mail_sort)below(&c, ANSWER_MAIL_SORT_COUNT);
	take_ids(&c, &m);
	m.from = text(&c, 320);
	m.message_id = text(&c, LIMIT_ANSWER_WORD);
	m.bounce.action = (enum dsn_action)below(&c, DSN_FAILED + 1);
	m.bounce.lasting = below(&c, 2) == 1;
	m.bounce.recipient = text(&c, FIELD_MOST);
	m.bounce.status = text(&c, FIELD_MOST);
	m.bounce.words = text(&c, FIELD_MOST);
	take_answer(&c, &m.answer);
	rc = take_parts(a, &c, &m, e);
	if (rc)
		return rc;
	if (!cur_end(&c))
		return err_set(e, BW_EPARSE, "the answer of the mail parser is broken");
	*out = m;
	return BW_OK;
}
