-- SPDX-License-Identifier: Apache-2.0
-- Version of one list of what works once: challenges of passkeys stand beside states of sign-ins.  Each digest is of a
-- kind of its own, keyed with the store's secret, and stays until what it stands for is too old anyway.

INSERT INTO spent(digest, expires_at) SELECT digest, expires_at FROM answered;
DROP TABLE answered;
