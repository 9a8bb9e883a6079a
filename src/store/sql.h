/* SPDX-License-Identifier: Apache-2.0 */
/* sql.h -- the SQL of this folder as tables, made from sql/ by tools/gen-sql. */
#ifndef STORE_SQL_H
#define STORE_SQL_H

struct sql_named {
	const char *name, *text;
};

extern const struct sql_named sql_statements[]; /* ends with name NULL */
extern const char *const sql_migrations[]; /* number 1 first; ends with NULL */

#endif
