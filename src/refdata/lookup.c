/* SPDX-License-Identifier: Apache-2.0 */
/* lookup.c -- look-ups by address, number and id: networks, ranges, fingerprints, directory, registration. */
#include "refdata/image.h"

static uint32_t ip4(const unsigned char *ip)
{
	return (uint32_t)ip[0] << 24 | (uint32_t)ip[1] << 16 | (uint32_t)ip[2] << 8 | ip[3];
}

/* The value that one of a pair of range sections gives an address. */
static bool range_value(const struct refdata *rd, enum section v4, enum section v6,
	const unsigned char *ip, size_t ip_n, uint32_t *out)
{
	if (ip_n == 4) {
		const struct range4 *r = image_range4(rd, v4, ip4(ip));

		if (r)
			*out = r->value;
		return r != NULL;
	}
	if (ip_n == 16) {
		const struct range6 *r = image_range6(rd, v6, ip);

		if (r)
			*out = r->value;
		return r != NULL;
	}
	return false;
}

bool refdata_as(const struct refdata *rd, uint32_t asn, struct network_entry *out)
{
	struct str s = image_section(rd, SEC_AS);
	const struct as_row *v = (const void *)s.p;
	size_t low = 0, high = s.n / sizeof(*v);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (v[mid].asn < asn)
			low = mid + 1;
		else
			high = mid;
	}
	if (low >= s.n / sizeof(*v) || v[low].asn != asn)
		return false;
	*out = (struct network_entry){ .asn = asn,
		.as_name = image_text(rd, v[low].name),
		.country = image_text(rd, v[low].country) };
	return true;
}

bool refdata_network(
	const struct refdata *rd, const unsigned char *ip, size_t ip_n, struct network_entry *out)
{
	struct network_entry found = { 0 }, as;
	uint32_t asn = 0, country = 0;

	if (range_value(rd, SEC_AS4, SEC_AS6, ip, ip_n, &asn)) {
		found.asn = asn;
		if (refdata_as(rd, asn, &as))
			found.as_name = as.as_name;
	}
	if (range_value(rd, SEC_COUNTRY4, SEC_COUNTRY6, ip, ip_n, &country))
		found.country = image_text(rd, country);
	if (!found.asn && !found.country.p)
		return false;
	*out = found;
	return true;
}

bool refdata_range(
	const struct refdata *rd, const unsigned char *ip, size_t ip_n, struct range_entry *out)
{
	const struct range_row *row;
	uint32_t at;

	if (!range_value(rd, SEC_RANGE4, SEC_RANGE6, ip, ip_n, &at))
		return false;
	row = IMAGE_ROW(rd, SEC_RANGE_ROW, at, struct range_row);
	if (!row)
		return false;
	*out = (struct range_entry){ .operator_id = image_text(rd, row->operator_id),
		.operator_name = image_text(rd, row->operator_name),
		.kind = image_text(rd, row->kind) };
	return true;
}

bool refdata_fingerprint(const struct refdata *rd, enum fingerprint_field field, struct str name,
	struct fingerprint_entry *out)
{
	if (name.n == 0 || (unsigned)field > FINGERPRINT_MX)
		return false;
	do {
		const struct image_slot *slot = image_find(rd, SEC_FINGERPRINT, name);
		const struct fingerprint_row *row =
			slot ? IMAGE_ROW(rd, SEC_FINGERPRINT_ROW, slot->a, struct fingerprint_row)
			     : NULL;

		if (row && row->field[field].rule) {
			*out = (struct fingerprint_entry){ .operator_id = image_text(rd,
								   row->field[field].operator_id),
				.operator_name = image_text(rd, row->field[field].operator_name),
				.kind = image_text(rd, row->field[field].kind),
				.rule = image_text(rd, row->field[field].rule) };
			return true;
		}
	} while (name_up(&name));
	return false;
}

bool refdata_directory(const struct refdata *rd, struct str id, struct directory_entry *out)
{
	const struct image_slot *slot = image_find(rd, SEC_DIRECTORY, id);
	const struct directory_row *row =
		slot ? IMAGE_ROW(rd, SEC_DIRECTORY_ROW, slot->a, struct directory_row) : NULL;

	if (!row)
		return false;
	*out = (struct directory_entry){ .id = image_text(rd, row->id),
		.name = image_text(rd, row->name),
		.country = image_text(rd, row->country),
		.roles = image_text(rd, row->roles),
		.abuse_email = image_text(rd, row->abuse_email),
		.abuse_form = image_text(rd, row->abuse_form),
		.abuse_phone = image_text(rd, row->abuse_phone),
		.checked_at_s = row->checked_at_s,
		.source = image_text(rd, row->source) };
	return true;
}

bool refdata_registrar(const struct refdata *rd, uint32_t iana_id, struct registrar_entry *out)
{
	struct str s = image_section(rd, SEC_REGISTRAR);
	const struct registrar_row *v = (const void *)s.p;
	size_t low = 0, high = s.n / sizeof(*v);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (v[mid].iana_id < iana_id)
			low = mid + 1;
		else
			high = mid;
	}
	if (low >= s.n / sizeof(*v) || v[low].iana_id != iana_id)
		return false;
	*out = (struct registrar_entry){ .iana_id = iana_id,
		.name = image_text(rd, v[low].name),
		.status = image_text(rd, v[low].status),
		.rdap_base = image_text(rd, v[low].rdap) };
	return true;
}

/* RFC 9224 section 4: "the longest label-wise match" */
struct str refdata_rdap_domain(const struct refdata *rd, struct str host)
{
	if (host.n)
		do {
			const struct image_slot *slot = image_find(rd, SEC_RDAP_DNS, host);

			if (slot)
				return image_text(rd, slot->a);
		} while (name_up(&host));
	return (struct str){ NULL, 0 };
}

struct str refdata_rdap_ip(const struct refdata *rd, const unsigned char *ip, size_t ip_n)
{
	uint32_t text;

	if (!range_value(rd, SEC_RDAP4, SEC_RDAP6, ip, ip_n, &text))
		return (struct str){ NULL, 0 };
	return image_text(rd, text);
}

struct str refdata_rdap_asn(const struct refdata *rd, uint32_t asn)
{
	const struct range4 *r = image_range4(rd, SEC_RDAP_AS, asn);

	return r ? image_text(rd, r->value) : (struct str){ NULL, 0 };
}
