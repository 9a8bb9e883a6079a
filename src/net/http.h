/* SPDX-License-Identifier: Apache-2.0 */
/* http.h -- one bounded GET, POST or HEAD: over https, to public addresses, within a time and a size.
 *
 * Redirects are not followed here: whoever asks judges the next address again (guard) and waits its turn
 * (pace).  Nothing is decompressed, no cookie is kept, no proxy of the environment is used.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/arena.h"
#include "net/guard.h"

struct http_reply {
	int status;
	struct str body;
	struct str type; /* media type without parameters, lower case; empty where none is said */
	struct str location; /* of a redirect, made absolute; p NULL where there is none */
	int64_t retry_after_s; /* -1 where it does not say, or says a date */
};

struct http_request {
	struct str url;
	const char *accept;
	size_t max_bytes;
	int64_t timeout_ms;
	struct str body; /* this and its type: http_post only */
	const char *body_type; /* NULL: application/json */
	const struct str *headers; /* "name: value", checked by whoever wrote them */
	size_t headers_n;
	struct str ca_file; /* who may have signed the server's certificate; empty: the system's */
	const char *agent; /* how we name ourselves; NULL: the program and its version */
	struct str
		connect_to; /* tests only: "HOST:PORT:ADDRESS:PORT,…", as libcurl has it; empty */
};

/* Once a process, before anything else of this file. */
int http_init(struct err *e) MUST_USE;

/* BW_EDENIED: guard refused.  BW_ELIMIT: more bytes than allowed.  BW_EUNAVAILABLE: no answer in time, or
 * none at all.  Any status is success here. */
int http_get(const struct guard *g, struct arena *a, const struct http_request *q,
	struct http_reply *out, struct err *e) MUST_USE;

/* One bounded POST, as http_get otherwise.  What the server answers beyond ${q->max_bytes} is passed
 * over: what it thinks of the message is in its status. */
int http_post(const struct guard *g, struct arena *a, const struct http_request *q,
	struct http_reply *out, struct err *e) MUST_USE;

/* The head of an answer and nothing of its body, which stays empty: by HEAD, or where ${get} by a GET whose
 * connection ends where the body begins.  ${*why}, a few words without the address: set where there was no answer
 * (BW_EUNAVAILABLE) or guard refused (BW_EDENIED). */
int http_head(const struct guard *g, struct arena *a, const struct http_request *q, bool get,
	struct http_reply *out, const char **why, struct err *e) MUST_USE;

#endif
