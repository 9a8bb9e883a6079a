/* SPDX-License-Identifier: Apache-2.0 */
/* Writing EPP commands. */
#include "base/utf8.h"
#include "format/epp.h"

#define HEAD                                                             \
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n" \
	"<epp xmlns=\"urn:ietf:params:xml:ns:epp-1.0\">"
#define DOMAIN " xmlns:domain=\"urn:ietf:params:xml:ns:domain-1.0\">"

/* Text between tags: the characters XML allows, with its three escapes. */
static int text(struct buf *out, struct str s, const char *what, struct err *e)
{
	if (!utf8_ok(s))
		return err_set(e, BW_EINVALID, "the %s is not UTF-8", what);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 || c == 0x7f)
			return err_set(e, BW_EINVALID, "the %s holds a control character", what);
		if (c == '&')
			buf_addz(out, "&amp;");
		else if (c == '<')
			buf_addz(out, "&lt;");
		else if (c == '>')
			buf_addz(out, "&gt;");
		else
			buf_addc(out, (char)c);
	}
	return BW_OK;
}

static int element(struct buf *out, const char *tag, struct str s, const char *what, struct err *e)
{
	int rc;

	buf_printf(out, "<%s>", tag);
	rc = text(out, s, what, e);
	buf_printf(out, "</%s>", tag);
	return rc;
}

static int finish(struct buf *out, struct str ref, struct err *e)
{
	int rc;

	if (ref.n < 3 || ref.n > 64) /* trIDStringType */
		return err_set(e, BW_EINVALID, "a transaction id has 3 to 64 characters");
	rc = element(out, "clTRID", ref, "transaction id", e);
	buf_addz(out, "</command></epp>\n");
	return rc ? rc : buf_check(out, "the EPP command", e);
}

int epp_write_login(const struct epp_login *l, struct str ref, struct buf *out, struct err *e)
{
	int rc;

	buf_addz(out, HEAD "<command><login>");
	rc = element(out, "clID", l->user, "EPP user", e);
	if (!rc)
		rc = element(out, "pw", l->password, "EPP password", e);
	if (!rc && l->new_password.n)
		rc = element(out, "newPW", l->new_password, "new EPP password", e);
	buf_addz(out, "<options><version>1.0</version><lang>en</lang></options><svcs>"
		      "<objURI>urn:ietf:params:xml:ns:domain-1.0</objURI></svcs></login>");
	return rc ? rc : finish(out, ref, e);
}

int epp_write_logout(struct str ref, struct buf *out, struct err *e)
{
	buf_addz(out, HEAD "<command><logout/>");
	return finish(out, ref, e);
}

int epp_write_info(struct str name, struct str ref, struct buf *out, struct err *e)
{
	int rc;

	buf_addz(out, HEAD "<command><info><domain:info" DOMAIN "<domain:name hosts=\"none\">");
	rc = text(out, name, "name", e);
	buf_addz(out, "</domain:name></domain:info></info>");
	return rc ? rc : finish(out, ref, e);
}

static void list(struct buf *out, const char *tag, epp_status_set set)
{
	if (!set)
		return;
	buf_printf(out, "<domain:%s>", tag);
	for (int i = 0; i < EPP_STATUS_COUNT; i++)
		if (set >> i & 1)
			buf_printf(out, "<domain:status s=\"%s\"/>", epp_status_text(i));
	buf_printf(out, "</domain:%s>", tag);
}

int epp_write_update(struct str name, epp_status_set add, epp_status_set rem, struct str ref,
	struct buf *out, struct err *e)
{
	int rc;

	if (!(add | rem))
		return err_set(e, BW_EINVALID, "an update without a status to add or remove");
	if (add & rem)
		return err_set(e, BW_EINVALID, "an update that adds and removes the same status");
	for (int i = 0; i < EPP_STATUS_COUNT; i++)
		if ((add | rem) >> i & 1 && !epp_status_settable(i))
			return err_set(e, BW_EINVALID, "the status %s is set by the registry alone",
				epp_status_text(i));
	buf_addz(out, HEAD "<command><update><domain:update" DOMAIN "<domain:name>");
	rc = text(out, name, "name", e);
	buf_addz(out, "</domain:name>");
	list(out, "add", add);
	list(out, "rem", rem);
	buf_addz(out, "</domain:update></update>");
	return rc ? rc : finish(out, ref, e);
}

int epp_write_poll(struct str ref, struct buf *out, struct err *e)
{
	buf_addz(out, HEAD "<command><poll op=\"req\"/>");
	return finish(out, ref, e);
}

int epp_write_ack(struct str message, struct str ref, struct buf *out, struct err *e)
{
	for (size_t i = 0; i < message.n; i++)
		if (!ch_alnum(message.p[i]) && !strchr("-_.:", message.p[i]))
			return err_set(
				e, BW_EINVALID, "a message id with characters that are not used");
	buf_printf(out, HEAD "<command><poll op=\"ack\" msgID=\"%.*s\"/>", STR_ARG(message));
	return finish(out, ref, e);
}
