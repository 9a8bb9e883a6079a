/* SPDX-License-Identifier: Apache-2.0 */
/* rdap_card.h -- the contact card of an RDAP entity: jCard (RFC 7095), or JSContact where a server
 * sends that instead.  Used by rdap.c only. */
#ifndef FORMAT_RDAP_CARD_H
#define FORMAT_RDAP_CARD_H

#include "base/arena.h"
#include "format/json.h"

/* Empty slices where the card does not say. */
struct rdap_card {
	struct str fn, org, country;
	struct str email, form, phone, url;
	bool kind_org, kind_person; /* as the card's `kind` says */
	bool redacted; /* a name is there and empty, or says that it is withheld */
};

/* False where there is a card and parts of it are malformed; what can be read is read. */
bool rdap_card_read(struct arena *a, const struct json *entity, struct rdap_card *out);

#endif
