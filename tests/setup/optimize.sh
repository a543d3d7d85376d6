#!/bin/sh
# Lets wasm-opt make a module smaller, unless that was done with the same bytes before. Names and producers go.
#
#   optimize.sh INPUT OUTPUT [raw]     beside OUTPUT, OUTPUT.from is a copy of INPUT
#
# It goes for the bytes that are left when the module is compressed: the levels make more of those, for all that they take away,
# and no level makes a module faster that rustc has made. Ordered by their names, functions that are alike stand side by side. With
# `raw` it goes for the bytes of the module as it is, by which wasmtime loads it.
set -eu
input=$1 output=$2
if [ "${3:-}" = raw ]; then
  set -- --flatten --rereloop -Oz
else
  set -- --duplicate-function-elimination --dae-optimizing --dce --remove-unused-brs --merge-blocks \
    --optimize-instructions --precompute --reorder-locals --vacuum --coalesce-locals --rse --optimize-instructions \
    --remove-unused-brs --merge-blocks --reorder-locals --vacuum --reorder-functions-by-name
fi
cmp -s "$input" "$output.from" && [ -f "$output" ] && exit
# What rustc uses without being asked.
features='--enable-bulk-memory --enable-bulk-memory-opt --enable-call-indirect-overlong --enable-multivalue
  --enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext'
mkdir -p "$(dirname "$output")"
rm -f "$output.from"
# shellcheck disable=SC2086 # several words
"$(dirname "$0")/../../npm/node_modules/.bin/wasm-opt" $features "$@" --strip-debug --strip-producers \
  --strip-target-features "$input" --output "$output"
cp "$input" "$output.from"
