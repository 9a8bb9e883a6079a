/* SPDX-License-Identifier: Apache-2.0 */
/* before.h -- what the courier asks just before it sends a letter.  For the files of this folder. */
#ifndef FLOW_BEFORE_H
#define FLOW_BEFORE_H

#include "flow/mailing.h"
#include "flow/post.h"

enum before {
	BEFORE_SEND,
	BEFORE_WAIT, /* not now: ${until_s} */
	BEFORE_DROP, /* not at all */
	BEFORE_GONE, /* what it is about is gone */
	BEFORE_MOVED, /* the step is not the right one any more */
	BEFORE_GATHER, /* with others to the same recipient, at ${until_s} at the latest */
	BEFORE_NEXT /* this contact does not work: the next one */
};

struct before_out {
	enum before what;
	int64_t until_s;
	struct str why;
};

int before_sending(const struct post_settings *s, struct arena *a, const struct letter *l,
	struct before_out *out, struct err *e) MUST_USE;
/* Is the target of a case still up, and its step still one of the ladder? */
int before_look(const struct post_settings *s, struct arena *a, int64_t case_id,
	const struct decided *d, struct before_out *out, struct err *e) MUST_USE;

#endif
