/* SPDX-License-Identifier: Apache-2.0 */
/* epp.h -- the part of the Extensible Provisioning Protocol that a step on a name needs: greeting, login,
 * domain:info, domain:update of statuses, poll, logout (RFC 5730, 5731, 5734).
 *
 * What a server sends is read as strangers' XML: no document type, no entities beyond the five of XML, a
 * ceiling on bytes, depth and text; elements we do not know are passed over.
 */
#ifndef FORMAT_EPP_H
#define FORMAT_EPP_H

#include "base/arena.h"
#include "base/buf.h"

/* RFC 5731 section 2.3 and RFC 3915; a bit each. */
enum epp_status {
#define EPP_STATUS(code, text, settable) EPP_##code,
#include "format/epp_status.def"
#undef EPP_STATUS
	EPP_STATUS_COUNT
};
typedef uint32_t epp_status_set;
#define EPP_BIT(code) ((epp_status_set)1 << EPP_##code)

const char *epp_status_text(int status); /* "clientHold"; "?" for none */
bool epp_status_parse(struct str text, enum epp_status *out);
/* May a client put it on or take it off: client… for a registrar, server… for the registry itself. */
bool epp_status_settable(int status);

struct epp_answer {
	bool greeting; /* else a response */
	struct str server; /* of a greeting: svID */
	bool domains; /* of a greeting: it manages domains (domain-1.0) */
	int code; /* of a response: RFC 5730 section 3; 1000 is success */
	struct str words, reason; /* msg; extValue/reason; as sent */
	struct str client_ref, server_ref; /* clTRID, svTRID */
	struct {
		bool there;
		struct str name, roid, sponsor, created;
		epp_status_set status;
		size_t other_statuses; /* that we do not know */
	} domain; /* domain:infData */
	struct {
		uint64_t left; /* messages in the queue, this one among them */
		struct str id, at, words;
	} message; /* msgQ */
};

/* One document.  Strings in ${a}.  BW_EPARSE where it is no EPP, BW_ELIMIT beyond LIMIT_EPP_BYTES. O(n). */
int epp_parse(struct arena *a, struct str xml, struct epp_answer *out, struct err *e) MUST_USE;

/* "the object's status does not allow it", with the server's own words left out. */
const char *epp_code_words(int code);
/* 1000 to 1999 */
bool epp_code_good(int code);
/* The session or the server is the trouble, not the request: it may work later. */
bool epp_code_later(int code);

/* ---- commands; ${ref} is the clTRID: 3 to 64 characters ----
 * Appends one document to ${out}.  BW_EINVALID where a value cannot stand in XML. */
struct epp_login {
	struct str user, password, new_password; /* new_password empty: unchanged */
};
int epp_write_login(
	const struct epp_login *l, struct str ref, struct buf *out, struct err *e) MUST_USE;
int epp_write_logout(struct str ref, struct buf *out, struct err *e) MUST_USE;
int epp_write_info(struct str name, struct str ref, struct buf *out, struct err *e) MUST_USE;
/* Refuses statuses that no client may set, and one that is in both sets. */
int epp_write_update(struct str name, epp_status_set add, epp_status_set rem, struct str ref,
	struct buf *out, struct err *e) MUST_USE;
int epp_write_poll(struct str ref, struct buf *out, struct err *e) MUST_USE;
int epp_write_ack(struct str message, struct str ref, struct buf *out, struct err *e) MUST_USE;

#endif
