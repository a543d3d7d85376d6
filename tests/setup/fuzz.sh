#!/bin/sh
# Runs each fuzz target of tests/fuzz for $1 seconds, on top of its seed corpus tests/fuzz/seeds/TARGET.
# What is found is kept in tests/fuzz/corpus, which git ignores; a crash in tests/fuzz/artifacts.
set -eu
cd "$(dirname "$0")/../fuzz"
PATH=$(dirname "$(sh ../setup/tools.sh where cargo-fuzz)"):$PATH
export RUSTC_BOOTSTRAP=1 RUST_BACKTRACE=0 # sanitizers on the stable compiler
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for target in $(cargo fuzz list --fuzz-dir .); do
  seeds=seeds/$target
  [ -d "$seeds" ] || seeds=
  mkdir -p "corpus/$target"
  if ! cargo fuzz run --fuzz-dir . "$target" "corpus/$target" $seeds -- \
    -max_total_time="$1" -timeout=10 -rss_limit_mb=4096 -max_len=65536 >"$log" 2>&1; then
    grep -m 1 -A 2 'panicked at' "$log" || true
    tail -n 25 "$log"
    exit 1
  fi
  echo "fuzz $target: $(tail -n 1 "$log")"
done
