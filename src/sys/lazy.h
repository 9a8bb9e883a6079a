/* SPDX-License-Identifier: Apache-2.0 */
/* lazy.h -- libraries that are loaded when first called, not at every start.
 *
 * Of what one command needs, most is never called: who asks for an explanation without network wants neither
 * libcurl nor GMime, and those two alone bring fifty libraries along.  Loading them cost 9 of the 10
 * milliseconds of any command and made each fork of the process that parses mail copy their mappings.
 *
 * The files lazy_*.c define the functions that we call of such a library under the library's own names, with the
 * prototypes of its own header (the compiler compares them); nobody else sees a difference.  The library is
 * opened by its soname, as the dynamic linker would have, with everything bound at once and read-only
 * afterwards (RTLD_NOW), and stays.  Where it cannot be opened the program ends with EX_UNAVAILABLE and says
 * which one: what the dynamic linker does too, at the first use instead of the start.
 *
 * A role that locks itself up must have called each library once before (cmd/role_parse.c does).
 */
#ifndef BAILIWICK_SYS_LAZY_H
#define BAILIWICK_SYS_LAZY_H

struct lazy {
	const char *soname, *package; /* Debian's, to say what to install */
	void *handle; /* NULL: not loaded yet */
};

/* The address of function ${name} of the library or of one that it needs; loads it when that has not been done. */
void lazy_find(struct lazy *library, const char *name, void **out);

#define LAZY_TEXT_(x) #x
#define LAZY_TEXT(x)  LAZY_TEXT_(x) /* ICU's names are macros that add the version */

/* One function of `library`: what it gives back, name, parameters, and their names once more. */
#define LAZY_CALL(ret, name, params, args)                                    \
	ret name params                                                       \
	{                                                                     \
		static ret(*call) params;                                     \
                                                                              \
		if (!call)                                                    \
			lazy_find(&library, LAZY_TEXT(name), (void **)&call); \
		return call args;                                             \
	}

/* The same for one that gives nothing back. */
#define LAZY_DO(name, params, args)                                           \
	void name params                                                      \
	{                                                                     \
		static void(*call) params;                                    \
                                                                              \
		if (!call)                                                    \
			lazy_find(&library, LAZY_TEXT(name), (void **)&call); \
		call args;                                                    \
	}

#endif
