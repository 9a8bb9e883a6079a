/* SPDX-License-Identifier: Apache-2.0 */
/* nobody.c -- labels under a shared name that are no customer's: a place, a kind of service, a top-level
 * domain written under it.  A step against such a label would hit everybody below it, so the customer is
 * looked for further to the left.  A rule and not a list of hosts: services add places every month. */
#include "identify/parts.h"

/* Where data centres say they are: Azure's "eastus-01", Amazon's "us-west-2", Alibaba's "oss-ap-south-1". */
static const struct str areas[] = { STR_INIT("us"), STR_INIT("eu"), STR_INIT("ap"), STR_INIT("sa"),
	STR_INIT("ca"), STR_INIT("af"), STR_INIT("me"), STR_INIT("il"), STR_INIT("mx"),
	STR_INIT("cn"), STR_INIT("uk"), STR_INIT("gov"), STR_INIT("asia"), STR_INIT("europe"),
	STR_INIT("africa"), STR_INIT("america"), STR_INIT("australia"), STR_INIT("austria"),
	STR_INIT("belgium"), STR_INIT("brazil"), STR_INIT("canada"), STR_INIT("chile"),
	STR_INIT("china"), STR_INIT("denmark"), STR_INIT("france"), STR_INIT("germany"),
	STR_INIT("india"), STR_INIT("indonesia"), STR_INIT("israel"), STR_INIT("italy"),
	STR_INIT("japan"), STR_INIT("korea"), STR_INIT("malaysia"), STR_INIT("mexico"),
	STR_INIT("newzealand"), STR_INIT("norway"), STR_INIT("poland"), STR_INIT("qatar"),
	STR_INIT("singapore"), STR_INIT("spain"), STR_INIT("sweden"), STR_INIT("switzerland"),
	STR_INIT("taiwan"), STR_INIT("uae") };
static const struct str directions[] = { STR_INIT("north"), STR_INIT("south"), STR_INIT("east"),
	STR_INIT("west"), STR_INIT("central") };
/* Kinds of storage that stand before a place. */
static const struct str stores[] = { STR_INIT("s3-website"), STR_INIT("s3-deprecated"),
	STR_INIT("s3"), STR_INIT("oss"), STR_INIT("cos"), STR_INIT("execute-api") };
/* Those of them that keep files in buckets. */
static const struct str bucket_stores[] = { STR_INIT("s3"), STR_INIT("oss"), STR_INIT("cos") };
static const struct str page_stores = STR_INIT("s3-website"); /* the bucket is in the host alone */
/* What a gateway shows, by which kind of name. */
static const struct str gateways[] = { STR_INIT("ipfs"), STR_INIT("ipns") };
/* A service's own hosts, under names of our list only: the suffix list splits what it knows exactly. */
static const struct str words[] = { STR_INIT("api"), STR_INIT("app"), STR_INIT("apps"),
	STR_INIT("blob"), STR_INIT("cdn"), STR_INIT("free"), STR_INIT("global"),
	STR_INIT("hosting"), STR_INIT("id"), STR_INIT("preview"), STR_INIT("raw"),
	STR_INIT("sites"), STR_INIT("static"), STR_INIT("storage"), STR_INIT("temp"),
	STR_INIT("tmp"), STR_INIT("users"), STR_INIT("web") };
/* Top-level domains that are no words, besides those of two letters. */
static const struct str plain_tlds[] = { STR_INIT("com"), STR_INIT("net"), STR_INIT("org"),
	STR_INIT("info"), STR_INIT("biz") };
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool one_of(const struct str *v, size_t n, struct str s)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i], s))
			return true;
	return false;
}

/* Cut the longest entry that ${*s} begins with. */
static bool cut_any(const struct str *v, size_t n, struct str *s)
{
	size_t longest = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i].n > longest && str_starts(*s, v[i]))
			longest = v[i].n;
	*s = str_from(*s, longest);
	return longest > 0;
}

/* An area with a direction, or with a number behind a hyphen; nothing else in it. */
static bool is_place(struct str s)
{
	size_t n_areas = 0, n_directions = 0;
	bool number = false;

	if (s.n >= 2 && s.n <= 3 && s.p[0] == 'z' && ch_digit(s.p[1]) && ch_digit(s.p[s.n - 1]))
		return true; /* Azure's zones: "z13" */
	(void)cut_any(stores, COUNT(stores), &s);
	while (s.n) {
		if (cut_any(directions, COUNT(directions), &s)) {
			n_directions++;
		} else if (cut_any(areas, COUNT(areas), &s)) {
			n_areas++;
		} else if (s.p[0] == '-' && s.n > 1) {
			s = str_from(s, 1);
			number = ch_digit(s.p[0]);
		} else if (ch_digit(s.p[0]) && (number || n_directions)) {
			while (s.n && ch_digit(s.p[0]))
				s = str_from(s, 1);
		} else {
			return false;
		}
	}
	return n_areas && (n_directions || (number && n_areas == 1));
}

bool nobodys_label(const struct refdata *rd, struct str label, bool in_our_list, bool more)
{
	if (is_place(label) || one_of(stores, COUNT(stores), label) ||
		one_of(gateways, COUNT(gateways), label))
		return true;
	if (!in_our_list)
		return false;
	if (one_of(words, COUNT(words), label) || one_of(plain_tlds, COUNT(plain_tlds), label))
		return true;
	/* shop.fr.service.example is shop.fr there; "shop" alone is a customer, though .shop exists */
	return (label.n == 2 || more) &&
	       (refdata_tld(rd, label) || refdata_suffix(rd, label, false).listed);
}

bool bucket_in_path(struct str host)
{
	struct str label;

	while (str_cut(&host, '.', &label)) {
		struct str rest = label;

		if (cut_any(bucket_stores, COUNT(bucket_stores), &rest) &&
			(rest.n == 0 || rest.p[0] == '-'))
			return !str_starts(label, page_stores) &&
			       (one_of(stores, COUNT(stores), label) || is_place(label));
	}
	return false;
}
