/* SPDX-License-Identifier: Apache-2.0 */
#include "format/mailbox.h"

#include "base/limit.h"
#include "base/utf8.h"
#include "format/name.h"

/* RFC 5322 atext, and RFC 6531's addition: any character beyond ASCII that is no control or space. */
static bool local_char(uint32_t c)
{
	if (c < 0x80)
		return ch_alnum((char)c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", (int)c));
	return c > 0xa0 && c != 0xad && !(c >= 0x2000 && c <= 0x200f) &&
	       !(c >= 0x2028 && c <= 0x202f) && !(c >= 0x205f && c <= 0x206f) && c != 0x3000 &&
	       c != 0xfeff && !(c >= 0xfff0 && c <= 0xffff);
}

/* Why ${s} cannot be a local part; NULL: it can. */
static const char *local_fault(struct str s, bool *wide)
{
	if (s.n == 0)
		return "nothing stands before the @";
	if (s.n > LIMIT_MAIL_LOCAL)
		return "more than 64 bytes stand before the @";
	if (s.p[0] == '.' || s.p[s.n - 1] == '.' || str_find(s, STR(".."), 0) != SIZE_MAX)
		return "a dot stands where none may";
	*wide = false;
	for (size_t at = 0, k; at < s.n; at += k) {
		uint32_t c;

		k = utf8_decode(str_from(s, at), &c);
		if (k == 0)
			return "it is not UTF-8";
		if (!local_char(c))
			return "a character that is not taken stands before the @";
		*wide |= c >= 0x80;
	}
	return NULL;
}

int mailbox_parse(struct arena *a, struct str text, struct mailbox *out, struct err *e)
{
	size_t at = str_rfind_byte(text, '@');
	char q[QUOTE_ROOM(80)];
	struct mailbox m = { 0 };
	struct name name;
	const char *why;
	struct err inner = { 0 };
	int rc;

	if (text.n > LIMIT_MAIL_ADDRESS)
		why = "it is longer than 254 bytes";
	else if (at == SIZE_MAX)
		why = "it has no @";
	else
		why = local_fault(str_sub(text, 0, at), &m.wide);
	if (!why && str_from(text, at + 1).n == 0)
		why = "nothing stands after the @";
	if (why)
		return err_set(
			e, BW_EINVALID, "'%s' is no mail address: %s", str_quote(text, 80, q), why);
	rc = name_parse(a, str_from(text, at + 1), &name, &inner);
	if (rc == BW_ENOMEM)
		return err_nomem(e);
	if (rc || name.flags & NAME_UNDERSCORE)
		return err_set(e, BW_EINVALID, "'%s' is no mail address: %s",
			str_quote(text, 80, q), rc ? inner.text : "its domain has an underscore");
	m.local = arena_dup(a, str_sub(text, 0, at));
	m.domain = arena_dup(a, name.ascii);
	m.address = arena_printf(a, "%.*s@%.*s", STR_ARG(m.local), STR_ARG(m.domain));
	if (!m.local.p || !m.domain.p || !m.address.p)
		return err_nomem(e);
	if (m.address.n > LIMIT_MAIL_ADDRESS)
		return err_set(e, BW_EINVALID, "'%s' is no mail address: its domain is too long",
			str_quote(text, 80, q));
	*out = m;
	return BW_OK;
}

int mailbox_named(
	struct arena *a, struct str text, struct str *name, struct mailbox *out, struct err *e)
{
	struct str s = str_trim(text), who = STR("");
	size_t open = str_rfind_byte(s, '<');

	if (open != SIZE_MAX && s.p[s.n - 1] == '>') {
		who = str_trim(str_sub(s, 0, open));
		s = str_sub(s, open + 1, s.n - open - 2);
		if (who.n >= 2 && who.p[0] == '"' && who.p[who.n - 1] == '"')
			who = str_sub(who, 1, who.n - 2);
	}
	*name = who;
	return mailbox_parse(a, s, out, e);
}

int mailbox_tagged(
	struct arena *a, const struct mailbox *m, struct str tag, struct str *out, struct err *e)
{
	char q[QUOTE_ROOM(80)];

	if (m->local.n + 1 + tag.n > LIMIT_MAIL_LOCAL)
		return err_set(e, BW_EINVALID,
			"'%s' leaves no room for a tag of %zu characters before the @",
			str_quote(m->address, 80, q), tag.n);
	*out = arena_printf(
		a, "%.*s+%.*s@%.*s", STR_ARG(m->local), STR_ARG(tag), STR_ARG(m->domain));
	return out->p ? BW_OK : err_nomem(e);
}
