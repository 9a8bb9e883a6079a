/* SPDX-License-Identifier: Apache-2.0 */
#include "net/wait.h"

#include <poll.h>
#include <stddef.h>
#include <time.h>

static int64_t clock_ms(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t))
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t wait_now_ms(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

int64_t wait_real_ms(void)
{
	return clock_ms(CLOCK_REALTIME);
}

void wait_ms(int64_t ms)
{
	int64_t end = wait_now_ms() + ms, left;

	while ((left = end - wait_now_ms()) > 0)
		(void)poll(NULL, 0, (int)(left < 1000 ? left : 1000));
}
