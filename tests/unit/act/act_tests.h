/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ACT_TESTS_H
#define ACT_TESTS_H

#include "act/act.h"

int run_letters(void);
/* The templates as they are in the tree; ends the program where they cannot be read. */
struct letters *tree_letters(void);
struct str tree_file(const char *path);
extern const char *const act_langs[]; /* ends with NULL */

#endif
