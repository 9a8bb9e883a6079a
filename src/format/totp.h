/* SPDX-License-Identifier: Apache-2.0 */
/* totp.h -- one-time codes of a second factor (RFC 6238: HMAC-SHA-1, six digits, steps of 30 seconds: what
 * every authenticator understands).  SHA-1 is here for this and nothing else. */
#ifndef FORMAT_TOTP_H
#define FORMAT_TOTP_H

#include "base/buf.h"

#define TOTP_SECRET 20 /* bytes, RFC 4226 4: the length of the hash is recommended */
#define TOTP_STEP_S 30

/* The code of one step, 0 to 999999. */
uint32_t totp_code(struct str secret, uint64_t step);
/* Is ${code} (six digits) that of now or of a neighbouring step?  Steps up to ${used} are refused, so that a
 * code works once; ${*step} is the one that matched.  In constant time for codes of six digits. */
bool totp_check(struct str secret, struct str code, int64_t now_s, int64_t used, int64_t *step);
/* The secret as people type it (RFC 4648 base 32, no padding). */
void totp_base32(struct str secret, struct buf *out);

#endif
