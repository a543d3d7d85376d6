#!/bin/sh
# The main job on an example: servers of a Claude Code file go into a Codex file that is somebody's own.
set -eu
cd "$(dirname "$0")/.."
said=$(mktemp)
result=$(mktemp)
trap 'rm -f "$said" "$result"' EXIT

show() {
  printf '\n== %s\n\n' "$1"
  cat "$2"
}

echo "building (the first time a minute)" >&2
cargo build --quiet --release --package mcpglot
show "the source: examples/mcp.json" examples/mcp.json
show "the target, as it is: examples/config.toml" examples/config.toml

status=0
cargo run --quiet --release --package mcpglot -- convert examples/mcp.json --from claude-code --to codex --into examples/config.toml >"$result" 2>"$said" || status=$?
show "mcpglot convert examples/mcp.json --from claude-code --to codex --into examples/config.toml" "$result"
show "what it says of it" "$said"
printf '\n== what changes in the target, and its exit status: %s\n\n' "$status"
diff -u examples/config.toml "$result" | tail -n +3 || true
# 3: written, and something of weight was lost, as the example means it. Nothing was overwritten.
[ "$status" = 0 ] || [ "$status" = 3 ]
