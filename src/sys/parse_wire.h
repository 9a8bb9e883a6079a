/* SPDX-License-Identifier: Apache-2.0 */
/* parse_wire.h -- what the two halves of parse_pool agree on; nobody else's affair. */
#ifndef SYS_PARSE_WIRE_H
#define SYS_PARSE_WIRE_H

#include "base/limit.h"

#define PARSE_FRAME_HELLO   1 /* struct sandbox_report */
#define PARSE_FRAME_MESSAGE 2
#define PARSE_FRAME_ANSWER  3 /* enum parse_end as a byte, then the role's reply */
#define PARSE_MARK          '+' /* first byte of a complete reply on the child's pipe */
#define PARSE_MESSAGE_MOST  (LIMIT_MAIL_BYTES + 65536) /* the role's own head in front of a mail */
#define PARSE_KEEP          (1u << 20) /* buffers above this are given back after the message */

#endif
