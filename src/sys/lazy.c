/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/lazy.h"

#include <dlfcn.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

static _Noreturn void give_up(const struct lazy *library)
{
	const char *why = dlerror();

	dprintf(STDERR_FILENO, "bailiwick: cannot load '%s': %s; install the package %s\n",
		library->soname, why ? why : "it is not as expected", library->package);
	_exit(EX_UNAVAILABLE);
}

void lazy_find(struct lazy *library, const char *name, void **out)
{
	void *at;

	if (!library->handle)
		library->handle = dlopen(library->soname, RTLD_NOW | RTLD_LOCAL);
	if (!library->handle)
		give_up(library);
	at = dlsym(library->handle, name);
	if (!at)
		give_up(library);
	*out = at;
}
