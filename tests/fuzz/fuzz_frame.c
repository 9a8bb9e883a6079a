/* SPDX-License-Identifier: Apache-2.0 */
/* Frames between http and core: what is taken is written again as the same bytes' value. */
#include <stdint.h>
#include <stdlib.h>

#include "http/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void again(struct str written, enum frame_type want)
{
	struct frame_request q;
	struct frame_reply r;
	struct frame_data d;
	struct str payload;
	enum frame_type t;
	struct err e;

	if (frame_next(&written, &t, &payload, &e) || t != want || written.n)
		abort();
	if ((t == FRAME_REQUEST && frame_request_parse(payload, &q, &e)) ||
		(t == FRAME_REPLY && frame_reply_parse(payload, &r, &e)) ||
		(t == FRAME_DATA && frame_data_parse(payload, &d, &e)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size), payload;
	struct frame_request q;
	struct frame_reply r;
	struct frame_data d;
	enum frame_type t;
	struct buf b;
	struct err e;

	buf_init(&b, 4 << 20);
	while (frame_next(&in, &t, &payload, &e) == BW_OK) {
		buf_reset(&b);
		if (t == FRAME_REQUEST && frame_request_parse(payload, &q, &e) == BW_OK) {
			frame_request_write(&q, &b);
			again(buf_str(&b), FRAME_REQUEST);
		} else if (t == FRAME_REPLY && frame_reply_parse(payload, &r, &e) == BW_OK) {
			frame_reply_write(&r, &b);
			again(buf_str(&b), FRAME_REPLY);
		} else if (t == FRAME_DATA && frame_data_parse(payload, &d, &e) == BW_OK) {
			frame_data_write(&d, FRAME_DATA, &b);
			again(buf_str(&b), FRAME_DATA);
		}
	}
	buf_done(&b);
	return 0;
}
