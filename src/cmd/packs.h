/* SPDX-License-Identifier: Apache-2.0 */
/* packs.h -- the policy packs for this command: those compiled into the program, with the packs and the
 * holiday table of the --data folder laid over them. */
#ifndef CMD_PACKS_H
#define CMD_PACKS_H

#include "cmd/cmd.h"
#include "procedure/procedure.h"

/* Under 1 ms; more where the folder has packs of its own, which are read each time.
 * procedure_free gives it back. */
int packs_load(struct ctx *c, struct procedure **out, struct err *e) MUST_USE;

#endif
