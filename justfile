# What can be done here. Rust (rustup) and Node.js are wanted; the rest is installed by `setup`, once, into the user's cache.

set shell := ["sh", "-euc"]

target := env("CARGO_TARGET_DIR", "target")

_list:
    @{{ just_executable() }} --list --unsorted

# Shows the main job on an example: source, existing target, result, what was said
try: (setup "rust")
    @sh examples/try.sh

# Runs every test there is
test: setup check native wasm npm plugin && npm-test web-test fuzz
    # The component is tested as what it is: natively its names are no names of a library.
    cargo test --workspace --exclude mcpglot-plugin --no-fail-fast --quiet

# What CI runs: every test, then the fences
ready: test fences

# Formatting, lints on the host and on both wasm targets, docs: no warnings
check: (setup "wasm-targets")
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --quiet -- -D warnings
    cargo clippy --package mcpglot-core --package mcpglot-wire --package mcpglot --target wasm32-wasip1 --quiet -- -D warnings
    cargo clippy --package mcpglot-core --package mcpglot-wire --package mcpglot-wasm --package mcpglot-plugin --target wasm32-unknown-unknown --quiet -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet

# The real Codex loads what fixtures and corpus yield (also part of `test`)
judge: (setup "codex")
    cargo test --package mcpglot-tests judge
    cargo test --package mcpglot-tests --test judge

# Every client that can be had loads what fixtures and corpus yield for it: 3 GB once, then minutes
judge-all: (setup "judges")
    cargo clippy --package mcpglot-tests --test judge_all --quiet -- -D warnings
    cargo test --package mcpglot-tests --test judge_all -- --nocapture --test-threads 1

# Fuzzes each target for so many seconds (also part of `test`)
fuzz seconds="15": (setup "cargo-fuzz")
    sh tests/setup/fuzz.sh {{ seconds }}

# What must not grow: the core's dependencies, the size of the wasm
fences: wasm
    sh tests/setup/fences.sh {{ target }}/wasm/mcpglot.wasm

# Measures reading, converting, merging and writing
bench *args: native
    cargo bench --package mcpglot-core --bench linear
    cargo bench --package mcpglot-tests --bench '*' -- {{ args }}

# Rewrites the fixtures' expectations; review the diff
bless: (setup "codex" "wasmtime") native wasm npm
    BLESS=1 cargo test --package mcpglot-tests --quiet
    git diff --stat -- tests/fixtures docs README.md

# Builds the CLI for this machine
native:
    cargo build --package mcpglot --release --quiet

# Builds the CLI for WASI: target/wasm/mcpglot.wasm
wasm: (setup "wasm-targets" "npm-tools")
    sh tests/setup/build-wasm.sh mcpglot wasi wasm32-wasip1
    sh tests/setup/optimize.sh {{ target }}/wasm32-wasip1/wasi/mcpglot.wasm {{ target }}/wasm/mcpglot.wasm raw

# Builds the component: target/component/mcpglot.wasm
plugin: (setup "wasm-targets" "npm-tools")
    sh tests/setup/build-wasm.sh mcpglot-plugin plugin wasm32-unknown-unknown -Cllvm-args=--inlinedefault-threshold=10 -Cllvm-args=--inlinehint-threshold=20 -Cllvm-args=--inlinecold-threshold=5 -Cllvm-args=--rotation-max-header-size=0
    sh tests/setup/optimize.sh {{ target }}/wasm32-unknown-unknown/plugin/mcpglot_plugin.wasm {{ target }}/component/module.wasm
    cargo run --package mcpglot-componentize --quiet -- {{ target }}/component/module.wasm {{ target }}/component/mcpglot.wasm

# Builds the npm package, and packs it: target/npm/mcpglot-VERSION.tgz
npm: (setup "wasm-targets" "wasm-bindgen" "npm-tools") wasm
    sh npm/build.sh {{ target }}

# Tests the packed npm package, in Node.js and in Chromium
npm-test: (setup "npm-tools" "runtimes" "chromium" "pre-commit") npm
    cargo run --package mcpglot-tests --bin ledger --quiet > {{ target }}/npm/ledger.json
    sh tests/setup/boundary.sh
    MCPGLOT_TARGET={{ target }} node --test --test-reporter spec npm/test/

# Builds the playground from the packed npm package: target/web is what a site serves
web: (setup "web-tools") npm
    sh web-demo/build.sh {{ target }}

# Shows the playground in a browser: http://127.0.0.1:4173
play: web
    node web-demo/serve.mjs {{ target }}/web

# Takes pictures of the playground: target/shots has them all, web-demo/shots those of the README
shots: (setup "chromium") web
    MCPGLOT_TARGET={{ target }} node web-demo/test/shots.mjs {{ target }}/shots

# Tests the playground in Chromium, as a person would
web-test: (setup "chromium") web
    MCPGLOT_TARGET={{ target }} node --test --test-reporter spec web-demo/test/*.test.mjs

# Builds what is released in two clones, and compares the bytes: minutes
reproducible: (setup "wasm-targets" "wasm-bindgen" "npm-tools")
    sh tests/setup/reproducible.sh

# Measures the npm package beside what people use instead
npm-bench rounds="21": npm
    MCPGLOT_TARGET={{ target }} node npm/bench/bench.mjs {{ rounds }}

# Installs what the tests need, by name or all of it: see tests/setup/tools.sh
setup *tools:
    @sh tests/setup/tools.sh {{ tools }}
