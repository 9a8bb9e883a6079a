# SPDX-License-Identifier: Apache-2.0
# A settings file is checked with line, column and the nearest name; its values stand behind the command line's.
cat >good.yaml <<'X'
offline: true
colour: never
X
run 0 "$BAILIWICK" check-config good.yaml
out_has 'good'
cat >bad.yaml <<'X'
offlin: true
timeout: soon
X
run 78 "$BAILIWICK" check-config bad.yaml
out_has "bad.yaml:1:9: unknown setting 'offlin' (did you mean 'offline'?)"
out_has "bad.yaml:2:10: 'timeout' wants a number, not 'soon'"
run 78 "$BAILIWICK" check-config bad.yaml --json
json '.faults | length' 2
run 78 "$BAILIWICK" version --config bad.yaml
run 66 "$BAILIWICK" version --config absent.yaml
run 0 "$BAILIWICK" version --config good.yaml
printf 'a: [' >broken.yaml
run 78 "$BAILIWICK" check-config broken.yaml
