# SPDX-License-Identifier: Apache-2.0
# The main tasks of an analyst and of a member of the public, with scripts.
. "$(dirname "$script")/lib/lib.sh"
web_sample
web_serve || return
web_run tasks.js with
serve_stop
