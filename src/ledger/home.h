/* SPDX-License-Identifier: Apache-2.0 */
/* home.h -- where a log lives below a folder: ledger/ for its keeper alone, log/ for the public. */
#ifndef LEDGER_HOME_H
#define LEDGER_HOME_H

#include "base/arena.h"

#define HOME_PATH 3300
struct home {
	char log[HOME_PATH]; /* the public files */
	char ledger[HOME_PATH];
	char key[HOME_PATH]; /* private: the signing process reads it */
	char key_pub[HOME_PATH], record[HOME_PATH], lock[HOME_PATH];
	char log_key[HOME_PATH]; /* the public key among the public files */
};

int home_init(struct home *h, const char *dir, struct err *e) MUST_USE;
bool home_has_key(const struct home *h);
/* One process at a time; held until home_unlock.  BW_EAGAIN after ${wait_ms}. */
int home_lock(const struct home *h, int wait_ms, int *fd, struct err *e) MUST_USE;
void home_unlock(int *fd);
/* The public key where its keeper and where the public finds it, with a line feed; BW_ENOTFOUND. */
int home_put_public(const struct home *h, struct str vkey, struct err *e) MUST_USE;
int home_get_public(
	const struct home *h, struct arena *a, struct str *vkey, struct err *e) MUST_USE;

#endif
