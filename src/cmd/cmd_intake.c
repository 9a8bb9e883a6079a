/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_intake.c -- reports in: durable, counted, worked into cases. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limit.h"
#include "base/vec.h"
#include "cmd/intake_read.h"
#include "cmd/intake_worker.h"
#include "cmd/intake_signed.h"
#include "cmd/ledger_verbs.h"
#include "cmd/store_open.h"

#define GROUPS_BEFORE_SECOND 3 /* so much input is worth a second process */
#define ANSWER_BYTES         ((size_t)8 << 20)

struct shown {
	struct str file, field, reason;
	size_t line;
	bool counted;
};

struct intake {
	struct ctx *c;
	const char *dir;
	struct knowing know;
	struct facts facts; /* given: for the routing of what must not be stored */
	struct facts beside; /* those that could not be kept in the store */
	struct store *accept, *work; /* the second only where this process works too */
	struct submit_settings set;
	struct submit *submit;
	struct intake_read read;
	struct intake_worker worker;
	struct step_counts worked;
	struct str origin; /* of the log, for receipts; p NULL: not asked yet */
	struct {
		struct shown *v;
		size_t n, cap;
	} errors;
	uint64_t groups;
	bool each, defer, any_each;
	struct intake_signed sign; /* --signature */
	struct buf out;
	struct jw w;
	int64_t told_at;
};

/* ---- what became of each row ---- */

static int flush(struct intake *in, struct err *e)
{
	int rc = buf_check(&in->out, "the answer", e);

	if (!rc && !ctx_write(in->c, buf_str(&in->out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	buf_reset(&in->out);
	return rc;
}

/* The place in the public log: a receipt, because it was made durable before it is told. */
static void receipt_json(struct intake *in, const uint64_t *index)
{
	jw_key(&in->w, "ledger");
	if (!index) {
		jw_null(&in->w);
		return;
	}
	jw_object(&in->w);
	jw_kstr(&in->w, "origin", in->origin);
	jw_ki64(&in->w, "index", (int64_t)*index);
	jw_end(&in->w);
}

static void each_json(
	struct intake *in, const struct submit_row *r, int64_t case_id, const uint64_t *index)
{
	char text[STORE_ID_TEXT];
	struct jw *w = &in->w;

	jw_object(w);
	jw_kz(w, "id", store_id_text('r', r->ord, text));
	jw_kbool(w, "folded", !r->accepted);
	jw_kz(w, "format", format_text((int)r->format));
	jw_key(w, "targets");
	jw_array(w);
	for (size_t i = 0; i < r->targets_n; i++)
		jw_str(w, r->targets[i]);
	jw_end(w);
	jw_kz(w, "harm", harm_text(r->harm));
	jw_key(w, "case");
	if (case_id)
		jw_z(w, store_id_text('c', (uint64_t)case_id, text));
	else
		jw_null(w);
	receipt_json(in, index);
	jw_end(w);
}

static int on_row(void *ctx, const struct submit_row *r, struct err *e)
{
	struct intake *in = ctx;
	char id[STORE_ID_TEXT], of[STORE_ID_TEXT], q[QUOTE_ROOM(200)], entry[24] = "-";
	int64_t case_id = 0;
	uint64_t at = 0;
	bool placed = false;
	int rc = in->work ? store_case_at(in->work, r->site, r->harm_class, &case_id, e) : BW_OK;

	if (!rc && in->origin.p) {
		rc = store_index_of_report(in->work, r->ord, &at, e);
		placed = rc == BW_OK;
		rc = rc == BW_ENOTFOUND ? BW_OK : rc; /* not worked yet: another process does */
	}
	if (rc)
		return rc;
	if (placed)
		snprintf(entry, sizeof(entry), "%llu", (unsigned long long)at);
	if (in->c->json)
		each_json(in, r, case_id, placed ? &at : NULL);
	else
		buf_printf(&in->out, "%s  %s  %s  %s  %s  %s\n", store_id_text('r', r->ord, id),
			case_id ? store_id_text('c', (uint64_t)case_id, of) : "-",
			r->accepted ? "accepted" : "folded  ", entry, harm_text(r->harm),
			r->targets_n ? str_quote(r->targets[0], 200, q) : "(not shown)");
	return in->out.n > ANSWER_BYTES / 8 ? flush(in, e) : BW_OK;
}

static int on_refused(void *ctx, const struct refusal *why, bool counted, struct err *e)
{
	struct intake *in = ctx;
	struct shown *s;

	if (in->errors.n >= LIMIT_ERRORS_SHOWN)
		return BW_OK;
	s = VEC_PUSH(in->c->arena, &in->errors);
	if (!s)
		return err_nomem(e);
	s->file = arena_dup(in->c->arena, str_of(in->read.file)); /* a Maildir's names go with it */
	s->line = why->line;
	s->field = arena_dup(in->c->arena, why->field);
	/* With --harm csam nothing of the input is repeated, whatever is wrong with it. */
	s->reason = harm_class_of(in->read.hints.harm) == CLASS_CSAM
			    ? STR("not shown: reported as CSAM")
			    : arena_dup(in->c->arena, why->reason);
	s->counted = counted;
	return s->file.p && s->field.p && s->reason.p ? BW_OK : err_nomem(e);
}

/* ---- work beside acceptance ---- */

static int work_here(struct intake *in, struct err *e)
{
	struct step_settings set = { .know = &in->know.k, .facts = &in->beside };
	struct step_counts now;
	int rc = BW_OK;

	if (!in->work)
		rc = store_open_at(in->c, in->dir, true, false, &in->work, e);
	if (rc)
		return rc;
	set.store = in->work;
	rc = step_run(&set, &now, e);
	in->worked.reports += now.reports;
	in->worked.opened += now.opened;
	in->worked.recurred += now.recurred;
	if (!rc && in->each)
		rc = store_ledger_settle(in->work, e);
	if (!rc && in->each && !in->origin.p)
		rc = ledger_origin(in->c, in->work, &in->origin, e);
	return rc;
}

static int on_durable(void *ctx, struct err *e)
{
	struct intake *in = ctx;
	struct err why;

	in->groups++;
	if (in->defer)
		return BW_OK;
	if (in->each)
		return work_here(in, e);
	if (in->worker.pid)
		intake_worker_tell(&in->worker);
	else if (in->groups == GROUPS_BEFORE_SECOND && !in->sign.given &&
		 intake_worker_start(in->c, in->dir, &in->know.k, &in->beside, &in->worker, &why))
		in->worker.pid = 0; /* no second process: the work is done at the end */
	return BW_OK;
}

/* The reports are durable: what goes wrong from here on is told, and is no failure of the intake. */
static void finish_work(struct intake *in)
{
	struct worker_outcome out = { 0 };
	struct err e = { 0 };

	if (in->worker.pid) {
		intake_worker_end(&in->worker, &out);
		in->worked = out.counts;
		if (out.rc)
			e = out.e;
	} else if (!in->defer && work_here(in, &e) == BW_OK) {
		return;
	}
	if (e.code)
		fprintf(in->c->talk,
			"bailiwick: the reports are safe, but not yet worked into cases: %s\n",
			e.text);
}

/* ---- the answer ---- */

static void errors_json(struct intake *in)
{
	struct jw *w = &in->w;

	jw_key(w, "errors");
	jw_array(w);
	for (size_t i = 0; i < in->errors.n; i++) {
		const struct shown *s = &in->errors.v[i];

		jw_object(w);
		jw_kstr(w, "file", s->file);
		jw_ki64(w, "line", (int64_t)s->line);
		jw_kstr(w, "field", s->field);
		jw_kstr(w, "reason", s->reason);
		if (!s->counted)
			jw_kbool(w, "refused", false);
		jw_end(w);
	}
	jw_end(w);
}

static int cases_now(struct intake *in, uint64_t *cases, struct err *e)
{
	uint64_t reports;
	int rc = BW_OK;

	if (!in->work)
		rc = store_open_at(in->c, in->dir, true, false, &in->work, e);
	return rc ? rc : store_counts(in->work, cases, &reports, e);
}

static int answer(struct intake *in, struct err *e)
{
	struct submit_counts n = submit_counts(in->submit);
	char q1[QUOTE_ROOM(120)], q2[QUOTE_ROOM(300)], q3[QUOTE_ROOM(60)];
	uint64_t cases;
	int rc = cases_now(in, &cases, e);

	if (rc)
		return rc;
	if (in->c->json) {
		if (in->each)
			jw_end(&in->w);
		jw_ki64(&in->w, "accepted", (int64_t)n.accepted);
		jw_ki64(&in->w, "folded", (int64_t)n.folded);
		jw_ki64(&in->w, "refused", (int64_t)n.refused);
		if (in->sign.given)
			jw_ki64(&in->w, "held", (int64_t)n.held);
		jw_ki64(&in->w, "cases", (int64_t)cases);
		jw_ki64(&in->w, "cases_opened", (int64_t)in->worked.opened);
		jw_ki64(&in->w, "recurrences", (int64_t)in->worked.recurred);
		errors_json(in);
		jw_end(&in->w);
		buf_addc(&in->out, '\n');
		rc = jw_check(&in->w, e);
		return rc ? rc : flush(in, e);
	}
	buf_printf(&in->out,
		"%llu accepted, %llu folded, %llu refused; %llu %s, %llu of them new\n",
		(unsigned long long)n.accepted, (unsigned long long)n.folded,
		(unsigned long long)n.refused, (unsigned long long)cases,
		cases == 1 ? "case" : "cases", (unsigned long long)in->worked.opened);
	if (n.held)
		buf_printf(&in->out, "%llu held for a person: see 'bailiwick notifier held'\n",
			(unsigned long long)n.held);
	if (in->origin.p)
		buf_printf(&in->out, "the fourth column is the entry in the log %.*s\n",
			STR_ARG(in->origin));
	rc = flush(in, e);
	for (size_t i = 0; i < in->errors.n; i++) {
		const struct shown *s = &in->errors.v[i];

		fprintf(in->c->talk, "%s:%zu: %s%s%s\n", str_quote(s->file, 120, q1), s->line,
			s->field.n ? str_quote(s->field, 60, q3) : "", s->field.n ? ": " : "",
			str_quote(s->reason, 300, q2));
	}
	if (n.refused > in->errors.n)
		fprintf(in->c->talk, "and %llu more\n",
			(unsigned long long)(n.refused - in->errors.n));
	return rc;
}

/* ---- the command ---- */

static void progress(struct intake_read *r)
{
	struct submit_counts n = submit_counts(r->submit);

	fprintf(r->c->talk, "\r%llu reports, %llu refused, %llu MB read ",
		(unsigned long long)(n.accepted + n.folded), (unsigned long long)n.refused,
		(unsigned long long)(r->bytes >> 20));
	fflush(r->c->talk);
}

static int settings(struct intake *in, struct err *e)
{
	struct ctx *c = in->c;
	struct str harm = ctx_opt(c, "harm"), form = ctx_opt(c, "format");
	char q[QUOTE_ROOM(60)];
	enum harm h;

	in->each = ctx_flag(c, "each");
	in->defer = ctx_flag(c, "defer");
	if (in->each && in->defer)
		return err_set(e, BW_EUSAGE,
			"--each names the case of each report, --defer makes none: choose one");
	in->read.c = c;
	in->read.hints = (struct intake_hints){ .reporter = ctx_opt(c, "reporter"),
		.harm = HARM_NONE,
		.strict = ctx_flag(c, "strict"),
		.received_at_s = ctx_now(c) };
	if (harm.p && !harm_parse(harm, &h))
		return err_set(e, BW_EUSAGE, "unknown harm '%s'; see docs/vocabulary.md",
			str_quote(harm, 60, q));
	if (harm.p)
		in->read.hints.harm = (int)h;
	for (int i = 0; form.p && read_form_names[i]; i++)
		if (str_is(form, read_form_names[i]))
			in->read.form = (enum read_form)i;
	in->read.progress = c->progress ? progress : NULL;
	in->sign.given = ctx_opt(c, "signature").p != NULL;
	if (in->sign.given && c->args_n != 1)
		return err_set(e, BW_EUSAGE, "--signature is of one file: name that one");
	return c->args_n ? BW_OK
			 : err_set(e, BW_EUSAGE,
				   "nothing to take in; name a file, or '-' for standard input");
}

static int open_all(struct intake *in, struct err *e)
{
	int rc = store_where(in->c, &in->dir, e);

	if (!rc)
		rc = knowing_load(in->c, &in->know, e);
	if (!rc)
		rc = store_facts(in->c, &in->facts, e);
	if (!rc)
		rc = store_open_at(in->c, in->dir, true, !in->sign.given, &in->accept, e);
	if (!rc && in->sign.given)
		rc = intake_signed_open(in->c, in->accept, &in->know.k, &in->facts, &in->sign, e);
	if (rc)
		return rc;
	in->set = (struct submit_settings){ .store = in->accept,
		.know = &in->know.k,
		.facts = &in->facts,
		.received_at_s = in->read.hints.received_at_s,
		.under = in->sign.under,
		.notifier = in->sign.given ? notifying_id(in->sign.under) : 0,
		.row = in->each ? on_row : NULL,
		.refused = on_refused,
		.durable = on_durable,
		.ctx = in };
	rc = submit_new(&in->set, &in->submit, e);
	in->read.submit = in->submit;
	in->read.set = &in->set;
	buf_init(&in->out, ANSWER_BYTES);
	jw_init(&in->w, &in->out);
	if (in->c->json)
		jw_object(&in->w);
	if (in->c->json && in->each) {
		jw_key(&in->w, "reports");
		jw_array(&in->w);
	}
	return rc;
}

/* Before the reports, so that what is worked can rest on them.  Facts given with reports of CSAM could lead to
 * what those are about, and are not kept. */
static int keep_facts(struct intake *in, struct err *e)
{
	struct store *s;
	int rc;

	in->beside = in->facts;
	if (in->facts.n == 0 || harm_class_of(in->read.hints.harm) == CLASS_CSAM)
		return BW_OK;
	rc = store_open_at(in->c, in->dir, true, false, &s, e);
	if (rc)
		return rc;
	store_facts_keep(in->c, s, &in->beside);
	store_close(s); /* a connection must not be carried into the second process */
	return BW_OK;
}

/* All inputs; one that cannot be read does not keep the others out. */
static int read_all(struct intake *in, bool *unread, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < in->c->args_n; i++) {
		struct str path = arena_dup(in->c->arena, in->c->args[i]);

		if (!path.p)
			return err_nomem(e);
		rc = in->sign.given ? intake_read_fd(&in->read, path.p, in->sign.fd, e)
				    : intake_read(&in->read, path.p, e);
		if (rc == BW_ENOTFOUND) {
			fprintf(in->c->talk, "bailiwick: %s\n", e->text);
			*unread = true;
			rc = BW_OK;
		}
	}
	if (in->read.progress)
		fputs("\r\033[K", in->c->talk);
	return rc ? rc : submit_settle(in->submit, e);
}

static void close_all(struct intake *in)
{
	struct worker_outcome ignored;

	intake_worker_end(&in->worker, &ignored);
	intake_read_done(&in->read);
	submit_free(in->submit);
	intake_signed_done(&in->sign);
	store_close(in->work);
	store_close(in->accept);
	buf_done(&in->out);
	knowing_done(&in->know);
}

/* A mail server that hands us a message on a pipe bounces it on most codes: anything but "the message is
 * bad" and "it is durable" must be "try again later". */
static int for_mail_pipe(const struct intake *in, int rc, struct err *e)
{
	bool pipe = in->read.mail || in->read.form == READ_MAIL || in->read.form == READ_ARF;
	int exit = err_exit(rc);

	/* The store failed before a byte was read: what stands on the pipe may well be a message. */
	for (size_t i = 0; i < in->c->args_n && in->read.form == READ_AUTO; i++)
		pipe = pipe || (str_is(in->c->args[i], "-") && in->read.bytes == 0);
	if (!pipe || rc == BW_OK || exit == 65 || exit == 64 || exit == 66)
		return rc;
	e->code = BW_EAGAIN;
	return BW_EAGAIN;
}

static int run(struct ctx *c, struct err *e)
{
	struct intake in = { .c = c, .sign = { .fd = -1 } };
	struct submit_counts n;
	bool unread = false;
	int rc = settings(&in, e);

	if (rc)
		return rc;
	signal(SIGPIPE,
		SIG_IGN); /* a second process that died, a reader that went: both are errors, not ends */
	rc = open_all(&in, e);
	if (!rc)
		rc = keep_facts(&in, e);
	if (!rc)
		rc = read_all(&in, &unread, e);
	if (!rc) {
		finish_work(&in);
		rc = answer(&in, e);
	}
	if (!rc && !in.defer)
		ledger_follow(c, in.work);
	if (!rc) {
		n = submit_counts(in.submit);
		if (unread)
			rc = err_set(e, BW_ENOTFOUND, "not all inputs could be read");
		else if (n.refused && n.accepted + n.folded + n.held == 0)
			rc = err_set(e, BW_EPARSE, "nothing was taken in: %llu refused",
				(unsigned long long)n.refused);
	}
	rc = for_mail_pipe(&in, rc, e);
	close_all(&in);
	return rc;
}

static const struct opt opts[] = {
	{ "format", "FORM", OPT_TEXT, "form of the input (default: auto, from the content)",
		read_form_names },
	{ "harm", "HARM", OPT_TEXT, "harm of reports that do not say, such as content/phishing",
		NULL },
	{ "reporter", "WHO", OPT_TEXT, "mailbox or organisation that these reports come from",
		NULL },
	{ "signature", "FILE", OPT_TEXT,
		"a notifier's Ed25519 signature over the one input, byte for byte", NULL },
	{ "notifier", "NAME", OPT_TEXT, "whose signature it is (default: whose key fits)", NULL },
	{ "strict", NULL, OPT_FLAG, "XARF: forgive no deviation from the schema", NULL },
	{ "each", NULL, OPT_FLAG, "tell of each report what became of it", NULL },
	{ "defer", NULL, OPT_FLAG,
		"only make durable; the next command works the reports into cases", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick intake --harm phishing list.txt", "a plain list, all of it phishing" },
	{ "bailiwick intake --json - <reports.ndjson", "a stream of XARF reports" },
	{ "bailiwick intake --format mail -", "one message from a mail server's pipe" },
	{ NULL, NULL },
};

const struct cmd cmd_intake = {
	.name = "intake",
	.args = "FILE…|-",
	.help = "take reports in, from files, folders of mail or a pipe",
	.about = "Reads XARF, ARF, abuse mail, CSV, plain lists and JSON; the form is found from "
		 "the content.  "
		 "What it counts as accepted or folded is on disk, fsynced, and stays there "
		 "whatever happens "
		 "afterwards; the same report sent again is folded.  A bad line costs that line "
		 "and is "
		 "named.  Exit status 65 only where nothing at all was taken in, 66 where an input "
		 "could not "
		 "be read, and 75 where a message on a pipe could not be made durable.  Any number "
		 "of "
		 "intakes may run at once.",
	.opts = opts,
	.examples = examples,
	.run = run,
};
