/* SPDX-License-Identifier: Apache-2.0 */
/* words.h -- what others wrote, with every name, address and URL in it a link to the cases about it.
 *
 * The text stays inert: a link leads to our own queue, never to where the text points, and a URL or mailbox is shown
 * defanged.  What only looks like a name (a file, an abbreviation) stays as it is: identify decides.
 */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include "web/page.h"

#define WORDS_MOST 300 /* links in one text; what is further stays as it is */

/* Between tags.  O(n). */
void page_words(struct request *r, struct html *h, struct str text);
/* The same as a block of its own. */
void page_quote(struct request *r, struct html *h, struct str text);

#endif
