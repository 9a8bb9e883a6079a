/* SPDX-License-Identifier: Apache-2.0 */
/* permit.h -- may this person do this to this object?  The one place where permission is decided.
 *
 * A role's permission (domain/person.def) is necessary; the object then has a word in it, as it was loaded
 * from the store and not as a request describes it: nobody reviews or approves what they decided, a notifier
 * sees and files under its own agreement alone, nobody changes their own roles.  Which permission has which
 * condition is one table (permit.def); tests/func/matrix.txt is that table as reviewed, and a test
 * executes each of its cells.  Whoever asks as person 0 without being the public has the store's files, and
 * could change them without asking: that is allowed and recorded as such.
 */
#ifndef FLOW_PERMIT_H
#define FLOW_PERMIT_H

#include "domain/person.h"
#include "store/store.h"

/* What is to be looked at besides the role. */
enum permit_condition {
#define PERMIT_CONDITION(code, ...) PERMIT_##code,
#include "flow/permit.def"
#undef PERMIT_CONDITION
	PERMIT_CONDITION_COUNT
};
const char *permit_condition_text(int c);
enum permit_condition permit_condition_of(enum permission p);

/* The object, as loaded; what does not apply is 0. */
struct permit_object {
	const int64_t *
		deciders; /* persons who decided or approved what is reviewed; 0 among them: the operator */
	size_t deciders_n;
	int64_t owner; /* person whose account, password or token it is */
	int64_t notifier; /* agreement that the reports or figures belong to */
};

/* BW_EDENIED with what is missing; ${notifier} is the agreement of whoever asks (0: none). */
int permit(const struct who *w, int64_t notifier, enum permission p, const struct permit_object *o,
	struct err *e) MUST_USE;

struct desk;
/* The same for whoever sits at the desk: loads the person as it is now; a disabled one may nothing. */
int permit_desk(const struct desk *d, enum permission p, const struct permit_object *o,
	struct err *e) MUST_USE;
/* Record it, in the transaction that does it. */
int permit_record(const struct desk *d, struct work *w, enum permission p, struct str object,
	struct err *e) MUST_USE;
/* All three for what no object has a say in: permitted, a transaction (store_change_begin), recorded about
 * the thing of that prefix and number (0: none). */
int permit_begin(const struct desk *d, enum permission p, char prefix, int64_t id, struct work **w,
	struct err *e) MUST_USE;

#endif
