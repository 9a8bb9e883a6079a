/* SPDX-License-Identifier: Apache-2.0 */
/* answer_mail.c -- `answer read` of mail: what comes back to the desk's mailbox. */
#include "answer/mail.h"

#include "base/limit.h"
#include "cmd/answer_verbs.h"
#include "cmd/role_parse.h"
#include "flow/post.h"
#include "sys/maildir.h"

/* The message through the disposable process; strings of ${*out} are in ${a}. */
static int parse(struct answer_run *r, struct str message, struct arena *a, struct answer_mail *out,
	struct err *e)
{
	const struct answer_hints h = { ctx_now(r->c), ctx_opt(r->c, "desk-mail") };
	enum parse_end end = PARSE_OK;
	struct str parts[2], answer;
	struct buf head;
	uint64_t tag;
	int rc = r->pool ? BW_OK : parse_pool_new(NULL, ROLE_PARSE, 1, &r->pool, e);

	buf_init(&head, 65536);
	answer_mail_request(&h, &head);
	parts[0] = buf_str(&head);
	parts[1] = message;
	if (!rc)
		rc = buf_check(&head, "the request", e);
	if (!rc)
		rc = parse_pool_give(r->pool, 0, parts, 2, e);
	if (!rc)
		rc = parse_pool_take(r->pool, &tag, &end, &answer, e);
	buf_done(&head);
	if (rc)
		return rc;
	if (end != PARSE_OK)
		return err_set(e, BW_EPARSE, "the message: %s", parse_end_text((int)end));
	answer = arena_dup(a, answer);
	return answer.p ? answer_mail_reply(a, answer, out, e) : err_nomem(e);
}

struct meant { /* a letter, or a message of several */
	bool several;
	struct letter letter;
	struct parcel parcel;
};

/* A token is proof of having been written to; a key is not, and is good enough for what a mail system says. */
static int find_letter(struct answer_run *r, struct arena *a, const struct answer_mail *m,
	struct meant *out, struct err *e)
{
	int rc = BW_ENOTFOUND;

	out->several = false;
	if (m->has_token) {
		rc = store_letter_by_token(r->store, a, str_of(m->token), &out->letter, e);
		if (rc == BW_ENOTFOUND) {
			rc = store_parcel_by_token(r->store, a, str_of(m->token), &out->parcel, e);
			out->several = rc == BW_OK;
		}
	}
	if (rc == BW_ENOTFOUND && m->has_key) {
		rc = store_letter_by_key(r->store, a, m->key, &out->letter, e);
		if (rc == BW_ENOTFOUND) {
			rc = store_parcel_by_key(r->store, a, m->key, &out->parcel, e);
			out->several = rc == BW_OK;
		}
	}
	if (rc == BW_ENOTFOUND)
		return err_set(e, BW_EINVALID, "the message names no letter of ours");
	return rc;
}

static int tell(struct answer_run *r, const struct meant *to, const struct answer_mail *m,
	const char *state, struct err *e)
{
	char id[STORE_ID_TEXT], q[QUOTE_ROOM(200)];
	struct jw w;

	if (to->several)
		store_id_text('g', (uint64_t)to->parcel.id, id);
	else
		store_id_text('l', (uint64_t)to->letter.id, id);
	if (!r->c->json) {
		buf_printf(&r->out, "%s  %s%s%s%s\n", id, answer_mail_sort_text((int)m->sort),
			state, m->bounce.words.n ? ": " : "", str_quote(m->bounce.words, 200, q));
		return BW_OK;
	}
	jw_init(&w, &r->out);
	jw_object(&w);
	jw_kz(&w, to->several ? "message" : "letter", id);
	jw_kz(&w, "mail", answer_mail_sort_text((int)m->sort));
	if (m->sort == ANSWER_MAIL_BOUNCE) {
		jw_kz(&w, "delivery", dsn_action_text((int)m->bounce.action));
		jw_kbool(&w, "lasting", m->bounce.lasting);
		jw_kstr(&w, "status", m->bounce.status);
		jw_kstr(&w, "words", m->bounce.words);
	}
	jw_end(&w);
	buf_addc(&r->out, '\n');
	return jw_check(&w, e);
}

static int bounce(struct answer_run *r, struct arena *a, const struct meant *to,
	const struct answer_mail *m, struct err *e)
{
	struct post_settings s;
	struct str words = arena_printf(a, "%.*s%s%.*s", STR_ARG(m->bounce.status),
		m->bounce.status.n && m->bounce.words.n ? " " : "", STR_ARG(m->bounce.words));
	bool changed = false;
	int rc = BW_OK;

	if (!words.p)
		return err_nomem(e);
	post_settings_init(&s);
	s.desk = answer_desk(r);
	if (m->bounce.action == DSN_FAILED)
		rc = to->several ? post_parcel_returned(
					   &s, &to->parcel, m->bounce.lasting, words, &changed, e)
				 : post_returned(
					   &s, &to->letter, m->bounce.lasting, words, &changed, e);
	return rc ? rc
		  : tell(r, to, m,
			    m->bounce.action != DSN_FAILED ? ", nothing follows from it"
			    : changed                      ? ", the next contact gets the letter"
							   : ", which is known",
			    e);
}

static int reply_one(struct answer_run *r, struct arena *a, const struct letter *l,
	const struct answer_mail *m, const struct answer *x, struct err *e)
{
	const struct desk d = answer_desk(r);
	struct answered out;
	int rc = m->has_token ? answering_take(&d, a, str_of(m->token), x, &out, e)
			      : answering_take_letter(&d, a, l->id, x, &out, e);

	return rc ? rc : answer_tell(r, &out, e);
}

static int reply_several(struct answer_run *r, struct arena *a, const struct parcel *p,
	const struct answer_mail *m, const struct answer *x, struct err *e)
{
	const struct desk d = answer_desk(r);
	struct answered *out = ARENA_ARRAY(a, struct answered, LIMIT_PARCEL);
	struct answer_part *parts = ARENA_ARRAY(a, struct answer_part, m->parts_n + 1);
	struct err told;
	size_t n = 0;
	int rc;

	if (!out || !parts)
		return err_nomem(e);
	for (size_t i = 0; i < m->parts_n; i++) {
		parts[i] = m->parts[i];
		parts[i].answer.sure = parts[i].answer.sure && m->has_token;
	}
	rc = answering_take_parcel(&d, a, p, !m->has_token, x, parts, m->parts_n, out, &n, e);
	for (size_t i = 0; i < n; i++)
		if (answer_tell(r, &out[i], &told) && !rc)
			rc = err_set(e, told.code, "%s", told.text);
	return rc;
}

static int reply(struct answer_run *r, struct arena *a, const struct meant *to,
	const struct answer_mail *m, struct err *e)
{
	struct answer x = m->answer;
	int rc;

	if (x.kind == ANSWER_AUTOMATIC)
		x.kind = ANSWER_UNKNOWN;
	if (!m->has_token) /* whoever saw the message's number may have written it */
		x.sure = false;
	rc = to->several ? reply_several(r, a, &to->parcel, m, &x, e)
			 : reply_one(r, a, &to->letter, m, &x, e);
	if (rc == BW_ENOTFOUND)
		e->code = rc = BW_EINVALID;
	return rc;
}

static int automatic(struct answer_run *r, struct arena *a, const struct meant *to, struct err *e)
{
	struct post_settings s;
	struct letter *l;
	size_t n;
	int rc;

	post_settings_init(&s);
	s.desk = answer_desk(r);
	if (!to->several)
		return post_automatic(&s, &to->letter, e);
	rc = store_parcel_letters(r->store, a, to->parcel.id, &l, &n, e);
	return rc || !n ? rc : post_automatic(&s, &l[0], e); /* they have one recipient */
}

int answer_take_mail(struct answer_run *r, struct str message, struct err *e)
{
	struct answer_mail m;
	struct meant to;
	struct arena a;
	int rc;

	arena_init(&a, 0);
	rc = parse(r, message, &a, &m, e);
	if (!rc)
		rc = find_letter(r, &a, &m, &to, e);
	if (!rc && m.sort == ANSWER_MAIL_BOUNCE) {
		rc = bounce(r, &a, &to, &m, e);
	} else if (!rc && m.sort == ANSWER_MAIL_REPLY) {
		rc = reply(r, &a, &to, &m, e);
	} else if (!rc) {
		if (m.sort == ANSWER_MAIL_AUTOMATIC)
			rc = automatic(r, &a, &to, e);
		if (!rc)
			rc = tell(r, &to, &m, ", nothing follows from it", e);
	}
	arena_done(&a);
	return rc;
}

/* A message that is none of ours stays unread: somebody else reads this box as well. */
static int one_of_many(struct answer_run *r, const struct maildir *d, size_t i, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, LIMIT_MAIL_BYTES);
	rc = maildir_read(d, i, &b, e);
	if (!rc)
		rc = answer_take_mail(r, buf_str(&b), e);
	buf_done(&b);
	if (!rc)
		rc = maildir_seen(d, i, e);
	return rc == BW_ENOTFOUND || rc == BW_EINVALID || rc == BW_EPARSE || rc == BW_ELIMIT ||
			       rc == BW_EDENIED
		       ? BW_OK
		       : rc;
}

int answer_take_maildir(struct answer_run *r, struct str path, struct err *e)
{
	struct maildir d;
	struct arena a;
	int rc;

	arena_init(&a, 0);
	path = arena_dup(&a, path);
	rc = path.p ? maildir_open(&a, path.p, &d, e) : err_nomem(e);
	if (!rc) {
		for (size_t i = 0; !rc && i < d.n; i++)
			rc = one_of_many(r, &d, i, e);
		if (!rc && d.n)
			rc = maildir_sync(&d, e);
		maildir_done(&d);
	}
	arena_done(&a);
	return rc;
}
