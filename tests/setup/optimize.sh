#!/bin/sh
# Lets wasm-opt make a module smaller, unless that was done before by the same means. Names and producers go.
#
#   optimize.sh INPUT OUTPUT [raw]     beside OUTPUT, OUTPUT.from holds INPUT and what it was made smaller with
#
# It goes for the bytes that are left when the module is compressed: the levels make more of those, for all that they take away,
# and no level makes a module faster that rustc has made. Before that, calls of what does nothing go; in the end, functions that are
# alike stand side by side. With `raw` it goes for the bytes of the module as it is, by which wasmtime loads it.
set -eu
input=$1 output=$2 kind=${3:-}
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$(dirname "$output")"
cat "$input" "$root/tests/setup/optimize.sh" "$root"/crates/shrink/src/*.rs "$root/npm/package-lock.json" >"$output.means"
cmp -s "$output.means" "$output.from" && [ -f "$output" ] && rm "$output.means" && exit
rm -f "$output.from"

shrink() {
  cargo run --manifest-path "$root/Cargo.toml" --package mcpglot-shrink --quiet -- "$@"
}

# With what rustc uses without being asked.
optimize() {
  "$root/npm/node_modules/.bin/wasm-opt" --enable-bulk-memory --enable-bulk-memory-opt --enable-call-indirect-overlong \
    --enable-multivalue --enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext "$@"
}

if [ "$kind" = raw ]; then
  optimize --flatten --rereloop -Oz -Oz --const-hoisting --reorder-locals --reorder-functions --strip-debug --strip-producers \
    --strip-target-features "$input" --output "$output"
else
  shrink calls "$input" "$output.called"
  optimize --duplicate-function-elimination --dae-optimizing --dce --remove-unused-brs --merge-blocks \
    --optimize-instructions --precompute --reorder-locals --vacuum --coalesce-locals --rse --optimize-instructions \
    --remove-unused-brs --merge-blocks --reorder-locals --vacuum --coalesce-locals --rse --vacuum --reorder-locals --vacuum \
    --reorder-functions-by-name \
    --strip-producers --strip-target-features --debuginfo "$output.called" --output "$output.named"
  shrink order "$output.named" "$output.ordered"
  optimize --reorder-functions-by-name --strip-debug "$output.ordered" --output "$output"
  rm "$output.called" "$output.named" "$output.ordered"
fi
mv "$output.means" "$output.from"
