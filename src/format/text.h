/* SPDX-License-Identifier: Apache-2.0 */
/* text.h -- free text of an abuse letter: which of the addresses in it are the thing complained of.
 *
 * Pure.  A letter names many addresses: the reporter's own site, links for more information, victims,
 * and somewhere the target.  Each place found gets a score from how it stands there, never from a list
 * of bad names: written so that nobody clicks it (defanged) 100; behind a label such as "URL:" 80; alone
 * on its line 50; an IP address near a word that makes it the source 45; in a sentence 20; and less where
 * the line points elsewhere ("more information", "unsubscribe"), in a signature, or in quoted text.
 * docs/formats/mail.md has the table.  Whoever calls keeps what is near the best score.
 */
#ifndef FORMAT_TEXT_H
#define FORMAT_TEXT_H

#include "base/arena.h"

/* HTML made visible: tags gone, entities read, script and style dropped, blocks on lines of their own, the
 * target of each link after its text as " <https://...>".  Nothing is fetched or run.  In ${a}; a NULL p
 * is memory that ran out.  O(n). */
struct str text_of_html(struct arena *a, struct str html);

/* Text made uniform, with a mark on every byte that was written so as not to be clicked. */
struct text_plain {
	struct str text;
	const unsigned char *mark; /* TEXT_MARK_*, one a byte of ${text} */
};
#define TEXT_MARK_DEFANG 1 /* hxxp, [.], (dot), full width ... */
#define TEXT_MARK_JOINED 2 /* white space was taken out here */
int text_refang(struct arena *a, struct str in, struct text_plain *out, struct err *e) MUST_USE;

enum text_kind { TEXT_URL, TEXT_HOST, TEXT_IP, TEXT_EMAIL };

struct text_hit {
	enum text_kind kind;
	struct str value; /* clickable form, in the arena of the scan */
	int score;
	unsigned line; /* from 1 */
	bool defanged, labelled, alone, elsewhere;
};

struct text_found {
	struct text_hit *hits; /* in the order of the text, each value once with its best score */
	size_t n;
	struct str brand, genuine; /* "Brand: X", "Genuine site: https://..." as the text says */
	struct str date; /* value of the first label that means the time of the incident */
	bool has_log; /* lines with a time of day and an address: a traffic log */
	bool has_hash; /* a SHA-256 */
	bool has_headers; /* a pasted message header with Received lines */
	bool has_words; /* at least a few words of prose */
};

/* ${own} are domains whose links are the reporter's own (its mail domain, its organisation's). */
int text_scan(struct arena *a, struct str in, const struct str *own, size_t own_n,
	struct text_found *out, struct err *e) MUST_USE;
/* Hits worth reporting: near the best score there is. ${*n} is how many of ${hits}, moved to the front. */
void text_keep(struct text_hit *hits, size_t *n);

/* The word a text uses most for what is wrong, as a harm's text ("content/phishing"); NULL where there is
 * none.  English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Russian, Chinese, Japanese.
 * A word in ${subject} counts four times. */
const char *text_harm(struct str subject, struct str body);

/* Do two hosts belong together by their last labels (www.b.example and mail.b.example)?  No list of
 * suffixes is asked: "co.uk"-like pairs count as one label. */
bool text_same_owner(struct str host, struct str domain);

#endif
