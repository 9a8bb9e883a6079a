/* SPDX-License-Identifier: Apache-2.0 */
/* refdata.h -- what is publicly known about names and addresses, ready-made and mapped, not built.
 *
 * `bailiwick update` (or first use) compiles the publishers' files and our own lists in data/ into one
 * file: hash tables and sorted arrays that are used where they lie.  This module builds that image from
 * bytes and reads it from bytes; whoever has files (cmd) maps them.  Pure: no file, no clock.
 *
 * Every look-up is O(1) or O(log n), allocates nothing, and gives slices borrowed from the image.
 * An image is checked once by refdata_open (header, section bounds, checksum of the header); each
 * look-up checks the bounds of what it follows, so that a damaged image gives no answer, not a crash.
 */
#ifndef REFDATA_REFDATA_H
#define REFDATA_REFDATA_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "domain/vocab.h"

struct refdata {
	struct str image; /* p NULL: no reference data; every look-up says "not known" */
	const void *index; /* the module's own affair: points into image */
};

int refdata_open(struct str image, struct refdata *out, struct err *e) MUST_USE;

/* ---- the Public Suffix List, both splits (publicsuffix.org algorithm) ---- */
struct suffix_match {
	size_t labels; /* labels in the public suffix, at least 1 (the implicit '*' rule) */
	bool listed; /* a rule matched, not the implicit one */
	bool private_rule; /* the rule that prevails is in the PRIVATE section */
	struct str operator_name; /* from the comment above a PRIVATE rule; p NULL */
	struct str operator_url;
};
/* ${host}: lower-case A-labels, no trailing dot. ICANN rules alone, or both sections. */
struct suffix_match refdata_suffix(const struct refdata *rd, struct str host, bool with_private);

/* ---- names ---- */
bool refdata_have_tlds(const struct refdata *rd);
/* What the lists say of a name besides: suffixes or shared services stand below it (windows.net above
 * web.core.windows.net, kobe.jp above *.kobe.jp), or it is one of the protected names itself. */
struct name_marks {
	bool others_below, is_protected;
};
struct name_marks refdata_marks(const struct refdata *rd, struct str name);
bool refdata_tld(const struct refdata *rd, struct str label); /* in the IANA root list */
/* Another namespace that uses this last label. */
struct namespace_entry {
	enum namespace_kind kind;
	struct str words; /* "ENS (Ethereum Name Service)" */
	struct str gateways; /* space-separated DNS names of known gateways, such as eth.limo */
	struct str rfc; /* for special-use names */
};
bool refdata_namespace(const struct refdata *rd, struct str label, struct namespace_entry *out);
/* Popularity: 1 is the most popular; 0 where the registrable name is in no list. */
int64_t refdata_rank(const struct refdata *rd, struct str name);
int64_t refdata_rank_list_size(const struct refdata *rd);

/* ---- shared services: unrelated people's pages under one name, beyond the PRIVATE section ---- */
enum service_split {
	SERVICE_BY_HOST, /* each label under the name is somebody's: alice.weebly.com */
	SERVICE_BY_PATH, /* each first path part is somebody's: github.com/alice */
	SERVICE_BY_PAGE /* each page is somebody's: a shortener, a file host, a document service */
};
struct service_entry {
	struct str name; /* the service's name in the list: weebly.com, sites.google.com */
	enum service_split split;
	int depth; /* BY_PATH: how many path parts make a tenant; BY_HOST: how many labels, 0 is 1 */
	struct str
		kind; /* hosting, files, shortener, dynamic-dns, link-page, ipfs-gateway, mail, documents, code */
	struct str operator_id; /* directory id, p NULL */
	struct str operator_name;
};
/* The longest listed name that ${host} equals or is under; among several splits of one name, the one
 * whose required path prefix fits ${path}. */
bool refdata_service(
	const struct refdata *rd, struct str host, struct str path, struct service_entry *out);

/* ---- addresses ---- */
struct network_entry {
	uint32_t asn; /* 0: not announced or not known */
	struct str as_name; /* p NULL where not known */
	struct str country; /* p NULL where not known */
};
bool refdata_network(
	const struct refdata *rd, const unsigned char *ip, size_t ip_n, struct network_entry *out);
/* AS name and country by number. */
bool refdata_as(const struct refdata *rd, uint32_t asn, struct network_entry *out);
/* Address in a range that an operator publishes (CDN, cloud): directory id and what it is. */
struct range_entry {
	struct str operator_id, operator_name,
		kind; /* kind: cdn, cloud, hosting, resolver, sinkhole, ... */
};
bool refdata_range(
	const struct refdata *rd, const unsigned char *ip, size_t ip_n, struct range_entry *out);

/* ---- fingerprints: who runs this name server, alias target or mail exchanger ---- */
enum fingerprint_field { FINGERPRINT_NS, FINGERPRINT_CNAME, FINGERPRINT_MX };
struct fingerprint_entry {
	struct str operator_id, operator_name;
	struct str kind; /* dns, cdn, hosting, parking, platform, mail, registrar, sinkhole */
	struct str rule; /* the suffix that matched */
};
bool refdata_fingerprint(const struct refdata *rd, enum fingerprint_field field, struct str name,
	struct fingerprint_entry *out);

/* ---- the actor directory ---- */
struct directory_entry {
	struct str id, name, country;
	struct str roles; /* space-separated role words */
	struct str abuse_email, abuse_form, abuse_phone; /* p NULL where none is known */
	int64_t checked_at_s;
	struct str source;
};
/* ${id}: a directory id, or what else the entry is found by: a DNS name of the actor's own ("github.com"),
 * "iana:146" (registrar id), "as:13335" (AS number). */
bool refdata_directory(const struct refdata *rd, struct str id, struct directory_entry *out);

/* ---- registration ---- */
struct registrar_entry {
	uint32_t iana_id;
	struct str name, status, rdap_base;
};
bool refdata_registrar(const struct refdata *rd, uint32_t iana_id, struct registrar_entry *out);
/* First https RDAP base URL (RFC 9224), with its trailing slash; p NULL where none is known. */
struct str refdata_rdap_domain(const struct refdata *rd, struct str host);
struct str refdata_rdap_ip(const struct refdata *rd, const unsigned char *ip, size_t ip_n);
struct str refdata_rdap_asn(const struct refdata *rd, uint32_t asn);

/* ---- protected names for look-alikes (data/protected-names.txt or the operator's own) ---- */
struct str refdata_protected(const struct refdata *rd); /* the list's text, one name a line */

/* ---- what the image was made of ---- */
struct refdata_file {
	struct str name, publisher, path;
	int64_t dated_at_s; /* the publisher's own date, or the file's */
	uint64_t rows;
};
size_t refdata_files(const struct refdata *rd, struct refdata_file *out, size_t max);

/* ---- building ---- */
struct refdata_source {
	struct str
		name; /* the publisher's file name: public_suffix_list.dat, dns.json, services.tsv, ... */
	struct str path; /* where it came from, for `version --data` */
	struct str bytes;
	int64_t dated_at_s;
};
/* Compile into ${out}.  Unknown file names are refused; a bad line in a list is an error naming file
 * and line, and nothing is written.  Later sources replace earlier ones of the same name, except for
 * lists that add up (own service lists, top lists, ranges). */
int refdata_build(struct arena *a, const struct refdata_source *src, size_t n, struct buf *out,
	struct err *e) MUST_USE;

#endif
