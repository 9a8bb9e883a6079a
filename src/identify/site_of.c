/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limit.h"
#include "identify/parts.h"

/* A page's address longer than this is cut to its path, then to its first part. */
#define PAGE_ID_MOST 255

/* The name in another namespace that a gateway's DNS name shows: vitalik.eth.limo shows vitalik.eth. */
static void find_gateway(struct arena *a, const struct refdata *rd, size_t labels, struct site *s)
{
	struct namespace_entry ns;

	for (size_t n = 2; n < labels && n <= 3; n++) {
		struct str gateway = name_tail(s->host, n), rest, one;
		struct str label = str_sub(gateway, 0, str_find_byte(gateway, '.', 0));

		if (!refdata_namespace(rd, label, &ns))
			continue;
		rest = ns.gateways;
		while (str_cut(&rest, ' ', &one)) {
			if (!str_eq(one, gateway))
				continue;
			s->gateway_to =
				arena_dup(a, str_sub(s->host, 0, s->host.n - gateway.n + label.n));
			if (s->platform_suffix.p)
				return;
			s->kind = SITE_TENANT;
			s->platform_suffix = gateway;
			s->platform_basis = BASIS_NAMESPACE;
			s->operator_name = ns.words;
			s->id = name_tail(s->host, n + 1);
			return;
		}
	}
}

/* The first ${depth} parts of a path, without the slash before them. */
static struct str path_parts(struct str path, int depth)
{
	size_t from = 0, at;

	path.n = path.n < str_find_byte(path, '?', 0) ? path.n : str_find_byte(path, '?', 0);
	while (from < path.n && path.p[from] == '/')
		from++;
	at = from;
	while (at < path.n) {
		if (path.p[at] == '/' && --depth <= 0)
			break;
		at++;
	}
	while (at > from && path.p[at - 1] == '/')
		at--;
	return str_sub(path, from, at - from);
}

/* What tells one page from another: the path, and the query where the path alone says nothing: not more
 * than one part ("/uc?id=1"), and no shortener.  Elsewhere queries count victims, not pages. */
static struct str page_part(struct str path, bool query_counts)
{
	struct str whole = path, parts = path_parts(path, LIMIT_URL_BYTES);

	while (whole.n && whole.p[0] == '/')
		whole = str_from(whole, 1);
	while (whole.n && (whole.p[whole.n - 1] == '/' || whole.p[whole.n - 1] == '?'))
		whole.n--;
	if (query_counts && str_find_byte(parts, '/', 0) == SIZE_MAX && whole.n <= PAGE_ID_MOST)
		return whole;
	if (parts.n <= PAGE_ID_MOST)
		return parts;
	return str_sub(path_parts(path, 1), 0, PAGE_ID_MOST);
}

/* host/part as an id; false when memory ran out. */
static bool id_join(struct arena *a, struct str host, struct str part, struct str *out)
{
	char *p = arena_alloc(a, host.n + 1 + part.n);

	if (!p)
		return false;
	memcpy(p, host.p, host.n);
	p[host.n] = '/';
	memcpy(p + host.n + 1, part.p, part.n);
	*out = str_make(p, host.n + 1 + part.n);
	return true;
}

/* The customer's name under ${labels} labels that all share: ${least} labels further to the left, and past
 * those that are nobody's or have suffixes of others below them.  False where the host ends before: it is the platform's own. */
static bool customer_of(const struct refdata *rd, const struct site *s, size_t labels, size_t least,
	bool in_our_list, struct str *id)
{
	size_t all = name_labels(s->host);

	for (size_t n = labels + 1; n <= all; n++) {
		struct str tail = name_tail(s->host, n);
		bool more = n < all && !(n + 1 == all && str_starts(s->host, STR("www.")));

		if (n < labels + least || refdata_marks(rd, tail).others_below ||
			nobodys_label(rd, str_sub(tail, 0, str_find_byte(tail, '.', 0)),
				in_our_list, more))
			continue;
		*id = tail;
		return true;
	}
	return false;
}

/* The service's own front door: its name, or www. before it. */
static bool is_front(struct str host, struct str name)
{
	return str_eq(host, name) ||
	       (host.n == name.n + 4 && str_starts(host, STR("www.")) && str_ends(host, name));
}

/* Where the host names no customer and is a store of files: the bucket. */
static struct str bucket_of(const struct site *s, bool files)
{
	return files || bucket_in_path(s->host) ? path_parts(s->path, 1) : (struct str){ "", 0 };
}

static int by_service(struct arena *a, const struct refdata *rd, const struct service_entry *v,
	struct site *s, struct err *e)
{
	struct str host = is_front(s->host, v->name) ? v->name : s->host;
	struct str part = { "", 0 };

	if (!s->platform_suffix
			.p) { /* else the suffix list knows it already; we split it further */
		s->platform_suffix = v->name;
		s->platform_basis = BASIS_SERVICE_LIST;
		s->operator_name = v->operator_name;
	}
	s->kind = SITE_TENANT;
	if (v->split == SERVICE_BY_HOST && host.n > v->name.n &&
		customer_of(rd, s, name_labels(v->name), v->depth > 0 ? (size_t)v->depth : 1, true,
			&s->id))
		return BW_OK;
	if (s->target == TARGET_EMAIL || !s->path.p)
		part.n = 0;
	else if (v->split == SERVICE_BY_HOST)
		part = bucket_of(s, str_is(v->kind, "files"));
	else
		part = v->split == SERVICE_BY_PATH || v->depth > 0
			       ? path_parts(s->path, v->depth > 0 ? v->depth : 1)
			       : page_part(s->path, !str_is(v->kind, "shortener"));
	if (part.n == 0) {
		s->kind = SITE_PLATFORM;
		s->id = host;
		return BW_OK;
	}
	return id_join(a, host, part, &s->id) ? BW_OK : err_nomem(e);
}

/* "/~somebody/": a server whose users each have a folder; the name is not that user's. */
static bool user_folder(struct str path)
{
	struct str first = path_parts(path, 1);

	if (str_starts_nocase(first, STR("%7e")))
		first = str_from(first, 3);
	else if (first.n && first.p[0] == '~')
		first = str_from(first, 1);
	else
		return false;
	return first.n > 0 && (ch_alpha(first.p[0]) || ch_digit(first.p[0]));
}

/* A name of the public DNS. */
static int in_dns(
	struct arena *a, const struct refdata *rd, size_t labels, struct site *s, struct err *e)
{
	struct suffix_match icann = refdata_suffix(rd, s->host, false);
	struct suffix_match both = refdata_suffix(rd, s->host, true);
	struct service_entry service;
	size_t private_labels = both.private_rule ? both.labels : 0;

	s->suffix = name_tail(s->host, icann.labels);
	s->id = s->host;
	if (labels > icann.labels) {
		s->registrable = name_tail(s->host, icann.labels + 1);
		s->id = s->registrable;
		s->kind = SITE_DOMAIN;
	} else {
		s->kind = SITE_SUFFIX;
	}
	if (private_labels) {
		s->platform_suffix = name_tail(s->host, both.labels);
		s->platform_basis = BASIS_PSL;
		s->operator_name = both.operator_name;
		s->kind = SITE_TENANT;
		if (!customer_of(rd, s, both.labels, 1, false, &s->id)) {
			bool files = refdata_service(rd, s->host, s->path.p ? s->path : STR("/"),
					     &service) &&
				     str_is(service.kind, "files");
			struct str bucket = s->target != TARGET_EMAIL && s->path.p
						    ? bucket_of(s, files)
						    : (struct str){ "", 0 };

			s->kind = bucket.n ? SITE_TENANT : SITE_PLATFORM;
			s->id = s->host;
			if (bucket.n && !id_join(a, s->host, bucket, &s->id))
				return err_nomem(e);
		}
	}
	if (labels > icann.labels &&
		refdata_service(rd, s->host, s->path.p ? s->path : STR("/"), &service)) {
		size_t n = name_labels(service.name);

		/* The longer rule wins; of equals the list that splits this host further. */
		if (n > private_labels ||
			(n == private_labels && (labels == n || (service.split == SERVICE_BY_HOST &&
									service.depth > 1))))
			return by_service(a, rd, &service, s, e);
	}
	if (s->kind == SITE_DOMAIN) {
		struct name_marks m = refdata_marks(rd, s->registrable);

		s->others_below = m.others_below || user_folder(s->path);
		/* www.gov.uk: whoever runs a suffix has the www under it, nobody registers that */
		s->is_protected = m.is_protected || refdata_marks(rd, s->host).is_protected ||
				  str_starts(s->registrable, STR("www."));
	}
	if (labels >= 3)
		find_gateway(a, rd, labels, s);
	return BW_OK;
}

/* A name elsewhere: its unit is the name directly under the namespace. */
static void elsewhere(struct site *s)
{
	s->kind = SITE_NAME;
	s->id = name_tail(s->host, 2);
	if (ch_digit(name_tail(s->host, 1).p[0])) /* 12.888 alone would be an address */
		s->id = s->host;
	if (s->target == TARGET_DOMAIN)
		s->target = TARGET_NAME;
}

/* "reserved for testing (RFC 6761)" */
static int set_special(
	struct arena *a, const struct namespace_entry *entry, struct site *s, struct err *e)
{
	struct str w = entry->words, rfc = entry->rfc;
	char *p;

	s->special = w;
	if (!rfc.n)
		return w.p ? BW_OK : err_nomem(e);
	p = arena_alloc(a, w.n + rfc.n + 3);
	if (!p)
		return err_nomem(e);
	memcpy(p, w.p, w.n);
	memcpy(p + w.n, " (", 2);
	memcpy(p + w.n + 2, rfc.p, rfc.n);
	p[w.n + rfc.n + 2] = ')';
	s->special = str_make(p, w.n + rfc.n + 3);
	return BW_OK;
}

/* in-addr.arpa and ip6.arpa have thousands of holders: each name there is a unit of its own. */
static int in_arpa(struct arena *a, const struct refdata *rd, struct site *s, struct err *e)
{
	struct namespace_entry entry;

	s->ns = NAMESPACE_SPECIAL;
	elsewhere(s);
	s->id = s->host;
	for (size_t n = 4; n > 1; n--)
		if (refdata_namespace(rd, name_tail(s->host, n), &entry))
			return set_special(a, &entry, s, e);
	s->special = STR("infrastructure of the Internet (RFC 3172)");
	return BW_OK;
}

int site_of_name(struct arena *a, const struct refdata *rd, const struct name *name, struct site *s,
	struct err *e)
{
	struct str label = name_tail(s->host, 1);
	struct namespace_entry entry;
	bool in_root, known;
	int rc;

	if (str_is(label, "arpa"))
		return in_arpa(a, rd, s, e);
	in_root = refdata_have_tlds(rd) ? refdata_tld(rd, label)
					: refdata_suffix(rd, s->host, false).listed;
	known = refdata_namespace(rd, label, &entry);
	/* Names for examples stand for ordinary ones, so that an example shows what would be. */
	if (!in_root && known && entry.kind == NAMESPACE_DOCUMENTATION) {
		in_root = true;
		known = false;
		s->documentation = true;
		rc = set_special(a, &entry, s, e);
		if (rc)
			return rc;
	}
	/* The suffix list has .onion; a name that an RFC took out of the DNS is not in it. */
	if (in_root && !(known && (entry.kind == NAMESPACE_ONION || entry.kind == NAMESPACE_ALT))) {
		s->ns = NAMESPACE_DNS;
		s->collision = known && entry.kind != NAMESPACE_DOCUMENTATION;
		if (name->labels > 1 && refdata_namespace(rd, name_tail(s->host, 2), &entry) &&
			(entry.kind == NAMESPACE_SPECIAL ||
				entry.kind == NAMESPACE_DOCUMENTATION)) {
			s->documentation = entry.kind == NAMESPACE_DOCUMENTATION;
			rc = set_special(a, &entry, s, e);
			if (rc)
				return rc;
		}
		return in_dns(a, rd, name->labels, s, e);
	}
	s->ns = known ? entry.kind : NAMESPACE_UNLISTED;
	s->unlisted_tld = !known;
	elsewhere(s);
	if (!known)
		return BW_OK;
	s->ns_name = entry.words;
	return entry.rfc.n || entry.kind == NAMESPACE_SPECIAL ? set_special(a, &entry, s, e)
							      : BW_OK;
}
