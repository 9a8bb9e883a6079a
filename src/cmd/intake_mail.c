/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/intake_mail.h"
int intake_mail_one(struct intake_read *r, struct str message, struct err *e){(void)r;(void)message;return err_set(e,BW_EBUG,"x");}
int intake_mail_folder(struct intake_read *r, const char *path, struct err *e){(void)r;(void)path;return err_set(e,BW_EBUG,"x");}
void intake_mail_done(struct intake_read *r){(void)r;}
