/* SPDX-License-Identifier: Apache-2.0 */
#include "format/dsn.h"

#include "base/limit.h"
#include "format/arf.h"

const char *dsn_action_text(int action)
{
	static const char *const words[] = { "none", "delivered", "delayed", "failed" };

	return action >= DSN_NONE && action <= DSN_FAILED ? words[action] : "?";
}

/* "5.1.1" at the start of ${s}: class, subject and detail of RFC 3463.  Its length, or 0. */
static size_t status_at(struct str s)
{
	size_t n = 2, dots = 1;

	if (s.n < 5 || (s.p[0] != '2' && s.p[0] != '4' && s.p[0] != '5') || s.p[1] != '.')
		return 0;
	for (size_t digits = 0; n < s.n && n < 9; n++) {
		if (ch_digit(s.p[n]) && digits < 3) {
			digits++;
		} else if (s.p[n] == '.' && digits && dots == 1) {
			dots++;
			digits = 0;
		} else {
			break;
		}
	}
	return dots == 2 && ch_digit(s.p[n - 1]) && (n == s.n || !ch_alnum(s.p[n])) ? n : 0;
}

static struct str find_status(struct str s)
{
	for (size_t i = 0; i + 5 <= s.n; i++) {
		size_t n = i == 0 || !(ch_alnum(s.p[i - 1]) || s.p[i - 1] == '.')
				   ? status_at(str_from(s, i))
				   : 0;

		if (n && !(i + n + 1 < s.n && s.p[i + n] == '.' && ch_digit(s.p[i + n + 1])))
			return str_sub(s, i, n);
	}
	return STR("");
}

/* Mailbox full and the like pass; what class 5 says else does not. */
static bool lasting(struct str status)
{
	return status.n && status.p[0] == '5' && !str_is(status, "5.2.2") &&
	       !str_is(status, "5.3.1") && !str_starts(status, STR("5.4."));
}

/* One line, at most 300 bytes. */
static struct str line_of(struct arena *a, struct str s)
{
	struct str out;
	char *p;

	out = arena_dup(a, str_sub(str_trim(s), 0, 300));
	p = (char *)(uintptr_t)out.p;
	for (size_t i = 0; p && i < out.n; i++)
		if ((unsigned char)p[i] < ' ')
			p[i] = ' ';
	return out;
}

/* "rfc822; user@host.example" */
static struct str typed(struct str s)
{
	size_t semicolon = str_find_byte(s, ';', 0);

	s = str_trim(semicolon == SIZE_MAX ? s : str_from(s, semicolon + 1));
	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
		s = str_sub(s, 1, s.n - 2);
	return s;
}

static enum dsn_action action_of(struct str s)
{
	if (str_eq_nocase(s, STR("failed")))
		return DSN_FAILED;
	if (str_eq_nocase(s, STR("delayed")))
		return DSN_DELAYED;
	if (str_eq_nocase(s, STR("delivered")) || str_eq_nocase(s, STR("relayed")) ||
		str_eq_nocase(s, STR("expanded")))
		return DSN_DELIVERED;
	return DSN_NONE;
}

static int one_recipient(struct arena *a, const struct fields *f, struct dsn *out, struct err *e)
{
	struct str action = fields_get(f, "Action"), status = fields_get(f, "Status");
	struct str who = fields_get(f, "Original-Recipient"),
		   words = fields_get(f, "Diagnostic-Code");
	struct dsn d = { 0 };

	/* "delayed (will retry)": a comment may follow (RFC 822 of its time) */
	action = str_trim(str_sub(action, 0, str_find_byte(action, '(', 0)));
	d.action = action_of(action);
	d.status = arena_dup(a, find_status(status));
	if (d.action == DSN_NONE && d.status.n)
		d.action = d.status.p[0] == '5'   ? DSN_FAILED
			   : d.status.p[0] == '4' ? DSN_DELAYED
						  : DSN_DELIVERED;
	d.lasting = d.action == DSN_FAILED && (lasting(d.status) || !d.status.n);
	d.recipient = arena_dup(a, str_sub(typed(who.n ? who : fields_get(f, "Final-Recipient")), 0,
					   LIMIT_MAIL_ADDRESS));
	d.words = line_of(a, typed(words));
	if (!d.status.p || !d.recipient.p || !d.words.p)
		return err_nomem(e);
	if (d.action > out->action || (d.action == out->action && d.lasting && !out->lasting))
		*out = d;
	return BW_OK;
}

/* The next group of lines: up to an empty one. */
static bool next_group(struct str *rest, struct str *group)
{
	size_t at = 0;

	while (rest->n && (rest->p[0] == '\n' || rest->p[0] == '\r'))
		*rest = str_from(*rest, 1);
	if (!rest->n)
		return false;
	while (at < rest->n) {
		size_t nl = str_find_byte(*rest, '\n', at);
		struct str line = str_sub(*rest, at, nl == SIZE_MAX ? SIZE_MAX : nl - at);

		if (str_trim(line).n == 0)
			break;
		at = nl == SIZE_MAX ? rest->n : nl + 1;
	}
	*group = str_sub(*rest, 0, at);
	*rest = str_from(*rest, at);
	return true;
}

int dsn_parse(struct arena *a, struct str body, struct dsn *out, struct err *e)
{
	struct dsn worst = { 0 };
	struct str rest = body, group;
	size_t seen = 0;

	while (next_group(&rest, &group)) {
		struct fields f;
		int rc = fields_parse(a, group, &f, e);

		if (!rc && ++seen > LIMIT_DSN_RECIPIENTS)
			rc = err_set(e, BW_ELIMIT, "a report about more than %d recipients",
				LIMIT_DSN_RECIPIENTS);
		if (!rc)
			rc = one_recipient(a, &f, &worst, e);
		if (rc)
			return rc;
	}
	if (worst.action == DSN_NONE)
		return err_set(e, BW_EINVALID, "no recipient in it has an action or a status");
	*out = worst;
	return BW_OK;
}

/* ---- letters of mail systems ---- */

/* What such a letter says near its beginning, lower case, and what it means. */
static const struct {
	struct str words;
	enum dsn_action action;
	bool lasting;
} phrases[] = {
	{ STR_INIT("this is a permanent error"), DSN_FAILED, true },
	{ STR_INIT("i'm not going to try again"), DSN_FAILED, true },
	{ STR_INIT("will be retried"), DSN_DELAYED, false },
	{ STR_INIT("delivery has been delayed"), DSN_DELAYED, false },
	{ STR_INIT("has not yet been delivered"), DSN_DELAYED, false },
	{ STR_INIT("could not be delivered for"), DSN_DELAYED, false },
	{ STR_INIT("delivery incomplete"), DSN_DELAYED, false },
	{ STR_INIT("will keep trying"), DSN_DELAYED, false },
	{ STR_INIT("mailbox is full"), DSN_FAILED, false },
	{ STR_INIT("mailbox full"), DSN_FAILED, false },
	{ STR_INIT("over quota"), DSN_FAILED, false },
	{ STR_INIT("user unknown"), DSN_FAILED, true },
	{ STR_INIT("unknown user"), DSN_FAILED, true },
	{ STR_INIT("no such user"), DSN_FAILED, true },
	{ STR_INIT("no mailbox here by that name"), DSN_FAILED, true },
	{ STR_INIT("address not found"), DSN_FAILED, true },
	{ STR_INIT("recipient address rejected"), DSN_FAILED, true },
	{ STR_INIT("undeliverable"), DSN_FAILED, true },
	{ STR_INIT("could not be delivered to"), DSN_FAILED, true },
	{ STR_INIT("couldn't be delivered to"), DSN_FAILED, true },
	{ STR_INIT("wasn't able to deliver your message"), DSN_FAILED, true },
	{ STR_INIT("was not able to deliver your message"), DSN_FAILED, true },
	{ STR_INIT("delivery to the following recipient"), DSN_FAILED, true },
	{ STR_INIT("did not reach the following recipient"), DSN_FAILED, true },
	{ STR_INIT("message not delivered"), DSN_FAILED, true },
	{ STR_INIT("delivery failed"), DSN_FAILED, true },
};

static struct str bracketed_address(struct str s)
{
	for (size_t at = 0; (at = str_find_byte(s, '@', at)) != SIZE_MAX; at++) {
		size_t from = at, to = at + 1;

		while (from && !ch_space(s.p[from - 1]) && !strchr("<>(),;:\"'", s.p[from - 1]))
			from--;
		while (to < s.n && (ch_alnum(s.p[to]) || s.p[to] == '.' || s.p[to] == '-'))
			to++;
		while (to > at && s.p[to - 1] == '.')
			to--;
		if (from < at && to > at + 3 && to - from <= LIMIT_MAIL_ADDRESS)
			return str_sub(s, from, to - from);
	}
	return STR("");
}

/* The line that holds a status code or, where none does, an SMTP reply. */
static struct str telling_line(struct str text, struct str *status)
{
	struct str line, rest = text;

	while (str_cut(&rest, '\n', &line)) {
		struct str s = str_trim(line);

		*status = find_status(s);
		if (status->n && status->p[0] != '2')
			return s;
		if (s.n > 4 && (s.p[0] == '5' || s.p[0] == '4') && ch_digit(s.p[1]) &&
			ch_digit(s.p[2]) && s.p[3] == ' ')
			return s;
	}
	*status = STR("");
	return STR("");
}

int dsn_of_text(struct arena *a, struct str text, struct dsn *out, struct err *e)
{
	struct str head = str_sub(text, 0, 4000), status = STR(""), line;
	struct dsn d = { 0 };

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]) && !d.action; i++)
		if (str_find_nocase(head, phrases[i].words, 0) != SIZE_MAX) {
			d.action = phrases[i].action;
			d.lasting = phrases[i].lasting;
		}
	line = telling_line(head, &status);
	if (d.action && line.n) {
		if (d.action == DSN_FAILED)
			d.lasting = status.n ? lasting(status) : d.lasting && line.p[0] != '4';
	}
	d.status = arena_dup(a, status);
	d.recipient = arena_dup(a, bracketed_address(head));
	d.words = line_of(a, line);
	if (!d.status.p || !d.recipient.p || !d.words.p)
		return err_nomem(e);
	*out = d.action ? d : (struct dsn){ 0 };
	return BW_OK;
}
