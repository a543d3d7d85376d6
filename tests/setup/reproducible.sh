#!/bin/sh
# Builds what is released from two clones of the last commit, in folders of different names, and compares the bytes.
set -eu
cd "$(dirname "$0")/../.."
one=$(mktemp -d)
other=$(mktemp -d)/in/a/longer/folder
trap 'rm -rf "$one" "${other%/in/a/longer/folder}"' EXIT
for clone in "$one" "$other"; do
  git clone --quiet . "$clone"
  sh "$clone/tests/setup/tools.sh" npm-tools
  (
    cd "$clone"
    unset CARGO_TARGET_DIR
    sh tests/setup/build-wasm.sh mcpglot wasi wasm32-wasip1
    sh tests/setup/optimize.sh target/wasm32-wasip1/wasi/mcpglot.wasm target/wasm/mcpglot.wasm raw
    sh npm/build.sh target
  )
done
for file in target/wasm/mcpglot.wasm target/npm/mcpglot.wasm $(cd "$one" && ls target/npm/*.tgz); do
  cmp "$one/$file" "$other/$file"
  echo "the same in both clones: ${file##*/}, $(wc -c <"$one/$file") bytes"
done
