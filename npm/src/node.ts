// Node.js, ready at import.

import { readFileSync } from "node:fs";
import { start } from "./engine.js";
import * as kit from "./kit.js";

start(new WebAssembly.Module(readFileSync(new URL("./mcpglot.wasm", import.meta.url))));

/** For code that also runs in browsers: what `mcpglot/browser` needs time for is done here. */
export async function load(): Promise<typeof kit> {
  return kit;
}

export * from "./kit.js";
