/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/at_desk.h"

#include <errno.h>
#include <unistd.h>

#include "flow/step.h"
#include "store/recourse.h"

#define ANSWER_MOST ((size_t)64 << 20)
#define DAY_S       ((int64_t)86400)

int desk_person(struct ctx *c, struct store *s, int64_t *out, struct err *e)
{
	struct str name = ctx_opt(c, "person");
	struct store_person p;
	int rc;

	*out = 0;
	if (!name.p)
		return BW_OK;
	rc = store_person_named(s, c->arena, name, &p, e);
	if (!rc && p.disabled_at_s != CLOCK_NONE)
		rc = err_set(e, BW_EDENIED, "the account is disabled");
	if (!rc)
		*out = p.id;
	return rc;
}

int at_desk_open(struct ctx *c, bool knows, struct at_desk *out, struct err *e)
{
	const char *dir = NULL;
	int rc = BW_OK;

	*out = (struct at_desk){ .c = c };
	buf_init(&out->out, ANSWER_MOST);
	jw_init(&out->w, &out->out);
	if (knows) {
		rc = knowing_load(c, &out->know, e);
		if (!rc)
			rc = knowing_letters(c, &out->know, e);
		if (!rc)
			rc = store_facts(c, &out->facts, e);
		if (!rc)
			rc = store_open_read(c, &out->know.k, &out->facts, &out->store, e);
	} else {
		rc = store_where(c, &dir, e);
		if (!rc)
			rc = store_open_at(c, dir, true, false, &out->store, e);
	}
	out->desk = (struct desk){ .store = out->store,
		.know = knows ? &out->know.k : NULL,
		.facts = &out->facts,
		.now_s = ctx_now(c) };
	return rc ? rc : desk_person(c, out->store, &out->desk.person, e);
}

void at_desk_done(struct at_desk *t)
{
	buf_done(&t->out);
	store_close(t->store);
	knowing_done(&t->know);
}

int at_desk_work(struct at_desk *t, struct err *e)
{
	const struct step_settings set = {
		.store = t->store, .know = &t->know.k, .facts = &t->facts
	};
	struct step_counts counts;

	return t->desk.know ? step_run(&set, &counts, e) : BW_OK;
}

int at_desk_answer(struct at_desk *t, struct err *e)
{
	int rc = buf_check(&t->out, "the answer", e);

	if (!rc && t->out.n && !ctx_write(t->c, buf_str(&t->out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	buf_reset(&t->out);
	return rc;
}

static int no_verb(const struct ctx *c, const struct verb *v, size_t n, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	struct buf list;
	int rc;

	buf_init(&list, 400);
	for (size_t i = 0; i < n; i++)
		buf_printf(&list, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ", v[i].name);
	if (c->args_n == 0)
		rc = err_set(e, BW_EUSAGE, "say what: 'bailiwick %s' has %.*s", c->cmd->name,
			STR_ARG(buf_str(&list)));
	else
		rc = err_set(e, BW_EUSAGE, "there is no '%s %s'; there are %.*s", c->cmd->name,
			str_quote(c->args[0], 40, q), STR_ARG(buf_str(&list)));
	buf_done(&list);
	return rc;
}

int at_desk_run(struct ctx *c, bool knows, const struct verb *verbs, size_t n, struct err *e)
{
	struct at_desk t;
	size_t i = 0;
	int rc;

	while (i < n && (c->args_n == 0 || !str_is(c->args[0], verbs[i].name)))
		i++;
	if (i == n)
		return no_verb(c, verbs, n, e);
	rc = at_desk_open(c, knows, &t, e);
	if (!rc)
		rc = verbs[i].run(&t, e);
	if (!rc || rc == BW_ENEGATIVE) {
		int wrote = at_desk_answer(&t, e);

		rc = wrote ? wrote : rc;
	}
	at_desk_done(&t);
	return rc;
}

void at_desk_line_end(struct at_desk *t)
{
	buf_addc(&t->out, '\n');
	jw_init(&t->w, &t->out);
}

int at_desk_arg(const struct at_desk *t, size_t i, const char *what, struct str *out, struct err *e)
{
	if (i >= t->c->args_n)
		return err_set(e, BW_EUSAGE, "say which: bailiwick %s %.*s %s", t->c->cmd->name,
			STR_ARG(t->c->args[0]), what);
	*out = t->c->args[i];
	return BW_OK;
}

int at_desk_until(const struct at_desk *t, const char *opt, int64_t otherwise_days, int64_t *out,
	struct err *e)
{
	struct str v = ctx_opt(t->c, opt);
	char q[QUOTE_ROOM(40)];
	uint64_t days;

	if (!v.p)
		*out = t->desk.now_s + otherwise_days * DAY_S;
	else if (str_u64(v, &days) && days > 0 && days < 36600)
		*out = t->desk.now_s + (int64_t)days * DAY_S;
	else if (!clock_parse(v, out))
		return err_set(e, BW_EUSAGE, "--%s '%s' is no number of days and no date", opt,
			str_quote(v, 40, q));
	return BW_OK;
}

int at_desk_line(const struct at_desk *t, size_t most, struct str *out, struct err *e)
{
	char *p = arena_alloc(t->c->arena, most + 1);
	size_t n = 0;

	if (!p)
		return err_nomem(e);
	while (n <= most) {
		ssize_t k = read(STDIN_FILENO, p + n, 1);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_errno(e, BW_EIO, "read", STR("standard input"));
		if (k == 0 || p[n] == '\n')
			break;
		n++;
	}
	if (n > most)
		return err_set(
			e, BW_ELIMIT, "the line on standard input is longer than %zu bytes", most);
	if (n && p[n - 1] == '\r')
		n--;
	*out = str_make(p, n);
	return BW_OK;
}
