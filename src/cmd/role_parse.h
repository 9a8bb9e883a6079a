/* SPDX-License-Identifier: Apache-2.0 */
/* role_parse.h -- the hidden role in which this program parses one mail at a time, locked down. */
#ifndef CMD_ROLE_PARSE_H
#define CMD_ROLE_PARSE_H

#define ROLE_PARSE "parse-role"

/* The whole life of the process; returns its exit status. */
int cmd_parse_role(void);

#endif
