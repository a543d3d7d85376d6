// Node.js, ready at import.

// `process.getBuiltinModule` would spare a process that converts once a fiftieth of its time, but 22.2 does not have it.
import { readFileSync } from "node:fs";

import { start } from "./engine.js";
import * as kit from "./kit.js";

start(new WebAssembly.Module(readFileSync(new URL("./mcpglot.wasm", import.meta.url))));

/** For code that also runs in browsers: what `mcpglot/browser` needs time for is done here. */
export async function load(): Promise<typeof kit> {
  return kit;
}

export * from "./kit.js";
