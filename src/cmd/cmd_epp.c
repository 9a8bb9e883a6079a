/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_epp.c -- look at a name in the registry, and read the registry's messages. */
#include "base/limit.h"
#include "cmd/places.h"
#include "format/json.h"

static void info_json(const struct epp_answer *x, struct jw *w)
{
	jw_object(w);
	jw_kstr(w, "name", x->domain.name);
	jw_kstr(w, "roid", x->domain.roid);
	jw_kstr(w, "sponsor", x->domain.sponsor);
	jw_kstr(w, "created", x->domain.created);
	jw_key(w, "status");
	jw_array(w);
	for (int i = 0; i < EPP_STATUS_COUNT; i++)
		if (x->domain.status >> i & 1)
			jw_z(w, epp_status_text(i));
	jw_end(w);
	jw_end(w);
}

static int print(struct ctx *c, struct buf *b, struct err *e)
{
	int rc = buf_check(b, "the answer", e);

	if (!rc && !ctx_write(c, buf_str(b)))
		rc = err_set(e, BW_EIO, "cannot write the answer");
	buf_done(b);
	return rc;
}

static int info(struct ctx *c, struct epp_conn *conn, struct str name, struct err *e)
{
	char q[QUOTE_ROOM(200)];
	struct epp_answer x;
	struct buf b;
	struct jw w;
	int rc = epp_info(conn, c->arena, name, STR("BW-INFO"), &x, e);

	if (rc)
		return rc;
	if (x.code == 2303)
		return err_set(
			e, BW_ENOTFOUND, "the registry has no name '%s'", str_quote(name, 200, q));
	if (!epp_code_good(x.code))
		return err_set(e, BW_EDENIED, "the registry does not tell of '%s': %s (%d)",
			str_quote(name, 200, q), epp_code_words(x.code), x.code);
	buf_init(&b, LIMIT_EPP_BYTES);
	if (c->json) {
		jw_init(&w, &b);
		info_json(&x, &w);
		buf_addc(&b, '\n');
	} else {
		buf_printf(&b, "%s\n", str_quote(x.domain.name, 200, q));
		buf_printf(&b, "  sponsor  %s\n", str_quote(x.domain.sponsor, 200, q));
		buf_printf(&b, "  created  %s\n", str_quote(x.domain.created, 200, q));
		for (int i = 0; i < EPP_STATUS_COUNT; i++)
			if (x.domain.status >> i & 1)
				buf_printf(&b, "  status   %s\n", epp_status_text(i));
	}
	return print(c, &b, e);
}

static int message(struct ctx *c, const struct epp_answer *x, struct err *e)
{
	char q[QUOTE_ROOM(400)];
	struct buf b;
	struct jw w;

	buf_init(&b, LIMIT_EPP_BYTES);
	if (c->json) {
		jw_init(&w, &b);
		jw_object(&w);
		jw_kstr(&w, "id", x->message.id);
		jw_kstr(&w, "at", x->message.at);
		jw_kstr(&w, "words", x->message.words);
		jw_kstr(&w, "name", x->domain.name);
		jw_end(&w);
		buf_addc(&b, '\n');
	} else {
		buf_printf(&b, "%s", str_quote(x->message.id, 60, q));
		buf_printf(&b, "  %s", str_quote(x->message.at, 60, q));
		buf_printf(&b, "  %s\n", str_quote(x->message.words, 400, q));
	}
	return print(c, &b, e);
}

/* Each is printed before it is acknowledged: at worst it is printed twice. */
static int poll(struct ctx *c, struct epp_conn *conn, struct err *e)
{
	bool ack = ctx_flag(c, "ack");

	for (int i = 0; i < LIMIT_EPP_MESSAGES; i++) {
		struct epp_answer x;
		int rc = epp_poll(conn, c->arena, &x, e);

		if (rc || !x.message.id.n || x.code == 1300)
			return rc;
		rc = message(c, &x, e);
		if (!rc && fflush(c->out))
			rc = err_set(e, BW_EIO, "cannot write the answer");
		if (!rc && ack)
			rc = epp_ack(conn, c->arena, x.message.id, e);
		if (rc || !ack)
			return rc; /* without an acknowledgement the same one would come again */
	}
	return BW_OK;
}

static int run(struct ctx *c, struct err *e)
{
	struct epp_server server;
	struct epp_conn *conn = NULL;
	bool set, wants_info;
	int rc;

	if (!c->args_n)
		return err_set(e, BW_EUSAGE, "what shall be asked? 'info NAME' or 'poll'");
	wants_info = str_is(c->args[0], "info");
	if (!wants_info && !str_is(c->args[0], "poll"))
		return err_set(e, BW_EUSAGE, "it asks 'info NAME' or 'poll' and nothing else");
	if (c->args_n != (wants_info ? 2u : 1u))
		return err_set(e, BW_EUSAGE,
			wants_info ? "'info' wants one name" : "'poll' takes no name");
	if (c->offline)
		return err_set(e, BW_EUSAGE, "the registry cannot be asked with --offline");
	rc = place_epp(c, &server, &set, e);
	if (!rc && !set)
		rc = err_set(e, BW_ECONFIG,
			"no EPP server is set: name one as epp-server in the settings");
	if (!rc)
		rc = epp_open(&server, &conn, e);
	if (!rc)
		rc = wants_info ? info(c, conn, c->args[1], e) : poll(c, conn, e);
	epp_close(conn);
	return rc;
}

static const struct opt opts[] = {
	{ "ack", NULL, OPT_FLAG, "poll: acknowledge each message after it is printed, and go on",
		NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};
static const char *const verbs[] = { "info", "poll", NULL };
static const struct cmd_example examples[] = {
	{ "bailiwick epp info shop.example --json", "statuses of a name as the registry has them" },
	{ "bailiwick epp poll --ack", "read the registry's messages" },
	{ NULL, NULL },
};

const struct cmd cmd_epp = {
	.name = "epp",
	.args = "info NAME|poll",
	.help = "look at a name in the registry, read its messages",
	.about = "Asks the EPP server that the settings name (epp-server and what goes with it).  "
		 "Changes nothing: "
		 "a status is put on or taken off by a decision and its letter (bailiwick act), "
		 "which looks before "
		 "and after.\n\nThe connection is TLS with a verified certificate; the session is "
		 "closed at the end.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
