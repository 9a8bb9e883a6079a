/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_act.c -- decide about cases, and see to it that what was decided is told, done and undone. */
#include "cmd/act_verbs.h"
#include "cmd/at_desk.h"
#include "cmd/facts.h"

#define OUT_BYTES ((size_t)64 << 20)

int act_id_arg(struct act_run *r, size_t i, char prefix, int64_t *out, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	uint64_t v;

	if (i >= r->c->args_n || !store_id_parse(prefix, r->c->args[i], &v))
		return err_set(e, BW_EUSAGE, "'%s' is no %s; they look like %c-0000001",
			i < r->c->args_n ? str_quote(r->c->args[i], 40, q) : "",
			prefix == 'c'   ? "case id"
			: prefix == 'd' ? "decision"
			: prefix == 'l' ? "letter"
					: "contact",
			prefix);
	*out = (int64_t)v;
	return BW_OK;
}

int act_flush(struct act_run *r, struct err *e)
{
	int rc = buf_check(&r->out, "the answer", e);

	if (!rc && !ctx_write(r->c, buf_str(&r->out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	buf_reset(&r->out);
	return rc;
}

static const struct {
	const char *name;
	int (*run)(struct act_run *r, struct err *e);
} table[] = { { "list", act_list }, { "accept", act_accept }, { "decline", act_decline },
	{ "approve", act_approve }, { "reverse", act_reverse }, { "stand-down", act_stand_down },
	{ "send", act_send }, { "tick", act_tick }, { "letters", act_letters },
	{ "show", act_show }, { "contacts", act_contacts }, { "contact", act_contact } };
#define VERBS (sizeof(table) / sizeof(table[0]))

static int open_all(struct act_run *r, struct err *e)
{
	struct ctx *c = r->c;
	int64_t person = 0;
	int rc = knowing_load(c, &r->know, e);

	if (!rc)
		rc = knowing_letters(c, &r->know, e);
	if (!rc)
		rc = store_facts(c, &r->facts, e);
	if (!rc)
		rc = store_open_read(c, &r->know.k, &r->facts, &r->store, e);
	if (!rc)
		rc = desk_person(c, r->store, &person, e);
	r->desk = (struct desk){ r->store, &r->know.k, &r->facts, ctx_now(c), person };
	return rc;
}

static int run(struct ctx *c, struct err *e)
{
	struct act_run r = { .c = c };
	char q[QUOTE_ROOM(40)];
	size_t verb = 0;
	int rc;

	while (c->args_n && verb < VERBS && !str_is(c->args[0], table[verb].name))
		verb++;
	if (!c->args_n || verb == VERBS)
		return err_set(e, BW_EUSAGE,
			"there is no 'act %s'; there are list, accept, decline, approve, "
			"reverse, stand-down, send, tick, letters, show, contacts and contact",
			c->args_n ? str_quote(c->args[0], 40, q) : "");
	buf_init(&r.out, OUT_BYTES);
	arena_init(&r.one, 0);
	rc = open_all(&r, e);
	if (!rc)
		rc = table[verb].run(&r, e);
	if (!rc || r.out.n) {
		struct err second;

		if (act_flush(&r, rc ? &second : e) && !rc)
			rc = e->code;
	}
	buf_done(&r.out);
	arena_done(&r.one);
	store_close(r.store);
	knowing_done(&r.know);
	return rc;
}

static const char *const verbs[] = { "list", "accept", "decline", "approve", "reverse",
	"stand-down", "send", "tick", "letters", "show", "contacts", "contact", NULL };

static const char *const urls[] = { "text", "table", NULL };

static const struct opt opts[] = {
	{ "step", "ACTION", OPT_TEXT, "accept: another step of the ladder than the proposal",
		NULL },
	{ "actor", "ID", OPT_TEXT, "accept: whose step; contact add: whose contact", NULL },
	{ "role", "ROLE", OPT_TEXT, "accept: in which role", NULL },
	{ "reason", "TEXT", OPT_TEXT, "why; for anything but accepting the proposal it is needed",
		NULL },
	{ "exception", "TEXT", OPT_TEXT,
		"accept: why it cannot wait until the holder was reached; kept", NULL },
	{ "reached", "TEXT", OPT_TEXT, "accept: how the holder was reached; kept as a fact", NULL },
	{ "second", "NAME", OPT_TEXT, "accept: the second person, who agrees already", NULL },
	{ "no", NULL, OPT_FLAG, "approve, contact: the answer is no", NULL },
	{ "except", "ACTOR", OPT_TEXT, "stand-down: who settled it, and need not be told", NULL },
	{ "how", "TEXT", OPT_TEXT, "tick: how it was done", NULL },
	{ "failed", NULL, OPT_FLAG, "tick: it could not be done", NULL },
	{ "watch", NULL, OPT_FLAG, "send: go on", NULL },
	{ "together", NULL, OPT_FLAG,
		"send: what is due to one recipient by mail leaves in one message", NULL },
	{ "most", "N", OPT_COUNT, "send: so many letters at most", NULL },
	{ "lease", "SECONDS", OPT_COUNT, "send: for how long a letter is taken (default: 240)",
		NULL },
	{ "look-age", "SECONDS", OPT_COUNT,
		"send: how old the last look at what was reported may be (default: 3600)", NULL },
	{ "repeat-first", "SECONDS", OPT_COUNT, "send: ask again after (default: 3600)", NULL },
	{ "repeat", "SECONDS", OPT_COUNT,
		"send: and then every (default: 86400), until the day of what is owed", NULL },
	{ "repeat-most", "N", OPT_COUNT, "send: and so often at most (default: 14)", NULL },
	{ "state", "STATE", OPT_TEXT, "letters: only those in this state", NULL },
	{ "kind", "KIND", OPT_TEXT, "letters: only of this kind", NULL },
	{ "channel", "CHANNEL", OPT_TEXT, "letters: only those that go this way", NULL },
	{ "after", "LETTER", OPT_TEXT, "letters: go on behind this one", NULL },
	{ "own", NULL, OPT_FLAG, "contact add: it is ours; steps are carried out through it",
		NULL },
	{ "language", "TAG", OPT_TEXT, "contact: language of letters: en fr es pt ar de", NULL },
	{ "hours", "SPANS", OPT_TEXT,
		"contact: when it may be written to: mon-fri 08:00-18:00 +01:00", NULL },
	{ "group", "WHEN", OPT_TEXT,
		"contact: gather its requests into one message: none, hourly, daily, or how many",
		NULL },
	{ "urls", "WHERE", OPT_TEXT,
		"contact: in such a message addresses stand in the text or in a table (CSV)",
		urls },
	HOUSE_OPTS,
	PAGES_OPTS,
	FACTS_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick act accept c-0000001", "do what is proposed" },
	{ "bailiwick act accept c-0000001 --step client-hold --reason 'the host does not answer'",
		"another step of the ladder" },
	{ "bailiwick act list", "what waits for a person" },
	{ "bailiwick act send", "hand over what is due" },
	{ "bailiwick act reverse d-0000001 --reason 'the shop was cleaned'",
		"take it back, and tell everyone who was told" },
	{ NULL, NULL },
};

const struct cmd cmd_act = {
	.name = "act",
	.args = "list|accept CASE…|decline CASE…|approve DECISION|reverse DECISION|"
		"stand-down CASE|send|tick LETTER|letters [CASE]|show ID…|contacts [ACTOR]|"
		"contact ID…|contact add CHANNEL VALUE",
	.help = "decide, write letters, send them, and take back",
	.about =
		"Accepting a proposal, or another step of the ladder, stores the decision with its "
		"statement of reasons, and puts its letters into the outbox in the same "
		"transaction: "
		"the request or command, reasons for whoever is hit, news for those who reported.  "
		"A "
		"step on a whole name needs proof that its holder was reached, or an exception "
		"with "
		"its reason; a step that takes much along needs a second person.  A contact nobody "
		"has "
		"approved is not written to.\n\n"
		"Send hands over what is due.  Just before, it asks whether what was reported is "
		"still there (look-pages: what is missing at two looks ten minutes apart is gone), "
		"whether its host is still the same, and whether the recipient may be "
		"written to at this hour.  A letter is sent once, whatever is killed when: its key "
		"says "
		"that it is the same.  What goes by hand is ticked off with tick.  Requests to a "
		"contact that wants them grouped wait for each other and leave in one message.\n\n"
		"Reverse takes a decision back through the channel that carried it out and tells "
		"everyone who was told.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
