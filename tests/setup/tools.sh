#!/bin/sh
# Installs what the tests need, once, and says nothing where it is there already.
#
#   tools.sh [NAME...]      rust  wasm-targets  wasmtime  codex  mcp-remote  cargo-fuzz  wasm-bindgen  npm-tools
#                           web-tools  runtimes  chromium  pre-commit  wasmtime-py  jco   (no name: all of these)
#                           judges: every client that `just judge-all` asks, or one of them by its name below
#   tools.sh where NAME     prints the path of an installed program, or of the folder that it is part of
#
# Each tool has a folder of its own in the user's cache, named after its version (see `versions`).
# It appears there only by a rename of a finished install: if the folder exists, it is whole.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/versions"
tools=${XDG_CACHE_HOME:-$HOME/.cache}/mcpglot/tools
npm=$here/../../npm
web=$here/../../web-demo
embedders=$here/../../crates/plugin/examples

fail() {
  printf 'mcpglot: %s\n' "$@" >&2
  exit 1
}

# need PROGRAM PACKAGE   from Debian's packages where we may, else says the one command
need() {
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing $2" >&2
    apt-get install -y -q "$2" >/dev/null && command -v "$1" >/dev/null && return
  fi
  fail "\`$1\` is missing; run: sudo apt-get install $2"
}

# install FOLDER NOTE COMMAND...   COMMAND gets a temporary folder as its last word, which becomes FOLDER
install() {
  goal=$tools/$1 note=$2
  shift 2
  [ -d "$goal" ] && return
  mkdir -p "$tools"
  part=$(mktemp -d "$goal.XXXXXX")
  trap 'rm -rf "$part"' EXIT
  trap 'exit 1' HUP INT TERM
  echo "installing ${goal##*/} ($note)" >&2
  if ! "$@" "$part" >"$part/install.log" 2>&1; then
    tail -n 20 "$part/install.log" >&2
    fail "${goal##*/} could not be installed; by hand: $* $goal"
  fi
  # Where two install at the same time, the second finds the first's: they are the same.
  [ -d "$goal" ] || mv "$part" "$goal"
}

rust() {
  command -v cargo >/dev/null || fail "\`cargo\` is missing; install Rust (rustup)"
  need cc gcc
}

wasm_targets() {
  rust
  for target in wasm32-wasip1 wasm32-unknown-unknown; do
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ] && continue
    echo "installing the Rust target $target" >&2
    rustup target add "$target" >/dev/null 2>&1 || fail "the Rust target $target is missing; run: rustup target add $target"
  done
}

# MCPGLOT_WASMTIME names another one, for a try with another version.
wasmtime_path() { echo "${MCPGLOT_WASMTIME:-$tools/wasmtime-$WASMTIME/bin/wasmtime}"; }
wasmtime() {
  [ -z "${MCPGLOT_WASMTIME:-}" ] || return 0
  rust
  install "wasmtime-$WASMTIME" "from source, once, 5 to 10 minutes" \
    nice cargo install wasmtime-cli --version "$WASMTIME" --locked --no-track --no-default-features \
    --features run,cranelift,component-model,cache,compile,parallel-compilation --root
}

# packages NAME-VERSION NOTE PACKAGE@VERSION...   from the registry that npm is set up with; no script of theirs runs
packages() {
  folder=$1 note=$2
  shift 2
  need npm npm
  install "$folder" "$note" \
    npm install --no-fund --no-audit --no-update-notifier --ignore-scripts --no-save "$@" --prefix
}

# What this machine is called in the names of packages that hold a program for it.
platform() {
  case $(uname -m) in aarch64 | arm64) cpu=arm64 ;; *) cpu=x64 ;; esac
  echo "$(uname -s | tr '[:upper:]' '[:lower:]')-$cpu"
}

# Of each client the native program, where it has one: what is named like it is a launcher over that.
codex_path() {
  set -- "$tools/codex-$CODEX"/node_modules/@openai/codex-*/vendor/*/bin/codex
  echo "$1"
}
codex() { packages "codex-$CODEX" "400 MB, once" "@openai/codex@$CODEX"; }

node_path() { echo "$tools/node-$NODE/node_modules/node-$(platform)/bin/node"; }
node() { packages "node-$NODE" "190 MB, once" "node-$(platform)@$NODE"; }

claude_code_path() { echo "$tools/claude-code-$CLAUDE_CODE/node_modules/@anthropic-ai/claude-code-$(platform)/claude"; }
claude_code() { packages "claude-code-$CLAUDE_CODE" "360 MB, once" "@anthropic-ai/claude-code-$(platform)@$CLAUDE_CODE"; }

gemini_cli_path() { echo "$tools/gemini-cli-$GEMINI_CLI/node_modules/@google/gemini-cli/bundle"; }
gemini_cli() { packages "gemini-cli-$GEMINI_CLI" "100 MB, once" "@google/gemini-cli@$GEMINI_CLI"; }

opencode_path() { echo "$tools/opencode-$OPENCODE/node_modules/opencode-$(platform)/bin/opencode"; }
opencode() { packages "opencode-$OPENCODE" "180 MB, once" "opencode-$(platform)@$OPENCODE"; }

copilot_cli_path() { echo "$tools/copilot-cli-$COPILOT_CLI/node_modules/@github/copilot-$(platform)/copilot"; }
copilot_cli() { packages "copilot-cli-$COPILOT_CLI" "190 MB, once" "@github/copilot-$(platform)@$COPILOT_CLI"; }

droid_path() { echo "$tools/droid-$DROID/node_modules/@factory/cli-$(platform)/bin/droid"; }
droid() { packages "droid-$DROID" "240 MB, once" "@factory/cli-$(platform)@$DROID"; }

qwen_code_path() { echo "$tools/qwen-code-$QWEN_CODE/node_modules/@qwen-code/qwen-code/chunks"; }
qwen_code() { packages "qwen-code-$QWEN_CODE" "150 MB, once" "@qwen-code/qwen-code@$QWEN_CODE"; }

kilo_code_path() { echo "$tools/kilo-code-$KILO_CODE/node_modules/@kilocode/cli-$(platform)/bin/kilo"; }
kilo_code() { packages "kilo-code-$KILO_CODE" "230 MB, once" "@kilocode/cli-$(platform)@$KILO_CODE"; }

cline_path() { echo "$tools/cline-$CLINE/node_modules/@cline/cli-$(platform)/bin/cline"; }
cline() { packages "cline-$CLINE" "180 MB, once" "@cline/cli-$(platform)@$CLINE"; }

amp_path() { echo "$tools/amp-$AMP/node_modules/@ampcode/cli-$(platform)/amp"; }
amp() { packages "amp-$AMP" "100 MB, once" "@ampcode/cli-$(platform)@$AMP"; }

continue_path() { echo "$tools/continue-$CONTINUE/node_modules/@continuedev/cli/dist"; }
continue_dev() { packages "continue-$CONTINUE" "80 MB, once" "@continuedev/cli@$CONTINUE"; }

# The editors themselves are not in the registry: their readers are cut out of what is (see the `.mjs` files here).
vscode_path() { echo "$tools/code-server-$CODE_SERVER"; }
vscode() { packages "code-server-$CODE_SERVER" "200 MB, once" "code-server@$CODE_SERVER" "ajv@$AJV" "jsonc-parser@$JSONC_PARSER"; }

cursor_path() { echo "$tools/cursor-sdk-$CURSOR_SDK"; }
cursor() { packages "cursor-sdk-$CURSOR_SDK" "50 MB, once" "@cursor/sdk@$CURSOR_SDK" "jsonc-parser@$JSONC_PARSER"; }

# The bridge that `convert --bridge` has a host start: it runs on the Node.js that npm needs.
mcp_remote_path() { echo "$tools/mcp-remote-$MCP_REMOTE/node_modules/mcp-remote/dist/proxy.js"; }
mcp_remote() { packages "mcp-remote-$MCP_REMOTE" "10 MB, once" "mcp-remote@$MCP_REMOTE"; }

cargo_fuzz_path() { echo "$tools/cargo-fuzz-$CARGO_FUZZ/bin/cargo-fuzz"; }
cargo_fuzz() {
  rust
  need c++ g++ # for libFuzzer
  install "cargo-fuzz-$CARGO_FUZZ" "from source, once, a minute" \
    nice cargo install cargo-fuzz --version "$CARGO_FUZZ" --locked --no-track --root
}

# Its version is that of the crate: the two must match exactly.
WASM_BINDGEN=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p}' "$here/../../Cargo.lock")
wasm_bindgen_path() { echo "$tools/wasm-bindgen-$WASM_BINDGEN/bin/wasm-bindgen"; }
wasm_bindgen() {
  rust
  install "wasm-bindgen-$WASM_BINDGEN" "from source, once, 2 to 4 minutes" wasm_bindgen_into
}
# With the crates of its own lock file, unless the registry that cargo is set up with lacks one of them.
wasm_bindgen_into() {
  set -- wasm-bindgen-cli --version "$WASM_BINDGEN" --no-track --root "$1"
  nice cargo install --locked "$@" || nice cargo install "$@"
}

# What builds and tests the npm package, as its lock file has it: `npm/node_modules` leads there.
npm_tools_path() { echo "$tools/$(locked npm "$npm")/node_modules"; }
npm_tools() {
  need npm npm
  install "$(locked npm "$npm")" "240 MB, once" locked_into "$npm"
  lead "$npm/node_modules" "$(npm_tools_path)"
}

# The same for the playground.
web_tools_path() { echo "$tools/$(locked web "$web")/node_modules"; }
web_tools() {
  need npm npm
  install "$(locked web "$web")" "110 MB, once" locked_into "$web"
  lead "$web/node_modules" "$(web_tools_path)"
}

# locked NAME FOLDER         the folder for the packages of FOLDER's lock file
locked() { echo "$1-$(cksum <"$2/package-lock.json" | cut -d ' ' -f 1)"; }

# locked_into FOLDER GOAL    the packages of FOLDER's lock file; no script of theirs runs
locked_into() {
  cp "$1/package.json" "$1/package-lock.json" "$1/.npmrc" "$2"
  npm ci --no-fund --no-audit --no-update-notifier --ignore-scripts --prefix "$2"
}

# lead PLACE GOAL            PLACE leads to GOAL; whoever has installed something there by hand keeps it
lead() { [ -d "$1" ] && [ ! -L "$1" ] || ln -sfn "$2" "$1"; }

# Where else JavaScript runs.
runtimes_path() { echo "$tools/runtimes-$DENO-$BUN-$WORKERD/node_modules"; }
runtimes() { packages "runtimes-$DENO-$BUN-$WORKERD" "350 MB, once" "deno@$DENO" "bun@$BUN" "workerd@$WORKERD"; }

# What the embedders of the component are made with.
jco_path() { echo "$tools/$(locked jco "$embedders/javascript")/node_modules"; }
jco() {
  need npm npm
  install "$(locked jco "$embedders/javascript")" "110 MB, once" locked_into "$embedders/javascript"
  lead "$embedders/javascript/node_modules" "$(jco_path)"
}

# python NAME-VERSION NOTE WHAT    from the index that pip is set up with. Only the interpreter of the folder runs where the
# folder lies at last: the programs beside it name another.
python() {
  need python3 python3
  python3 -c 'import ensurepip' 2>/dev/null || fail "Python cannot make a folder for packages; run: sudo apt-get install python3-venv"
  install "$1" "$2" python_into "$3"
}
python_into() {
  python3 -m venv "$2"
  "$2/bin/python" -m pip install --quiet --disable-pip-version-check "$1"
}

wasmtime_py_folder() { echo "wasmtime-py-$(cksum <"$embedders/python/requirements.txt" | cut -d ' ' -f 1)"; }
wasmtime_py_path() { echo "$tools/$(wasmtime_py_folder)/bin/python"; }
wasmtime_py() { python "$(wasmtime_py_folder)" "30 MB, once" "--requirement=$embedders/python/requirements.txt"; }

# It runs as `python -m pre_commit`.
pre_commit_path() { echo "$tools/pre-commit-$PRE_COMMIT/bin/python"; }
pre_commit() {
  need git git
  python "pre-commit-$PRE_COMMIT" "30 MB, once" "pre-commit==$PRE_COMMIT"
}

# A browser, and what drives it for wasm-bindgen's tests.
chromium() {
  need chromium chromium
  need chromedriver chromium-driver
}

if [ "${1:-}" = where ]; then
  path=$("$(echo "$2" | tr - _)_path")
  [ -x "$path" ] || fail "$2 is not installed; run: just setup $2"
  echo "$path"
  exit
fi
[ $# -gt 0 ] || set -- rust wasm-targets codex mcp-remote wasmtime cargo-fuzz wasm-bindgen npm-tools web-tools runtimes chromium pre-commit wasmtime-py jco
[ "$*" != judges ] || set -- codex node claude-code gemini-cli opencode copilot-cli droid vscode cursor \
  qwen-code kilo-code cline amp continue
for name; do
  case $name in
    rust | wasm-targets | wasmtime | mcp-remote | cargo-fuzz) ("$(echo "$name" | tr - _)") ;;
    wasm-bindgen | npm-tools | web-tools | runtimes | chromium | pre-commit | wasmtime-py | jco) ("$(echo "$name" | tr - _)") ;;
    codex | node | claude-code | gemini-cli | opencode | copilot-cli | droid | vscode | cursor) ("$(echo "$name" | tr - _)") ;;
    qwen-code | kilo-code | cline | amp) ("$(echo "$name" | tr - _)") ;;
    continue) (continue_dev) ;;
    *) fail "no such tool: $name" ;;
  esac
done
