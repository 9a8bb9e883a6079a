/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_curl.c -- libcurl, for commands that look things up (lazy.h) */
#include <curl/curl.h>
#include <stdarg.h>

#include "sys/lazy.h"

/* Macros of the same names check the arguments where these are called. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

static struct lazy library = { "libcurl.so.4", "libcurl4" };

LAZY_DO(curl_easy_cleanup, (CURL * curl), (curl))
LAZY_CALL(CURLHcode, curl_easy_header,
	(CURL * easy, const char *name, size_t index, unsigned int origin, int request,
		struct curl_header **hout),
	(easy, name, index, origin, request, hout))
LAZY_CALL(CURL *, curl_easy_init, (void), ())
LAZY_CALL(CURLcode, curl_easy_perform, (CURL * curl), (curl))
LAZY_DO(curl_easy_reset, (CURL * curl), (curl))
LAZY_CALL(CURLcode, curl_easy_recv, (CURL * curl, void *buffer, size_t buflen, size_t *n),
	(curl, buffer, buflen, n))
LAZY_CALL(CURLcode, curl_easy_send, (CURL * curl, const void *buffer, size_t buflen, size_t *n),
	(curl, buffer, buflen, n))
LAZY_CALL(const char *, curl_easy_strerror, (CURLcode code), (code))
LAZY_DO(curl_free, (void *p), (p))
LAZY_DO(curl_global_cleanup, (void), ())
LAZY_CALL(CURLcode, curl_global_init, (long flags), (flags))
LAZY_CALL(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *data),
	(list, data))
LAZY_DO(curl_slist_free_all, (struct curl_slist * list), (list))
LAZY_CALL(CURLU *, curl_url, (void), ())
LAZY_DO(curl_url_cleanup, (CURLU * handle), (handle))
LAZY_CALL(CURLUcode, curl_url_get,
	(CURLU * handle, CURLUPart what, char **part, unsigned int flags),
	(handle, what, part, flags))
LAZY_CALL(CURLUcode, curl_url_set,
	(CURLU * handle, CURLUPart what, const char *part, unsigned int flags),
	(handle, what, part, flags))

/* Every option has one argument, a long, a pointer or a curl_off_t: they travel alike where a long has the
 * size of a pointer. */
_Static_assert(sizeof(long) == sizeof(void *) && sizeof(curl_off_t) == sizeof(void *),
	"arguments of one size");

CURLcode curl_easy_setopt(CURL *curl, CURLoption option, ...)
{
	static CURLcode (*call)(CURL *, CURLoption, ...);
	va_list v;
	void *value;

	if (!call)
		lazy_find(&library, "curl_easy_setopt", (void **)&call);
	va_start(v, option);
	value = va_arg(v, void *);
	va_end(v);
	return call(curl, option, value);
}

CURLcode curl_easy_getinfo(CURL *curl, CURLINFO info, ...)
{
	static CURLcode (*call)(CURL *, CURLINFO, ...);
	va_list v;
	void *to;

	if (!call)
		lazy_find(&library, "curl_easy_getinfo", (void **)&call);
	va_start(v, info);
	to = va_arg(v, void *);
	va_end(v);
	return call(curl, info, to);
}
