/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_icu.c -- ICU, for names that are not ASCII and texts that are not UTF-8 (lazy.h) */
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/udata.h>
#include <unicode/uidna.h>
#include <unicode/ustring.h>

#include "sys/lazy.h"

static struct lazy library = { "libicui18n.so." LAZY_TEXT(U_ICU_VERSION_MAJOR_NUM),
	"libicu" LAZY_TEXT(U_ICU_VERSION_MAJOR_NUM) };

LAZY_CALL(const char *, u_errorName, (UErrorCode code), (code))
LAZY_CALL(char *, u_strToUTF8WithSub,
	(char *dest, int32_t destCapacity, int32_t *pDestLength, const UChar *src,
		int32_t srcLength, UChar32 subchar, int32_t *pNumSubstitutions,
		UErrorCode *pErrorCode),
	(dest, destCapacity, pDestLength, src, srcLength, subchar, pNumSubstitutions, pErrorCode))
LAZY_DO(ucnv_close, (UConverter * converter), (converter))
LAZY_CALL(
	UConverter *, ucnv_open, (const char *converterName, UErrorCode *err), (converterName, err))
LAZY_DO(ucnv_reset, (UConverter * converter), (converter))
LAZY_CALL(int32_t, ucnv_toAlgorithmic,
	(UConverterType algorithmicType, UConverter *cnv, char *target, int32_t targetCapacity,
		const char *source, int32_t sourceLength, UErrorCode *pErrorCode),
	(algorithmicType, cnv, target, targetCapacity, source, sourceLength, pErrorCode))
LAZY_CALL(int32_t, ucnv_toUChars,
	(UConverter * cnv, UChar *dest, int32_t destCapacity, const char *src, int32_t srcLength,
		UErrorCode *pErrorCode),
	(cnv, dest, destCapacity, src, srcLength, pErrorCode))
LAZY_DO(ucsdet_close, (UCharsetDetector * ucsd), (ucsd))
LAZY_CALL(const UCharsetMatch **, ucsdet_detectAll,
	(UCharsetDetector * ucsd, int32_t *matchesFound, UErrorCode *status),
	(ucsd, matchesFound, status))
LAZY_CALL(const char *, ucsdet_getName, (const UCharsetMatch *ucsm, UErrorCode *status),
	(ucsm, status))
LAZY_CALL(UCharsetDetector *, ucsdet_open, (UErrorCode * status), (status))
LAZY_DO(ucsdet_setText,
	(UCharsetDetector * ucsd, const char *textIn, int32_t len, UErrorCode *status),
	(ucsd, textIn, len, status))
LAZY_DO(udata_setFileAccess, (UDataFileAccess access, UErrorCode *status), (access, status))
LAZY_DO(uidna_close, (UIDNA * idna), (idna))
LAZY_CALL(int32_t, uidna_nameToASCII_UTF8,
	(const UIDNA *idna, const char *name, int32_t length, char *dest, int32_t capacity,
		UIDNAInfo *pInfo, UErrorCode *pErrorCode),
	(idna, name, length, dest, capacity, pInfo, pErrorCode))
LAZY_CALL(int32_t, uidna_nameToUnicodeUTF8,
	(const UIDNA *idna, const char *name, int32_t length, char *dest, int32_t capacity,
		UIDNAInfo *pInfo, UErrorCode *pErrorCode),
	(idna, name, length, dest, capacity, pInfo, pErrorCode))
LAZY_CALL(
	UIDNA *, uidna_openUTS46, (uint32_t options, UErrorCode *pErrorCode), (options, pErrorCode))
