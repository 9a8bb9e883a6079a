/* SPDX-License-Identifier: Apache-2.0 */
/* rdap_write.c -- an RDAP answer as a fact. */
#include "base/limit.h"
#include "format/rdap.h"

static void head(
	struct jw *w, const char *kind, struct str subject, struct str source, int64_t seen_at_s)
{
	char at[CLOCK_TEXT];

	jw_object(w);
	jw_kz(w, "fact", kind);
	jw_kstr(w, "subject", subject);
	jw_kz(w, "seen_at", clock_format(seen_at_s, at));
	jw_kstr(w, "source", source);
}

static void text(struct jw *w, const char *key, struct str s)
{
	if (s.n)
		jw_kstr(w, key, s);
}

static void when(struct jw *w, const char *key, int64_t at_s)
{
	char at[CLOCK_TEXT];

	if (at_s != CLOCK_NONE)
		jw_kz(w, key, clock_format(at_s, at));
}

static void list(struct jw *w, const char *key, const struct rdap_list *l)
{
	if (!l->n)
		return;
	jw_key(w, key);
	jw_array(w);
	for (size_t i = 0; i < l->n; i++)
		jw_str(w, l->v[i]);
	jw_end(w);
}

/* ${abuse}: the contact for abuse that belongs to the party; may be NULL. */
static void party_with(struct jw *w, const char *key, const struct rdap_party *p, bool handle,
	const struct rdap_party *abuse)
{
	if (!p->there)
		return;
	jw_key(w, key);
	jw_object(w);
	text(w, "name", p->name);
	if (p->iana_id)
		jw_ki64(w, "iana_id", p->iana_id);
	text(w, "country", p->country);
	if (p->redacted)
		jw_kbool(w, "redacted", true);
	if (p->person)
		jw_kbool(w, "name_withheld", true);
	if (handle)
		text(w, "handle", p->handle);
	text(w, "email", p->email);
	text(w, "form", p->form);
	text(w, "phone", p->phone);
	text(w, "url", p->url);
	if (abuse && abuse->there) {
		text(w, "abuse_email", abuse->email);
		text(w, "abuse_form", abuse->form);
		text(w, "abuse_phone", abuse->phone);
	}
	jw_end(w);
}

static void party(
	struct jw *w, const char *key, const struct rdap_party *p, const struct rdap_party *abuse)
{
	party_with(w, key, p, false, abuse);
}

static void domain_body(struct jw *w, const struct rdap *r)
{
	jw_kbool(w, "found", true);
	text(w, "handle", r->handle);
	when(w, "registered_at", r->registered_at_s);
	when(w, "reregistered_at", r->reregistered_at_s);
	when(w, "changed_at", r->changed_at_s);
	when(w, "expires_at", r->expires_at_s);
	list(w, "status", &r->status);
	list(w, "nameservers", &r->nameservers);
	jw_kbool(w, "signed", r->signed_delegation);
	/* Some registries put the registrar's contact for abuse beside the registrar. */
	party(w, "registrar", &r->registrar,
		r->registrar_abuse.there ? &r->registrar_abuse : &r->abuse);
	party(w, "reseller", &r->reseller, NULL);
	party_with(w, "registrant", &r->registrant, true, NULL);
}

static void network_body(struct jw *w, const struct rdap *r)
{
	uint64_t asn;

	text(w, "handle", r->handle);
	text(w, "name", r->name);
	text(w, "start", r->start);
	text(w, "end", r->end);
	text(w, "type", r->kind);
	text(w, "country", r->country);
	if (r->class == RDAP_AUTNUM && str_u64(r->start, &asn) && asn <= UINT32_MAX)
		jw_ki64(w, "asn", (int64_t)asn);
	list(w, "status", &r->status);
	party(w, "holder", &r->registrant, NULL);
	party(w, "abuse", &r->abuse, NULL);
}

int rdap_fact(const struct rdap *r, struct str subject, struct str source, int64_t seen_at_s,
	struct buf *out, struct err *e)
{
	bool domain = r->class == RDAP_DOMAIN;
	struct jw w;
	int rc;

	if (!domain && r->class != RDAP_NETWORK && r->class != RDAP_AUTNUM)
		return err_set(
			e, BW_EINVALID, "the RDAP answer is about neither a domain nor a network");
	jw_init(&w, out);
	head(&w, domain ? "registration" : "address", subject, source, seen_at_s);
	if (domain)
		domain_body(&w, r);
	else
		network_body(&w, r);
	list(&w, "redacted", &r->redacted);
	list(&w, "problems", &r->problems);
	jw_end(&w);
	rc = jw_check(&w, e);
	if (!rc)
		buf_addc(out, '\n');
	return rc;
}

int rdap_fact_none(
	struct str subject, struct str source, int64_t seen_at_s, struct buf *out, struct err *e)
{
	struct jw w;
	int rc;

	jw_init(&w, out);
	head(&w, "registration", subject, source, seen_at_s);
	jw_kbool(&w, "found", false);
	jw_end(&w);
	rc = jw_check(&w, e);
	if (!rc)
		buf_addc(out, '\n');
	return rc;
}
