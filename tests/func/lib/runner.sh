#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs one functional test in an empty folder of its own, with no data, cache or settings of the user's.
set -u
script=$1
WORK=$(mktemp -d) || exit 99
trap 'rm -rf "$WORK"' EXIT
export WORK HOME="$WORK/home" XDG_DATA_HOME="$WORK/data" XDG_CACHE_HOME="${BUILD_ROOT:?}/test-cache" XDG_CONFIG_HOME="$WORK/config"
mkdir -p "$HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME"
export TZ=UTC LC_ALL=C.UTF-8 NO_COLOR=1 NOW=2026-11-21T12:00:00Z
FUNC_LIB=$(dirname "$0")
export FUNC_LIB
cd "$WORK" || exit 99
. "$FUNC_LIB/lib.sh"
. "$script"
[ "${FAILED:-0}" -eq 0 ]
