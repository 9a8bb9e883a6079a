/* SPDX-License-Identifier: Apache-2.0 */
/* text_words.h -- the words by which a letter tells what an address in it is; text.c's own affair. */
#ifndef FORMAT_TEXT_WORDS_H
#define FORMAT_TEXT_WORDS_H

#include "base/str.h"

enum text_label {
	LABEL_NONE, /* the line has no label */
	LABEL_OTHER, /* a label that says nothing about its value */
	LABEL_TARGET,
	LABEL_ELSEWHERE, /* the value is somebody else's: a reference, a victim, a contact */
	LABEL_BRAND,
	LABEL_GENUINE,
	LABEL_DATE,
	LABEL_HEADER /* a pasted message header */
};

/* What stands before the colon of a line, any case. */
enum text_label text_label_of(struct str label);
/* Does this piece of a line point away from the target ("more information at")? */
bool text_points_elsewhere(struct str s);
/* Does a word right before an address make it the source ("attack from", "IP")? */
bool text_names_source(struct str before);
/* File names that look like hosts: "update.exe". */
bool text_is_file_ending(struct str label);
/* Sites of tools and standards that letters link to. */
bool text_is_reference(struct str host);

#endif
