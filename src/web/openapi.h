/* SPDX-License-Identifier: Apache-2.0 */
/* openapi.h -- the route table as OpenAPI 3.1. */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "base/arena.h"
#include "base/buf.h"

/* ${schemas}: data/api/schemas.json, an object of JSON Schemas by name. */
int openapi_write(struct arena *a, struct str schemas, struct buf *out, struct err *e) MUST_USE;

#endif
