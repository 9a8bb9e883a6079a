# SPDX-License-Identifier: Apache-2.0
# Hostile text in every field that a report can carry, and in every query that a page shows again: nothing of it runs on
# any page, nothing is asked from elsewhere, and our own policy has nothing to stop.
. "$(dirname "$script")/lib/lib.sh"
web_sample
web_serve || return
web_run payloads.js
serve_stop
