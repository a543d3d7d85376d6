#!/bin/sh
# Lets wasm-opt make a module smaller, unless that was done with the same bytes before. Names and producers go.
#
#   optimize.sh INPUT OUTPUT LEVEL     beside OUTPUT, OUTPUT.from is a copy of INPUT
set -eu
cmp -s "$1" "$2.from" && [ -f "$2" ] && exit
# What rustc uses without being asked.
features='--enable-bulk-memory --enable-bulk-memory-opt --enable-call-indirect-overlong --enable-multivalue
  --enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext'
mkdir -p "$(dirname "$2")"
rm -f "$2.from"
# shellcheck disable=SC2086 # several words
"$(dirname "$0")/../../npm/node_modules/.bin/wasm-opt" $features "$3" --strip-debug --strip-producers \
  --strip-target-features "$1" --output "$2"
cp "$1" "$2.from"
