// Node.js, ready at import.

import { start } from "./engine.js";
import * as kit from "./kit.js";

// To import it would take a process that converts once a fiftieth of its time. In the CommonJS build this is `require`.
const { readFileSync } = process.getBuiltinModule("node:fs");

start(new WebAssembly.Module(readFileSync(new URL("./mcpglot.wasm", import.meta.url))));

/** For code that also runs in browsers: what `mcpglot/browser` needs time for is done here. */
export async function load(): Promise<typeof kit> {
  return kit;
}

export * from "./kit.js";
