/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever the subject, names, text and file are: GMime reads the message back with exactly the headers that
 * we wrote, the parts that we gave, and the bytes of the file. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/mail_write.h"
#include "format/mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct arena *a, const struct mime *m, const struct mail_file *f)
{
	static const char *const names[] = { "Date", "From", "To", "Reply-To", "Subject",
		"Message-ID", "Auto-Submitted", "MIME-Version" };
	struct err e = { 0 };
	struct str body;

	if (m->n != 4 || m->parts[0].headers_n != sizeof(names) / sizeof(names[0]))
		abort();
	for (size_t i = 0; i < m->parts[0].headers_n; i++)
		if (!str_is(m->parts[0].headers[i].name, names[i]))
			abort();
	if (!str_is(mime_mailbox(str_trim(mime_header_raw(&m->parts[0], "From"))).address,
		    "abuse@desk.example"))
		abort();
	if (!str_is(m->parts[2].type, "text/plain") || !str_is(m->parts[3].type, "text/csv"))
		abort();
	if (mime_body(a, &m->parts[3], &body, &e) || !str_eq(body, f->body))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size }, part[4] = { { NULL, 0 } };
	struct mailbox from, to;
	struct mail_file file;
	struct mail_out m = { 0 };
	struct mime read = { 0 };
	struct arena a;
	struct buf b;
	struct err e = { 0 };

	if (size > 65536)
		return 0;
	for (size_t i = 0; i < 3; i++)
		if (!str_cut(&in, '\x1e', &part[i]))
			break;
	part[3] = in;
	arena_init(&a, 256 << 20);
	buf_init(&b, LIMIT_MAIL_OUT);
	file = (struct mail_file){ STR("text/csv"), part[1], part[3] };
	m.subject = part[0];
	m.from_name = m.to_name = part[1];
	m.text = part[2];
	m.files = &file;
	m.files_n = 1;
	m.id = STR("letter-00");
	m.id_domain = STR("desk.example");
	m.at_s = 1795248000;
	m.from = m.reply_to = &from;
	m.to = &to;
	if (mailbox_parse(&a, STR("abuse@desk.example"), &from, &e) ||
		mailbox_parse(&a, STR("abuse@host.example"), &to, &e) || mail_write(&m, &b, &e))
		abort();
	if (mime_parse(&a, buf_str(&b), &read, &e))
		abort();
	check(&a, &read, &file);
	mime_done(&read);
	if (!mailbox_parse(&a, part[0], &to, &e)) {
		if (str_find_byte(to.address, '\r', 0) != SIZE_MAX ||
			str_find_byte(to.address, '\n', 0) != SIZE_MAX ||
			str_find_byte(to.address, ' ', 0) != SIZE_MAX ||
			str_find_byte(to.address, '>', 0) != SIZE_MAX)
			abort();
	}
	buf_done(&b);
	arena_done(&a);
	return 0;
}
