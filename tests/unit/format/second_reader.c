/* SPDX-License-Identifier: Apache-2.0 */
/* In a file of its own: jansson's names and format/json.h's meet. */
#include "second_reader.h"

#include <jansson.h>

void text_number(struct buf *out, double d)
{
	buf_printf(out, "%.17g ", d == 0 ? 0.0 : d); /* "-0" is 0 to jansson */
}

void text_string(struct buf *out, struct str s)
{
	buf_printf(out, "%zu:", s.n);
	buf_add(out, s);
	buf_addc(out, ' ');
}

static void write_value(const json_t *v, struct buf *out)
{
	const json_t *item;
	const char *key;
	size_t i;

	switch (json_typeof(v)) {
	case JSON_OBJECT:
		buf_addc(out, '{');
		json_object_foreach((json_t *)v, key, item)
		{
			text_string(out, str_of(key));
			write_value(item, out);
		}
		buf_addc(out, '}');
		break;
	case JSON_ARRAY:
		buf_addc(out, '[');
		json_array_foreach(v, i, item)
		{
			write_value(item, out);
		}
		buf_addc(out, ']');
		break;
	case JSON_STRING:
		text_string(out, str_make(json_string_value(v), json_string_length(v)));
		break;
	case JSON_INTEGER:
	case JSON_REAL: text_number(out, json_number_value(v)); break;
	case JSON_TRUE: buf_addz(out, "true "); break;
	case JSON_FALSE: buf_addz(out, "false "); break;
	case JSON_NULL: buf_addz(out, "null "); break;
	}
}

bool second_reader(struct str in, struct buf *out, bool *range)
{
	json_error_t why;
	json_t *v = json_loadb(in.p, in.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);

	*range = !v && (strstr(why.text, "overflow") || strstr(why.text, "too big") ||
			       strstr(why.text, "too large"));
	if (!v)
		return false;
	write_value(v, out);
	json_decref(v);
	return true;
}
