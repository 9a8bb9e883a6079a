/* SPDX-License-Identifier: Apache-2.0 */
/* intake_mail.h -- messages, one by one, through the disposable parse process. */
#ifndef CMD_INTAKE_MAIL_H
#define CMD_INTAKE_MAIL_H

#include "cmd/intake_read.h"

/* One message. A message that breaks the parser is refused with the reason; it costs nothing else. */
int intake_mail_one(struct intake_read *r, struct str message, struct err *e) MUST_USE;
/* A Maildir (its new and cur), or a folder of .eml files; files in the order of their names. */
int intake_mail_folder(struct intake_read *r, const char *path, struct err *e) MUST_USE;
void intake_mail_done(struct intake_read *r);

#endif
