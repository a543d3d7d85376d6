#!/bin/sh
# Runs the tests of `crates/wasm` in Node.js, then in Chromium.
set -eu
cd "$(dirname "$0")/../.."
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=$(sh tests/setup/tools.sh where wasm-bindgen)-test-runner
CHROMEDRIVER=$(command -v chromedriver)
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER CHROMEDRIVER
test() { cargo test --package mcpglot-wasm --target wasm32-unknown-unknown --test boundary; }
test
WASM_BINDGEN_USE_BROWSER=1 test
