// The module inside of the script, ready at import: for places that load no files.

import { start } from "./engine.js";
import wasm from "./glue/mcpglot.wasm";
import * as kit from "./kit.js";

start(new WebAssembly.Module(wasm));

/** The same functions, for code that waits for `load` elsewhere. */
export async function load(): Promise<typeof kit> {
  return kit;
}

export * from "./kit.js";
