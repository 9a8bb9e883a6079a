/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/role_parse.h"

#include <gmime/gmime.h>
#include <unicode/udata.h>
#include <unistd.h>

#include "answer/mail.h"
#include "intake/mail.h"
#include "sys/parse_pool.h"

/* GLib is about to abort, which it does when memory ran out. */
static GLogWriterOutput last_words(
	GLogLevelFlags level, const GLogField *fields, gsize n, gpointer unused)
{
	(void)fields;
	(void)n;
	(void)unused;
	if (level & (G_LOG_FLAG_FATAL | G_LOG_LEVEL_ERROR))
		_exit(PARSE_EXIT_MEMORY);
	return G_LOG_WRITER_HANDLED;
}

/* One message of each kind through the libraries, so that whatever they set up on first use is there
 * before the doors close. */
static void warm(void)
{
	static const char mail[] =
		"From: =?iso-8859-2?Q?a?= <a@b.example>\r\nSubject: x\r\n"
		"Content-Type: multipart/mixed; boundary=b; name*=koi8-r''%D4\r\n\r\n"
		"--b\r\nContent-Type: text/plain; charset=koi8-r\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n1MXT1A==\r\n"
		"--b\r\nContent-Type: application/gzip; name=a.gz\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\nH4sIAAAAAAAC/0sEAEO+t+gBAAAA\r\n"
		"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a\r\n\r\nhxxp://a[.]example/\r\n"
		"--b--\r\n";
	struct intake_hints h = { .harm = HARM_NONE, .received_at_s = CLOCK_NONE };
	struct str message = { mail, sizeof(mail) - 1 };
	struct buf all, reply;
	struct err e = { 0 };
	UErrorCode u = U_ZERO_ERROR;

	udata_setFileAccess(UDATA_NO_FILES, &u);
	g_log_set_writer_func(last_words, NULL, NULL);
	buf_init(&all, 1 << 16);
	buf_init(&reply, 1 << 20);
	mail_request(&h, &all);
	buf_add(&all, message);
	if (mail_serve(buf_str(&all), &reply, &e))
		_exit(PARSE_EXIT_BROKEN);
	buf_done(&all);
	buf_done(&reply);
}

static int serve(struct str request, struct buf *reply)
{
	struct err e = { 0 };
	bool answer = request.n && request.p[0] == ANSWER_MAIL_REQUEST;
	int rc = answer ? answer_mail_serve(request, reply, &e) : mail_serve(request, reply, &e);

	return rc == BW_ENOMEM ? PARSE_EXIT_MEMORY : rc ? PARSE_EXIT_BROKEN : 0;
}

int cmd_parse_role(void)
{
	const struct parse_role role = { warm, serve };

	return parse_role_main(&role);
}
