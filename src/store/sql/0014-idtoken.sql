-- SPDX-License-Identifier: Apache-2.0
-- Version of ID tokens: what a provider wants to see of who signs out there again.

-- The ID token of the sign-in, sealed with a key that only the session's cookie leads to; NULL: none is kept.
ALTER TABLE session ADD COLUMN id_token BLOB;
