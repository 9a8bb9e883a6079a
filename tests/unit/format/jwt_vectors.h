/* SPDX-License-Identifier: Apache-2.0 */
/* jwt_vectors.h -- tokens of a provider that is none, made with pyca/cryptography, and what is wrong with each; the keys that
 * signed them were thrown away. */
#ifndef JWT_VECTORS_H
#define JWT_VECTORS_H

#include "format/jwt.h"

#define VECTOR_NOW_S INT64_C(1795255200)

/* clang-format off */
static const char vector_keys[] =
	"{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r1\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"uK4ZDGDDTwqY"
	"yvvpbCdopEsnHLOc5zEFC1aK-alK3336d0-5ijqKKpHQvGZ1XjTBFrPm2GplTTRv3eE4UV_6BtTD"
	"fyRx9qutcjTTDLuj3_mQllkocucOK_4_mgZZeLFvsua0JM9iBt3wowf8rM86cxSWKbaQSSpMJQPm"
	"FQMMsNf5R1_rOsvdMG1rjn05H6W2Mdp6ZVU_Ncjhpx_SiSitm8vCXTW1PYt2b6Aj0SBUqEN3vaXu"
	"-nKg-uZxGBucDhtTD5myfwWYLCDOF6fl1UE-zu3y--edC0yHMCfzUML9bgt83QulO8M-4_hbjP0c"
	"dbPEF9YtI5SgBfVs_g7TZlIHVQ\",\"e\":\"AQAB\"},{\"kty\":\"EC\",\"kid\":\"e1\",\"crv\":\"P-256\""
	",\"x\":\"amb9Y0RZ-9g7bjZs5C1fSYBfdmgHCL3ThZA79Q2wM9w\",\"y\":\"w7SJ06-rq4x7ZHWcucjL"
	"7hWq8VlroVt0vX94SSW7ITc\"},{\"kty\":\"OKP\",\"kid\":\"d1\",\"crv\":\"Ed25519\",\"key_ops\":"
	"[\"verify\"],\"x\":\"TdBx3mCSOMpBiIQjGGfn6DRne20K3UzkhekkG_FqnvA\"}]}";
/* With kinds, uses and sizes that are left out. */
static const char vector_more_keys[] =
	"{\"keys\":[{\"kty\":\"oct\",\"kid\":\"h\",\"k\":\"c2VjcmV0\"},{\"kty\":\"RSA\",\"kid\":\"weak\",\"n"
	"\":\"6r8vzkeYj-ufi1eyBHrm2sH-AcNeOFU35mlmgducLnaN_er7hvmnpJDZFAkgMMBG2bfcKXTzW"
	"SPaKpkZs3gEW_YiOU-5FLo2CNSQanUlK1nZezITpjPtA0grUojqNt7-dCf_CykmT6L4EfKu7AE00"
	"01HPT_ff5U6KpJPMo-pxuU\",\"e\":\"AQAB\"},{\"kty\":\"RSA\",\"kid\":\"one\",\"n\":\"uK4ZDGDDTw"
	"qYyvvpbCdopEsnHLOc5zEFC1aK-alK3336d0-5ijqKKpHQvGZ1XjTBFrPm2GplTTRv3eE4UV_6Bt"
	"TDfyRx9qutcjTTDLuj3_mQllkocucOK_4_mgZZeLFvsua0JM9iBt3wowf8rM86cxSWKbaQSSpMJQ"
	"PmFQMMsNf5R1_rOsvdMG1rjn05H6W2Mdp6ZVU_Ncjhpx_SiSitm8vCXTW1PYt2b6Aj0SBUqEN3va"
	"Xu-nKg-uZxGBucDhtTD5myfwWYLCDOF6fl1UE-zu3y--edC0yHMCfzUML9bgt83QulO8M-4_hbjP"
	"0cdbPEF9YtI5SgBfVs_g7TZlIHVQ\",\"e\":\"AQ\"},{\"kty\":\"RSA\",\"kid\":\"enc\",\"use\":\"enc\""
	",\"n\":\"uK4ZDGDDTwqYyvvpbCdopEsnHLOc5zEFC1aK-alK3336d0-5ijqKKpHQvGZ1XjTBFrPm2G"
	"plTTRv3eE4UV_6BtTDfyRx9qutcjTTDLuj3_mQllkocucOK_4_mgZZeLFvsua0JM9iBt3wowf8rM"
	"86cxSWKbaQSSpMJQPmFQMMsNf5R1_rOsvdMG1rjn05H6W2Mdp6ZVU_Ncjhpx_SiSitm8vCXTW1PY"
	"t2b6Aj0SBUqEN3vaXu-nKg-uZxGBucDhtTD5myfwWYLCDOF6fl1UE-zu3y--edC0yHMCfzUML9bg"
	"t83QulO8M-4_hbjP0cdbPEF9YtI5SgBfVs_g7TZlIHVQ\",\"e\":\"AQAB\"},{\"kty\":\"RSA\",\"kid\""
	":\"ps\",\"alg\":\"PS256\",\"n\":\"uK4ZDGDDTwqYyvvpbCdopEsnHLOc5zEFC1aK-alK3336d0-5ijq"
	"KKpHQvGZ1XjTBFrPm2GplTTRv3eE4UV_6BtTDfyRx9qutcjTTDLuj3_mQllkocucOK_4_mgZZeLF"
	"vsua0JM9iBt3wowf8rM86cxSWKbaQSSpMJQPmFQMMsNf5R1_rOsvdMG1rjn05H6W2Mdp6ZVU_Ncj"
	"hpx_SiSitm8vCXTW1PYt2b6Aj0SBUqEN3vaXu-nKg-uZxGBucDhtTD5myfwWYLCDOF6fl1UE-zu3"
	"y--edC0yHMCfzUML9bgt83QulO8M-4_hbjP0cdbPEF9YtI5SgBfVs_g7TZlIHVQ\",\"e\":\"AQAB\"}"
	",{\"kty\":\"EC\",\"kid\":\"p384\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"},{\"kty\":\"EC\",\"kid\""
	":\"short\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"w7SJ06-rq4x7ZHWcucjL7hWq8VlroVt0vX94SSW"
	"7ITc\"},{\"kty\":\"OKP\",\"kid\":\"ops\",\"crv\":\"Ed25519\",\"key_ops\":[\"sign\"],\"x\":\"TdBx"
	"3mCSOMpBiIQjGGfn6DRne20K3UzkhekkG_FqnvA\"},7,{\"kty\":\"RSA\",\"kid\":\"r1\",\"use\":\"s"
	"ig\",\"alg\":\"RS256\",\"n\":\"uK4ZDGDDTwqYyvvpbCdopEsnHLOc5zEFC1aK-alK3336d0-5ijqKK"
	"pHQvGZ1XjTBFrPm2GplTTRv3eE4UV_6BtTDfyRx9qutcjTTDLuj3_mQllkocucOK_4_mgZZeLFvs"
	"ua0JM9iBt3wowf8rM86cxSWKbaQSSpMJQPmFQMMsNf5R1_rOsvdMG1rjn05H6W2Mdp6ZVU_Ncjhp"
	"x_SiSitm8vCXTW1PYt2b6Aj0SBUqEN3vaXu-nKg-uZxGBucDhtTD5myfwWYLCDOF6fl1UE-zu3y-"
	"-edC0yHMCfzUML9bgt83QulO8M-4_hbjP0cdbPEF9YtI5SgBfVs_g7TZlIHVQ\",\"e\":\"AQAB\"},{"
	"\"kty\":\"EC\",\"kid\":\"e1\",\"crv\":\"P-256\",\"x\":\"amb9Y0RZ-9g7bjZs5C1fSYBfdmgHCL3ThZA"
	"79Q2wM9w\",\"y\":\"w7SJ06-rq4x7ZHWcucjL7hWq8VlroVt0vX94SSW7ITc\"},{\"kty\":\"OKP\",\"k"
	"id\":\"d1\",\"crv\":\"Ed25519\",\"key_ops\":[\"verify\"],\"x\":\"TdBx3mCSOMpBiIQjGGfn6DRne"
	"20K3UzkhekkG_FqnvA\"}]}";
static const struct {
	enum jwt_fault fault;
	const char *what, *token;
} vectors[] = {
	{ JWT_FAULT_NONE, "RS256",
		"eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2lk"
		"LnJlZ2lzdHJhci5leGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2Ui"
		"OiJuLTBTNl9XekEyTWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwi"
		"OiJhbm5hQHJlZ2lzdHJhci5leGFtcGxlIn0.EEdttxx3wYKD5vg0tqLr-nU0WjC79cRU05O_8ZiO"
		"wNCuMhCck3AX7I9zrJJeNL0l6TzVUKAAh3b6Zn5o_z_Wnq67RNp_zG3XbgGfbNAzAOSo2hf-f01t"
		"sk5aCX91iq7TeK1zVXuHsLFYe6_J8TkVLw25KMUivdszzzrezarBAfZzxTMfmEA7D_rWC8t5FdhP"
		"PjLLGceYGL9mS9SNnFD2n1tP2DFLQRfizzFuBCd0F7XGzTueDgcqhw3teNCsdlC4VUJGdxa1tG8H"
		"xkB3DQ5LjfsVz8LLsr0qmonlKZxijU5TuPutDpGpgizeXo9D0_c-Jx7zeU6J-honpL0fqH08EQ" },
	{ JWT_FAULT_NONE, "ES256",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.9j7xeHsETms86p86LzTGNGHxJcUZM1YFHn5qcE7z6VWNOo2VwLHwDx4U"
		"GmsVx2zpywlpTTseLl1Pb2wgSYJn5Q" },
	{ JWT_FAULT_NONE, "EdDSA",
		"eyJhbGciOiJFZERTQSIsImtpZCI6ImQxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.UC1XPN2wilj8ylRapaT81-toZFmTnsbnn-Dz3HiW0ClHLIR6WTveOewu"
		"F1oaYYp5QuxnBtf96-Oly3R-S0CmDg" },
	{ JWT_FAULT_NONE, "no kid, one key of the kind",
		"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5leGFtcGxlIiwic3V"
		"iIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEyTWoiLCJleHAiOjE"
		"3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lzdHJhci5leGFtcGx"
		"lIn0.mXZOASgRpmeRN_F_82zkDO-vhyalQwcAgCUIOwECg6EOYoWHWpYFyDDTGNcpnC_uNpTRkAB"
		"v81krqGSwYCu44Q" },
	{ JWT_FAULT_NONE, "a list with us alone",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOlsiZGVzayJdLCJub25jZSI6Im4tMFM2X1d6"
		"QTJNaiIsImV4cCI6MTc5NTI1NTUwMCwiaWF0IjoxNzk1MjU1MTk1LCJlbWFpbCI6ImFubmFAcmVn"
		"aXN0cmFyLmV4YW1wbGUifQ.lN2p0NDOgq4CzrPb-yj60IHiSErMMpm0dOEdae7JKPGBf2FaokIbT"
		"GZAMymxyyEdMnVPBhI4NVi8iWRgnMjnPQ" },
	{ JWT_FAULT_NONE, "several, and given to us",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOlsiZGVzayIsIm90aGVyIl0sIm5vbmNlIjoi"
		"bi0wUzZfV3pBMk1qIiwiZXhwIjoxNzk1MjU1NTAwLCJpYXQiOjE3OTUyNTUxOTUsImVtYWlsIjoi"
		"YW5uYUByZWdpc3RyYXIuZXhhbXBsZSIsImF6cCI6ImRlc2sifQ.mKkz-PnLguVkX9vtMo7REQFB2"
		"ja_xQlCrzX-dlrGRggRR1coN1Z9QU81GZwIjY2-0vGLive9ntDDF_QIb4M9mQ" },
	{ JWT_FAULT_NONE, "a date with a fraction",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTUyMDAuNSwiaWF0IjoxNzk1MjU1MjU5LCJlbWFpbCI6ImFubmFAcmVn"
		"aXN0cmFyLmV4YW1wbGUifQ.l2vxjKmj-515w9B4ST2cLtz0AtSmVxfzv9idnUCbYnKaOzOgT0D6Y"
		"k8xwXx4qoo8ZETJg-6gVfk7ApE070yN9Q" },
	{ JWT_FAULT_ALG, "none",
		"eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5leGFtcGxlIiwic3Vi"
		"IjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEyTWoiLCJleHAiOjE3"
		"OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lzdHJhci5leGFtcGxl"
		"In0." },
	{ JWT_FAULT_ALG, "None",
		"eyJhbGciOiJOb25lIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5leGFtcGxlIiwic3Vi"
		"IjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEyTWoiLCJleHAiOjE3"
		"OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lzdHJhci5leGFtcGxl"
		"In0." },
	{ JWT_FAULT_ALG, "HS256 with the public key as the secret",
		"eyJhbGciOiJIUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.h6yjOgximBc6OcgA8a1kkKqBNLHj-zQn2lz7lf1cJpg" },
	{ JWT_FAULT_ALG, "PS256",
		"eyJhbGciOiJQUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.Ci7ax7R58szOKdFql-iwLZz5QiqdqDBUdJy0gqarZ3eyS_aKHRLQwtEA"
		"GI0E2bhZX5GEuL_yaL3hW7Bzbx5x3AlEBQkehansMSyDaMc_tf7kwFiEFGO3u1x1iZvnmUvXQkhP"
		"wpLUlI-FfUNqxn5OhR0wBsV2937XJrE7ZmyhlGWMjIOiuWvhA9QPtY_HJj0R5SqNAeswnTEJbP5q"
		"w1bQftJJJWnArnn0MWWQsrKsLHya9Ju2FmnmFQL3btkp4QzKv47Xsx3nLM5wNfSFRa8xAcPlvgaz"
		"SGec8YGeKFXHwfm96r8SqDhx-tpzF45nYB5sbKP7jiC-XrWyhkWCK1zEiQ" },
	{ JWT_FAULT_ALG, "no alg",
		"eyJhbGciOm51bGwsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5leGFt"
		"cGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEyTWoi"
		"LCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lzdHJh"
		"ci5leGFtcGxlIn0.LV65XFRZKqYACby45sWrpXpArr00F9MHruDE750CWAAxm7mb4B-lHwuIRQLO"
		"-y9FQQOInLCHVvKfjKDoF-UJ-Mt3HDY7pxTAKLqKWd7eJClWVxxeeh5CRB9rLeCh-fu6SaTAriLB"
		"bgNM6SsumDnOz3VjcbxTSEDLGN-4KgfN12RxnRA-F-bGeJSrvx33A4ZcJfcVwaTcoYrF7mQ_xv9j"
		"cypwyYHeQcfa-IY-aUzKlLC4l33Z5Xp52rv2bMqZQmvP8ziPtlsm6LuikfnKA6SJ5zV1Ewt-dEz8"
		"mCaISXW5qzmYPWRxINlBI-4O64VJiPvPjxkK68f8WvfmjTcZCR8dzg" },
	{ JWT_FAULT_FORM, "crit",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwiY3JpdCI6WyJiNjQiXSwiYjY0Ijp0cnVlfQ.eyJpc"
		"3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5leGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiO"
		"iJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEyTWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5N"
		"TI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lzdHJhci5leGFtcGxlIn0.pyb5Rcl8GoLqGHft17pl9"
		"de3tO4tQZS9uJSuYdLRQ3Yn8GAGUhFZGACl-1qCvSZxjUVTAxBwevVjdtGOlcD_7g" },
	{ JWT_FAULT_FORM, "another purpose",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiYXQrand0In0.eyJpc3MiOiJodHRwczov"
		"L2lkLnJlZ2lzdHJhci5leGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9u"
		"Y2UiOiJuLTBTNl9XekEyTWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1h"
		"aWwiOiJhbm5hQHJlZ2lzdHJhci5leGFtcGxlIn0.zPmaXBMJOgWG9-lOTv3QEVIjDiMh9JVWsoK6"
		"u_Gx-Bc2p45eg_Wdd-sK8PWNpcO5-sJ6SnBC0c53NRMSF7KczA" },
	{ JWT_FAULT_KEY, "unknown kid",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImU5In0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.vpDEbfEjLpbHHH2AFI7f9jhwy6nRoarPQAjVgxAKUiLUSx4I889oEAOe"
		"_1fLCpEwRKxO_IpgCmJ7JlLZOkHDRA" },
	{ JWT_FAULT_KEY, "kid of another kind",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.fQgwlHle37lcjLqQjLFlBNkniOFiWsfNr3v1U6i5lIEi_FvA0GQDwGWb"
		"DObGHtDClC9-VviKAsxjdwXE50Vltw" },
	{ JWT_FAULT_KEY, "its own key",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6Im1pbmUiLCJqd2siOnsia3R5IjoiRUMiLCJjcnYiOiJQLTI1"
		"NiIsIngiOiIyTGlpSUNIOFFLWXlmNVJTQWtEM3dGLU9jX1BxUUdDOWVtVWhCWUpYY0NBIiwieSI6"
		"Im5hLWMta0V0QWlpYXA0X0JfQlZzVzhRWUFxRWZwS0I0ZjhvM3Y5bE5HdVEifX0.eyJpc3MiOiJo"
		"dHRwczovL2lkLnJlZ2lzdHJhci5leGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNr"
		"Iiwibm9uY2UiOiJuLTBTNl9XekEyTWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5"
		"NSwiZW1haWwiOiJhbm5hQHJlZ2lzdHJhci5leGFtcGxlIn0.J5vcmR2BDTAUxQ5-K5G3rU3K2dmP"
		"Tz0ft1Rp7V5SaqjV156H2zKl1aHniMV1UKSoE17__HB_VIdtlpD6NVwADA" },
	{ JWT_FAULT_SIGNATURE, "foreign key, known kid",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.epnZnq8WY79mTg0tZ8cig5kVp4u52ihHpscVGrkh2onBcj6a0PVkZOZe"
		"iH0VOUVHYnDn73_zgbMxrDLQksQD_Q" },
	{ JWT_FAULT_SIGNATURE, "RSA, one bit",
		"eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.mUmq6BUEFsupGib4tbkTrX7vqsL46z-38qNEBJGs_fnFVuUTpHizVUYi"
		"XY3ul6wslkqnQs3zlUTOPZycD8JSqy_hyVYPxV3YFU240koXdj41GweJRdEsRUvC7P1q935roNY9"
		"RwJOT7tapMUX83X5rpxbBUDSuKx_kVDwlLAK3V6x1gpXFIrTeK5_XH0iETOEugg-YnAbn06bKuSl"
		"KvooT1zxExBZS3JUlF-3tth6sRc_OKLFL34It7kknO10HjJ9lwe8Xp4xZVVMOB2VhZjGC0LWehfb"
		"dOJ7Lydo0ve9w_jmu4nmYbYmTNiSLL4Cs0Sc5djhdZA7wnSXSQsgm3QjXA" },
	{ JWT_FAULT_SIGNATURE, "EdDSA, one bit",
		"eyJhbGciOiJFZERTQSIsImtpZCI6ImQxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.US1XPN2wilj8ylRapaT81-toZFmTnsbnn-Dz3HiW0ClHLIR6WTveOewu"
		"F1oaYYp5QuxnBtf96-Oly3R-S0CmDg" },
	{ JWT_FAULT_ISS, "slash",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlLyIsInN1YiI6IjI0NDAwMzIwIiwiYXVkIjoiZGVzayIsIm5vbmNlIjoibi0wUzZfV3pB"
		"Mk1qIiwiZXhwIjoxNzk1MjU1NTAwLCJpYXQiOjE3OTUyNTUxOTUsImVtYWlsIjoiYW5uYUByZWdp"
		"c3RyYXIuZXhhbXBsZSJ9.DlJzgVXzgXow3W-Eu7-3mDYeFHDeJ8fBGWTYC_v5-cvkJ4WoLKtB4xn"
		"Jx4UTXCFhpXfAZJnpuWmnMI9NRtzzqg" },
	{ JWT_FAULT_ISS, "none",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJzdWIiOiIyNDQwMDMyMCIsImF1ZCI6ImRlc2si"
		"LCJub25jZSI6Im4tMFM2X1d6QTJNaiIsImV4cCI6MTc5NTI1NTUwMCwiaWF0IjoxNzk1MjU1MTk1"
		"LCJlbWFpbCI6ImFubmFAcmVnaXN0cmFyLmV4YW1wbGUifQ.EcNxk1l8Qfb11iP2_ToapYO8mb9Et"
		"We6rcLxDu-UY3_555JfYEzFtl41hkJmqOXZ0V1ErJ4RvecetEe2njWPTQ" },
	{ JWT_FAULT_AUD, "other",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJvdGhlciIsIm5vbmNlIjoibi0wUzZfV3pB"
		"Mk1qIiwiZXhwIjoxNzk1MjU1NTAwLCJpYXQiOjE3OTUyNTUxOTUsImVtYWlsIjoiYW5uYUByZWdp"
		"c3RyYXIuZXhhbXBsZSJ9.Sdj81zQM24fih9Us8IpxmfRVOwFcqZiLyHpNppHXmTMcpitY7I-8SXG"
		"hp7r1FpEPea2RlCQiZhGdFIMku4MFsg" },
	{ JWT_FAULT_AUD, "others",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOlsib3RoZXIiLCJkZXNrMiJdLCJub25jZSI6"
		"Im4tMFM2X1d6QTJNaiIsImV4cCI6MTc5NTI1NTUwMCwiaWF0IjoxNzk1MjU1MTk1LCJlbWFpbCI6"
		"ImFubmFAcmVnaXN0cmFyLmV4YW1wbGUifQ.EcsMRherMHTcTiGeRO6IyQxnb6PtFB1cpidzqv5Mi"
		"1PrdiFv2_VEdVY-uSxOQDfLqcZSCSDDJmm9tZhKzCpr2A" },
	{ JWT_FAULT_AUD, "none",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJub25jZSI6Im4tMFM2X1d6QTJNaiIsImV4cCI6MTc5"
		"NTI1NTUwMCwiaWF0IjoxNzk1MjU1MTk1LCJlbWFpbCI6ImFubmFAcmVnaXN0cmFyLmV4YW1wbGUi"
		"fQ.YOtPSv1OyKK2S-F-_aYzGe0PJn4KQV42GHbVdRc9Aw4YaBzxiVIPB2LCFl_7DH4bC9c9Kg_hN"
		"q4A5F0cOoydbw" },
	{ JWT_FAULT_AUD, "not text",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOlsiZGVzayIsN10sIm5vbmNlIjoibi0wUzZf"
		"V3pBMk1qIiwiZXhwIjoxNzk1MjU1NTAwLCJpYXQiOjE3OTUyNTUxOTUsImVtYWlsIjoiYW5uYUBy"
		"ZWdpc3RyYXIuZXhhbXBsZSJ9.ugxImrvpYRsRnZ6rlWqmMPGJ5T3VPKDdkt7_JPfk8rtieoymu_q"
		"SuD-M8gBF1k8miSigaXbJ5fE58EqmEnLJWg" },
	{ JWT_FAULT_AZP, "several without",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOlsiZGVzayIsIm90aGVyIl0sIm5vbmNlIjoi"
		"bi0wUzZfV3pBMk1qIiwiZXhwIjoxNzk1MjU1NTAwLCJpYXQiOjE3OTUyNTUxOTUsImVtYWlsIjoi"
		"YW5uYUByZWdpc3RyYXIuZXhhbXBsZSJ9.UWjWcNq8-2--tUrU3FiKqNwz0FWZMH1SYeQ1BkE9P3_"
		"q9jtnOYBQIXSU8LudUqhKZRiPFbloWooNv2VeXAlbOg" },
	{ JWT_FAULT_AZP, "other",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIiwiYXpwIjoib3RoZXIifQ.fhYjXAV6rHsa8YJxU1Ekirf0BA4XrIujfReIG"
		"O5DwtBa9HTcscxKkXbxrexxV8fvstvyZhF0XQizHYZrsHNG7Q" },
	{ JWT_FAULT_EXP, "a minute past",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTUxNDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.ghMTE1F-9AZyEFAJTX_Pu_tNhQ8zKhtleSNDi6SiuuuL43pXAIx6KbID"
		"ISwQpXBbd5k0eP5avhUpPhSCZ7q5LA" },
	{ JWT_FAULT_EXP, "none",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJpYXQiOjE3OTUyNTUxOTUsImVtYWlsIjoiYW5uYUByZWdpc3RyYXIuZXhhbXBsZSJ9.vcv"
		"yw13Oxvx4hTBrrM89dgwReih5FmlYdtqS0pEIx7hUzXYR5jmRFqQfW_lA9I9uvV-9iqudtZw7XJE"
		"jwSf1NA" },
	{ JWT_FAULT_EXP, "text",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOiIxNzk1MjU1MjYwIiwiaWF0IjoxNzk1MjU1MTk1LCJlbWFpbCI6ImFubmFAcmVn"
		"aXN0cmFyLmV4YW1wbGUifQ.8WCJ2PxpuV6WR6g7qwpaWv8BsgUyKRM8iM_b_UQH12AJsbpvwaECw"
		"V6LpImG9BIOvDTVZaJnZORrVn61JBHCZA" },
	{ JWT_FAULT_IAT, "future",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTI2MSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.G7vSIkG3jGdsJzj1tKqY7BHWEumiDFNh79TVYzsUGG_jc91UOfuVRt9p"
		"V_929waGGBKjeH4eEi8QLgPtPfk1kA" },
	{ JWT_FAULT_IAT, "old",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NDU5OSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.X7KrFJtY4AXCEAzlNCh02xODXdfngsFyNupOafdfpBzzc-bAYFODtrvm"
		"Xd7CNW8aZ7xOyL3GTl2UNjWeNOyTJA" },
	{ JWT_FAULT_IAT, "none",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImVtYWlsIjoiYW5uYUByZWdpc3RyYXIuZXhhbXBsZSJ9.Fpo"
		"-PwMZ5dZyD29tpPhOEjN6pVFnmknpLHDyORgDqT9wW6KwornWf_2L12oGgAiS4HtORqWuWQdvmxI"
		"BI4-byQ" },
	{ JWT_FAULT_IAT, "not before",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWoiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIiwibmJmIjoxNzk1MjU1MjYxfQ.L1kWFpM_rVSLmlrHFahhr4mXvRCSMy8RC"
		"AYS0UZ8sVSjnlZXt3tu4NhA2X80WgfdoGX-HjYV7M82cwJ3TEtH3A" },
	{ JWT_FAULT_NONCE, "other",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwibm9uY2UiOiJuLTBTNl9XekEy"
		"TWsiLCJleHAiOjE3OTUyNTU1MDAsImlhdCI6MTc5NTI1NTE5NSwiZW1haWwiOiJhbm5hQHJlZ2lz"
		"dHJhci5leGFtcGxlIn0.C0AykJBPGq7zzdd3f1GK-eKzxIN03ayi1OzEG1rsD4IPi1WqaftO7Gh9"
		"Y5bybv-uiwVyvWaICH-naxynsiLXfw" },
	{ JWT_FAULT_NONCE, "none",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoiMjQ0MDAzMjAiLCJhdWQiOiJkZXNrIiwiZXhwIjoxNzk1MjU1NTAwLCJp"
		"YXQiOjE3OTUyNTUxOTUsImVtYWlsIjoiYW5uYUByZWdpc3RyYXIuZXhhbXBsZSJ9.eG6upNeba3v"
		"uE4PRQfbfNNbULnGbg7KgxYCcEjvXeIsxcBmg3zanhNGrIj-ZkgdHZT8YqEODU0kYzlsOuh1T3g" },
	{ JWT_FAULT_SUB, "none",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwiYXVkIjoiZGVzayIsIm5vbmNlIjoibi0wUzZfV3pBMk1qIiwiZXhwIjoxNzk1MjU1"
		"NTAwLCJpYXQiOjE3OTUyNTUxOTUsImVtYWlsIjoiYW5uYUByZWdpc3RyYXIuZXhhbXBsZSJ9.K0C"
		"5X9l5-tjJ-VROQ-Gm0Ix6vYvWN9VKJiGWeZwvQy8dbYgdWmpYJqYqOw9MN38JimfMCuuLkagIHMw"
		"tsJqeBw" },
	{ JWT_FAULT_SUB, "long",
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLnJlZ2lzdHJhci5l"
		"eGFtcGxlIiwic3ViIjoieHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4"
		"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4"
		"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4"
		"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4"
		"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eCIsImF1ZCI6ImRlc2si"
		"LCJub25jZSI6Im4tMFM2X1d6QTJNaiIsImV4cCI6MTc5NTI1NTUwMCwiaWF0IjoxNzk1MjU1MTk1"
		"LCJlbWFpbCI6ImFubmFAcmVnaXN0cmFyLmV4YW1wbGUifQ.-oB5ld8PmQr0mr84A0dAYmwGRnxZ1"
		"l94W_7rAjKoY5jW3tS-ktBWT_2jQgtxKt7sZMiGVj36pQqOc74kRHEzaA" },
};
/* clang-format on */

#endif
