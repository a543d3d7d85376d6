#!/bin/sh
# Checks the types of the playground and builds it: TARGET/web is what a site serves.
#
#   build.sh TARGET      TARGET is cargo's folder; `just npm` has put the package there
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "$1" && pwd)
mkdir -p "$target/web-types"
# The package that is checked against is the one that is built in, wherever cargo's folder is.
cat >"$target/web-types/tsconfig.json" <<END
{
  "extends": "$here/tsconfig.json",
  "compilerOptions": {
    "typeRoots": ["$here/node_modules"],
    "types": ["$here/node_modules/vite/client.d.ts"],
    "paths": { "mcpglot/*": ["$target/npm/installed/node_modules/mcpglot/dist/*.d.ts"] }
  },
  "include": ["$here/src"]
}
END
node "$here/node_modules/typescript/bin/tsc" --project "$target/web-types"
MCPGLOT_TARGET="$target" node "$here/node_modules/vite/bin/vite.js" build --config "$here/vite.config.mjs"
