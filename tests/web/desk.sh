# SPDX-License-Identifier: Apache-2.0
# The queue as an analyst uses it: keys, filters, saved views, several cases at once and back, new replies, names in
# texts; and what it costs to load.
. "$(dirname "$script")/lib/lib.sh"
web_sample
# a full page of the queue
for i in $(seq 20); do echo "https://fill$i.example/sign-in"; done >fill.txt
run 0 "$BAILIWICK" intake --store "$WORK/desk" $web_with --offline --harm phishing fill.txt
run 0 "$BAILIWICK" case list --store "$WORK/desk" $web_with --offline --json --site harbour-shop.example --harm phishing
CASE=$(jq -r .id out)
run 0 "$BAILIWICK" act accept "$CASE" --store "$WORK/desk" $web_with --offline --desk-name D --desk-mail abuse@desk.example
run 0 "$BAILIWICK" act letters --store "$WORK/desk" --offline --json
LETTER=$(jq -r 'select(.kind == "request") | .letter' out | head -n 1)
run 0 "$BAILIWICK" act show "$LETTER" --store "$WORK/desk" --offline --json
jq -r .token out >token
export CASE LETTER
web_serve || return
web_run desk.js
serve_stop
