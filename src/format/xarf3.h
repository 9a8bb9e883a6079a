/* SPDX-License-Identifier: Apache-2.0 */
/* xarf3.h -- XARF 3 (and its drafts 1 and 2), the dialect of the version 4 project's converter samples,
 * and X-ARF 0.2 written as a flat JSON object.
 *
 * One value for all of them; rules as the version 3 schemas have them.  Nothing is filled in.
 */
#ifndef FORMAT_XARF3_H
#define FORMAT_XARF3_H

#include "format/schema.h"

struct xarf3 {
	struct str version;
	bool flat; /* X-ARF 0.2 */
	struct str category, type, subtype; /* ReportClass, ReportType, ReportSubType */
	struct str org, contact, domain; /* ReporterInfo, or who it is on behalf of */
	struct str sender_org, sender_contact, sender_domain;
	struct str ref, date, ip, url, account, rpz_domain, notes,
		name; /* name: of malware, botnet, work */
	struct str brand, smtp_from, service;
	bool port; /* SourcePort is there */
	bool destination; /* an address that was hit is there */
	bool hash, ongoing, cve;
	const struct json *samples; /* array, or NULL */
};

bool xarf3_is(const struct json *root);
/* Read ${root} and list what breaks the rules. */
void xarf3_read(const struct json *root, struct xarf3 *out, struct faults *f);
/* One of the samples: its media type and whether it holds anything. */
struct str xarf3_sample_media(const struct json *sample);
struct str xarf3_sample_payload(const struct json *sample);

#endif
