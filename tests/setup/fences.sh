#!/bin/sh
# What must not grow by accident. Each fence says what it found; who means it, moves it here.
set -eu
cd "$(dirname "$0")/../.."

# The core is pure, small, and compiles anywhere: these crates and no others.
core='mcpglot-core'
for crate in $(cargo tree --package mcpglot-core --edges normal --target all --prefix none --format '{p}' | cut -d ' ' -f 1 | sort -u); do
  case " $core " in
    *" $crate "*) ;;
    *) echo "fence: mcpglot-core has come to depend on $crate" >&2 && exit 1 ;;
  esac
done
echo "fence: mcpglot-core depends on no more than: $core"

# Cold, wasmtime pays for each byte.
limit=992400
size=$(wc -c <"$1")
[ "$size" -le $limit ] || { echo "fence: the wasm CLI has $size bytes, more than $limit" >&2 && exit 1; }
echo "fence: the wasm CLI has $size bytes of $limit"
