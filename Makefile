# SPDX-License-Identifier: Apache-2.0
# For those who work on it; newcomers use ./run and ./test.
BUILD ?= build
.PHONY: all story ledger-demo check asan lint fuzz bench torture deb deb-test clean
all: $(BUILD)/build.ninja
	ninja -C $(BUILD)
$(BUILD)/build.ninja:
	meson setup $(BUILD) -Dfast=true
check: all
	meson test -C $(BUILD) --print-errorlogs
asan:
	test -f build-asan/build.ninja || meson setup build-asan -Db_sanitize=address,undefined -Darena_malloc=true -Db_lundef=false
	ninja -C build-asan
	meson test -C build-asan --print-errorlogs
lint:
	tools/lint
fuzz:
	tools/fuzz
bench: all
	bench/run
story: all
	$(BUILD)/bailiwick simulate stories
ledger-demo: all
	tools/ledger-demo $(BUILD)/bailiwick
torture: all
	tests/fault/torture
deb:
	tests/deb/build
deb-test: deb
	tests/deb/install.sh build-deb/bailiwick_*.deb
clean:
	rm -rf build build-asan build-fuzz build-deb
