/* SPDX-License-Identifier: Apache-2.0 */
/* wait.h -- durations by the monotonic clock, for this folder only. */
#ifndef NET_WAIT_H
#define NET_WAIT_H

#include <stdint.h>

int64_t wait_now_ms(void); /* monotonic */
int64_t wait_real_ms(void); /* since 1970, for what outlives the process */
void wait_ms(int64_t ms);

#endif
