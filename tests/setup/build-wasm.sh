#!/bin/sh
# Builds a module that is released: the same bytes wherever the folders lie, and no folder of this machine in them.
#
#   build-wasm.sh PACKAGE PROFILE TARGET [FLAG...]     flags for rustc besides
set -eu
cd "$(dirname "$0")/../.."
separator=$(printf '\037')
flags=
remap() { flags="${flags:+$flags$separator}--remap-path-prefix=$1=$2"; }
remap "$(pwd -P)" .
# Each registry has a folder here that is named after its address.
for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  remap "$registry" crates
done
remap "$(rustc --print sysroot)/lib/rustlib/src/rust" rust
package=$1 profile=$2 target=$3
shift 3
# What is loaded on one way to a place only is loaded there: doing so ahead, on the other ways, takes code and gains nothing. A
# comparison with a word is a call: spelled out, they are a hundredth of a module. The ends of branches are not written twice,
# what loops keep in memory stays there, and they count as they are written: who runs the module makes of that what it likes,
# and measured, nothing is slower.
for flag in --enable-load-pre=false --max-loads-per-memcmp=1 --tail-dup-size=1 --disable-licm-promotion --disable-lsr; do
  flags=$flags${separator}-Cllvm-args=$flag
done
for flag in "$@"; do
  flags=$flags$separator$flag
done
# A library is made a module only here: where rustc makes a library for Rust in the same run, it keeps the allocator out of what
# it optimises as a whole.
# Half of the usual stack is plenty for 64 levels, and what lies behind it has shorter addresses.
kind= cfg=
if [ "$target" = wasm32-unknown-unknown ]; then
  kind='--crate-type cdylib' cfg='--cfg module'
  flags=$flags$separator-Clink-arg=-zstack-size=524288
fi
# shellcheck disable=SC2086 # several words
CARGO_ENCODED_RUSTFLAGS=$flags exec cargo rustc --quiet --package "$package" --profile "$profile" --target "$target" $kind -- $cfg
