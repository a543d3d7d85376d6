#!/bin/sh
# Builds the package: TARGET/npm/package is what is published, TARGET/npm/mcpglot-VERSION.tgz the same packed, and
# TARGET/npm/installed a project that has installed it.
#
#   build.sh TARGET      TARGET is cargo's folder; `just wasm` has put the command there
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/npm"
target=$(cd "$1" && pwd)
out=$target/npm
export CARGO_TARGET_DIR="$target"

# The module in three steps. Functions that stay functions make it smaller, and only those that are called are compiled when a
# process begins. Loops whose head is more than two instructions are not turned over, which would write the head twice.
sh "$here/../tests/setup/build-wasm.sh" mcpglot-wasm js wasm32-unknown-unknown \
  -Cllvm-args=--inlinedefault-threshold=35 -Cllvm-args=--inlinehint-threshold=300 -Cllvm-args=--inlinecold-threshold=5 \
  -Cllvm-args=--rotation-max-header-size=2
"$(sh "$here/../tests/setup/tools.sh" where wasm-bindgen)" --target bundler --out-name mcpglot --out-dir "$out/glue" \
  "$target/wasm32-unknown-unknown/js/mcpglot_wasm.wasm"
sh "$here/../tests/setup/optimize.sh" "$out/glue/mcpglot_bg.wasm" "$out/mcpglot.wasm"

cp "$target/wasm/mcpglot.wasm" "$out/cli.wasm"
node "$here/build.mjs" "$out"
rm -f "$out"/*.tgz
npm pack --silent --pack-destination "$out" "$out/package" >/dev/null

# As people install it, from the file alone.
rm -rf "$out/installed"
mkdir "$out/installed"
npm install --silent --offline --no-audit --no-fund --prefix "$out/installed" "$out"/*.tgz
