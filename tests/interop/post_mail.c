/* SPDX-License-Identifier: Apache-2.0 */
/* Hands letters to the mail channel and prints the receipts, a line of JSON each:
 * post_mail SERVER FROM CA-FILE USER PASSWORD CONTACT...  One letter a contact, over one connection. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "format/json.h"
#include "net/mail_channel.h"

static int64_t now(void *ctx)
{
	(void)ctx;
	return (int64_t)time(NULL);
}

static void print(const struct receipt *r)
{
	struct buf b;
	struct jw w;

	buf_init(&b, 1 << 16);
	jw_init(&w, &b);
	jw_object(&w);
	jw_kz(&w, "state", letter_state_text((int)r->state));
	jw_ki64(&w, "code", r->code);
	jw_kstr(&w, "words", r->words);
	jw_kstr(&w, "reference", r->reference);
	jw_end(&w);
	buf_addc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_done(&b);
}

static void letter(struct letter *l, int i, char *contact)
{
	*l = (struct letter){ .id = i, .kind = LETTER_REQUEST, .channel = CHANNEL_MAIL };
	memcpy(l->key, "0123456789abcdef", LETTER_KEY);
	l->key[15] = (unsigned char)i;
	l->contact = str_of(contact);
	l->lang = STR("de");
	l->token = STR("0123456789abcdefghjkmnpqrs");
	l->subject = STR("Phishing auf f\xc3\xa4lle.example\r\nBcc: everybody@host.test");
	l->text = STR("Guten Tag,\n\nbitte entfernen Sie die Seite.\n.\nFrom here on plain.\n-- \n"
		      "https://desk.example/l/0123456789abcdefghjkmnpqrs\n");
	l->data = STR("{\"v\":1,\"xarf\":{\"xarf_version\":\"4.2.0\",\"category\":\"content\"}}");
}

int main(int argc, char **argv)
{
	struct mail_settings s = { .server = { .timeout_ms = 5000 } };
	struct mail_channel *c = NULL;
	struct clock clock = { now, NULL };
	struct arena a;
	struct err e = { 0 };
	int bad;
	bool must;

	if (argc < 7)
		return 64;
	arena_init(&a, 0);
	/* "starttls://" is "smtp://" with TLS required also on this machine */
	must = strncmp(argv[1], "starttls://", 11) == 0;
	bad = smtp_server_parse(&a,
		must ? arena_printf(&a, "smtp%s", argv[1] + 8) : str_of(argv[1]), &s.server, &e);
	if (must)
		s.server.tls = SMTP_TLS_REQUIRED;
	s.from = str_of(argv[2]);
	s.server.ca_file = str_of(argv[3]);
	s.server.user = str_of(argv[4]);
	s.server.password = str_of(argv[5]);
	if (!bad)
		bad = mail_channel_new(&s, clock, &c, &e);
	for (int i = 6; i < argc && !bad; i++) {
		struct channel_ops ops = mail_channel_ops(c);
		struct receipt r = { 0 };
		struct letter l;

		letter(&l, i, argv[i]);
		bad = ops.send(ops.ctx, &l, &a, &r, &e);
		if (!bad)
			print(&r);
	}
	if (bad)
		fprintf(stderr, "%s: %s\n", err_word(bad), e.text);
	mail_channel_free(c);
	arena_done(&a);
	return bad ? err_exit(bad) : 0;
}
