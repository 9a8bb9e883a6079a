/* SPDX-License-Identifier: Apache-2.0 */
/* Reading EPP: one table of elements, one stack, one switch at each element's end. */
#include "format/epp.h"

#include <expat.h>

#include "base/limit.h"

#define SEPARATOR '\n' /* between namespace and name: never in either */
#define NS_EPP    "urn:ietf:params:xml:ns:epp-1.0"
#define NS_DOMAIN "urn:ietf:params:xml:ns:domain-1.0"

enum element {
	OTHER,
	EPP,
	GREETING,
	SERVER,
	OBJECT_URI,
	RESPONSE,
	RESULT,
	MSG,
	REASON,
	QUEUE,
	QUEUE_DATE,
	TRANSACTION,
	CLIENT_REF,
	SERVER_REF,
	INFO_DATA,
	NAME,
	ROID,
	STATUS,
	SPONSOR,
	CREATED
};

static const struct {
	const char *name;
	enum element is;
} elements[] = {
	{ NS_EPP "\nepp", EPP },
	{ NS_EPP "\ngreeting", GREETING },
	{ NS_EPP "\nsvID", SERVER },
	{ NS_EPP "\nobjURI", OBJECT_URI },
	{ NS_EPP "\nresponse", RESPONSE },
	{ NS_EPP "\nresult", RESULT },
	{ NS_EPP "\nmsg", MSG },
	{ NS_EPP "\nreason", REASON },
	{ NS_EPP "\nmsgQ", QUEUE },
	{ NS_EPP "\nqDate", QUEUE_DATE },
	{ NS_EPP "\ntrID", TRANSACTION },
	{ NS_EPP "\nclTRID", CLIENT_REF },
	{ NS_EPP "\nsvTRID", SERVER_REF },
	{ NS_DOMAIN "\ninfData", INFO_DATA },
	{ NS_DOMAIN "\nname", NAME },
	{ NS_DOMAIN "\nroid", ROID },
	{ NS_DOMAIN "\nstatus", STATUS },
	{ NS_DOMAIN "\nclID", SPONSOR },
	{ NS_DOMAIN "\ncrDate", CREATED },
};

static const struct {
	const char *text;
	bool settable;
} statuses[] = {
#define EPP_STATUS(code, text, settable) { text, settable },
#include "format/epp_status.def"
#undef EPP_STATUS
};

const char *epp_status_text(int status)
{
	return status >= 0 && status < EPP_STATUS_COUNT ? statuses[status].text : "?";
}

bool epp_status_parse(struct str text, enum epp_status *out)
{
	for (int i = 0; i < EPP_STATUS_COUNT; i++)
		if (str_is(text, statuses[i].text)) {
			*out = (enum epp_status)i;
			return true;
		}
	return false;
}

bool epp_status_settable(int status)
{
	return status >= 0 && status < EPP_STATUS_COUNT && statuses[status].settable;
}

/* RFC 5730 section 3: those a step on a name can meet. */
static const struct {
	int code;
	const char *words;
} codes[] = {
	{ 1000, "done" },
	{ 1001, "accepted, and pending at the registry" },
	{ 1300, "no messages are waiting" },
	{ 1301, "a message is waiting" },
	{ 1500, "the session has ended" },
	{ 2000, "the server does not know this command" },
	{ 2001, "the server finds the syntax wrong" },
	{ 2002, "the command does not fit the session" },
	{ 2003, "a value is missing" },
	{ 2004, "a value is out of range" },
	{ 2005, "a value has the wrong syntax" },
	{ 2100, "the server does not speak this version" },
	{ 2101, "the server does not offer this command" },
	{ 2102, "the server does not offer this option" },
	{ 2103, "the server does not offer this extension" },
	{ 2104, "the account has no credit" },
	{ 2200, "the login was refused" },
	{ 2201, "this account may not do that to this name" },
	{ 2202, "the authorisation code is wrong" },
	{ 2301, "the object is pending" },
	{ 2303, "there is no such name" },
	{ 2304, "the status of the name does not allow it" },
	{ 2305, "something linked to the name does not allow it" },
	{ 2306, "the registry's policy does not allow it" },
	{ 2308, "the registry's policy on this data does not allow it" },
	{ 2400, "the server failed" },
	{ 2500, "the server failed and closed the session" },
	{ 2501, "the login was refused and the session closed" },
	{ 2502, "too many sessions are open" },
};

const char *epp_code_words(int code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code)
			return codes[i].words;
	return epp_code_good(code) ? "done" : "refused for a reason outside RFC 5730";
}

bool epp_code_good(int code)
{
	return code >= 1000 && code < 2000;
}

bool epp_code_later(int code)
{
	return code == 2301 || code == 2400 || code == 2500 || code == 2502;
}

struct reading {
	XML_Parser xml;
	struct arena *a;
	struct epp_answer *out;
	struct buf text;
	enum element at[LIMIT_EPP_DEPTH];
	size_t depth;
	const char *fault; /* why reading was stopped */
	bool nomem;
};

static void stop(struct reading *r, const char *fault)
{
	if (!r->fault)
		r->fault = fault;
	(void)XML_StopParser(r->xml, XML_FALSE);
}

static const char *attribute(const XML_Char **attrs, const char *name)
{
	for (size_t i = 0; attrs[i]; i += 2)
		if (!strcmp(attrs[i], name))
			return attrs[i + 1];
	return "";
}

static struct str keep(struct reading *r, struct str s)
{
	struct str copy = arena_dup(r->a, s);

	if (!copy.p)
		r->nomem = true;
	return copy;
}

static enum element above(const struct reading *r, size_t levels)
{
	return r->depth > levels ? r->at[r->depth - 1 - levels] : OTHER;
}

static void on_attributes(struct reading *r, enum element el, const XML_Char **attrs)
{
	enum epp_status status;
	uint64_t n;

	if (el == RESULT && above(r, 1) == RESPONSE && !r->out->code) {
		if (!str_u64(str_of(attribute(attrs, "code")), &n) || n < 1000 || n > 2999)
			stop(r, "a result code that is none");
		else
			r->out->code = (int)n;
	} else if (el == QUEUE) {
		r->out->message.id = keep(r, str_of(attribute(attrs, "id")));
		if (str_u64(str_of(attribute(attrs, "count")), &n))
			r->out->message.left = n;
	} else if (el == STATUS && above(r, 1) == INFO_DATA) {
		if (epp_status_parse(str_of(attribute(attrs, "s")), &status))
			r->out->domain.status |= (epp_status_set)1 << status;
		else
			r->out->domain.other_statuses++;
	} else if (el == INFO_DATA) {
		r->out->domain.there = true;
	} else if (el == GREETING && above(r, 1) == EPP) {
		r->out->greeting = true;
	}
}

static void on_start(void *ctx, const XML_Char *name, const XML_Char **attrs)
{
	struct reading *r = ctx;
	enum element el = OTHER;

	if (r->depth == LIMIT_EPP_DEPTH) {
		stop(r, "elements nested too deeply");
		return;
	}
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (!strcmp(name, elements[i].name)) {
			el = elements[i].is;
			break;
		}
	if (!r->depth && el != EPP) {
		stop(r, "not an epp document");
		return;
	}
	r->at[r->depth++] = el;
	buf_reset(&r->text);
	on_attributes(r, el, attrs);
}

/* The place where an element's text belongs; NULL where nobody wants it. */
static struct str *place(struct reading *r)
{
	struct epp_answer *out = r->out;
	enum element parent = above(r, 1);

	switch (above(r, 0)) {
	case SERVER: return parent == GREETING ? &out->server : NULL;
	case MSG:
		return parent == RESULT  ? &out->words
		       : parent == QUEUE ? &out->message.words
					 : NULL;
	case REASON: return &out->reason;
	case QUEUE_DATE: return &out->message.at;
	case CLIENT_REF: return parent == TRANSACTION ? &out->client_ref : NULL;
	case SERVER_REF: return parent == TRANSACTION ? &out->server_ref : NULL;
	case NAME: return parent == INFO_DATA ? &out->domain.name : NULL;
	case ROID: return parent == INFO_DATA ? &out->domain.roid : NULL;
	case SPONSOR: return parent == INFO_DATA ? &out->domain.sponsor : NULL;
	case CREATED: return parent == INFO_DATA ? &out->domain.created : NULL;
	default: return NULL;
	}
}

static void on_end(void *ctx, const XML_Char *name)
{
	struct reading *r = ctx;
	struct str text = str_trim(buf_str(&r->text)), *to;

	(void)name;
	if (!r->depth)
		return;
	to = place(r);
	if (to && !to->n) /* of several the first: a response may hold more than one result */
		*to = keep(r, text);
	if (above(r, 0) == OBJECT_URI && str_is(text, NS_DOMAIN))
		r->out->domains = true;
	r->depth--;
	buf_reset(&r->text);
}

static void on_text(void *ctx, const XML_Char *s, int n)
{
	struct reading *r = ctx;

	buf_add(&r->text, str_make(s, (size_t)n));
	if (r->text.bad)
		stop(r, "a text that is too long");
}

static void on_doctype(
	void *ctx, const XML_Char *name, const XML_Char *sys, const XML_Char *pub, int subset)
{
	(void)name, (void)sys, (void)pub, (void)subset;
	stop(ctx, "a document type, which EPP has none of");
}

static int verdict(struct reading *r, enum XML_Status status, struct err *e)
{
	if (r->nomem)
		return err_nomem(e);
	if (r->fault)
		return err_set(e, BW_EPARSE, "the EPP server sent %s", r->fault);
	if (status != XML_STATUS_OK && XML_GetErrorCode(r->xml) == XML_ERROR_NO_MEMORY)
		return err_nomem(e);
	if (status != XML_STATUS_OK)
		return err_set(e, BW_EPARSE, "the EPP server sent no XML: %s at line %lu",
			XML_ErrorString(XML_GetErrorCode(r->xml)),
			(unsigned long)XML_GetCurrentLineNumber(r->xml));
	if (!r->out->greeting && !r->out->code)
		return err_set(e, BW_EPARSE, "the EPP server sent neither a greeting nor a result");
	return BW_OK;
}

int epp_parse(struct arena *a, struct str xml, struct epp_answer *out, struct err *e)
{
	struct reading r = { .a = a, .out = out };
	int rc;

	memset(out, 0, sizeof(*out));
	if (xml.n > LIMIT_EPP_BYTES)
		return err_set(
			e, BW_ELIMIT, "the EPP server sent more than %d bytes", LIMIT_EPP_BYTES);
	r.xml = XML_ParserCreateNS(NULL, SEPARATOR);
	if (!r.xml)
		return err_nomem(e);
	buf_init(&r.text, LIMIT_EPP_TEXT);
	XML_SetUserData(r.xml, &r);
	XML_SetElementHandler(r.xml, on_start, on_end);
	XML_SetCharacterDataHandler(r.xml, on_text);
	XML_SetStartDoctypeDeclHandler(r.xml, on_doctype);
	rc = verdict(&r, XML_Parse(r.xml, xml.p ? xml.p : "", (int)xml.n, XML_TRUE), e);
	XML_ParserFree(r.xml);
	buf_done(&r.text);
	return rc;
}
