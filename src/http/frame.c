/* SPDX-License-Identifier: Apache-2.0 */
#include "http/frame.h"

#include "base/cur.h"
#include "base/limit.h"

size_t frame_begin(struct buf *b, enum frame_type t)
{
	size_t at = b->n;

	buf_u32(b, 0);
	buf_u8(b, (uint8_t)t);
	return at;
}

void frame_end(struct buf *b, size_t begin)
{
	size_t n = b->n - begin - FRAME_HEAD;

	if (b->bad)
		return;
	for (int i = 0; i < 4; i++)
		b->p[begin + (size_t)i] = (char)(unsigned char)(n >> (8 * i));
}

int frame_next(struct str *in, enum frame_type *t, struct str *payload, struct err *e)
{
	struct cur c = cur_of(*in);
	uint32_t n = cur_u32(&c);
	uint8_t type = cur_u8(&c);

	if (c.bad)
		return err_set(e, BW_EAGAIN, "the frame is not complete");
	if (n > LIMIT_FRAME_BYTES)
		return err_set(e, BW_ELIMIT, "frame of %u bytes, at most %u are taken", n,
			LIMIT_FRAME_BYTES);
	if (in->n - FRAME_HEAD < n)
		return err_set(e, BW_EAGAIN, "the frame is not complete");
	if (type < FRAME_REQUEST || type > FRAME_READY)
		return err_set(e, BW_EPARSE, "frame of no known type");
	*t = (enum frame_type)type;
	*payload = str_sub(*in, FRAME_HEAD, n);
	*in = str_from(*in, FRAME_HEAD + n);
	return BW_OK;
}

void frame_request_write(const struct frame_request *r, struct buf *b)
{
	size_t at = frame_begin(b, FRAME_REQUEST);
	uint8_t n = 0;

	buf_u64(b, r->id);
	buf_u16(b, (uint16_t)(int16_t)r->route);
	buf_u16(b, (uint16_t)r->status);
	buf_u16(b, (uint16_t)r->allow);
	buf_u8(b, (uint8_t)r->flags);
	buf_add(b, str_make((const char *)r->address, sizeof(r->address)));
	buf_u64(b, r->request_id);
	buf_lstr(b, r->path);
	buf_lstr(b, r->query);
	buf_lstr(b, r->why);
	for (int f = 0; f < HTTP_FIELD_COUNT; f++)
		n = (uint8_t)(n + (r->field[f].p != NULL));
	buf_u8(b, n);
	for (int f = 0; f < HTTP_FIELD_COUNT; f++)
		if (r->field[f].p) {
			buf_u8(b, (uint8_t)f);
			buf_lstr(b, r->field[f]);
		}
	buf_lstr(b, r->body);
	frame_end(b, at);
}

int frame_request_parse(struct str payload, struct frame_request *out, struct err *e)
{
	struct cur c = cur_of(payload);
	struct frame_request r = { 0 };
	struct str address;
	uint8_t n;

	r.id = cur_u64(&c);
	r.route = (int16_t)cur_u16(&c);
	r.status = cur_u16(&c);
	r.allow = cur_u16(&c);
	r.flags = cur_u8(&c);
	address = cur_take(&c, sizeof(r.address));
	r.request_id = cur_u64(&c);
	r.path = cur_lstr(&c);
	r.query = cur_lstr(&c);
	r.why = cur_lstr(&c);
	n = cur_u8(&c);
	for (uint8_t i = 0; i < n && !c.bad; i++) {
		uint8_t f = cur_u8(&c);

		if (f >= HTTP_FIELD_COUNT || r.field[f].p)
			return err_set(e, BW_EPARSE, "request frame with a field that may not be");
		r.field[f] = cur_lstr(&c);
	}
	r.body = cur_lstr(&c);
	if (!cur_end(&c))
		return err_set(e, BW_EPARSE, "request frame of the wrong length");
	if (r.route < -2 || r.route >= ROUTE_COUNT || r.allow >> HTTP_METHOD_COUNT ||
		(r.status && (r.status < 400 || r.status > 599)) || r.path.n > LIMIT_HTTP_HEAD)
		return err_set(e, BW_EPARSE, "request frame with a value that may not be");
	memcpy(r.address, address.p, sizeof(r.address));
	*out = r;
	return BW_OK;
}

void frame_reply_write(const struct frame_reply *r, struct buf *b)
{
	size_t at = frame_begin(b, FRAME_REPLY);

	buf_u64(b, r->id);
	buf_u16(b, (uint16_t)r->status);
	buf_u8(b, (uint8_t)r->flags);
	buf_lstr(b, r->head);
	buf_lstr(b, r->body);
	frame_end(b, at);
}

static bool head_ok(struct str head)
{
	while (head.n) {
		size_t end = str_find(head, STR("\r\n"), 0);

		if (end == SIZE_MAX || end == 0 ||
			str_find_byte(str_sub(head, 0, end), ':', 1) == SIZE_MAX)
			return false;
		for (size_t i = 0; i < end; i++)
			if ((unsigned char)head.p[i] < 0x20 || head.p[i] == 0x7f)
				return false;
		head = str_from(head, end + 2);
	}
	return true;
}

int frame_reply_parse(struct str payload, struct frame_reply *out, struct err *e)
{
	struct cur c = cur_of(payload);
	struct frame_reply r = { 0 };

	r.id = cur_u64(&c);
	r.status = cur_u16(&c);
	r.flags = cur_u8(&c);
	r.head = cur_lstr(&c);
	r.body = cur_lstr(&c);
	if (!cur_end(&c))
		return err_set(e, BW_EPARSE, "reply frame of the wrong length");
	if (r.status < 200 || r.status > 599 || r.head.n > LIMIT_HTTP_HEAD || !head_ok(r.head))
		return err_set(e, BW_EPARSE, "reply frame with a head that may not be");
	*out = r;
	return BW_OK;
}

void frame_data_write(const struct frame_data *d, enum frame_type t, struct buf *b)
{
	size_t at = frame_begin(b, t);

	buf_u64(b, d->id);
	buf_u8(b, d->end);
	buf_u32(b, d->took);
	buf_lstr(b, d->bytes);
	frame_end(b, at);
}

int frame_data_parse(struct str payload, struct frame_data *out, struct err *e)
{
	struct cur c = cur_of(payload);
	struct frame_data d = { 0 };

	d.id = cur_u64(&c);
	d.end = cur_u8(&c) != 0;
	d.took = cur_u32(&c);
	d.bytes = cur_lstr(&c);
	if (!cur_end(&c))
		return err_set(e, BW_EPARSE, "data frame of the wrong length");
	*out = d;
	return BW_OK;
}
