# SPDX-License-Identifier: Apache-2.0
# Every page of the route table that has no parameter, a case and a name explained: axe's rules hold, nothing is wider
# than the screen of a telephone, nothing is asked from elsewhere.
. "$(dirname "$script")/lib/lib.sh"
web_sample
web_serve || return
web_run pages.js
serve_stop
