/* SPDX-License-Identifier: Apache-2.0 */
/* The EPP channel: what a letter asks for, looked at before and after. */
#include <stdio.h>

#include "format/json.h"
#include "net/epp_conn.h"

#define WAS_THERE \
	"was-there" /* the reference of a step that found its work done: undoing it does nothing */

struct wish_of { /* the state a letter wants */
	struct str name;
	epp_status_set add, rem;
	bool not_ours; /* an undo of a step that found its work done */
};

static int one_status(
	const struct epp_server *to, struct str text, epp_status_set *out, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	enum epp_status s;

	if (!epp_status_parse(text, &s) || !epp_status_settable((int)s))
		return err_set(e, BW_EINVALID, "'%s' is no status that can be set",
			str_quote(text, 40, q));
	if (str_starts(text, STR("server")) != to->registry)
		return err_set(e, BW_EDENIED, "the status '%s' is for a %s to set",
			str_quote(text, 40, q), to->registry ? "registrar" : "registry");
	*out |= (epp_status_set)1 << s;
	return BW_OK;
}

/* What a step of ours put on: undoing it takes off no more. */
static epp_status_set set_by_us(struct str reference)
{
	epp_status_set set = 0;
	enum epp_status s;
	struct str word;

	while (str_cut(&reference, '+', &word))
		if (epp_status_parse(word, &s))
			set |= (epp_status_set)1 << s;
	return set;
}

static struct str words_of_set(struct arena *a, epp_status_set set)
{
	struct str out = STR("");

	for (int i = 0; i < EPP_STATUS_COUNT && out.p; i++)
		if (set >> i & 1)
			out = arena_printf(
				a, "%.*s%s%s", STR_ARG(out), out.n ? "+" : "", epp_status_text(i));
	return out;
}

static int read_wish(const struct epp_server *to, const struct letter *l, struct arena *a,
	struct wish_of *w, struct err *e)
{
	const struct json *c;
	epp_status_set set = 0;
	struct json *doc;
	bool remove;
	int rc = json_parse(a, l->data, &doc, e);

	if (rc)
		return err_prefix(e, "what the letter asks of the registry: ");
	memset(w, 0, sizeof(*w));
	c = json_get(doc, "command");
	w->name = json_text(c, "name");
	remove = str_is(json_text(c, "op"), "remove");
	if (!str_is(json_text(c, "object"), "domain") || !w->name.n ||
		(!remove && !str_is(json_text(c, "op"), "add")))
		return err_set(e, BW_EINVALID, "the letter is no command about a domain");
	JSON_EACH (x, json_get(c, "status")) {
		rc = one_status(to, x->type == JSON_STRING ? x->text : STR(""), &set, e);
		if (rc)
			return rc;
	}
	if (!set)
		return err_set(e, BW_EINVALID, "the letter names no status");
	if (remove)
		w->rem = set & set_by_us(json_text(c, "reference"));
	else
		w->add = set;
	w->not_ours = remove && !w->rem;
	return BW_OK;
}

static struct str reference(struct arena *a, const struct letter *l, const char *step)
{
	char hex[2 * LETTER_KEY + 1];

	for (size_t i = 0; i < LETTER_KEY; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", l->key[i]);
	return arena_printf(a, "BW-%s-%s", step, hex);
}

static bool wanted(const struct wish_of *w, const struct epp_answer *x)
{
	return (x->domain.status & w->add) == w->add && !(x->domain.status & w->rem);
}

static struct str words_of(struct arena *a, const char *what, const struct epp_answer *x)
{
	char q[QUOTE_ROOM(160)];
	struct str said = x->reason.n ? x->reason : x->words;

	return arena_printf(a, "%s: %s (%d)%s%s%s", what, epp_code_words(x->code), x->code,
		said.n ? "; the registry says '" : "", said.n ? str_quote(said, 160, q) : "",
		said.n ? "'" : "");
}

static void refused(
	struct arena *a, const char *what, const struct epp_answer *x, struct receipt *out)
{
	out->state = epp_code_later(x->code) ? LETTER_IS_QUEUED : LETTER_IS_FAILED;
	out->code = x->code;
	out->reference = x->server_ref;
	out->words = words_of(a, what, x);
}

static int carry_out(struct epp_conn *c, const struct wish_of *w, const struct letter *l,
	struct arena *a, struct receipt *out, struct err *e)
{
	struct epp_answer before, done, after;
	int rc;

	if (w->not_ours) {
		out->state = LETTER_IS_DELIVERED;
		out->words = arena_printf(a, "left as it is: the status was there before our step");
		return BW_OK;
	}
	rc = epp_info(c, a, w->name, reference(a, l, "I"), &before, e);

	if (rc)
		return rc;
	if (!epp_code_good(before.code)) {
		refused(a, "the name cannot be looked at", &before, out);
		return BW_OK;
	}
	if (wanted(w, &before)) {
		out->state = LETTER_IS_DELIVERED;
		out->code = before.code;
		out->reference = STR(WAS_THERE);
		out->words = arena_printf(a, "the name was in that state already");
		return BW_OK;
	}
	rc = epp_update(c, a, w->name, w->add & ~before.domain.status,
		w->rem & before.domain.status, reference(a, l, "U"), &done, e);
	if (rc)
		return rc;
	if (!epp_code_good(done.code)) {
		refused(a, "the registry did not take the change", &done, out);
		return BW_OK;
	}
	out->code = done.code;
	out->reference =
		words_of_set(a, (w->add & ~before.domain.status) | (w->rem & before.domain.status));
	rc = epp_info(c, a, w->name, reference(a, l, "V"), &after, e);
	if (!rc && epp_code_good(after.code) && wanted(w, &after)) {
		out->state = LETTER_IS_DELIVERED;
		out->words = arena_printf(a, "done, and seen to be done (%d)", done.code);
	} else { /* taken, and pending: what becomes of it comes by the message queue */
		out->state = LETTER_IS_SENT;
		out->words = arena_printf(
			a, "taken by the registry, not seen to be done yet (%d)", done.code);
	}
	if (rc && e)
		e->code = BW_OK;
	return BW_OK;
}

/* A server that cannot be reached is the other side's doing: a receipt. */
static int unreachable(int rc, struct arena *a, struct receipt *out, const struct err *e)
{
	if (rc != BW_EUNAVAILABLE)
		return rc;
	memset(out, 0, sizeof(*out));
	out->state = LETTER_IS_QUEUED;
	out->words = arena_printf(a, "%s", e->text);
	return BW_OK;
}

static int epp_send(
	void *ctx, const struct letter *l, struct arena *a, struct receipt *out, struct err *e)
{
	const struct epp_server *to = ctx;
	struct epp_conn *c = NULL;
	struct wish_of w;
	struct err own = { 0 };
	int rc = read_wish(to, l, a, &w, e);

	if (rc == BW_EINVALID || rc == BW_EDENIED || rc == BW_EPARSE) {
		out->state = LETTER_IS_FAILED;
		out->words = arena_printf(a, "%s", e ? e->text : "the letter cannot be read");
		return BW_OK;
	}
	if (rc)
		return rc;
	rc = epp_open(to, &c, &own);
	if (!rc)
		rc = carry_out(c, &w, l, a, out, &own);
	epp_close(c);
	rc = unreachable(rc, a, out, &own);
	if (!rc && !out->words.p)
		return err_nomem(e);
	return rc ? err_set(e, rc, "%s", own.text) : BW_OK;
}

static int epp_restored(void *ctx, const struct letter *l, struct arena *a, bool *restored,
	struct str *words, struct err *e)
{
	const struct epp_server *to = ctx;
	struct epp_conn *c = NULL;
	struct epp_answer x;
	struct wish_of w;
	int rc = read_wish(to, l, a, &w, e);

	*restored = false;
	if (!rc)
		rc = epp_open(to, &c, e);
	if (!rc)
		rc = epp_info(c, a, w.name, reference(a, l, "R"), &x, e);
	epp_close(c);
	if (rc)
		return rc;
	*restored = epp_code_good(x.code) && (w.not_ours || wanted(&w, &x));
	*words = *restored ? arena_printf(a, "the registry shows the name restored")
			   : words_of(a, "the registry does not show the name restored", &x);
	return words->p ? BW_OK : err_nomem(e);
}

struct channel_ops epp_channel(struct epp_server *server)
{
	return (struct channel_ops){ .send = epp_send, .restored = epp_restored, .ctx = server };
}
