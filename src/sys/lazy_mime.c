/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_mime.c -- GMime with the GLib below it, in the process that parses mail (lazy.h) */
#include <gmime/gmime.h>

#include "sys/lazy.h"

static struct lazy library = { "libgmime-3.0.so.0", "libgmime-3.0-0" };

LAZY_CALL(GByteArray *, g_byte_array_append, (GByteArray * array, const guint8 *data, guint len),
	(array, data, len))
LAZY_CALL(GByteArray *, g_byte_array_sized_new, (guint reserved_size), (reserved_size))
LAZY_DO(g_log_set_writer_func,
	(GLogWriterFunc func, gpointer user_data, GDestroyNotify user_data_free),
	(func, user_data, user_data_free))
LAZY_CALL(const char *, g_mime_content_disposition_get_disposition,
	(GMimeContentDisposition * disposition), (disposition))
LAZY_CALL(const char *, g_mime_content_disposition_get_parameter,
	(GMimeContentDisposition * disposition, const char *name), (disposition, name))
LAZY_CALL(const char *, g_mime_content_type_get_media_subtype, (GMimeContentType * content_type),
	(content_type))
LAZY_CALL(const char *, g_mime_content_type_get_media_type, (GMimeContentType * content_type),
	(content_type))
LAZY_CALL(const char *, g_mime_content_type_get_parameter,
	(GMimeContentType * content_type, const char *name), (content_type, name))
LAZY_CALL(GMimeParamList *, g_mime_content_type_get_parameters, (GMimeContentType * content_type),
	(content_type))
LAZY_CALL(GMimeStream *, g_mime_data_wrapper_get_stream, (GMimeDataWrapper * wrapper), (wrapper))
LAZY_CALL(size_t, g_mime_encoding_flush,
	(GMimeEncoding * state, const char *inbuf, size_t inlen, char *outbuf),
	(state, inbuf, inlen, outbuf))
LAZY_DO(g_mime_encoding_init_decode, (GMimeEncoding * state, GMimeContentEncoding encoding),
	(state, encoding))
LAZY_CALL(size_t, g_mime_encoding_outlen, (GMimeEncoding * state, size_t inlen), (state, inlen))
LAZY_CALL(const char *, g_mime_header_get_name, (GMimeHeader * header), (header))
LAZY_CALL(const char *, g_mime_header_get_raw_value, (GMimeHeader * header), (header))
LAZY_CALL(int, g_mime_header_list_get_count, (GMimeHeaderList * headers), (headers))
LAZY_CALL(GMimeHeader *, g_mime_header_list_get_header_at, (GMimeHeaderList * headers, int index),
	(headers, index))
LAZY_DO(g_mime_init, (void), ())
LAZY_CALL(GMimeObject *, g_mime_message_get_mime_part, (GMimeMessage * message), (message))
LAZY_CALL(GMimeMessage *, g_mime_message_part_get_message, (GMimeMessagePart * part), (part))
LAZY_CALL(GType, g_mime_message_part_get_type, (void), ())
LAZY_CALL(int, g_mime_multipart_get_count, (GMimeMultipart * multipart), (multipart))
LAZY_CALL(GMimeObject *, g_mime_multipart_get_part, (GMimeMultipart * multipart, int index),
	(multipart, index))
LAZY_CALL(GType, g_mime_multipart_get_type, (void), ())
LAZY_CALL(GMimeContentDisposition *, g_mime_object_get_content_disposition, (GMimeObject * object),
	(object))
LAZY_CALL(GMimeContentType *, g_mime_object_get_content_type, (GMimeObject * object), (object))
LAZY_CALL(GMimeHeaderList *, g_mime_object_get_header_list, (GMimeObject * object), (object))
LAZY_CALL(GType, g_mime_object_get_type, (void), ())
LAZY_CALL(int, g_mime_param_list_length, (GMimeParamList * list), (list))
LAZY_CALL(GMimeMessage *, g_mime_parser_construct_message,
	(GMimeParser * parser, GMimeParserOptions *options), (parser, options))
LAZY_CALL(GMimeParser *, g_mime_parser_new_with_stream, (GMimeStream * stream), (stream))
LAZY_DO(g_mime_parser_set_persist_stream, (GMimeParser * parser, gboolean persist),
	(parser, persist))
LAZY_CALL(GMimeDataWrapper *, g_mime_part_get_content, (GMimePart * mime_part), (mime_part))
LAZY_CALL(GMimeContentEncoding, g_mime_part_get_content_encoding, (GMimePart * mime_part),
	(mime_part))
LAZY_CALL(GType, g_mime_part_get_type, (void), ())
LAZY_CALL(GMimeStream *, g_mime_stream_mem_new_with_byte_array, (GByteArray * array), (array))
LAZY_DO(g_object_unref, (gpointer object), (object))
LAZY_CALL(GTypeInstance *, g_type_check_instance_cast, (GTypeInstance * instance, GType iface_type),
	(instance, iface_type))
LAZY_CALL(gboolean, g_type_check_instance_is_a, (GTypeInstance * instance, GType iface_type),
	(instance, iface_type))
