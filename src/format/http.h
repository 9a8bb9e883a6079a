/* SPDX-License-Identifier: Apache-2.0 */
/* http.h -- the head of an HTTP/1.1 request (RFC 9112) and the chunked coding, read strictly.
 *
 * Two readers that disagree about where a request ends are how requests are smuggled past a front, so
 * whatever the RFC lets a server forgive is refused here: bare LF, white space before a colon, folded
 * lines, a length given twice or beside a transfer coding, a second Host, any coding but chunked.  Pure:
 * slices into the caller's bytes, no memory.
 */
#ifndef FORMAT_HTTP_H
#define FORMAT_HTTP_H

#include "base/err.h"
#include "base/str.h"

/* HTTP_FIELD(code, lower-case name, what a second one means): fields that somebody here reads. */
#define HTTP_FIELDS(X)                                    \
	X(HOST, "host", REFUSE)                           \
	X(CONTENT_LENGTH, "content-length", REFUSE)       \
	X(TRANSFER_ENCODING, "transfer-encoding", REFUSE) \
	X(CONNECTION, "connection", LAST)                 \
	X(EXPECT, "expect", REFUSE)                       \
	X(CONTENT_TYPE, "content-type", REFUSE)           \
	X(CONTENT_ENCODING, "content-encoding", REFUSE)   \
	X(ACCEPT, "accept", FIRST)                        \
	X(ACCEPT_ENCODING, "accept-encoding", FIRST)      \
	X(ACCEPT_LANGUAGE, "accept-language", FIRST)      \
	X(AUTHORIZATION, "authorization", REFUSE)         \
	X(COOKIE, "cookie", REFUSE)                       \
	X(IF_NONE_MATCH, "if-none-match", FIRST)          \
	X(IDEMPOTENCY_KEY, "idempotency-key", REFUSE)     \
	X(ORIGIN, "origin", REFUSE)                       \
	X(SEC_FETCH_SITE, "sec-fetch-site", REFUSE)       \
	X(X_CSRF_TOKEN, "x-csrf-token", REFUSE)           \
	X(X_REQUEST_ID, "x-request-id", FIRST)            \
	X(X_FORWARDED_FOR, "x-forwarded-for", LAST)       \
	X(X_FORWARDED_PROTO, "x-forwarded-proto", LAST)

enum http_field {
#define X(code, ...) HTTP_##code,
	HTTP_FIELDS(X)
#undef X
		HTTP_FIELD_COUNT
};

enum http_method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
	HTTP_METHOD_COUNT
};
const char *http_method_text(int method);

enum http_body { HTTP_BODY_NONE, HTTP_BODY_LENGTH, HTTP_BODY_CHUNKED };

struct http_head {
	enum http_method method;
	bool known_method; /* else ${method} means nothing: 501 */
	struct str path, query; /* as sent; query without '?' */
	int minor; /* HTTP/1.0 or 1.1 */
	bool keep_alive, expect_continue;
	enum http_body body;
	uint64_t length; /* with HTTP_BODY_LENGTH */
	struct str field[HTTP_FIELD_COUNT]; /* p NULL where there is none */
};

/* ${*used}: bytes of the head with its empty line.  BW_EAGAIN: more bytes are needed (never for more than
 * LIMIT_HTTP_HEAD of them); BW_EPARSE: 400; BW_ELIMIT: 431; BW_EUNAVAILABLE: a transfer coding or HTTP
 * version we do not do (501, 505).  O(n) a call; the caller may call again with more bytes. */
int http_head_parse(struct str in, struct http_head *out, size_t *used, struct err *e) MUST_USE;

/* Chunked coding, in portions of any size. Zeroed is the beginning. */
struct http_chunks {
	int state;
	uint64_t left; /* of the chunk */
	unsigned line; /* bytes of a size line or trailer so far */
	bool done;
};
/* Take what it can off ${*in}: the next run of data in ${*data} (empty when a call only read framing).
 * Call until ${in} is empty or ${done}.  BW_EPARSE for what is no chunk. */
int http_chunks_next(
	struct http_chunks *c, struct str *in, struct str *data, struct err *e) MUST_USE;

/* One value of a cookie field; p NULL where it is not there (or is there twice: then neither counts). */
struct str http_cookie(struct str field, struct str name);
/* Percent-decoded into ${out}, which has room for s.n bytes; '+' is a space where ${form}.  SIZE_MAX where it is
 * malformed, holds NUL or is not UTF-8. */
size_t http_decode(struct str s, bool form, char *out);
/* One value of a query string, still encoded; p NULL where it is not there. */
struct str http_query_raw(struct str query, struct str name);
/* "text/html;q=0.8": quality of a media type in an Accept field, in thousandths; 1000 for an empty field. */
int http_accepts(struct str accept, struct str type);
/* Is ${etag} (with its quotes) among those of an If-None-Match field? */
bool http_etag_matches(struct str field, struct str etag);
/* Reason phrase of a status. */
/* Does an Accept-Encoding let us send gzip? */
bool http_takes_gzip(struct str field);
const char *http_reason(int status);

#endif
