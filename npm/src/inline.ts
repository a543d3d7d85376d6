// The module inside of the script, ready at import: for places that load no files.

import { start } from "./engine.js";
import wasm from "./glue/mcpglot.wasm";
import * as kit from "./kit.js";

/** The functions of mcpglot. */
export type Kit = typeof kit;

start(new WebAssembly.Module(wasm));

/** The same functions, for code that waits for `load` elsewhere. */
export async function load(): Promise<Kit> {
  return kit;
}

export * from "./kit.js";
