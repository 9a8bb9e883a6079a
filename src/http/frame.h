/* SPDX-License-Identifier: Apache-2.0 */
/* frame.h -- what http and core say to each other over a socket pair.
 *
 * A frame is a little-endian u32 length, a type byte, and that many bytes (as sys/ipc.h has it).  Each side
 * checks what it gets as if a stranger had sent it: a frame that is malformed or out of turn ends the channel.
 * Strings borrow from the bytes read.
 */
#ifndef HTTP_FRAME_H
#define HTTP_FRAME_H

#include "base/buf.h"
#include "http/route.h"

#define FRAME_HEAD 5

enum frame_type {
	FRAME_REQUEST = 1, /* http → core */
	FRAME_REPLY, /* core → http */
	FRAME_DATA, /* either way: bytes of a stream; core also says how many it took */
	FRAME_GONE, /* http → core: the client left */
	FRAME_READY /* core → http: may be asked */
};

enum { REQUEST_HTTPS = 1, REQUEST_LOOPBACK = 2, REQUEST_STREAM = 4, REQUEST_HEAD = 8 };

struct frame_request {
	uint64_t id;
	int route; /* enum route_code, or -1 and -2 of route_find: core renders the error */
	unsigned status, allow; /* of the error that http found; 0: none */
	unsigned flags;
	unsigned char address[16]; /* of the client; IPv4 mapped */
	uint64_t request_id; /* random: names the request in the log and to the client */
	struct str path, query, body;
	struct str field[HTTP_FIELD_COUNT];
	struct str why; /* of the error */
};

enum { REPLY_MORE = 1, REPLY_CLOSE = 2, REPLY_TO_WORK = 4 };

struct frame_reply {
	uint64_t id;
	unsigned status, flags;
	struct str head; /* "Name: value\r\n"… */
	struct str body;
};

struct frame_data {
	uint64_t id;
	bool end;
	uint32_t took; /* core: so many bytes more may come */
	struct str bytes;
};

/* Begin a frame; frame_end fills in its length.  Returns where it began. */
size_t frame_begin(struct buf *b, enum frame_type t);
void frame_end(struct buf *b, size_t begin);
/* Take one frame off the front of ${in}.  BW_EAGAIN: not all there; BW_ELIMIT: longer than LIMIT_FRAME_BYTES. */
int frame_next(struct str *in, enum frame_type *t, struct str *payload, struct err *e) MUST_USE;

void frame_request_write(const struct frame_request *r, struct buf *b);
int frame_request_parse(struct str payload, struct frame_request *out, struct err *e) MUST_USE;
void frame_reply_write(const struct frame_reply *r, struct buf *b);
/* Refuses a head that is not whole lines of fields: nobody can put a second reply into it. */
int frame_reply_parse(struct str payload, struct frame_reply *out, struct err *e) MUST_USE;
void frame_data_write(const struct frame_data *d, enum frame_type t, struct buf *b);
int frame_data_parse(struct str payload, struct frame_data *out, struct err *e) MUST_USE;

#endif
