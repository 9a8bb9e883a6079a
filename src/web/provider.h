/* SPDX-License-Identifier: Apache-2.0 */
/* provider.h -- sign-in with an OpenID provider, as work sees it: two addresses that a browser comes to, and a channel
 * to the role that may ask the provider.
 *
 * Nobody waits for the provider but the browser whose request it is: the request is put aside (reply.later), the role
 * is asked over its channel, and the answer goes out when the role's comes, or after PROVIDER_WAIT_S.  Nothing is
 * kept of who only presses the button: the state that goes to the provider and back is sealed with the store's
 * secret and good for the browser that holds the cookie, for PROVIDER_STATE_S, once.
 */
#ifndef WEB_PROVIDER_H
#define WEB_PROVIDER_H

#include <poll.h>

#include "format/html.h"
#include "format/oidc.h"
#include "web/request.h"

#define PROVIDER_LINKS   4 /* channels: one, and those to roles that are on their way out */
#define PROVIDER_WAIT_S  25
#define PROVIDER_STATE_S 600

enum provider_step_kind { PROVIDER_GO, PROVIDER_BACK, PROVIDER_OUT };

struct provider;
struct peer;
int provider_new(struct provider **out, struct err *e) MUST_USE;
void provider_free(struct provider *p);
/* A channel to the role; the descriptor is taken. */
void provider_link(struct provider *p, int fd);
/* What the loop polls beside its own: at most PROVIDER_LINKS; how many. */
size_t provider_watch(const struct provider *p, struct pollfd *out);
/* Something came on a descriptor of those. */
void provider_read(struct web *w, int fd);
/* Answers those who waited too long. */
void provider_late(struct web *w);
/* Nobody is there any more to answer to. */
void provider_forget(struct web *w, const struct peer *p);

/* What is known of a request when it is put aside, and of which step of the way it is. */
struct provider_step {
	enum provider_step_kind kind;
	struct str
		query; /* of PROVIDER_OUT: what the provider's address gets, with our name and whom it is about */
};
/* Ask for the request ${r}, which is answered later by provider_done.  BW_EUNAVAILABLE: nobody can be asked now. */
int provider_ask(struct request *r, struct reply *out, const struct provider_step *step,
	const struct oidc_ask *ask, struct err *e) MUST_USE;
/* The answer to a request, as its handler would have given it. */
int provider_done(struct request *r, struct reply *out, const struct provider_step *step,
	const struct oidc_said *said, struct err *e) MUST_USE;
/* The person is signed out here; at the provider as well, where it has an address for that.  ${id_token}: of the
 * session that has ended; empty: none was kept, and the provider may ask. */
int provider_sign_out(
	struct request *r, struct str id_token, struct reply *out, struct err *e) MUST_USE;
/* The button on the sign-in page; nothing where no provider is set. */
void provider_button(struct request *r, struct html *h, struct str next);

#endif
