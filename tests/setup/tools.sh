#!/bin/sh
# Installs what the tests need and says nothing where it is there already.
#
#   tools.sh NAME...        wasm-targets  wasmtime  codex  cargo-fuzz
#   tools.sh where NAME     prints the path of an installed program
#
# Each tool has a folder of its own, named after its version (see `versions`), in the user's
# cache. Such a folder appears only by a rename of a finished install: if it exists, it is whole.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/versions"
tools=${XDG_CACHE_HOME:-$HOME/.cache}/mcpglot/tools

fail() {
  printf 'mcpglot: %s\n' "$@" >&2
  exit 1
}

# install FOLDER WHAT COMMAND...   runs COMMAND with @ as a temporary folder, then renames that to FOLDER
install() {
  goal=$tools/$1 what=$2
  shift 2
  [ -d "$goal" ] && return
  mkdir -p "$tools"
  part=$(mktemp -d "$goal.XXXXXX")
  trap 'rm -rf "$part"' EXIT
  trap 'exit 1' HUP INT TERM
  echo "installing ${goal##*/} ($what)" >&2
  if ! "$@" "$part" >"$part/install.log" 2>&1; then
    tail -n 20 "$part/install.log" >&2
    fail "${goal##*/} could not be installed; by hand:" "  $* $goal"
  fi
  # Who came first wins; both are the same.
  mv -T "$part" "$goal" 2>/dev/null || [ -d "$goal" ]
}

wasmtime_path() { echo "${MCPGLOT_WASMTIME:-$tools/wasmtime-$WASMTIME/bin/wasmtime}"; }
wasmtime() {
  if [ -n "${MCPGLOT_WASMTIME:-}" ]; then
    "$MCPGLOT_WASMTIME" --version >/dev/null || fail "MCPGLOT_WASMTIME names no wasmtime"
    return
  fi
  install "wasmtime-$WASMTIME" "from source, 5 to 10 minutes, once" \
    nice cargo install wasmtime-cli --version "$WASMTIME" --locked --no-track --no-default-features \
    --features run,cranelift,component-model,cache,compile,parallel-compilation --root
}

# The package is a launcher in JavaScript over a native program; the program alone is asked.
codex_path() {
  set -- "$tools/codex-$CODEX"/node_modules/@openai/codex-*/vendor/*/bin/codex
  echo "$1"
}
codex() {
  command -v npm >/dev/null || fail "npm is missing: install Node.js"
  install "codex-$CODEX" "0.4 GB" \
    npm install --no-fund --no-audit --no-update-notifier --ignore-scripts --no-save "@openai/codex@$CODEX" --prefix
}

cargo_fuzz_path() { echo "$tools/cargo-fuzz-$CARGO_FUZZ/bin/cargo-fuzz"; }
cargo_fuzz() {
  install "cargo-fuzz-$CARGO_FUZZ" "from source, a minute" \
    nice cargo install cargo-fuzz --version "$CARGO_FUZZ" --locked --no-track --root
}

wasm_targets() {
  for target in wasm32-wasip1 wasm32-unknown-unknown; do
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ] && continue
    rustup target add "$target" >&2 || fail "the Rust target $target is missing; by hand:" "  rustup target add $target"
  done
}

if [ "${1:-}" = where ]; then
  path=$("$(echo "$2" | tr - _)_path")
  [ -x "$path" ] || fail "$2 is not installed; run: just setup"
  echo "$path"
  exit
fi
for name; do
  case $name in
    wasm-targets | wasmtime | codex | cargo-fuzz) (trap - EXIT; "$(echo "$name" | tr - _)") ;;
    *) fail "no such tool: $name" ;;
  esac
done
