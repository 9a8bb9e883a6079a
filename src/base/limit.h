/* SPDX-License-Identifier: Apache-2.0 */
/* limit.h -- every ceiling on untrusted input, with its reason.  No loop or buffer that is fed from
 * outside lacks a number from here, and a test stands on both sides of each. */
#ifndef BASE_LIMIT_H
#define BASE_LIMIT_H

#define LIMIT_JSON_DEPTH   64 /* XARF needs 5, RDAP 12; deeper is an attack on the stack */
#define LIMIT_JSON_NODES   200000 /* one document; a thick RDAP answer has about 3,000 */
#define LIMIT_LINE_BYTES   (16u << 20) /* XARF v4: 15 MB a report is the format's own target */
#define LIMIT_REPORT_BYTES (16u << 20) /* one report with its evidence */
#define LIMIT_DOCUMENT_BYTES \
	(64u << 20) /* a JSON array of reports; more goes in as NDJSON, line by line */
#define LIMIT_REPORT_TARGETS 1000 /* a notice naming more is split by its sender */
#define LIMIT_EVIDENCE       50 /* XARF v4 */
#define LIMIT_EVIDENCE_BYTES 5242880 /* XARF v4: 5 MiB an item */
#define LIMIT_TAGS           20 /* XARF v4 */
#define LIMIT_TEXT_FIELD     1000 /* XARF v4: description */
#define LIMIT_URL_BYTES      8192 /* longest in the real lists is below; servers refuse more */
#define LIMIT_HOST_BYTES     253 /* RFC 1035 2.3.4, in presentation form */
#define LIMIT_LABEL_BYTES    63 /* RFC 1035 2.3.4 */
#define LIMIT_MAIL_BYTES     (32u << 20) /* common MTA ceiling; more is cut by the MTA already */
#define LIMIT_MAIL_LOCAL     64 /* RFC 5321 4.5.3.1.1 */
#define LIMIT_MAIL_ADDRESS   254 /* RFC 5321 4.5.3.1.3, without the brackets */
#define LIMIT_MAIL_SUBJECT \
	300 /* bytes of a subject, name or file name that we write; longer is cut */
#define LIMIT_MAIL_OUT      (24u << 20) /* a message that we write; most servers refuse more */
#define LIMIT_MAILDIR       100000 /* messages listed at once; the rest comes with the next listing */
#define LIMIT_MIME_DEPTH    32 /* nested parts; honest mail stays under 10 */
#define LIMIT_MIME_PARTS    1000 /* parts in one message */
#define LIMIT_MIME_HEADERS  1000 /* header lines in one message */
#define LIMIT_PARSE_SECONDS 10 /* CPU time of the parse process for one message */
#define LIMIT_PARSE_MEMORY  (256u << 20) /* address space above its start of the parse process */
#define LIMIT_PARSE_WALL_MS \
	30000 /* a busy machine may give the 10 s of CPU this slowly; then it ends */
#define LIMIT_PARSE_REPLY   (64u << 20) /* reports of one message: a 32 MB table doubles at most */
#define LIMIT_PARSE_WORKERS 64 /* more children than cores only wait */
#define LIMIT_MIME_PARAMS   200 /* RFC 2231 pieces in one header; long file names need 10 */
#define LIMIT_MIME_DASHES   50000 /* lines that could be boundaries: a look before MIME is parsed */
#define LIMIT_MIME_LINE     (64u << 10) /* one unfolded header; RFC 5322 lines end at 998 */
#define LIMIT_TEXT_SCAN     (4u << 20) /* text looked at in one message; letters are below 100 kB */
#define LIMIT_TEXT_HITS     5000 /* places in one text; LIMIT_REPORT_TARGETS of them can be reported */
#define LIMIT_ARF_FIELDS    500 /* lines of one field block; the registry has 30 names */
#define LIMIT_FAULTS        32 /* faults of one report that are listed; all are counted */
#define LIMIT_CSV_RECORD    (256u << 10) /* one row; real ones stay under 16 kB */
#define LIMIT_CSV_LINES     100 /* lines of one quoted row */
#define LIMIT_CSV_COLUMNS   128 /* widest feed seen: 60 */
#define LIMIT_LIST_LINE     (32u << 10) /* a line of a list: a URL and what trails it */
#define LIMIT_HEAD_BYTES    4096 /* what form and encoding are found from */
#define LIMIT_GUESSES       64 /* one report: each fault forgiven, and what was filled in */
#define LIMIT_ERRORS_SHOWN  100 /* refused lines listed in one answer; all are counted */
#define LIMIT_LADDER        256 /* rows: actors by role times actions, with room */
#define LIMIT_ACTORS        64 /* on one stack */
#define LIMIT_YAML_DEPTH    16 /* packs need 6 */
#define LIMIT_YAML_NODES    100000 /* one pack */
#define LIMIT_YAML_MEMBERS  1000 /* of one mapping; packs need 40, and keys are compared in pairs */
#define LIMIT_YAML_BYTES    (1u << 20) /* one pack or rule file; the largest of ours is under 32 kB */
#define LIMIT_PACKS         400 /* about 70 are shipped; one a country and TLD fits */
#define LIMIT_PACK_FAULTS   200 /* shown of one pack; all are counted */
#define LIMIT_PACK_IMAGE    (16u << 20) /* compiled packs; ours take under 256 kB */
#define LIMIT_HOLIDAYS      20000 /* lines of the holiday table; ours has about 1,200 */
#define LIMIT_REMIT_MEMO    8192 /* remembered remits; forgotten all at once when full */
#define LIMIT_DUTIES        8192 /* on one case: 64 actors under all that bind them */
#define LIMIT_CLOCK_YEARS   50 /* a clock that runs longer is a mistake in a pack */
#define LIMIT_FILE_BYTES    (1u << 30) /* reference file read whole */
#define LIMIT_UNPACK_RATIO \
	100 /* unpacked to packed bytes of a reference file; real tables stay under 20 */
#define LIMIT_PACKED_BYTES \
	((uint64_t)1 << 40) /* of one packed input, unpacked; it is worked as it comes */
#define LIMIT_PACKED_MAIL \
	(64u << 20) /* of what is packed in one mail; real ones stay under 10 MB */
#define LIMIT_PACKED_MEMBERS 10000 /* files in one archive; a Maildir in a ZIP has about so many */
#define LIMIT_UNPACK_MEMORY  (512u << 20) /* address space of the process that opens a packed file */
#define LIMIT_PACKED_RATIO \
	1000 /* unpacked to packed bytes, from 16 MB on; real lists stay under 50 */
#define LIMIT_RDAP_BYTES    (1u << 20) /* largest real answer seen: 60 kB */
#define LIMIT_REDIRECTS     5 /* RFC 7480 5.2 leaves it to the client */
#define LIMIT_PAGE_HOPS     3 /* redirects within one site, to https, to "www." and to where it moved */
#define LIMIT_PAGE_MS       10000 /* one look at a page, with all its hops */
#define LIMIT_PAGE_MINUTE   120 /* pages looked at in a minute, of all sites together */
#define LIMIT_CASE_PAGES    8 /* of one case that are looked at; a case of more is for people */
#define LIMIT_CASE_REPORTS  256 /* of one case that are read for its pages; more are for people */
#define LIMIT_RDAP_ENTITIES 2000 /* entities in one answer; real ones have about 40 */
#define LIMIT_RDAP_NESTING  8 /* entities within entities; real ones have 3 */
#define LIMIT_FACT_BYTES    65536 /* one line of facts; the longest of ours is 8 kB */
#define LIMIT_FACTS         1000000 /* lines in one file of facts */
#define LIMIT_EPP_BYTES     (256 << 10) /* one answer; a domain:info with all its parts has 4 kB */
#define LIMIT_EPP_DEPTH     16 /* nested elements; RFC 5731 needs 7, extensions 10 */
#define LIMIT_EPP_TEXT      (64 << 10) /* between two tags */
#define LIMIT_EPP_MESSAGES  1000 /* of the poll queue in one run; the rest comes with the next */
#define LIMIT_RPZ_BYTES     (256u << 20) /* a zone file; a million names take 120 MB */
#define LIMIT_RPZ_LINE      2048 /* an owner, a target and a note */
#define LIMIT_DNS_MESSAGE   65535 /* RFC 1035 4.2.2 */
#define LIMIT_DNS_RECORDS   100 /* of one set kept in a fact; a name has about 10 */
#define LIMIT_NOTE_BYTES    (1u << 20) /* a checkpoint with its signatures; ours take under 2 kB */
#define LIMIT_NOTE_SIGS     100 /* C2SP asks for 16; a post-quantum one has 5 kB */
#define LIMIT_BUNDLE_BYTES  (4u << 20) /* a proof bundle: entry, details, proof, checkpoint */
#define LIMIT_LOG_ENTRIES   4000000000u /* of a log that is checked whole: 130 GB of hashes */
#define LIMIT_NOTE_NAME     256 /* name of a key or a log: a URL without its scheme */
#define LIMIT_CNAME_HOPS    16 /* resolvers stop about here as well */
#define LIMIT_ANSWER_BYTES  65536 /* one answer in JSON; ours stay under 1 kB */
#define LIMIT_ANSWER_SCAN \
	65536 /* bytes of a reply that are looked at for words; people write less */
#define LIMIT_ANSWER_SCAN \
	65536 /* bytes of a reply that are looked at for words; people write less */
#define LIMIT_ANSWER_WORDS       4000 /* words of a reply that are looked at; letters have 200 */
#define LIMIT_WEBHOOK_BODY       (1u << 20) /* bytes of one signed message; ours stay under 100 kB */
#define LIMIT_WEBHOOK_ID         100 /* bytes of its id */
#define LIMIT_WEBHOOK_SIGNATURES 10 /* looked at in one message; two while keys change */
#define LIMIT_DSN_RECIPIENTS     100 /* groups in one delivery report; ours has one recipient */
#define LIMIT_ANSWER_TEXT        4000 /* bytes of words in an answer that are kept; a desk reads no more */
#define LIMIT_ANSWER_WORD        200 /* a name, reference or key in an answer */
#define LIMIT_LETTER_BYTES \
	(1u << 20) /* text of one letter; mail servers take 10 MB with its parts */
#define LIMIT_ANSWER_TEXT 4000 /* bytes of words in an answer that are kept; a desk reads no more */
#define LIMIT_ANSWERS     1000 /* of one case; whoever holds a token might go on for ever */
#define LIMIT_ANSWER_WORD 200 /* a name, reference or key in an answer */
#define LIMIT_LETTER_BYTES \
	(1u << 20) /* text of one letter; mail servers take 10 MB with its parts */
#define LIMIT_NEWS          100 /* reporters of one case that are written to; a campaign has thousands */
#define LIMIT_PARCEL        50 /* letters in one message; more are split: nobody answers a longer list */
#define LIMIT_HEAPS         256 /* recipients looked at for one run, whoever waits longest first */
#define LIMIT_CONTACTS      16 /* of one actor that are tried one after the other */
#define LIMIT_LETTERS_SHOWN 1000 /* of one list; it goes on behind the last */
#define LIMIT_CHANNEL_SECONDS \
	120 /* one try to hand a letter over; SMTP's own time-outs are longer, ours end it */
#define LIMIT_HTTP_HEAD       16384 /* request line and fields; browsers send under 4 kB */
#define LIMIT_HTTP_FIELDS     100 /* header fields of one request; browsers send about 20 */
#define LIMIT_HTTP_CHUNK_LINE 256 /* size and extensions before a chunk */
#define LIMIT_HTTP_BODY       (1u << 20) /* a form or JSON object of the API */
#define LIMIT_HTTP_UPLOAD \
	(33u << 20) /* a mail, a report or an array of reports; NDJSON streams instead */
#define LIMIT_HTTP_STREAM      ((uint64_t)64 << 30) /* an NDJSON upload; it is worked line by line */
#define LIMIT_HTTP_HEAD_MS     10000 /* from the first byte of a head to its last */
#define LIMIT_HTTP_IDLE_MS     75000 /* between two requests; what fronts use */
#define LIMIT_HTTP_BODY_MS     20000 /* a body that makes no progress for so long has stalled */
#define LIMIT_HTTP_RATE        512 /* bytes a second of a body, on average after the first 20 seconds */
#define LIMIT_HTTP_WAIT_MS     60000 /* for the core's answer */
#define LIMIT_HTTP_CONNECTIONS 20000 /* at once; beyond it the longest idle one is closed */
#define LIMIT_HTTP_HELD        (512u << 20) /* bytes of bodies held at once, of all connections */
#define LIMIT_HTTP_NETWORKS    65536 /* networks whose rate is remembered; the oldest is forgotten */
#define LIMIT_FRAME_BYTES      (64u << 20) /* between http and core: an upload, or a long page */
#define LIMIT_FORM_FIELDS      200 /* of one form; ours have under 40 */
#define LIMIT_FORM_NAME        64 /* bytes of a field's name */
#define LIMIT_PAGE_BYTES       (8u << 20) /* a page or reply; lists are cut into pages of 500 rows */
#define LIMIT_THROTTLED        16384 /* names and networks whose failed sign-ins are remembered */
#define LIMIT_JWT_BYTES        16384 /* an ID token; those with a hundred groups take 6 kB */
#define LIMIT_JWKS_KEYS        64 /* keys of a provider; two or three while they change */
#define LIMIT_OIDC_BYTES       (256u << 10) /* one answer of a provider; a discovery document has 6 kB */
#define LIMIT_OIDC_GROUPS      500 /* of one person */
#define LIMIT_OIDC_TEXT        255 /* a subject (OpenID Connect Core 2), a group, an account's claim */
#define LIMIT_OIDC_ID_TOKEN    4096 /* one that signing out needs goes into an address */
#define LIMIT_OIDC_WAITING \
	256 /* sign-ins that wait for a provider at once; more are told to come again */
#define LIMIT_SWEEP 100000 /* clocks worked off in one sweep; the rest is for the next */

#define LIMIT_APPEAL_TEXT     10000 /* bytes of an appeal or its reasons: three pages */
#define LIMIT_HELD            10000 /* reports of one notifier that wait for a person; more are refused */
#define LIMIT_SIGKEY_FILE     4096 /* a key or signature in a file; PEM takes 113 bytes */
#define LIMIT_PASSWORD        1024 /* bytes; more is an attempt to keep us busy */
#define LIMIT_TOKEN_DAYS      366 /* no token of a person lives longer */
#define LIMIT_PASSKEYS        20 /* of one person; somebody has a phone, a laptop and some keys */
#define LIMIT_PASSKEY_NAME    60 /* bytes of what its person calls it */
#define LIMIT_PASSKEY_BYTES   16384 /* of what a browser sends of one; a key of 2048 bits makes 500 */
#define LIMIT_DECISIONS_CHAIN 64 /* decisions that follow each other on one case */

#endif
