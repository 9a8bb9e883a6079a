/* SPDX-License-Identifier: Apache-2.0 */
/* publish_inner.h -- what the files of publish share; nobody else includes it. */
#ifndef FLOW_PUBLISH_INNER_H
#define FLOW_PUBLISH_INNER_H

#include "flow/publish.h"
#include "ledger/home.h"

struct publisher {
	struct publish_settings set;
	struct recorder rec;
	struct signer *signer; /* started when first wanted */
	int64_t now_s; /* of the run in hand */
	struct home home;
	unsigned char
		shown[SHA256_BYTES]; /* digest of the checkpoint that publish_refresh saw last */
};

#endif
